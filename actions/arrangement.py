"""From a wish to an agreement: offers side by side, a read-back, consent, and undoing it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.interfaces import Tracker

from actions import papers, wording
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
from actions.loans import loan_in_question, loan_meant
from actions.offer_wording import OFFERS, offers, read_back
from actions.requests import KINDS, read_request, remember, says_a_wish
from bot.conversations.choices import read_choice
from bot.conversations.second_thoughts import is_correction
from bot.ledger.tables import Borrower
from bot.loans import HardshipReason, OfferKind, OfferRequest, Reason, from_record
from bot.replies import values
from bot.servicing.account import LoanView
from bot.servicing.arrangements import (
    NotAgreed,
    Offered,
    agree,
    offer_arrangements,
    read_offer,
)
from bot.servicing.files import attach
from bot.servicing.hardship import report_hardship
from bot.servicing.said import is_typed_command, last_said
from bot.servicing.turn import Turn, verified_borrower

FORM = "arrangement_form"
READ_BACK = "utter_read_back"
REPLACE = "utter_ask_replace"


ANSWERS = frozenset(
    {"inform", "affirm", "deny", "make_payment", "promise_to_pay", "ask_minimum_payment"}
)
# What a short counter-offer is taken for; with a figure or a day in it, it is one.
UNSURE = frozenset({"goodbye", "chitchat", "out_of_scope", "nlu_fallback", "thank", "ask_due_date"})


class ValidateArrangementForm(FormValidation):
    """Reads an answer to the question just asked; anything else is left to the rules."""

    answers = ANSWERS | KINDS.keys()

    def name(self) -> str:
        return "validate_arrangement_form"

    def act(self, turn: Turn, tracker: Tracker) -> Outcome:
        borrower = verified_borrower(turn)
        before = loan_in_question(turn, borrower)
        view = loan_meant(turn, tracker, borrower)
        if view is None:
            return leave_forms(say("utter_no_loans"))
        _log_reasons(turn, borrower, tracker)
        asked = tracker.get_slot("requested_slot")
        chosen = _chosen_offer(turn, tracker) if asked or entities(tracker, "offer") else None
        corrects = is_correction(tracker.latest_message.get("text") or "")
        if asked == "consent" and not (chosen and corrects):
            answer = self._read_consent(turn, tracker)
            if answer is not None:
                return Outcome(events=answer)
        if chosen is not None:
            return Outcome(events=[SlotSet("offer", chosen), SlotSet("consent")])
        wish = self._read_wish(turn, tracker, view, asked)
        is_other_loan = before is not None and before.row.id != view.row.id
        again = [SlotSet("offer"), SlotSet("consent")] if is_other_loan and not wish else []
        return Outcome(events=[*wish, *again])

    def _read_wish(
        self, turn: Turn, tracker: Tracker, view: LoanView, asked: str | None
    ) -> list[EventType]:
        intent = tracker.latest_message["intent"]["name"]
        counters = intent in ANSWERS | UNSURE and says_a_wish(tracker)
        if _may_replace(turn, tracker):
            counters = True
        if asked and intent not in KINDS and not counters:
            return []
        request = read_request(tracker, view, earlier=tracker.get_slot("request"))
        if _may_replace(turn, tracker):
            request = replace(request, replaces_open=True)
        return [SlotSet("request", remember(request)), SlotSet("offer"), SlotSet("consent")]

    def _read_consent(self, turn: Turn, tracker: Tracker) -> list[EventType] | None:
        """Yes binds only to the read-back that was said last, by its button or in plain words."""
        intent = tracker.latest_message["intent"]["name"]
        if intent == "deny":
            return [SlotSet("offer"), SlotSet("consent")]
        if intent != "affirm" or says_a_wish(tracker):
            return None
        offered = tracker.get_slot("offer")
        pressed = entities(tracker, "offer")
        said = last_said(turn)
        is_fresh = said is not None and said.response == READ_BACK
        if is_typed_command(turn.message):
            return [SlotSet("consent")]
        if pressed and pressed[0] != offered:
            return [SlotSet("consent")]
        return [SlotSet("consent", True if pressed or is_fresh else None)]


class ActionAskOffer(FormQuestion):
    def name(self) -> str:
        return "action_ask_arrangement_form_offer"

    def act(self, turn: Turn, tracker: Tracker) -> Outcome:
        borrower = verified_borrower(turn)
        view = loan_in_question(turn, borrower)
        if view is None:
            return leave_forms(say("utter_no_loans"))
        request = _request(tracker)
        if request.kind is OfferKind.CHANGE_DUE_DAY and request.due_day is None:
            return say("utter_ask_due_day")
        offered = offer_arrangements(turn, borrower, view, request)
        if not offered.made:
            return _nothing_to_offer(offered)
        return Outcome(replies=offers(turn, view, offered, request))


class ActionAskConsent(FormQuestion):
    """The read-back: every installment, the total, what changes, what happens if one is missed."""

    def name(self) -> str:
        return "action_ask_arrangement_form_consent"

    def act(self, turn: Turn, tracker: Tracker) -> Outcome:
        borrower = verified_borrower(turn)
        try:
            stored = read_offer(turn, borrower, str(tracker.get_slot("offer")))
        except NotAgreed:
            return leave_forms(say("utter_offer_unknown"))
        drawn = attach(turn, papers.offer_chart(stored.offer))
        return Outcome(replies=[Reply(READ_BACK, {**read_back(stored), "files": [drawn]})])


class ActionAgreeArrangement(LedgerAction):
    def name(self) -> str:
        return "action_agree_arrangement"

    def act(self, turn: Turn, tracker: Tracker) -> Outcome:
        if tracker.get_slot("consent") is not True:
            return Outcome()  # the form was left, and why was said
        borrower = verified_borrower(turn)
        offer_id = str(tracker.get_slot("offer"))
        try:
            stored = read_offer(turn, borrower, offer_id)
            row = agree(turn, borrower, offer_id, read_back=read_back(stored))
        except NotAgreed as refusal:
            return leave_forms(say(REFUSALS[refusal.code]))
        until = values.moment(row.cooling_off_until, borrower.timezone)
        return leave_forms(
            say(
                "utter_agreed",
                loan=wording.loan_name(stored.view),
                reference=row.reference,
                amount=wording.first_payment(stored.offer),
                first=values.day(stored.offer.first_date),
                until=until,
                offer=stored.id,
                files=[
                    attach(turn, papers.agreement(stored, row, borrower)),
                    attach(turn, papers.dates(stored, row, borrower)),
                ],
            )
        )


REFUSALS = {
    "unknown": "utter_offer_unknown",
    "stale": "utter_offer_stale",
    "edited": "utter_edited_binds_nothing",
    "arrangement_open": "utter_offer_stale",
}


def _nothing_to_offer(offered: Offered) -> Outcome:
    """Why; an agreement that stands in the way can be replaced, if that is wished."""
    standing = [r for r in offered.refused if r.reason is Reason.ARRANGEMENT_OPEN]
    if standing:
        return say(REPLACE, reference=str(standing[0].arguments["reference"]))
    return leave_forms(say("utter_no_offers", reasons=wording.reasons(offered.refused)))


def _may_replace(turn: Turn, tracker: Tracker) -> bool:
    """Yes to the question whether the agreement that stands may be replaced."""
    said = last_said(turn)
    asked = said is not None and said.response == REPLACE
    return asked and tracker.latest_message["intent"]["name"] == "affirm"


def _request(tracker: Tracker) -> OfferRequest:
    record = tracker.get_slot("request")
    return from_record(OfferRequest, dict(record)) if record else OfferRequest()


def _log_reasons(turn: Turn, borrower: Borrower, tracker: Tracker) -> None:
    report_hardship(
        turn, borrower, [HardshipReason(code) for code in entities(tracker, "hardship_reason")]
    )


def _chosen_offer(turn: Turn, tracker: Tracker) -> str | None:
    """By its button, or by its place among those shown last: "the second one", "2"."""
    if pressed := entities(tracker, "offer"):
        return str(pressed[0])
    said = last_said(turn, among=OFFERS)
    shown: Sequence[str] = (said.arguments or {}).get("offer_ids", ()) if said else ()
    text = tracker.latest_message.get("text") or ""
    place = read_choice(text, len(shown))
    return shown[place - 1] if place is not None else None
