"""One message being answered by an action: whose it is, which day it is there, whose terms hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from bot.ledger.clock import local_day
from bot.ledger.clock import now as read_clock
from bot.ledger.tables import Borrower, Conversation, Message
from bot.loans import Terms
from bot.servicing.identity import is_trusted


class NotProven(Exception):  # noqa: N818 - named for what is missing
    """Nothing of a loan may be said before identity is proven."""


@dataclass(frozen=True)
class Turn:
    session: Session
    conversation: Conversation
    message: Message
    now: datetime
    terms_by_country: Mapping[str, Terms]


def open_turn(
    session: Session,
    conversation_id: str,
    message_id: int,
    *,
    terms: Mapping[str, Terms],
) -> Turn:
    """Raises ``NoResultFound`` for a conversation or message that is not there."""
    return Turn(
        session,
        session.get_one(Conversation, conversation_id),
        session.get_one(Message, message_id),
        read_clock(session),
        terms,
    )


def verified_borrower(turn: Turn) -> Borrower:
    """The only way to a borrower's loans. Otherwise what was asked is kept, for after the proof.

    Raises ``NotProven``.
    """
    if not is_trusted(turn.conversation, now=turn.now):
        turn.conversation.wish_message_id = turn.message.id
        raise NotProven
    return turn.session.get_one(Borrower, turn.conversation.borrower_id)


def reproven_borrower(turn: Turn, *, since: datetime) -> Borrower:
    """As ``verified_borrower``, for what needs a proof of its own: none from before ``since``."""
    proven_at = turn.conversation.proven_at
    if proven_at is None or proven_at < since:
        turn.conversation.wish_message_id = turn.message.id
        raise NotProven
    return verified_borrower(turn)


def today_of(turn: Turn, borrower: Borrower) -> date:
    return local_day(turn.now, borrower.timezone)
