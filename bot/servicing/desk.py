"""What an agent does with a conversation beside answering: notes, labels, snoozing, passing it on.

All of these want a writing session, and change what they change under the conversation's lock.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from bot.conversations.statuses import Status
from bot.ledger.conversations import add_entry
from bot.ledger.tables import Conversation, Label, Looking, Need, Note, Staff
from bot.servicing import audit
from bot.servicing.breaks import owe_break
from bot.servicing.handoff import CRISIS, Refusal, Refused, locked, refuse_in_crisis, yours

NOTE_LIMIT = 4000
LABEL_LIMIT = 40
SNOOZE_LONGEST = timedelta(days=90)
SEEN_LATELY = timedelta(seconds=20)
VISIT = timedelta(minutes=30)


class NeedKind(StrEnum):
    """Source of the four groups: FCA FG21/1; the need is kept, never the diagnosis."""

    PLAIN_STEPS = "plain_steps"
    MORE_TIME = "more_time"
    PERSON_ONLY = "person_only"
    WRITTEN_ONLY = "written_only"
    NO_CALLS = "no_calls"
    HELPER_PRESENT = "helper_present"
    ANOTHER_LANGUAGE = "another_language"
    SAFE_CONTACT = "safe_contact"


def add_note(
    session: Session,
    conversation_id: str,
    text: str,
    *,
    staff: Staff,
    now: datetime,
    is_coaching: bool = False,
) -> Note:
    """Whoever has the conversation: a colleague may know something too."""
    locked(session, conversation_id)
    said = text.strip()
    if not said:
        raise Refused(Refusal.EMPTY)
    if len(said) > NOTE_LIMIT:
        raise Refused(Refusal.TOO_LONG)
    note = Note(
        conversation_id=conversation_id,
        staff_id=staff.id,
        text=said,
        at=now,
        is_coaching=is_coaching,
    )
    session.add(note)
    session.flush()
    return note


def add_label(
    session: Session, conversation_id: str, name: str, *, staff: Staff, now: datetime
) -> None:
    """The same label twice is one."""
    locked(session, conversation_id)
    wanted = " ".join(name.split()).casefold()
    if not wanted:
        raise Refused(Refusal.EMPTY)
    if len(wanted) > LABEL_LIMIT:
        raise Refused(Refusal.TOO_LONG)
    if session.get(Label, (conversation_id, wanted)) is None:
        session.add(
            Label(conversation_id=conversation_id, name=wanted, set_by=staff.name, set_at=now)
        )
        session.flush()


def remove_label(session: Session, conversation_id: str, name: str) -> None:
    locked(session, conversation_id)
    session.execute(
        delete(Label).where(Label.conversation_id == conversation_id, Label.name == name)
    )


def labels_in_use(session: Session) -> Sequence[str]:
    counted = select(Label.name).group_by(Label.name).order_by(func.count().desc()).limit(50)
    return session.scalars(counted).all()


def snooze(
    session: Session, conversation_id: str, until: datetime, *, staff: Staff, now: datetime
) -> Conversation:
    """Put it aside until then, or until the borrower writes; it stays with this agent."""
    conversation = yours(session, conversation_id, staff)
    refuse_in_crisis(conversation)
    if not now < until <= now + SNOOZE_LONGEST:
        raise Refused(Refusal.NO_SUCH_TIME)
    conversation.status = Status.SNOOZED.value
    conversation.snoozed_until = until
    conversation.waiting_since = None
    detail: dict[str, object] = {"until": until.isoformat()}
    add_entry(session, conversation, "snoozed", by=staff.name, now=now, detail=detail)
    return conversation


def wake(session: Session, conversation: Conversation, *, by: str, now: datetime) -> None:
    conversation.status = Status.OPEN.value
    conversation.snoozed_until = None
    conversation.waiting_since = now
    add_entry(session, conversation, "woken", by=by, now=now)


def wake_early(
    session: Session, conversation_id: str, *, staff: Staff, now: datetime
) -> Conversation:
    """By the agent who put it aside."""
    conversation = locked(session, conversation_id)
    if conversation.status != Status.SNOOZED.value or conversation.assignee_id != staff.id:
        raise Refused(Refusal.NOT_YOURS)
    wake(session, conversation, by=staff.name, now=now)
    return conversation


def wake_due(session: Session, *, now: datetime) -> Sequence[str]:
    """The ids of those whose time has come; they wait for their agent again."""
    due = session.scalars(
        select(Conversation)
        .where(Conversation.status == Status.SNOOZED.value, Conversation.snoozed_until <= now)
        .with_for_update(skip_locked=True)
    ).all()
    for conversation in due:
        wake(session, conversation, by="clock", now=now)
    return [conversation.id for conversation in due]


def transfer(
    session: Session, conversation_id: str, to: str, *, staff: Staff, now: datetime
) -> Conversation:
    """To a colleague by name, or with no name back to the queue."""
    conversation = yours(session, conversation_id, staff)
    colleague = _colleague(session, to) if to else None
    if conversation.distress_level == CRISIS:
        owe_break(session, staff.id, now=now)
    conversation.assignee_id = colleague.id if colleague else None
    conversation.waiting_since = conversation.waiting_since or now
    detail: dict[str, object] = {"to": to}
    add_entry(session, conversation, "transferred", by=staff.name, now=now, detail=detail)
    return conversation


def colleagues(session: Session) -> Sequence[str]:
    """Those who can be given a conversation, by name."""
    wanted = select(Staff.name).where(Staff.is_active, Staff.role.in_(_ANSWERING))
    return session.scalars(wanted.order_by(Staff.name)).all()


def set_need(
    session: Session,
    conversation_id: str,
    need: str,
    review_on: date,
    *,
    has_consented: bool,
    staff: Staff,
    now: datetime,
) -> Need:
    """Only with the borrower's consent, and never for ever: somebody looks again on that day."""
    conversation = locked(session, conversation_id)
    if conversation.borrower_id is None:
        raise Refused(Refusal.NOBODY_KNOWN)
    if not has_consented:
        raise Refused(Refusal.NO_CONSENT)
    if need not in set(NeedKind) or review_on <= now.date():
        raise Refused(Refusal.NO_SUCH_TIME)
    kept = Need(
        borrower_id=conversation.borrower_id,
        need=need,
        set_by=staff.name,
        set_at=now,
        review_on=review_on,
    )
    session.add(kept)
    session.flush()
    return kept


def end_need(session: Session, conversation_id: str, need_id: int, *, now: datetime) -> None:
    conversation = locked(session, conversation_id)
    need = session.get(Need, need_id)
    if need is None or need.borrower_id != conversation.borrower_id:
        raise Refused(Refusal.NOT_FOUND)
    need.ended_at = need.ended_at or now


def needs_of(session: Session, borrower_id: int) -> Sequence[Need]:
    return session.scalars(
        select(Need).where(Need.borrower_id == borrower_id, Need.ended_at.is_(None))
    ).all()


def look(session: Session, conversation_id: str, *, staff: Staff, at: datetime) -> None:
    """This agent has the conversation in front of them, by the machine's clock."""
    session.merge(Looking(conversation_id=conversation_id, staff_id=staff.id, seen_at=at))


def arrive(session: Session, conversation: str, staff: Staff, *, at: datetime) -> Sequence[str]:
    """Who else looks at it. That somebody read it is recorded once for each visit."""
    before = session.get(Looking, (conversation, staff.id))
    if before is None or before.seen_at < at - VISIT:
        audit.record(session, "read", by=staff.name, subject=conversation, now=at)
    look(session, conversation, staff=staff, at=at)
    return others_looking(session, conversation, staff_id=staff.id, at=at)


def others_looking(
    session: Session, conversation_id: str, *, staff_id: int, at: datetime
) -> Sequence[str]:
    return session.scalars(
        select(Staff.name)
        .join(Looking, Looking.staff_id == Staff.id)
        .where(
            Looking.conversation_id == conversation_id,
            Looking.staff_id != staff_id,
            Looking.seen_at > at - SEEN_LATELY,
        )
        .order_by(Staff.name)
    ).all()


_ANSWERING = ("agent", "supervisor")


def _colleague(session: Session, name: str) -> Staff:
    found = session.scalar(
        select(Staff).where(Staff.name == name, Staff.is_active, Staff.role.in_(_ANSWERING))
    )
    if found is None:
        raise Refused(Refusal.NO_SUCH_COLLEAGUE)
    return found
