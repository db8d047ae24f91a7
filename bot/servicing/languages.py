"""Which language a borrower wants to be answered in."""

from __future__ import annotations

from sqlalchemy.orm import Session

from bot.ledger.conversations import find_conversation


def choose_locale(session: Session, channel: str, address: str, locale: str) -> bool:
    """Chosen, so no longer guessed from what they write. False: there is no conversation yet."""
    conversation = find_conversation(session, channel, address)
    if conversation is None:
        return False
    conversation.locale = locale
    conversation.locale_chosen = True
    return True
