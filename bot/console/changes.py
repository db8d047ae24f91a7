"""What agents change from a conversation's page: a verb in the address, one use case, one entry.

Each returns what the audit record keeps of it: who is named and why, never what was said.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from bot.console import drafts
from bot.console.offers import read_request
from bot.ledger.clock import now as read_clock
from bot.ledger.portfolio import find_loan
from bot.ledger.tables import Case, Conversation
from bot.pages.access import Right, Visit
from bot.servicing import cases, desk, handoff, proposals
from bot.servicing.handoff import Refusal, Refused
from bot.servicing.misreadings import mark_misread
from bot.servicing.overrides import NotOverridden, OverrideRefused
from bot.servicing.transcript import Voice

Detail = Mapping[str, Any]
HOURS_SHORT = 3
MESSAGE_DIGITS = 15
APPROVAL_LABEL = "approval"


@dataclass(frozen=True)
class Act:
    """One change by one of the staff, in one transaction."""

    session: Session
    visit: Visit
    conversation: str
    voice: Voice
    terms: proposals.TermsByCountry
    now: datetime

    @classmethod
    def open(
        cls,
        session: Session,
        visit: Visit,
        conversation: str,
        voice: Voice,
        terms: proposals.TermsByCountry,
    ) -> Act:
        return cls(session, visit, conversation, voice, terms, read_clock(session))

    @property
    def who(self) -> dict[str, Any]:
        return {"staff": self.visit.staff, "now": self.now}

    @property
    def at_desk(self) -> proposals.AtDesk:
        staff = self.visit.staff
        return proposals.AtDesk(self.session, self.conversation, staff, self.terms, self.now)

    def field(self, name: str) -> str:
        return self.visit.form.get(name, "")


def claim(act: Act) -> Detail:
    handoff.claim(act.session, act.conversation, **act.who)
    return {}


def answer(act: Act) -> Detail:
    """What must never be said goes out only with a reason, and both go on the record."""
    key = act.field("key")[:64] or secrets.token_hex(8)
    findings = drafts.check(act.session, act.conversation, act.field("text"))
    if findings and not drafts.is_overridden(act.visit):
        raise Refused(Refusal.NEVER_SAY)
    said = handoff.answer(act.session, act.conversation, act.field("text"), key=key, **act.who)
    if not findings:
        return {"message": said.id}
    broken = sorted({finding.rule for finding in findings})
    return {"message": said.id, "rules": broken, "override": act.field("override")[:200]}


def give_back(act: Act) -> Detail:
    handoff.give_back(act.session, act.conversation, voice=act.voice, **act.who)
    return {}


def resolve(act: Act) -> Detail:
    outcome = act.field("outcome")
    handoff.resolve(act.session, act.conversation, outcome, **act.who)
    return {"outcome": outcome[:200]}


def clear_crisis(act: Act) -> Detail:
    handoff.clear_crisis(act.session, act.conversation, act.field("why"), **act.who)
    return {"why": act.field("why")[:200]}


def note(act: Act) -> Detail:
    kept = desk.add_note(act.session, act.conversation, act.field("text"), **act.who)
    return {"note": kept.id}


def coach(act: Act) -> Detail:
    kept = desk.add_note(
        act.session, act.conversation, act.field("text"), is_coaching=True, **act.who
    )
    return {"note": kept.id}


def label(act: Act) -> Detail:
    desk.add_label(act.session, act.conversation, act.field("label"), **act.who)
    return {"label": act.field("label")[: desk.LABEL_LIMIT]}


def unlabel(act: Act) -> Detail:
    desk.remove_label(act.session, act.conversation, act.field("label"))
    return {"label": act.field("label")[: desk.LABEL_LIMIT]}


def snooze(act: Act) -> Detail:
    until = _moment(act)
    desk.snooze(act.session, act.conversation, until, **act.who)
    return {"until": until.isoformat()}


def wake(act: Act) -> Detail:
    desk.wake_early(act.session, act.conversation, **act.who)
    return {}


def transfer(act: Act) -> Detail:
    desk.transfer(act.session, act.conversation, act.field("to"), **act.who)
    return {"to": act.field("to")[:80]}


def need(act: Act) -> Detail:
    desk.set_need(
        act.session,
        act.conversation,
        act.field("need"),
        _day(act.field("review_on")),
        has_consented=act.field("consent") == "yes",
        **act.who,
    )
    return {"need": act.field("need")[:40]}


def close_case(act: Act) -> Detail:
    """Only one of this borrower's, with what was found, which the borrower may ask for."""
    handoff.yours(act.session, act.conversation, act.visit.staff)
    case = cases.find_case(act.session, act.field("case"))
    if case is None or not cases.is_open(case) or not _is_theirs(act, case):
        raise Refused(Refusal.NOT_FOUND)
    why = act.field("why").strip()[:200]
    if not why:
        raise Refused(Refusal.WHY_MISSING)
    cases.close_case(act.session, case, by=act.visit.staff.name, why=why, now=act.now)
    return {"case": case.reference, "why": why}


def _is_theirs(act: Act, case: Case) -> bool:
    conversation = act.session.get_one(Conversation, act.conversation)
    borrower = conversation.borrower
    known = cases.cases_of(act.session, borrower) if borrower else ()
    return case.conversation_id == conversation.id or case in known


def end_need(act: Act) -> Detail:
    number = act.field("id")
    if not number.isascii() or not number.isdigit():
        raise Refused(Refusal.NOT_FOUND)
    desk.end_need(act.session, act.conversation, int(number), now=act.now)
    return {"id": int(number)}


def propose(act: Act) -> Detail:
    place = act.field("place")
    if not place.isascii() or not place.isdigit() or len(place) > HOURS_SHORT:
        raise Refused(Refusal.NO_SUCH_OFFER)
    row = find_loan(act.session, act.field("loan"))
    request = read_request(act.visit.form, row.currency if row else "CNY")
    said = proposals.propose(act.at_desk, act.field("loan"), request, int(place), voice=act.voice)
    return {"loan": act.field("loan")[:64], "message": said.id}


def set_aside(act: Act) -> Detail:
    try:
        proposals.set_aside(
            act.at_desk,
            act.field("loan"),
            act.field("reason"),
            act.field("of_kind"),
            act.field("why"),
        )
    except OverrideRefused as refused:
        missing = refused.code is NotOverridden.WHY_MISSING
        raise Refused(Refusal.WHY_MISSING if missing else Refusal.ABOVE_AUTHORITY) from None
    return {"loan": act.field("loan")[:64], "reason": act.field("reason")[:40]}


def ask_approval(act: Act) -> Detail:
    """A second pair of eyes: the conversation is labelled, and the note says what is asked."""
    told = f"{act.field('loan')}: {act.field('reason')} {act.field('why')}"
    desk.add_note(act.session, act.conversation, told[: desk.NOTE_LIMIT], **act.who)
    desk.add_label(act.session, act.conversation, APPROVAL_LABEL, **act.who)
    return {"loan": act.field("loan")[:64]}


def misread(act: Act) -> Detail:
    """Tells trainers that the assistant understood a message wrongly."""
    number = act.field("message")
    if not number.isascii() or not number.isdigit() or len(number) > MESSAGE_DIGITS:
        raise Refused(Refusal.NOT_FOUND)
    name = act.visit.staff.name
    if not mark_misread(act.session, act.conversation, int(number), by=name, now=act.now):
        raise Refused(Refusal.NOT_FOUND)
    return {"message": int(number)}


CHANGES: dict[str, tuple[Right, Callable[[Act], Detail]]] = {
    "claim": (Right.ANSWER, claim),
    "answer": (Right.ANSWER, answer),
    "give-back": (Right.ANSWER, give_back),
    "resolve": (Right.ANSWER, resolve),
    "clear-crisis": (Right.ANSWER, clear_crisis),
    "note": (Right.ANSWER, note),
    "coach": (Right.SUPERVISE, coach),
    "label": (Right.ANSWER, label),
    "unlabel": (Right.ANSWER, unlabel),
    "misread": (Right.ANSWER, misread),
    "snooze": (Right.ANSWER, snooze),
    "wake": (Right.ANSWER, wake),
    "transfer": (Right.ANSWER, transfer),
    "need": (Right.ANSWER, need),
    "propose": (Right.ANSWER, propose),
    "set-aside": (Right.ANSWER, set_aside),
    "ask-approval": (Right.ANSWER, ask_approval),
    "close-case": (Right.ANSWER, close_case),
    "end-need": (Right.ANSWER, end_need),
}


def _moment(act: Act) -> datetime:
    """A number of hours from now, or a local time of the agent's with the browser's time zone."""
    hours = act.field("hours")
    if hours.isascii() and hours.isdigit() and len(hours) <= HOURS_SHORT:
        return act.now + timedelta(hours=int(hours))
    try:
        moment = datetime.fromisoformat(act.field("until"))
        zone = ZoneInfo(act.field("timezone") or "UTC")
    except (ValueError, KeyError, OSError):
        raise Refused(Refusal.NO_SUCH_TIME) from None
    return moment.replace(tzinfo=zone) if moment.tzinfo is None else moment


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refused(Refusal.NO_SUCH_TIME) from None
