"""What went wrong with paying, told from the ledger; what needs hands goes to a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise

from rasa_sdk.interfaces import Tracker

from actions import wording
from actions.base import LedgerAction, Outcome, Reply, entities, leave_forms, say
from actions.loans import loans_spoken_of
from bot.conversations.statuses import HandoffReason
from bot.loans import Payment
from bot.replies import values
from bot.servicing.account import LoanView
from bot.servicing.handoff import hand_over
from bot.servicing.payments import OrderState, last_order, order_state
from bot.servicing.turn import Turn, verified_borrower

PERSON = "person"
_TWICE_WITHIN = timedelta(days=3)


class ActionShowPaymentProblem(LedgerAction):
    """The likeliest of: failed, taken twice, paid too much. None of them: what is booked."""

    def name(self) -> str:
        return "action_show_payment_problem"

    def act(self, turn: Turn, tracker: Tracker) -> Outcome:
        borrower = verified_borrower(turn)
        if PERSON in entities(tracker, "about"):
            return _to_a_person(turn, "payment problem", "utter_handoff_payment")
        order = last_order(turn.session, borrower)
        if order is not None:
            entered = {entry.entry for entry in order.entries}
            state = order_state(order, now=turn.now)
            if "failed" in entered and state is not OrderState.PAID:
                return say("utter_problem_failed", reference=order.reference)
        views = loans_spoken_of(turn, tracker, borrower)
        found = next((reply for view in views if (reply := _found(view))), None)
        return Outcome(replies=[found]) if found else say("utter_problem_nothing_found")


class ActionExplainAutopay(LedgerAction):
    """Debits and bank accounts are changed by people, never by a chat: why, and what works now."""

    def name(self) -> str:
        return "action_explain_autopay"

    def act(self, turn: Turn, tracker: Tracker) -> Outcome:
        verified_borrower(turn)
        intent = tracker.latest_message["intent"]["name"]
        if PERSON in entities(tracker, "about"):
            return _to_a_person(turn, intent, "utter_handoff_payment")
        payload = f'/{intent}{{"about":"{PERSON}"}}'
        choice = values.choice(values.response("part_button_let_a_person"), payload)
        response = (
            "utter_change_payment_method" if intent == "change_payment_method" else "utter_autopay"
        )
        return say(response, choices=[choice])


def _to_a_person(turn: Turn, about: str, response: str) -> Outcome:
    evidence = {"about": about, "message_id": turn.message.id}
    hand_over(
        turn.session, turn.conversation, HandoffReason.PAYMENT, evidence=evidence, now=turn.now
    )
    return leave_forms(say(response))


def _found(view: LoanView) -> Reply | None:
    pair = _taken_twice(view.loan.payments)
    if pair is not None:
        return Reply(
            "utter_problem_twice",
            {
                "amount": wording.money(pair[0].amount),
                "first": values.day(pair[0].received_on),
                "second": values.day(pair[1].received_on),
                "loan": wording.loan_name(view),
            },
        )
    if view.state.credit:
        told = {"credit": wording.money(view.state.credit), "loan": wording.loan_name(view)}
        return Reply("utter_problem_too_much", told)
    return None


def _taken_twice(payments: Sequence[Payment]) -> tuple[Payment, Payment] | None:
    """Two of the same amount within a few days, the newest such pair."""
    taken_back = {payment.reversal_of for payment in payments if payment.reversal_of}
    kept = [p for p in payments if not p.reversal_of and p.reference not in taken_back]
    kept.sort(key=lambda payment: payment.received_on)
    pairs = [
        (earlier, later)
        for earlier, later in pairwise(kept)
        if earlier.amount == later.amount
        and later.received_on - earlier.received_on <= _TWICE_WITHIN
    ]
    return pairs[-1] if pairs else None
