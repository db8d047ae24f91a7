"""Why a borrower cannot pay: heard at once; since when, until when; then what it changes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.interfaces import Tracker

from actions import journeys
from actions.base import (
    FormQuestion,
    FormValidation,
    LedgerAction,
    Outcome,
    Reply,
    entities,
    leave_forms,
    say,
    says_a_value,
)
from actions.journeys import Journey
from bot.conversations.second_thoughts import is_correction
from bot.conversations.spans import Span, does_not_know, read_span
from bot.ledger.tables import Borrower, HardshipReport
from bot.loans import HardshipReason
from bot.replies import values
from bot.replies.values import Value
from bot.servicing.hardship import (
    pause_for_hardship,
    possible_help,
    report_hardship,
    standing_reports,
)
from bot.servicing.turn import NotProven, Turn, today_of, verified_borrower

LEFT_OUT = "left out"
ASKED = {"hardship_since": "since", "hardship_until": "until"}
CORRECTS = re.compile(
    r"不是|不对|其实|其實|更正|说错|說錯|打错|打錯|唔係|應該係"
    r"|講錯|actually|sorry|i meant|mistake|\bno\b",
    re.IGNORECASE,
)
ASKS = re.compile(
    r"[?？吗嗎]|可以|可唔可以|能不能|能否|想|分期|延|宽限|寬限|申请|申請"
    r"|\b(?:can|could|would|want|pay|please|need|let|give)\b|instal",
    re.IGNORECASE,
)
# A reason that is in none of our lists is in the transcript all the same.
UNSORTED = frozenset({"out_of_scope", "nlu_fallback", "chitchat"})
PROOF_FIRST = "utter_ask_proof_hardship"


class ValidateHardshipForm(FormValidation):
    """Everything that one message says is taken from it, asked for or not."""

    answers = frozenset(
        {"report_hardship", "inform", "affirm", "deny", "report_death", "refuse_to_pay"}
    )

    def name(self) -> str:
        return "validate_hardship_form"

    def act(self, turn: Turn, tracker: Tracker) -> Outcome:
        borrower = _borrower(turn, tracker)
        asked = tracker.get_slot("requested_slot")
        asked = asked if asked in {"hardship_reason", *ASKED} else None
        reasons = _reasons(tracker)
        about = _asked_before(tracker) if _corrects_the_day(tracker, asked) else asked
        span = Span() if _asks_for_something(tracker) else _span(turn, tracker, borrower, about)
        intent = tracker.latest_message["intent"]["name"]
        in_own_words = asked == "hardship_reason" and intent in UNSORTED
        is_answer = (
            intent in self.answers
            or in_own_words
            or reasons
            or span != Span()
            or _is_unknown(tracker)
        )
        if asked and not is_answer:
            return Outcome()
        if not asked or reasons or span != Span():
            _report(turn, borrower, tracker, reasons, span, asked)
        return self._remember(turn, tracker, borrower, asked)

    def _remember(
        self, turn: Turn, tracker: Tracker, borrower: Borrower, asked: str | None
    ) -> Outcome:
        standing = standing_reports(turn, borrower)
        known = _known(standing)
        if asked and not known.get(asked) and _leaves_out(tracker):
            known[asked] = LEFT_OUT
        events: list[EventType] = [SlotSet(name, value) for name, value in known.items() if value]
        reason = known.get("hardship_reason")
        if reason is None or reason == tracker.get_slot("hardship_reason"):
            return Outcome(events=events)
        return Outcome(replies=[_heard(turn, borrower, standing)], events=events)


class ActionAskHardshipReason(FormQuestion):
    def name(self) -> str:
        return "action_ask_hardship_form_hardship_reason"

    def act(self, turn: Turn, tracker: Tracker) -> Outcome:
        _borrower(turn, tracker)
        return say("utter_ask_hardship_reason")

    def ask_who_it_is(self, tracker: Tracker) -> Outcome:
        return say(PROOF_FIRST)


class ActionAskHardshipSince(FormQuestion):
    def name(self) -> str:
        return "action_ask_hardship_form_hardship_since"

    def act(self, turn: Turn, tracker: Tracker) -> Outcome:
        _borrower(turn, tracker)
        return say("utter_ask_hardship_since")


class ActionAskHardshipUntil(FormQuestion):
    def name(self) -> str:
        return "action_ask_hardship_form_hardship_until"

    def act(self, turn: Turn, tracker: Tracker) -> Outcome:
        _borrower(turn, tracker)
        return say("utter_ask_hardship_until")


class ActionFinishHardship(LedgerAction):
    """What was noted, what it changes and what not, and what is possible today."""

    def name(self) -> str:
        return "action_finish_hardship"

    def act(self, turn: Turn, tracker: Tracker) -> Outcome:
        if tracker.get_slot("hardship_until") is None:
            return Outcome()  # the form was left, and why was said
        borrower = verified_borrower(turn)
        until = pause_for_hardship(turn, borrower)
        kinds = possible_help(turn, borrower)
        arguments: dict[str, Any] = {
            "noted": _noted(standing_reports(turn, borrower)),
            "until": values.day(until.date()),
        }
        if not kinds:
            return leave_forms(say("utter_hardship_noted_for_person", **arguments))
        named = values.lines(*(values.response(f"part_help_{kind.value}") for kind in kinds))
        return leave_forms(say("utter_hardship_noted", **arguments, help=named))


def hear_bereavement(turn: Turn, tracker: Tracker) -> Outcome:
    """Told as a death, meant as why it is hard to pay."""
    borrower = verified_borrower(turn)
    reason = HardshipReason.BEREAVEMENT
    report_hardship(turn, borrower, [reason], replaced={HardshipReason.OTHER})
    heard = _heard(turn, borrower, standing_reports(turn, borrower))
    journey = Journey("hardship_form", borrower.id, {"hardship_reason": reason.value})
    return Outcome(replies=[heard], events=journeys.go_on(tracker, journey))


def _borrower(turn: Turn, tracker: Tracker) -> Borrower:
    """Before the proof, what was told first is kept to be answered, not what came after it."""
    first = turn.conversation.wish_message_id
    try:
        return verified_borrower(turn)
    except NotProven:
        again = tracker.latest_message["intent"]["name"] == "report_hardship"
        if first is not None and not again:
            turn.conversation.wish_message_id = first
        raise


def _report(
    turn: Turn,
    borrower: Borrower,
    tracker: Tracker,
    reasons: Sequence[HardshipReason],
    span: Span,
    asked: str | None,
) -> None:
    before = [HardshipReason(report.reason) for report in standing_reports(turn, borrower)]
    new = [reason for reason in reasons if reason not in before]
    replaced: set[HardshipReason] = {HardshipReason.OTHER} if new else set()
    if new and asked and CORRECTS.search(tracker.latest_message.get("text") or ""):
        replaced = {*before} - {*reasons}
    told = reasons or ([] if before else [HardshipReason.OTHER])
    report_hardship(
        turn, borrower, told, since=span.since, expected_end=span.until, replaced=replaced
    )
    pause_for_hardship(turn, borrower)


def _reasons(tracker: Tracker) -> list[HardshipReason]:
    named = dict.fromkeys(entities(tracker, "hardship_reason"))
    if not named and tracker.latest_message["intent"]["name"] == "report_death":
        return [HardshipReason.BEREAVEMENT]
    return [HardshipReason(code) for code in named]


def _span(turn: Turn, tracker: Tracker, borrower: Borrower, asked: str | None) -> Span:
    return read_span(
        tracker.latest_message.get("text") or "",
        tracker.latest_message.get("entities") or [],
        as_of=today_of(turn, borrower),
        asked=ASKED.get(asked or ""),
    )


def _corrects_the_day(tracker: Tracker, asked: str | None) -> bool:
    """After since when, "no sorry, the third" is about that, whatever is asked by now."""
    corrects = is_correction(tracker.latest_message.get("text") or "")
    return asked == "hardship_until" and corrects and says_a_value(tracker)


def _asked_before(tracker: Tracker) -> str | None:
    known = tracker.get_slot("hardship_since") not in {None, LEFT_OUT}
    return "hardship_since" if known else "hardship_until"


def _asks_for_something(tracker: Tracker) -> bool:
    """Six months, please: a wish for the rules, and not since when it has been hard."""
    intent = tracker.latest_message["intent"]["name"]
    text = tracker.latest_message.get("text") or ""
    return intent not in ValidateHardshipForm.answers and ASKS.search(text) is not None


def _is_unknown(tracker: Tracker) -> bool:
    return does_not_know(tracker.latest_message.get("text") or "")


def _leaves_out(tracker: Tracker) -> bool:
    """Any answer that does not say it; the reason alone is asked for again."""
    intent = tracker.latest_message["intent"]["name"]
    return intent in {"deny", "affirm", "inform", *UNSORTED} or _is_unknown(tracker)


def _known(standing: Sequence[HardshipReport]) -> dict[str, str | None]:
    named = [report for report in standing if report.reason != HardshipReason.OTHER.value]
    latest = (named or list(standing))[-1:]
    if not latest:
        return {}
    since, until = latest[0].since, latest[0].expected_end
    return {
        "hardship_reason": latest[0].reason if named else None,
        "hardship_since": since.isoformat() if since else None,
        "hardship_until": until.isoformat() if until else None,
    }


def _heard(turn: Turn, borrower: Borrower, standing: Sequence[HardshipReport]) -> Reply:
    """Kind words for that very reason; then that it is noted, and what rests because of it."""
    until: date = pause_for_hardship(turn, borrower).date()
    reason = standing[-1].reason
    return Reply(
        "utter_hardship_heard",
        {
            "words": values.response(f"part_hardship_{reason}"),
            "reason": _named(standing),
            "until": values.day(until),
        },
    )


def _named(standing: Sequence[HardshipReport]) -> Value:
    reasons = [report.reason for report in standing]
    told = [code for code in reasons if code != HardshipReason.OTHER.value] or reasons
    return values.listing(*(values.term("hardship", code) for code in dict.fromkeys(told)))


def _noted(standing: Sequence[HardshipReport]) -> Value:
    latest = standing[-1]
    parts = [values.response("part_noted_reason", reason=_named(standing))]
    if latest.since:
        parts.append(values.response("part_noted_since", since=values.day(latest.since)))
    if latest.expected_end:
        parts.append(values.response("part_noted_until", until=values.day(latest.expected_end)))
    return values.lines(*parts)
