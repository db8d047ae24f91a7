"""News inside this process for whoever looks on: a conversation changed, somebody types.

It carries no content, only that there is something to read; what is not heard here (another
replica wrote it) is found by the reader's own slow look at the ledger.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

CHANGED = "changed"
TYPING = "typing"
CLOSED = "closed"
EVERYTHING = "*"


class Subscription:
    def __init__(self) -> None:
        self._news: set[str] = set()
        self._woken = asyncio.Event()

    def tell(self, news: str) -> None:
        self._news.add(news)
        self._woken.set()

    async def wait(self, seconds: float) -> frozenset[str]:
        """What happened since the last time; empty after that many seconds without news."""
        try:
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        except TimeoutError:
            return frozenset()
        self._woken.clear()
        news, self._news = frozenset(self._news), set()
        return news


class Live:
    """To be used on the event loop only.

    A topic is a conversation's id or an address; ``EVERYTHING`` hears all of them.
    """

    def __init__(self) -> None:
        self._subscriptions: defaultdict[str, set[Subscription]] = defaultdict(set)
        self._closed = False

    def publish(self, topic: str, news: str = CHANGED) -> None:
        for heard in {topic, EVERYTHING}:
            for subscription in self._subscriptions.get(heard, ()):
                subscription.tell(news)

    @contextmanager
    def subscribe(self, topic: str) -> Iterator[Subscription]:
        subscription = Subscription()
        if self._closed:
            subscription.tell(CLOSED)
        self._subscriptions[topic].add(subscription)
        try:
            yield subscription
        finally:
            self._subscriptions[topic].discard(subscription)
            if not self._subscriptions[topic]:
                del self._subscriptions[topic]

    def close(self) -> None:
        """Ends every stream, so that the server can stop without waiting for its readers."""
        self._closed = True
        for subscriptions in self._subscriptions.values():
            for subscription in subscriptions:
                subscription.tell(CLOSED)
