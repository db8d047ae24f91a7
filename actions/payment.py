"""Paying: which loan, how much, read back, a link that works once."""

from __future__ import annotations

from collections.abc import Mapping
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
from bot.conversations.due_words import names_what_is_due
from bot.ledger.clock import is_demonstration
from bot.ledger.tables import Borrower
from bot.loans import Money, Payable, Purpose, payable
from bot.replies import values
from bot.servicing.account import LoanView
from bot.servicing.loan_choice import find_mentioned, open_loans
from bot.servicing.payments import make_order
from bot.servicing.said import is_typed_command, last_said
from bot.servicing.turn import Turn, verified_borrower

READ_BACK = "utter_payment_read_back"
ANSWERS = frozenset({"inform", "make_payment", "promise_to_pay", "affirm", "deny"})
TELEGRAM = "telegram"


class ValidatePaymentForm(FormValidation):
    answers = ANSWERS

    def name(self) -> str:
        return "validate_payment_form"

    def act(self, turn: Turn, tracker: Tracker) -> Outcome:
        borrower = verified_borrower(turn)
        views = open_loans(turn, borrower)
        if not views:
            return leave_forms(say("utter_nothing_to_pay"))
        asked = tracker.get_slot("requested_slot")
        if asked and not _is_answer(tracker):
            return Outcome()
        if asked == "consent":
            answer = _read_consent(turn, tracker)
            if answer is not None:
                return Outcome(events=answer)
        before = find_mentioned(views, tracker.get_slot("loan"))
        return _read_amount(tracker, before, loan_for(turn, tracker, views))


class ActionAskPaymentAmount(FormQuestion):
    """The usual amount first: the next of an agreed plan, or what is due."""

    def name(self) -> str:
        return "action_ask_payment_form_payment_amount"

    def act(self, turn: Turn, tracker: Tracker) -> Outcome:
        view = _loan_of_form(turn, tracker, verified_borrower(turn))
        if view is None:
            return leave_forms(say("utter_nothing_to_pay"))
        figures = _payable(view)
        shown = {figures.usual: None, figures.due: None}
        return say(
            "utter_ask_payment_amount",
            loan=wording.loan_name(view),
            choices=[
                *(_amount_choice(figures, amount) for amount in shown if amount),
                *_closing_choice(figures),
            ],
        )


class ActionAskPaymentConsent(FormQuestion):
    def name(self) -> str:
        return "action_ask_payment_form_consent"

    def act(self, turn: Turn, tracker: Tracker) -> Outcome:
        view = _loan_of_form(turn, tracker, verified_borrower(turn))
        if view is None:
            return leave_forms(say("utter_nothing_to_pay"))
        amount = Money.parse(str(tracker.get_slot("payment_amount")))
        figures = _payable(view)
        choices = [values.choice(values.response("part_button_pay"), "/affirm")]
        if amount == figures.due:
            choices += _closing_choice(figures)
        return say(
            READ_BACK,
            amount=wording.money(amount),
            purpose=_purpose(figures, amount),
            loan=wording.loan_name(view),
            choices=choices,
        )


class ActionTakePayment(LedgerAction):
    """The link, or in Telegram an invoice, or how to pay where neither is set up."""

    def name(self) -> str:
        return "action_take_payment"

    def act(self, turn: Turn, tracker: Tracker) -> Outcome:
        if tracker.get_slot("consent") is not True:
            return Outcome()  # the form was left, and why was said
        borrower = verified_borrower(turn)
        view = _loan_of_form(turn, tracker, borrower)
        if view is None:
            return leave_forms(say("utter_nothing_to_pay"))
        amount = Money.parse(str(tracker.get_slot("payment_amount")))
        return leave_forms(Outcome(replies=[self._way_to_pay(turn, borrower, view, amount)]))

    def _way_to_pay(self, turn: Turn, borrower: Borrower, view: LoanView, amount: Money) -> Reply:
        told: dict[str, Any] = {
            "amount": wording.money(amount),
            "loan": wording.loan_name(view),
            "loan_reference": view.row.reference,
        }
        rules = self.payment_rules
        by_link = rules.hosted or is_demonstration(turn.session)
        by_telegram = rules.telegram and turn.conversation.channel == TELEGRAM
        if not by_link and not by_telegram:
            return Reply("utter_pay_by_transfer", told)
        order, token = make_order(turn, borrower, view, amount, rules=rules)
        told |= {
            "token": token,
            "reference": order.reference,
            "minutes": int(rules.link_life.total_seconds()) // 60,
        }
        if by_telegram:
            told["invoice"] = order.id
        return Reply("utter_pay_link" if by_link else "utter_pay_invoice", told)


def _is_answer(tracker: Tracker) -> bool:
    """A loan that is named answers too, whatever the rest of the message was taken for."""
    intent = tracker.latest_message["intent"]["name"]
    names_loan = bool(entities(tracker, "loan")) and not intent.startswith("ask_")
    return intent in ANSWERS or names_loan or tracker.get_slot("requested_slot") == "loan"


def _read_consent(turn: Turn, tracker: Tracker) -> list[EventType] | None:
    """Yes counts for the read-back that was said last; no asks for another amount."""
    if entities(tracker, "amount") or entities(tracker, "loan"):
        return None
    intent = tracker.latest_message["intent"]["name"]
    said = last_said(turn)
    if intent == "affirm" and said is not None and said.response == READ_BACK:
        binds = turn.message.kind != "edited" and not is_typed_command(turn.message)
        return [SlotSet("consent", binds or None)]
    if intent == "deny":
        return [SlotSet("payment_amount"), SlotSet("consent")]
    return None


def _read_amount(tracker: Tracker, before: LoanView | None, view: LoanView | None) -> Outcome:
    """What this message says, over what was said before; kept as said while the loan is open."""
    wanted = _said(tracker) or tracker.get_slot("payment_amount")
    if view is None:
        return Outcome(events=_slots(None, wanted))
    if not wanted:
        return Outcome(events=_slots(view, None))
    figures = _payable(view)
    if isinstance(wanted, str):
        amount: Money | None = Money.parse(wanted)
        if before is not None and not _goes_along(wanted, before, view):
            return Outcome(events=_slots(view, None))
    elif "share" in wanted:
        amount = figures.share(str(wanted["share"]))
    else:
        amount = read_amount(wanted, view, whole=figures.usual)
    refused = _refusal(amount, view, figures)
    if refused is not None:
        return Outcome([refused], _slots(view, None))
    return Outcome(events=_slots(view, str(amount)))


def _said(tracker: Tracker) -> Mapping[str, Any] | None:
    """An amount or a share; "what is overdue" is all that is due."""
    said = entities(tracker, "amount")
    if said:
        first: Mapping[str, Any] = said[0]
        return first
    return {"share": "all"} if names_what_is_due(tracker.latest_message.get("text") or "") else None


def _goes_along(amount: str, before: LoanView, view: LoanView) -> bool:
    """To another loan goes a figure that was the borrower's own, not one of the first loan's."""
    if before.row.id == view.row.id:
        return True
    purpose = _payable(before).purpose_of(Money.parse(amount))
    same_currency = before.row.currency == view.row.currency
    return same_currency and purpose in {Purpose.PART, Purpose.AHEAD}


def _slots(view: LoanView | None, amount: Any) -> list[EventType]:
    reference = view.row.reference if view else None
    return [SlotSet("loan", reference), SlotSet("payment_amount", amount), SlotSet("consent")]


def _refusal(amount: Money | None, view: LoanView, figures: Payable) -> Reply | None:
    if amount is None:
        return Reply("utter_payment_currency", {"currency": view.row.currency})
    if amount.minor <= 0:
        return Reply("utter_payment_not_positive", {})
    if amount > figures.whole:
        told = {"outstanding": wording.money(figures.whole), "loan": wording.loan_name(view)}
        return Reply("utter_payment_above_whole", told)
    return None


def _loan_of_form(turn: Turn, tracker: Tracker, borrower: Borrower) -> LoanView | None:
    return find_mentioned(open_loans(turn, borrower), tracker.get_slot("loan"))


def _payable(view: LoanView) -> Payable:
    return payable(view.loan, view.state, view.terms)


def _amount_choice(figures: Payable, amount: Money) -> values.Value:
    title = values.response(
        f"part_button_{figures.purpose_of(amount).value}", amount=wording.money(amount)
    )
    figure = f'{{"value":"{amount.decimal}","currency":"{amount.currency}"}}'
    return values.choice(title, f'/inform{{"amount":{figure}}}')


def _closing_choice(figures: Payable) -> list[values.Value]:
    """All at once costs less than the schedule, and is agreed as an early settlement."""
    if figures.whole <= figures.due:
        return []
    title = values.response("part_button_close", amount=wording.money(figures.payoff))
    return [values.choice(title, "/settle_early")]


def _purpose(figures: Payable, amount: Money) -> values.Value:
    return values.response(f"part_purpose_{figures.purpose_of(amount).value}")
