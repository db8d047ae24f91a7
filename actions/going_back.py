"""Back to what was begun and put aside, or not: always by the borrower's own choice."""

from __future__ import annotations

from rasa_sdk.interfaces import Tracker

from actions import journeys
from actions.base import LedgerAction, Outcome, entities, say
from actions.journeys import Journey
from actions.second_thoughts import correct_what_was_noted
from actions.smalltalk import ActionDefaultFallback
from bot.servicing.handoff import is_with_person, was_handed_over_by
from bot.servicing.identity import is_trusted
from bot.servicing.said import last_said
from bot.servicing.turn import Turn, verified_borrower

GO_BACK = "utter_go_back"


class ActionOfferToGoBack(LedgerAction):
    """Said once, when nothing else is open any more; not to who has just asked for a person."""

    def name(self) -> str:
        return "action_offer_to_go_back"

    def act(self, turn: Turn, tracker: Tracker) -> Outcome:
        aside = journeys.put_aside(tracker, borrower=turn.conversation.borrower_id)
        handed_over = was_handed_over_by(turn.session, turn.message)
        silent = handed_over or is_with_person(turn.conversation)
        if not aside or silent or not is_trusted(turn.conversation, now=turn.now):
            return Outcome()
        form = aside[-1].form
        offer = say(GO_BACK, journey=journeys.name_of(form), choices=journeys.choices(form))
        return Outcome(offer.replies, journeys.drop_aside(aside))


class ActionYes(LedgerAction):
    """Yes while nothing is asked: by a button, or to the offer to go back."""

    def name(self) -> str:
        return "action_yes"

    def act(self, turn: Turn, tracker: Tracker) -> Outcome:
        if offers := entities(tracker, "offer"):
            return look_at_offer(turn, tracker, str(offers[0]))
        journey = _meant(turn, tracker)
        if journey is None:
            return say("utter_all_right")
        verified_borrower(turn)
        return Outcome(events=journeys.go_on(tracker, journey))


class ActionNo(LedgerAction):
    def name(self) -> str:
        return "action_no"

    def act(self, turn: Turn, tracker: Tracker) -> Outcome:
        corrected = correct_what_was_noted(turn, tracker)
        return corrected or drop_aside(turn, tracker) or say("utter_all_right")


class ActionTakeValue(ActionDefaultFallback):
    """A bare value that answers nothing; or an offer's button, which may be looked at again."""

    def name(self) -> str:
        return "action_take_value"

    def act(self, turn: Turn, tracker: Tracker) -> Outcome:
        if offers := entities(tracker, "offer"):
            return look_at_offer(turn, tracker, str(offers[0]))
        return super().act(turn, tracker)


def look_at_offer(turn: Turn, tracker: Tracker, offer: str) -> Outcome:
    """Its read-back, whatever else was open."""
    borrower = verified_borrower(turn)
    journey = Journey("arrangement_form", borrower.id, {"offer": offer})
    return Outcome(events=journeys.go_on(tracker, journey))


def drop_aside(turn: Turn, tracker: Tracker) -> Outcome | None:
    """None, if nothing that was put aside is meant."""
    journey = _meant(turn, tracker)
    if journey is None:
        return None
    aside = journeys.put_aside(tracker, borrower=turn.conversation.borrower_id)
    kept = [other for other in aside if other.form != journey.form]
    return Outcome(say("utter_stopped").replies, journeys.drop_aside(kept))


def _meant(turn: Turn, tracker: Tracker) -> Journey | None:
    """By its button, or as the one that going back to was offered last."""
    aside = journeys.put_aside(tracker, borrower=turn.conversation.borrower_id)
    if named := entities(tracker, "journey"):
        return next((kept for kept in aside if kept.form == named[0]), None)
    said = last_said(turn)
    if said is None or said.response != GO_BACK or tracker.active_loop.get("name"):
        return None
    return aside[-1] if aside else None
