"""What was just noted and is corrected in the next message: begun again, with what is new."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa_sdk.events import SlotSet
from rasa_sdk.interfaces import Tracker

from actions import journeys
from actions.base import Outcome, says_a_value
from actions.claim import UNKNOWN, read_claim
from actions.journeys import Journey
from actions.loans import loan_in_question, loan_meant
from actions.promise import read_said
from bot.loans import Money
from bot.servicing.account import view_loans
from bot.servicing.claims import open_claim, withdraw_claim
from bot.servicing.said import last_said
from bot.servicing.turn import Turn, verified_borrower

CLAIM = "utter_claim_noted"
NOTED = frozenset({CLAIM, "utter_promise_made"})


def correct_what_was_noted(turn: Turn, tracker: Tracker) -> Outcome | None:
    """None where nothing was noted just now, or nothing new is said of it."""
    said = last_said(turn)
    if said is None or said.response not in NOTED or not says_a_value(tracker):
        return None
    told = said.arguments or {}
    begun = _claim(turn, tracker, told) if said.response == CLAIM else _promise(turn, tracker, told)
    return None if begun is None else Outcome(events=journeys.go_on(tracker, begun))


def take_as_promise(turn: Turn, tracker: Tracker) -> Outcome | None:
    """A sum and a day, and nothing else: what can only be meant is read back."""
    begun = _promise(turn, tracker, {})
    return None if begun is None else Outcome(events=journeys.go_on(tracker, begun))


def _promise(turn: Turn, tracker: Tracker, told: Mapping[str, Any]) -> Journey | None:
    """What was promised with this message over it; for another loan it is another promise."""
    borrower = verified_borrower(turn)
    before = loan_in_question(turn, borrower)
    view = loan_meant(turn, tracker, borrower)
    if view is None or before is None:
        return None
    kept = _answers("promise", told) if told and before.row.id == view.row.id else {}
    return Journey("promise_form", borrower.id, {**kept, **read_said(tracker, view)})


def _claim(turn: Turn, tracker: Tracker, told: Mapping[str, Any]) -> Journey | None:
    """The claim as it was told is withdrawn, and told anew."""
    borrower = verified_borrower(turn)
    claim = open_claim(turn.session, turn.conversation)
    if claim is None:
        return None
    view = next(view for view in view_loans(turn, borrower) if view.row.id == claim.loan_id)
    withdraw_claim(turn, claim)
    read = read_claim(tracker, view, [SlotSet("loan", view.row.reference)])
    new = {event["name"]: event["value"] for event in read.events}
    return Journey("claim_form", borrower.id, {**_answers("claim", told), **new})


def _answers(journey: str, told: Mapping[str, Any]) -> dict[str, str]:
    amount = told["amount"]
    known = "money" in amount
    said = str(Money(amount["money"], amount["currency"])) if known else UNKNOWN
    return {f"{journey}_amount": said, f"{journey}_date": told["date"]["date"]}
