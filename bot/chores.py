"""What the program does by itself as days pass and payments come in."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.ledger.clock import now as read_clock
from bot.ledger.database import Database
from bot.ledger.tables import Arrangement, ArrangementEntry, Payment, Promise
from bot.loans import Terms
from bot.servicing.lifecycle import (
    end_promise_pauses,
    endings_to_tell,
    follow_up,
    open_arrangements,
    tell_ending,
)
from bot.servicing.transcript import Voice

LOOK_SECONDS = 2.0
QUARTER_SECONDS = 15 * 60

log = logging.getLogger(__name__)

Stamp = tuple[object, ...]


class Chores:
    """Looks every quarter of an hour, and at once when the books or the clock have moved."""

    def __init__(
        self,
        database: Database,
        terms: Mapping[str, Terms],
        voice: Voice,
        notify: Callable[[str], None],
        *,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._database = database
        self._terms = terms
        self._voice = voice
        self._notify = notify
        self._pause = pause
        self._done: Stamp = ()

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                await self.look()
            except SQLAlchemyError as error:
                log.warning("The chores could not reach their ledger: %s", type(error).__name__)
            await self._pause(LOOK_SECONDS)

    async def look(self) -> None:
        """Nothing is done twice: what is due is read anew under each agreement's lock."""
        stamp = await self._database.read(read_stamp)
        if stamp == self._done:
            return
        for arrangement in await self._database.read(open_arrangements):
            await self._do(follow_up, arrangement)
        for arrangement in await self._database.read(_endings):
            await self._do(tell_ending, arrangement)
        await self._database.write(_end_promise_pauses, self._terms)
        self._done = stamp

    async def _do(self, chore: Callable[..., str | None], arrangement: int) -> None:
        """One agreement that cannot be read keeps no other waiting."""
        try:
            told = await self._database.write(
                _at_the_clocks_time, chore, arrangement, self._terms, self._voice
            )
        except SQLAlchemyError:
            raise
        except Exception as error:
            log.exception("Agreement %s met a defect", arrangement, exc_info=error)
            return
        if told is not None:
            self._notify(told)


def read_stamp(session: Session) -> Stamp:
    """Changes with every quarter of an hour, payment, agreement, entry and promise."""
    quarter = read_clock(session).timestamp() // QUARTER_SECONDS
    newest = (
        session.scalar(select(func.max(table.id)))
        for table in (Payment, Arrangement, ArrangementEntry, Promise)
    )
    return (quarter, *newest)


def _at_the_clocks_time(
    session: Session,
    chore: Callable[..., str | None],
    arrangement: int,
    terms: Mapping[str, Terms],
    voice: Voice,
) -> str | None:
    return chore(session, arrangement, terms=terms, voice=voice, now=read_clock(session))


def _endings(session: Session) -> list[int]:
    return list(endings_to_tell(session, now=read_clock(session)))


def _end_promise_pauses(session: Session, terms: Mapping[str, Terms]) -> None:
    end_promise_pauses(session, terms=terms, now=read_clock(session))
