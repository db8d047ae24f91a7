"""Payments that went another way than they should: made and not shown, failed, twice, too much."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.interfaces import Tracker

from actions import wording
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
from actions.loans import loan_for
from actions.requests import read_amount
from bot.conversations.bank_references import names_bank_reference
from bot.conversations.spans import does_not_know
from bot.ledger.tables import Borrower
from bot.loans import Money
from bot.replies import values
from bot.servicing.account import LoanView, view_loans
from bot.servicing.claims import add_evidence, find_booked, make_claim, open_claim, withdraw_claim
from bot.servicing.loan_choice import find_mentioned
from bot.servicing.turn import Turn, verified_borrower

ANSWERS = frozenset(
    {"inform", "report_payment_made", "make_payment", "promise_to_pay", "affirm", "deny"}
)
UNKNOWN = "unknown"
CORRECTION = "correction"


class ValidateClaimForm(FormValidation):
    answers = ANSWERS

    def name(self) -> str:
        return "validate_claim_form"

    def act(self, turn: Turn, tracker: Tracker) -> Outcome:
        borrower = verified_borrower(turn)
        asked = tracker.get_slot("requested_slot")
        about = entities(tracker, "about")
        if asked and not _is_answer(tracker):
            return Outcome()
        views = view_loans(turn, borrower)
        if not views:
            return leave_forms(say("utter_no_loans"))
        if not asked:
            known = open_claim(turn.session, turn.conversation)
            if known is not None and CORRECTION in about:
                withdraw_claim(turn, known)
            elif known is not None:
                until = values.moment(known.deadline, borrower.timezone)
                return leave_forms(say("utter_claim_open", until=until))
        view = loan_for(turn, tracker, views)
        events = [SlotSet("loan", view.row.reference if view else None)]
        return read_claim(tracker, view, events)


class ActionAskClaimDate(FormQuestion):
    def name(self) -> str:
        return "action_ask_claim_form_claim_date"

    def act(self, turn: Turn, tracker: Tracker) -> Outcome:
        view = _loan_of_form(turn, tracker, verified_borrower(turn))
        if view is None:
            return leave_forms(say("utter_no_loans"))
        today = view.state.as_of
        choices = [
            values.choice(values.response("part_today"), _date_payload(today)),
            values.choice(
                values.response("part_yesterday"), _date_payload(today - timedelta(days=1))
            ),
        ]
        return say("utter_ask_claim_date", choices=choices)


class ActionAskClaimAmount(FormQuestion):
    def name(self) -> str:
        return "action_ask_claim_form_claim_amount"

    def act(self, turn: Turn, tracker: Tracker) -> Outcome:
        verified_borrower(turn)
        unsure = values.choice(
            values.response("part_button_not_sure"), f'/inform{{"about":"{UNKNOWN}"}}'
        )
        return say("utter_ask_claim_amount", choices=[unsure])


class ActionNoteClaim(LedgerAction):
    """Looked up in the books first; only what is not there is a claim."""

    def name(self) -> str:
        return "action_note_claim"

    def act(self, turn: Turn, tracker: Tracker) -> Outcome:
        said = tracker.get_slot("claim_amount")
        if said is None or tracker.get_slot("claim_date") is None:
            return Outcome()  # the form was left, and why was said
        borrower = verified_borrower(turn)
        view = _loan_of_form(turn, tracker, borrower)
        if view is None:
            return leave_forms(say("utter_no_loans"))
        amount = None if said == UNKNOWN else Money.parse(str(said))
        paid_on = date.fromisoformat(str(tracker.get_slot("claim_date")))
        return leave_forms(Outcome(replies=[_note(turn, borrower, view, amount, paid_on)]))


def _note(
    turn: Turn, borrower: Borrower, view: LoanView, amount: Money | None, paid_on: date
) -> Reply:
    booked = find_booked(view, amount, paid_on)
    if booked is not None:
        return Reply(
            "utter_claim_booked",
            {
                "amount": wording.money(booked.amount),
                "date": values.day(booked.received_on),
                "loan": wording.loan_name(view),
                "due": wording.money(view.state.due_now),
            },
        )
    claim = make_claim(turn, borrower, view, amount, paid_on)
    if names_bank_reference(turn.message.text):
        add_evidence(turn.session, claim, turn.message, now=turn.now)
    told: dict[str, Any] = {
        "date": values.day(paid_on),
        "loan": wording.loan_name(view),
        "until": values.moment(claim.deadline, borrower.timezone),
    }
    told["amount"] = wording.money(amount) if amount else values.response("part_some_amount")
    correct = f'/report_payment_made{{"about":"{CORRECTION}"}}'
    told["choices"] = [values.choice(values.response("part_button_told_wrongly"), correct)]
    return Reply("utter_claim_noted", told)


def _is_answer(tracker: Tracker) -> bool:
    intent = tracker.latest_message["intent"]["name"]
    text = tracker.latest_message.get("text") or ""
    told_otherwise = does_not_know(text) or names_bank_reference(text)
    return intent in ANSWERS or told_otherwise or tracker.get_slot("requested_slot") == "loan"


def read_claim(tracker: Tracker, view: LoanView | None, events: list[EventType]) -> Outcome:
    replies = []
    days = [value for value in entities(tracker, "date") if isinstance(value, str)]
    if days and view is not None:
        ahead = date.fromisoformat(days[0]) > view.state.as_of
        if ahead:
            replies.append(Reply("utter_claim_date_ahead", {}))
        events.append(SlotSet("claim_date", None if ahead else days[0]))
    elif days:
        events.append(SlotSet("claim_date", days[0]))
    amount = _amount(tracker, view)
    if amount is not None:
        events.append(SlotSet("claim_amount", amount))
    return Outcome(replies, events)


def _amount(tracker: Tracker, view: LoanView | None) -> str | None:
    if UNKNOWN in entities(tracker, "about"):
        return UNKNOWN
    asked = tracker.get_slot("requested_slot") == "claim_amount"
    intent = tracker.latest_message["intent"]["name"]
    text = tracker.latest_message.get("text") or ""
    if asked and (intent == "deny" or does_not_know(text) or names_bank_reference(text)):
        return UNKNOWN
    for value in entities(tracker, "amount")[:1]:
        if view is None:
            return None
        amount = read_amount(value, view, whole=view.state.due_now)
        return str(amount) if amount and amount.minor > 0 else None
    return None


def _loan_of_form(turn: Turn, tracker: Tracker, borrower: Borrower) -> LoanView | None:
    return find_mentioned(view_loans(turn, borrower), tracker.get_slot("loan"))


def _date_payload(day: date) -> str:
    return f'/inform{{"date":"{day.isoformat()}"}}'
