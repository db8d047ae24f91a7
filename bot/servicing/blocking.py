"""A borrower who blocks us in their messenger, and who lets us in again."""

from __future__ import annotations

from sqlalchemy.orm import Session

from bot.ledger.clock import now as read_clock
from bot.ledger.conversations import add_entry, find_conversation
from bot.ledger.outbox import note_block


def take_block(session: Session, channel: str, address: str, *, is_blocked: bool) -> None:
    """Nothing is sent while it lasts. A stranger's block is nobody's business."""
    conversation = find_conversation(session, channel, address)
    if conversation is None:
        return
    now = read_clock(session)
    if is_blocked:
        note_block(session, conversation, now=now)
    else:
        conversation.blocked_at = None
    entry = "blocked" if is_blocked else "unblocked"
    add_entry(session, conversation, entry, by="borrower", now=now)
