"""What is owed and when it is due."""

from __future__ import annotations

from typing import Any

from rasa_sdk.interfaces import Tracker

from actions import wording
from actions.base import LedgerAction, Outcome, Reply, say
from bot.replies import values
from bot.servicing.account import LoanView, view_loans
from bot.servicing.turn import Turn, verified_borrower


class ActionShowBalance(LedgerAction):
    def name(self) -> str:
        return "action_show_balance"

    def act(self, turn: Turn, tracker: Tracker) -> Outcome:
        views = view_loans(turn, verified_borrower(turn))
        if not views:
            return say("utter_no_loans")
        return Outcome(replies=[balance(view) for view in views])


class ActionShowDueDate(LedgerAction):
    def name(self) -> str:
        return "action_show_due_date"

    def act(self, turn: Turn, tracker: Tracker) -> Outcome:
        views = view_loans(turn, verified_borrower(turn))
        if not views:
            return say("utter_no_loans")
        return Outcome(replies=[due_date(view) for view in views])


def balance(view: LoanView) -> Reply:
    state = view.state
    arguments: dict[str, Any] = {
        "loan": wording.loan_name(view),
        "as_of": values.day(state.as_of),
        "outstanding": wording.money(state.outstanding),
    }
    if state.is_paid_off:
        return Reply("utter_balance_paid_off", arguments)
    if following := state.next_installment:
        arguments["next_amount"] = wording.money(following.unpaid.total)
        arguments["next_date"] = values.day(following.due_date)
    if not state.is_late:
        return Reply("utter_balance_on_time", arguments)
    arguments["arrears"] = wording.money(state.arrears)
    arguments["late"] = values.response("part_days_late", count=state.days_past_due)
    arguments["charges"] = wording.money(state.overdue.charges)
    return Reply("utter_balance_late" if following else "utter_balance_late_last", arguments)


def due_date(view: LoanView) -> Reply:
    state = view.state
    if state.is_paid_off:
        return balance(view)
    arguments: dict[str, Any] = {"loan": wording.loan_name(view)}
    if following := state.next_installment:
        arguments["next_amount"] = wording.money(following.unpaid.total)
        arguments["next_date"] = values.day(following.due_date)
    if not state.is_late:
        return Reply("utter_due_date", arguments)
    arguments["arrears"] = wording.money(state.arrears)
    oldest = next(kept for kept in state.installments if kept.unpaid.total.minor)
    arguments["oldest_date"] = values.day(oldest.due_date)
    return Reply("utter_due_date_late" if following else "utter_due_date_late_last", arguments)
