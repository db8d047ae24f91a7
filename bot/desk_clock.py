"""What happens at the agents' desk by the clock: the put aside come back, the waiting are heard."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.ledger.clock import now as read_clock
from bot.ledger.database import Database
from bot.servicing.desk import wake_due
from bot.servicing.escalation import escalate_due
from bot.servicing.transcript import Voice

LOOK_SECONDS = 5.0

log = logging.getLogger(__name__)


class DeskClock:
    """``notify`` is told the id of each conversation that changed."""

    def __init__(
        self,
        database: Database,
        voice: Voice,
        notify: Callable[[str], None],
        *,
        on_call: bool,
        default_locale: str,
        pause: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._database = database
        self._voice = voice
        self._notify = notify
        self._on_call = on_call
        self._default_locale = default_locale
        self._pause = pause

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            try:
                for conversation in await self._database.write(self._look):
                    self._notify(conversation)
            except SQLAlchemyError as error:
                log.warning("The desk's clock could not reach its ledger: %s", type(error).__name__)
            await self._pause(LOOK_SECONDS)

    def _look(self, session: Session) -> Sequence[str]:
        now = read_clock(session)
        told = escalate_due(
            session,
            voice=self._voice,
            on_call=self._on_call,
            default_locale=self._default_locale,
            now=now,
        )
        return [*wake_due(session, now=now), *told]
