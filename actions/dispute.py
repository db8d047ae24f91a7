"""What is contested, complained of or told of somebody else: a case each, and a person for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa_sdk.events import SlotSet
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
)
from actions.hardship import hear_bereavement
from actions.journeys import Journey
from bot.conversations.case_words import (
    asks_about_a_case,
    dispute_kind,
    is_about_the_loan_of_the_dead,
    is_harassment,
    is_incapacity,
    is_own_hardship,
    names_a_death,
    speaks_for_the_borrower,
)
from bot.ledger.tables import Case
from bot.loans import CaseKind
from bot.replies import values
from bot.servicing.cases import (
    COMPLAINTS,
    DISPUTES,
    cases_to_tell,
    find_open,
    is_open,
    kind_of,
    open_case,
    specify,
    tell,
)
from bot.servicing.identity import end_trust
from bot.servicing.turn import Turn, verified_borrower

OPENED: Mapping[CaseKind, str] = {
    CaseKind.DISPUTE: "utter_dispute_opened_unclear",
    CaseKind.WRONG_AMOUNT: "utter_dispute_opened_part",
    CaseKind.WRONG_CHARGE: "utter_dispute_opened_part",
    CaseKind.NOT_MINE: "utter_dispute_opened",
    CaseKind.FRAUD: "utter_dispute_opened_fraud",
    CaseKind.COMPLAINT: "utter_complaint_opened",
    CaseKind.HARASSMENT: "utter_complaint_opened_harassment",
    CaseKind.REPRESENTATION: "utter_representation_opened",
    CaseKind.DEATH: "utter_death_opened",
    CaseKind.INCAPACITY: "utter_incapacity_opened",
    CaseKind.WRONG_PERSON: "utter_wrong_person_opened",
}
ENDS_TRUST = frozenset({CaseKind.DEATH, CaseKind.INCAPACITY, CaseKind.WRONG_PERSON})
GROUPS = (DISPUTES, COMPLAINTS)
SURE_OF_A_DEATH = 0.9


class ActionOpenCase(LedgerAction):
    """From anyone, proven or not, and without confirming that a loan exists."""

    def name(self) -> str:
        return "action_open_case"

    def act(self, turn: Turn, tracker: Tracker) -> Outcome:
        text = tracker.latest_message.get("text") or ""
        if asks_about_a_case(text) and (told := tell_cases(turn)) is not None:
            return told
        if _only_sounds_like_a_death(tracker, text):
            return _no_condolences(turn, tracker, text)
        if _may_be_own_loss(tracker, text):
            if is_own_hardship(text):
                return hear_bereavement(turn, tracker)
            return say("utter_ask_whose_loan")
        kind = _kind(tracker, text)
        told = _opened(turn, kind)
        if kind is not CaseKind.REPRESENTATION:
            return told
        form = journeys.start("representation_form", turn.conversation.borrower_id)
        return Outcome(told.replies, [*told.events, *form])


def _opened(turn: Turn, kind: CaseKind) -> Outcome:
    case = find_open(turn, _like(kind))
    if case is None:
        case = open_case(turn, kind)
        response = OPENED[kind]
    else:
        _add(turn, case, kind)
        response = "utter_case_added_to" + ("" if case.answer_by else "_without_clock")
    if kind in ENDS_TRUST:
        end_trust(turn.conversation, now=turn.now)
    return leave_forms(say(response, **case_arguments(case)))


def _only_sounds_like_a_death(tracker: Tracker, text: str) -> bool:
    """No word says that anybody died, and an illness is named or it was a guess."""
    said = tracker.latest_message["intent"]
    if said["name"] != "report_death" or entities(tracker, "choice"):
        return False
    if names_a_death(text) or is_incapacity(text):
        return False
    return bool(entities(tracker, "hardship_reason")) or said["confidence"] < SURE_OF_A_DEATH


def _no_condolences(turn: Turn, tracker: Tracker, text: str) -> Outcome:
    """For somebody else's illness a person is asked for; one's own family's is a hardship."""
    if speaks_for_the_borrower(text):
        return _opened(turn, CaseKind.INCAPACITY)
    if not entities(tracker, "hardship_reason"):
        return say("utter_not_understood")
    hardship = Journey("hardship_form", verified_borrower(turn).id)
    return Outcome(events=journeys.go_on(tracker, hardship))


class ValidateRepresentationForm(FormValidation):
    """One optional answer: who represents the borrower, in their own words."""

    answers = frozenset({"inform", "report_representation", "deny", "affirm"})

    def name(self) -> str:
        return "validate_representation_form"

    def act(self, turn: Turn, tracker: Tracker) -> Outcome:
        case = find_open(turn, {CaseKind.REPRESENTATION})
        if case is None:
            return leave_forms(Outcome())
        if not tracker.get_slot("requested_slot"):
            return Outcome()
        intent = tracker.latest_message["intent"]["name"]
        if intent in {"deny", "cancel"}:
            return Outcome(events=[SlotSet("representative", "left out")])
        if intent in self.answers or _names_somebody(tracker):
            tell(turn, case)
            return Outcome(events=[SlotSet("representative", "told")])
        return Outcome()


class ActionAskRepresentative(FormQuestion):
    def name(self) -> str:
        return "action_ask_representation_form_representative"

    def act(self, turn: Turn, tracker: Tracker) -> Outcome:
        return say("utter_ask_representative")


class ActionNoteRepresentative(LedgerAction):
    def name(self) -> str:
        return "action_note_representative"

    def act(self, turn: Turn, tracker: Tracker) -> Outcome:
        told = tracker.get_slot("representative")
        if told is None:
            return Outcome()  # the form was left, and why was said
        name = "utter_representative_noted" if told == "told" else "utter_representative_left_out"
        return leave_forms(say(name))


def tell_cases(turn: Turn) -> Outcome | None:
    """None where there is none to tell of. Raises ``NotProven``."""
    cases = cases_to_tell(turn)
    if not cases:
        return None
    return Outcome(replies=[_state(case) for case in cases[-3:]])


def case_arguments(case: Case) -> dict[str, Any]:
    return {
        "number": case.reference,
        "kind": values.term("case", kind_of(case).value),
        "by": values.day(case.answer_by) if case.answer_by else "",
    }


def _state(case: Case) -> Reply:
    arguments = {**case_arguments(case), "since": values.day(case.opened_at.date())}
    if is_open(case):
        response = "utter_case_open" if case.answer_by else "utter_case_open_without_clock"
        return Reply(response, arguments)
    ended = case.entries[-1]
    withdrawn = ended.entry == "withdrawn"
    response = "utter_case_withdrawn" if withdrawn else "utter_case_closed"
    return Reply(response, {**arguments, "ended": values.day(ended.at.date())})


def _kind(tracker: Tracker, text: str) -> CaseKind:
    intent = tracker.latest_message["intent"]["name"]
    if chosen := entities(tracker, "choice"):
        return CaseKind(chosen[0])
    if intent == "dispute_debt":
        return CaseKind(dispute_kind(text) or CaseKind.DISPUTE)
    if intent == "file_complaint":
        return CaseKind.HARASSMENT if is_harassment(text) else CaseKind.COMPLAINT
    if intent == "report_death":
        return CaseKind.INCAPACITY if is_incapacity(text) else CaseKind.DEATH
    return CaseKind.REPRESENTATION if intent == "report_representation" else CaseKind.WRONG_PERSON


def _may_be_own_loss(tracker: Tracker, text: str) -> bool:
    """A death is told, and not that it was the borrower's."""
    if tracker.latest_message["intent"]["name"] != "report_death" or entities(tracker, "choice"):
        return False
    own = is_own_hardship(text)
    return own or not (is_incapacity(text) or is_about_the_loan_of_the_dead(text))


def _like(kind: CaseKind) -> frozenset[CaseKind]:
    """What counts as the same matter while it is open."""
    return next((group for group in GROUPS if kind in group), frozenset({kind}))


def _add(turn: Turn, case: Case, kind: CaseKind) -> None:
    unclear = {CaseKind.DISPUTE, CaseKind.COMPLAINT}
    if kind not in unclear:
        specify(turn, case, kind)
    tell(turn, case)


def _names_somebody(tracker: Tracker) -> bool:
    """A name or a number is none of our intents; a question or a wish is for the rules."""
    text = tracker.latest_message.get("text") or ""
    intent = tracker.latest_message["intent"]["name"]
    has_number = sum(sign.isdigit() for sign in text) >= 6  # noqa: PLR2004 - the shortest numbers
    vague = {"out_of_scope", "nlu_fallback", "chitchat", "update_contact", "greet", "wrong_person"}
    return has_number or "@" in text or intent in vague
