"""Disputes, complaints and whatever else a person must follow up: a number, a clock, a history."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.conversations.statuses import HandoffReason
from bot.ledger.clock import local_day
from bot.ledger.tables import Borrower, Case, CaseEntry, Conversation
from bot.loans import CaseKind, PauseReason, deadline
from bot.servicing.handoff import hand_over
from bot.servicing.identity import is_trusted
from bot.servicing.pauses import end_pause, pause
from bot.servicing.turn import NotProven, Turn, verified_borrower

CLOSED = frozenset({"withdrawn", "closed"})
DISPUTES = frozenset(
    {
        CaseKind.DISPUTE,
        CaseKind.WRONG_AMOUNT,
        CaseKind.WRONG_CHARGE,
        CaseKind.NOT_MINE,
        CaseKind.FRAUD,
    }
)
COMPLAINTS = frozenset({CaseKind.COMPLAINT, CaseKind.HARASSMENT})


@dataclass(frozen=True)
class Effect:
    """What follows at once from a case: who is asked for, and what holds reminders back."""

    handoff: HandoffReason | None = None
    pause: PauseReason | None = None


_DISPUTE = Effect(HandoffReason.DISPUTE, PauseReason.DISPUTE)
_COMPLAINT = Effect(HandoffReason.COMPLAINT, PauseReason.COMPLAINT)
_DEATH = Effect(HandoffReason.DEATH, PauseReason.DEATH)
EFFECTS: Mapping[CaseKind, Effect] = {
    **dict.fromkeys(DISPUTES, _DISPUTE),
    **dict.fromkeys(COMPLAINTS, _COMPLAINT),
    CaseKind.DEATH: _DEATH,
    CaseKind.INCAPACITY: _DEATH,
    CaseKind.REPRESENTATION: Effect(HandoffReason.REPRESENTATION, PauseReason.REPRESENTATION),
    CaseKind.WRONG_PERSON: Effect(HandoffReason.WRONG_PERSON, PauseReason.WRONG_PERSON),
    CaseKind.CALLBACK: Effect(HandoffReason.ASKED_FOR_PERSON),
}


def open_case(turn: Turn, kind: CaseKind, *, detail: Mapping[str, Any] | None = None) -> Case:
    """Once for a message: a number, a clock, a pause, and somebody who follows it up."""
    case = turn.session.scalar(
        select(Case).where(Case.message_id == turn.message.id, Case.kind == kind.value)
    )
    if case is None:
        case = _record(turn, kind, dict(detail or {}))
    follow_up(turn.session, turn.conversation, case, now=turn.now)
    return case


def follow_up(session: Session, conversation: Conversation, case: Case, *, now: datetime) -> None:
    effect = EFFECTS.get(CaseKind(case.kind), Effect())
    evidence = {"case": case.reference, "kind": kind_of(case).value, "message_id": case.message_id}
    if effect.handoff is not None:
        hand_over(session, conversation, effect.handoff, evidence=evidence, now=now)
    if effect.pause is not None:
        pause(
            session,
            conversation,
            effect.pause.value,
            ends_when=f"case {case.reference} is closed",
            now=now,
        )


def handoff_of(case: Case) -> HandoffReason | None:
    """Why a person is asked for, if one is."""
    return EFFECTS.get(CaseKind(case.kind), Effect()).handoff


def add_entry(
    session: Session,
    case: Case,
    entry: str,
    *,
    by: str,
    now: datetime,
    message_id: int | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """The same entry for the same message is written once."""
    if message_id is not None and any(
        kept.entry == entry and kept.message_id == message_id for kept in case.entries
    ):
        return
    case.entries.append(
        CaseEntry(entry=entry, by=by, at=now, message_id=message_id, detail=dict(detail or {}))
    )
    session.flush()


def specify(turn: Turn, case: Case, kind: CaseKind) -> None:
    """Said more exactly; the case keeps its number and its clock."""
    if kind_of(case) is not kind:
        add_entry(
            turn.session,
            case,
            "specified",
            by="borrower",
            now=turn.now,
            message_id=turn.message.id,
            detail={"kind": kind.value},
        )


def tell(turn: Turn, case: Case) -> None:
    """The message belongs to the case; whoever follows it up reads it."""
    add_entry(turn.session, case, "told", by="borrower", now=turn.now, message_id=turn.message.id)


def kind_of(case: Case) -> CaseKind:
    said = [entry.detail["kind"] for entry in case.entries if entry.entry == "specified"]
    return CaseKind(said[-1] if said else case.kind)


def is_open(case: Case) -> bool:
    return not any(entry.entry in CLOSED for entry in case.entries)


def close_case(
    session: Session, case: Case, *, by: str, why: str, now: datetime, entry: str = "closed"
) -> None:
    """Reminders that only this case held back may go out again."""
    add_entry(session, case, entry, by=by, now=now, detail={"why": why})
    conversation = session.get_one(Conversation, case.conversation_id)
    held = _pause_of(case)
    others = [_pause_of(other) for other in cases_here(session, conversation) if is_open(other)]
    if held is not None and held not in others:
        end_pause(session, conversation, held.value, by=by, why=why, now=now)


def _pause_of(case: Case) -> PauseReason | None:
    return EFFECTS.get(CaseKind(case.kind), Effect()).pause


def cases_here(session: Session, conversation: Conversation) -> Sequence[Case]:
    """All that were opened in this conversation, the newest last."""
    return session.scalars(
        select(Case).where(Case.conversation_id == conversation.id).order_by(Case.id)
    ).all()


def cases_of(session: Session, borrower: Borrower) -> Sequence[Case]:
    """Also those opened in the borrower's conversations before identity was proven."""
    theirs = select(Conversation.id).where(Conversation.borrower_id == borrower.id)
    return session.scalars(
        select(Case)
        .where((Case.borrower_id == borrower.id) | Case.conversation_id.in_(theirs))
        .order_by(Case.id)
    ).all()


def all_cases(session: Session, *, closed: bool) -> Sequence[Case]:
    """Of everybody: what is to be answered first on top, what has no clock last."""
    found = session.scalars(
        select(Case).order_by(Case.answer_by.is_(None), Case.answer_by, Case.id)
    )
    return [case for case in found if closed or is_open(case)]


def find_case(session: Session, reference: str) -> Case | None:
    return session.scalar(select(Case).where(Case.reference == reference.strip().upper()))


def cases_to_tell(turn: Turn) -> Sequence[Case]:
    """Whoever writes may hear of these. Raises ``NotProven`` where they are a known borrower's."""
    if is_trusted(turn.conversation, now=turn.now):
        return cases_of(turn.session, verified_borrower(turn))
    here = cases_here(turn.session, turn.conversation)
    if any(case.borrower_id is not None for case in here):
        turn.conversation.wish_message_id = turn.message.id
        raise NotProven
    return here


def find_open(turn: Turn, kinds: Collection[CaseKind]) -> Case | None:
    """The newest of these kinds that was opened in this conversation and is not closed."""
    here = cases_here(turn.session, turn.conversation)
    return next(
        (case for case in reversed(here) if is_open(case) and CaseKind(case.kind) in kinds), None
    )


def _record(turn: Turn, kind: CaseKind, detail: dict[str, Any]) -> Case:
    known = is_trusted(turn.conversation, now=turn.now)
    borrower = turn.conversation.borrower if known else None
    terms = turn.terms_by_country
    chosen = [terms[borrower.country]] if borrower and borrower.country in terms else terms.values()
    today = local_day(turn.now, borrower.timezone if borrower else "UTC")
    limit = deadline(kind, today, [each.clocks for each in chosen])
    case = Case(
        reference=f"C{secrets.token_hex(4).upper()}",
        kind=kind.value,
        conversation_id=turn.conversation.id,
        borrower_id=borrower.id if borrower else None,
        message_id=turn.message.id,
        opened_at=turn.now,
        answer_by=limit.day if limit else None,
        clock_source=limit.source if limit else "",
        detail=detail,
    )
    turn.session.add(case)
    turn.session.flush()
    add_entry(turn.session, case, "opened", by="borrower", now=turn.now, message_id=turn.message.id)
    return case
