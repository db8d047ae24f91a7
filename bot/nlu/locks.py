"""One turn of a conversation at a time, over all engines, by Redis."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any

import redis
from rasa.core.lock_store import LOCK_LIFETIME, RedisLockStore

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from rasa.utils.endpoints import EndpointConfig


class RedisLocks(RedisLockStore):  # type: ignore[misc]
    """Rasa's own writes its tickets in two steps, so that two engines can hold one lock."""

    def __init__(self, endpoint_config: EndpointConfig, **_: Any) -> None:
        super().__init__()
        self.red = redis.StrictRedis.from_url(endpoint_config.url, socket_timeout=10)

    @asynccontextmanager
    async def lock(
        self,
        conversation_id: str,
        lock_lifetime: float = LOCK_LIFETIME,
        wait_time_in_seconds: float = 1,
    ) -> AsyncIterator[None]:
        name = f"{self.key_prefix}{conversation_id}"
        held = self.red.lock(name, timeout=lock_lifetime, thread_local=False)
        while not held.acquire(blocking=False):  # noqa: ASYNC110 - Redis tells nobody
            await asyncio.sleep(wait_time_in_seconds)
        try:
            yield
        finally:
            with suppress(redis.exceptions.LockError):  # it expired: another turn may hold it
                held.release()
