"""Rasa's Redis lock store, configured by one URL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import redis
from rasa.core.lock_store import RedisLockStore

if TYPE_CHECKING:
    from rasa.utils.endpoints import EndpointConfig


class RedisLocks(RedisLockStore):  # type: ignore[misc]
    def __init__(self, endpoint_config: EndpointConfig, **_: Any) -> None:
        super().__init__()
        self.red = redis.StrictRedis.from_url(endpoint_config.url, socket_timeout=10)
