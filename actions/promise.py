"""A promise to pay: how much, when, read back, noted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
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
from actions.loans import loan_in_question, loan_meant
from actions.requests import read_amount
from bot.ledger.tables import Borrower
from bot.loans import Money, PromiseRefusal
from bot.replies import values
from bot.servicing.account import LoanView
from bot.servicing.promises import check_promise, latest_day, make_promise, promisable
from bot.servicing.said import is_typed_command, last_said
from bot.servicing.turn import Turn, verified_borrower

READ_BACK = "utter_promise_read_back"
ANSWERS = frozenset(
    {"inform", "promise_to_pay", "make_payment", "affirm", "deny", "request_deferral"}
)


class ValidatePromiseForm(FormValidation):
    answers = ANSWERS

    def name(self) -> str:
        return "validate_promise_form"

    def act(self, turn: Turn, tracker: Tracker) -> Outcome:
        borrower = verified_borrower(turn)
        before = loan_in_question(turn, borrower)
        view = loan_meant(turn, tracker, borrower)
        if view is None or not promisable(view).minor:
            return leave_forms(say("utter_nothing_to_promise"))
        asked = tracker.get_slot("requested_slot")
        intent = tracker.latest_message["intent"]["name"]
        is_other_loan = before is not None and before.row.id != view.row.id
        if asked and intent not in ANSWERS and not is_other_loan:
            return Outcome()
        if asked == "consent":
            answer = _read_consent(turn, tracker)
            if answer is not None:
                return Outcome(events=answer)
        read = _read_promise(turn, tracker, borrower, view)
        again = [SlotSet("consent")] if is_other_loan else []
        return Outcome(read.replies, [*read.events, *again])


class ActionAskPromiseAmount(FormQuestion):
    def name(self) -> str:
        return "action_ask_promise_form_promise_amount"

    def act(self, turn: Turn, tracker: Tracker) -> Outcome:
        view = loan_in_question(turn, verified_borrower(turn))
        if view is None:
            return leave_forms(say("utter_no_loans"))
        if not view.state.is_late:
            owed = wording.money(promisable(view))
            return say("utter_ask_promise_amount_on_time", owed=owed)
        return say("utter_ask_promise_amount", arrears=wording.money(view.state.arrears))


class ActionAskPromiseDate(FormQuestion):
    def name(self) -> str:
        return "action_ask_promise_form_promise_date"

    def act(self, turn: Turn, tracker: Tracker) -> Outcome:
        view = loan_in_question(turn, verified_borrower(turn))
        if view is None:
            return leave_forms(say("utter_no_loans"))
        return say("utter_ask_promise_date", latest=values.day(latest_day(view)))


class ActionAskPromiseConsent(FormQuestion):
    def name(self) -> str:
        return "action_ask_promise_form_consent"

    def act(self, turn: Turn, tracker: Tracker) -> Outcome:
        view = loan_in_question(turn, verified_borrower(turn))
        if view is None:
            return leave_forms(say("utter_no_loans"))
        amount, day = _slots(tracker)
        agree = values.choice(values.response("part_button_promise"), "/affirm")
        return say(
            READ_BACK,
            amount=wording.money(amount),
            date=values.day(day),
            loan=wording.loan_name(view),
            choices=[agree],
        )


class ActionMakePromise(LedgerAction):
    def name(self) -> str:
        return "action_make_promise"

    def act(self, turn: Turn, tracker: Tracker) -> Outcome:
        if tracker.get_slot("consent") is not True:
            return Outcome()  # the form was left, and why was said
        borrower = verified_borrower(turn)
        view = loan_in_question(turn, borrower)
        if view is None:
            return leave_forms(say("utter_no_loans"))
        amount, day = _slots(tracker)
        refusal = check_promise(turn, borrower, view, amount, day)
        if refusal.refusal is not None:  # days may have passed since it was read back
            return leave_forms(_refuse(refusal.refusal, view, refusal.latest))
        make_promise(turn, borrower, view, amount, day)
        told = {"amount": wording.money(amount), "date": values.day(day)}
        return leave_forms(say("utter_promise_made", **told, loan=wording.loan_name(view)))


def _slots(tracker: Tracker) -> tuple[Money, date]:
    amount = Money.parse(str(tracker.get_slot("promise_amount")))
    return amount, date.fromisoformat(str(tracker.get_slot("promise_date")))


def _read_consent(turn: Turn, tracker: Tracker) -> list[EventType] | None:
    """Yes counts for the read-back that was said last; no begins again."""
    if entities(tracker, "amount") or entities(tracker, "date"):
        return None
    intent = tracker.latest_message["intent"]["name"]
    said = last_said(turn)
    if intent == "affirm" and said is not None and said.response == READ_BACK:
        binds = turn.message.kind != "edited" and not is_typed_command(turn.message)
        return [SlotSet("consent", binds or None)]
    if intent == "deny":
        return [SlotSet(name) for name in ("promise_amount", "promise_date", "consent")]
    return None


def _read_promise(turn: Turn, tracker: Tracker, borrower: Borrower, view: LoanView) -> Outcome:
    """What the message says of amount and day, over what was said before; checked at once."""
    said = read_said(tracker, view)
    if not said and tracker.get_slot("requested_slot"):
        return Outcome()
    amount = said.get("promise_amount") or tracker.get_slot("promise_amount")
    day = said.get("promise_date") or tracker.get_slot("promise_date")
    events: list[EventType] = [SlotSet(name, value) for name, value in said.items()]
    events.append(SlotSet("consent"))
    if amount is None or day is None:
        return Outcome(events=events)
    answer = check_promise(
        turn, borrower, view, Money.parse(str(amount)), date.fromisoformat(str(day))
    )
    if answer.refusal is None:
        return Outcome(events=events)
    refused = _refuse(answer.refusal, view, answer.latest)
    return Outcome(refused.replies, [*events, *refused.events])


def read_said(tracker: Tracker, view: LoanView) -> dict[str, Any]:
    """Amount and day, as the form keeps them."""
    said: dict[str, Any] = {}
    for value in entities(tracker, "amount")[:1]:
        amount = read_amount(value, view, whole=promisable(view))
        if amount is not None:
            said["promise_amount"] = str(amount)
    day = _paying_day(tracker.latest_message.get("entities") or [])
    if day is not None:
        said["promise_date"] = day
    return said


def _paying_day(found: Sequence[Mapping[str, Any]]) -> str | None:
    """The day said nearest to the amount, else the last: wages come on the other one."""
    days = [one for one in found if one["entity"] == "date" and isinstance(one["value"], str)]
    amount = next((one for one in found if one["entity"] == "amount"), None)
    if not days:
        return None
    if amount is None:
        return str(days[-1]["value"])
    return str(
        min(days, key=lambda day: abs(day.get("start", 0) - amount.get("start", 0)))["value"]
    )


def _refuse(refusal: PromiseRefusal, view: LoanView, latest: date) -> Outcome:
    reason = values.response(
        f"part_promise_{refusal.value}",
        owed=wording.money(promisable(view)),
        latest=values.day(latest),
    )
    reply = Reply("utter_promise_refused", {"reason": reason})
    if refusal is PromiseRefusal.TOO_MANY_BROKEN:
        return leave_forms(Outcome(replies=[reply]))
    about_day = refusal in {PromiseRefusal.DATE_IN_THE_PAST, PromiseRefusal.TOO_FAR_AHEAD}
    again = "promise_date" if about_day else "promise_amount"
    return Outcome(replies=[reply], events=[SlotSet(again), SlotSet("consent")])
