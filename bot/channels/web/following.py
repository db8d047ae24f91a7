"""What one open page is told, for as long as it is open."""

from __future__ import annotations

from collections.abc import AsyncIterator

from bot.channels.web.transcript import News, Reader
from bot.ledger.database import Database
from bot.live import CHANGED, CLOSED, TYPING, Live
from bot.pages.streams import HEARTBEAT, event

# Long enough to be cheap, short enough that a reply written by another replica is not missed.
LOOK_EVERY_SECONDS = 3.0
HEARTBEAT_EVERY = 5


async def follow(reader: Reader, database: Database, live: Live) -> AsyncIterator[str]:
    idle = 0
    with live.subscribe(reader.address) as subscription:
        news = await database.read(reader.read)
        for written in _written(news):
            yield written
        yield event("ready", {"empty": news.is_new, "more": news.more})
        while True:
            heard = await subscription.wait(LOOK_EVERY_SECONDS)
            if CLOSED in heard:
                return
            if TYPING in heard and CHANGED not in heard:
                yield event("typing", {})
            for written in _written(await database.read(reader.read)):
                yield written
            idle = 0 if heard else idle + 1
            if idle >= HEARTBEAT_EVERY:
                idle = 0
                yield HEARTBEAT


def _written(news: News) -> list[str]:
    messages = [event("message", said, event_id=said["id"]) for said in news.messages]
    return [*messages, event("state", news.state)] if news.state else messages
