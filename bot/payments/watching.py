"""Claims of having paid, gone over as long as the program runs."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from sqlalchemy.exc import SQLAlchemyError

from bot.ledger.database import Database
from bot.servicing.claims import any_open_claim, settle_claims
from bot.servicing.transcript import Voice

EVERY_SECONDS = 5.0

log = logging.getLogger(__name__)


async def watch_claims(database: Database, voice: Voice, notify: Callable[[str], None]) -> None:
    """Until cancelled. A payment may come by an import, which is another program."""
    while True:
        try:
            if await database.read(any_open_claim):
                for conversation_id in await database.write(settle_claims, voice=voice):
                    notify(conversation_id)
        except SQLAlchemyError as error:
            log.warning("Claims of payment could not be gone over: %s", type(error).__name__)
        await asyncio.sleep(EVERY_SECONDS)
