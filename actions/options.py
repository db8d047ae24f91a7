"""What helps somebody who cannot pay: what is possible for them, and what they could afford."""

from __future__ import annotations

from typing import Any

from rasa_sdk.events import ActiveLoop, SlotSet
from rasa_sdk.interfaces import Tracker

from actions import journeys, wording
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
from actions.journeys import Journey
from actions.loans import loan_in_question, loan_meant
from actions.requests import read_amount, remember
from bot.conversations.help_kinds import names_affordability
from bot.ledger.tables import Borrower
from bot.loans import Affordability, Budget, Money, NextStep, OfferRequest, afford
from bot.replies import values
from bot.servicing.account import LoanView
from bot.servicing.affordability import bring_in_a_person, keep_budget
from bot.servicing.arrangements import find_offers
from bot.servicing.identity import is_trusted
from bot.servicing.turn import Turn, verified_borrower

BUDGET = "budget_form"
ANSWERS = ("income", "essentials", "other_debts")
BUTTONS = 6
"""More than these help nobody to choose."""


class ActionShowHelpOptions(LedgerAction):
    """The kinds that this loan's terms allow today; or the three questions, if these are meant."""

    def name(self) -> str:
        return "action_show_help_options"

    def act(self, turn: Turn, tracker: Tracker) -> Outcome:
        text = tracker.latest_message.get("text") or ""
        if entities(tracker, "budget") or names_affordability(text):
            return _ask_budget(turn, tracker)
        if not is_trusted(turn.conversation, now=turn.now):
            return say("utter_help_options")
        borrower = verified_borrower(turn)
        view = loan_meant(turn, tracker, borrower)
        if view is None:
            return say("utter_no_loans")
        return _options(turn, borrower, view)


class ValidateBudgetForm(FormValidation):
    answers = frozenset({"inform", "deny", "make_payment", "promise_to_pay", "affirm"})

    def name(self) -> str:
        return "validate_budget_form"

    def act(self, turn: Turn, tracker: Tracker) -> Outcome:
        view = loan_in_question(turn, verified_borrower(turn))
        if view is None:
            return leave_forms(say("utter_no_loans"))
        asked = str(tracker.get_slot("requested_slot"))
        said = _answer(tracker, view) if asked in ANSWERS else None
        return Outcome(events=[SlotSet(asked, str(said))] if said is not None else [])


class ActionAskIncome(FormQuestion):
    def name(self) -> str:
        return "action_ask_budget_form_income"

    def act(self, turn: Turn, tracker: Tracker) -> Outcome:
        return say("utter_ask_income")


class ActionAskEssentials(FormQuestion):
    def name(self) -> str:
        return "action_ask_budget_form_essentials"

    def act(self, turn: Turn, tracker: Tracker) -> Outcome:
        return say("utter_ask_essentials")


class ActionAskOtherDebts(FormQuestion):
    def name(self) -> str:
        return "action_ask_budget_form_other_debts"

    def act(self, turn: Turn, tracker: Tracker) -> Outcome:
        return say("utter_ask_other_debts")


class ActionWeighBudget(LedgerAction):
    """What is left of a month bounds every offer from now on; where nothing is, a person helps."""

    def name(self) -> str:
        return "action_weigh_budget"

    def act(self, turn: Turn, tracker: Tracker) -> Outcome:
        said = [tracker.get_slot(answer) for answer in ANSWERS]
        if None in said:
            return Outcome()  # the form was left, and why was said
        borrower = verified_borrower(turn)
        view = loan_in_question(turn, borrower)
        if view is None:
            return leave_forms(say("utter_no_loans"))
        budget = Budget(*(Money.parse(str(amount)) for amount in said))
        keep_budget(turn, borrower, budget)
        can = afford(budget, view.terms)
        if can.next_step is NextStep.PERSON_AND_DEBT_ADVICE:
            return _no_surplus(turn, view)
        return _within(borrower, can)


def _ask_budget(turn: Turn, tracker: Tracker) -> Outcome:
    borrower = verified_borrower(turn)
    begin = journeys.go_on(tracker, Journey(BUDGET, borrower.id))
    return Outcome(replies=[Reply("utter_budget_intro", {})], events=begin)


def _options(turn: Turn, borrower: Borrower, view: LoanView) -> Outcome:
    made = find_offers(turn.session, borrower, view, OfferRequest(), now=turn.now).made
    kinds = list(dict.fromkeys(offer.kind for offer in made))[:BUTTONS]
    if not kinds:
        return say("utter_help_options")
    return say(
        "utter_help_options_for_you",
        loan=wording.loan_name(view),
        options=values.lines(*(values.response(f"part_help_{kind.value}") for kind in kinds)),
        choices=[
            values.choice(
                values.response(f"part_help_button_{kind.value}"),
                f'/request_installment{{"kind":"{kind.value}"}}',
            )
            for kind in kinds
        ],
    )


def _answer(tracker: Tracker, view: LoanView) -> Money | None:
    """A figure; or none at all, said in words."""
    if tracker.latest_message["intent"]["name"] == "deny" and not entities(tracker, "amount"):
        return Money.zero(view.row.currency)
    nothing = Money.zero(view.row.currency)
    for value in entities(tracker, "amount"):
        if "share" not in value:
            return read_amount(value, view, whole=nothing)
    return None


def _no_surplus(turn: Turn, view: LoanView) -> Outcome:
    bring_in_a_person(turn)
    advice = wording.debt_advice(view.terms.jurisdiction)
    return leave_forms(say("utter_no_surplus", advice=advice))


def _within(borrower: Borrower, can: Affordability) -> Outcome:
    """All kinds that stay within it, the cheapest and the smallest among them."""
    result = say(
        "utter_budget_result",
        surplus=wording.money(can.surplus),
        proposable=wording.money(can.proposable),
    )
    left = leave_forms(result)
    begin: list[Any] = [
        ActiveLoop("arrangement_form"),
        journeys.opened("arrangement_form", borrower.id),
        SlotSet("request", remember(OfferRequest())),
    ]
    return Outcome(left.replies, [*left.events, *begin])
