"""Which loan a message is about."""

from __future__ import annotations

from collections.abc import Sequence

from rasa_sdk.interfaces import Tracker

from actions import wording
from actions.base import FormQuestion, Outcome, entities, leave_forms, say
from bot.conversations.choices import read_choice
from bot.ledger.tables import Borrower
from bot.replies import values
from bot.servicing.account import LoanView, view_loans
from bot.servicing.loan_choice import choose_loan, chosen_loan, find_mentioned, open_loans
from bot.servicing.turn import Turn, verified_borrower


class ActionAskLoan(FormQuestion):
    """Asked once; the answer holds for the rest of the conversation."""

    def name(self) -> str:
        return "action_ask_loan"

    def act(self, turn: Turn, tracker: Tracker) -> Outcome:
        views = open_loans(turn, verified_borrower(turn))
        if not views:
            return leave_forms(say("utter_no_loans"))
        return say(
            "utter_ask_loan",
            loans=values.lines(*(_line(place, view) for place, view in enumerate(views, start=1))),
            choices=[
                values.choice(wording.loan_name(view), f'/inform{{"loan":"{view.row.reference}"}}')
                for view in views
            ],
        )


def loan_in_question(turn: Turn, borrower: Borrower) -> LoanView | None:
    """The one that was chosen, or the one furthest past due; the reply names it."""
    views = open_loans(turn, borrower)
    return chosen_loan(turn, views) or (views[0] if views else None)


def loan_meant(turn: Turn, tracker: Tracker, borrower: Borrower) -> LoanView | None:
    """The one that this message names, which is remembered; else the one in question.

    Among offers, "the second one" is not about loans.
    """
    among_others = tracker.get_slot("requested_slot") and any(
        "ordinal" in mention for mention in entities(tracker, "loan")
    )
    if not among_others:
        note_mention(turn, tracker, open_loans(turn, borrower))
    return loan_in_question(turn, borrower)


def loan_for(turn: Turn, tracker: Tracker, views: Sequence[LoanView]) -> LoanView | None:
    """As this message says, as chosen before, or the only one there is; None to be asked.

    Where just one of several is due, that one is meant.
    """
    mentioned = note_mention(turn, tracker, views)
    if mentioned or len(views) == 1:
        return mentioned or views[0]
    due = [view for view in views if view.state.due_now]
    return chosen_loan(turn, views) or (due[0] if len(due) == 1 else None)


def note_mention(turn: Turn, tracker: Tracker, views: Sequence[LoanView]) -> LoanView | None:
    """The loan that the message names, which is remembered."""
    found = next((v for m in entities(tracker, "loan") if (v := find_mentioned(views, m))), None)
    if found is None and tracker.get_slot("requested_slot") == "loan":
        place = read_choice(tracker.latest_message.get("text") or "", len(views))
        found = views[place - 1] if place is not None else None
    if found is not None:
        choose_loan(turn, found)
    return found


def loans_spoken_of(turn: Turn, tracker: Tracker, borrower: Borrower) -> Sequence[LoanView]:
    """For an answer: the loan that the message names or that was chosen, or else all of them."""
    views = view_loans(turn, borrower)
    one = note_mention(turn, tracker, views) or chosen_loan(turn, views)
    return [one] if one else views


def _line(place: int, view: LoanView) -> values.Value:
    return values.response(
        "part_loan_line",
        place=place,
        loan=wording.loan_name(view),
        due=wording.money(view.state.due_now),
        outstanding=wording.money(view.state.outstanding),
    )
