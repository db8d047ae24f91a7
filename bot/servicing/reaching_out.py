"""Whether the assistant may write first, of its own accord, in one conversation."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import loans
from bot.conversations.statuses import Status
from bot.ledger.tables import Borrower, Conversation, Message
from bot.servicing.pauses import standing_reasons
from bot.terms.holidays import bank_holidays

CONTACT = "contact:"
"""How the keys of messages begin that nobody asked for: they count as contacts."""
# What was agreed with us is what we write about; it does not hold itself back.
OUR_OWN = frozenset({loans.PauseReason.ARRANGEMENT.value, loans.PauseReason.PROMISE.value})


class Reach(StrEnum):
    NOW = "now"
    LATER = "later"
    NEVER = "never"


def reach(
    session: Session,
    borrower: Borrower,
    conversation: Conversation,
    terms: loans.Terms,
    bucket: loans.DelinquencyBucket,
    *,
    now: datetime,
) -> Reach:
    """By the hours, the number of contacts and what holds them back; never after an opt-out."""
    pauses = standing_reasons(session, borrower, now=now) - OUR_OWN
    holding = [reason for reason in loans.PauseReason if reason.value in pauses]
    strongest = loans.strongest(holding)
    gone = conversation.borrower_id != borrower.id or conversation.blocked_at is not None
    if gone or terms.contact is None or strongest is loans.PauseReason.OPT_OUT:
        return Reach.NEVER
    if pauses or conversation.status == Status.OPEN.value:
        return Reach.LATER
    local = now.astimezone(ZoneInfo(borrower.timezone))
    answer = loans.may_contact(
        terms.contact,
        bucket,
        sent=_contacts(session, borrower),
        pauses=(),
        now=local,
        holidays=bank_holidays(terms.jurisdiction, local.year, local.year),
    )
    return Reach.NOW if answer.refusal is None else Reach.LATER


def _contacts(session: Session, borrower: Borrower) -> list[datetime]:
    zone = ZoneInfo(borrower.timezone)
    sent = session.scalars(
        select(Message.at)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(Conversation.borrower_id == borrower.id, Message.key.startswith(CONTACT))
    )
    return [at.astimezone(zone) for at in sent]
