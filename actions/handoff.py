"""Bringing in a person who is asked for or needed, and what is said while one is waited for."""

from __future__ import annotations

from datetime import timedelta

from rasa_sdk.interfaces import Tracker

from actions.base import LedgerAction, Outcome, leave_forms, say
from bot.conversations.case_words import wants_a_call
from bot.conversations.statuses import HandoffReason
from bot.loans import CaseKind
from bot.servicing.cases import open_case
from bot.servicing.distress import CRISIS_CARD, has_left_queue
from bot.servicing.handoff import hand_over
from bot.servicing.office import office_hours
from bot.servicing.turn import Turn

# Who has just chosen to go on is not handed over again for the same distress.
LEFT_LATELY = timedelta(hours=6)


class ActionHandOver(LedgerAction):
    """For what the intent says. A crisis is only named: the channel layer handles each alike."""

    def name(self) -> str:
        return "action_hand_over"

    def act(self, turn: Turn, tracker: Tracker) -> Outcome:
        intent = tracker.latest_message["intent"]["name"]
        if intent == "express_crisis":
            return leave_forms(say(CRISIS_CARD))
        if intent == "express_distress":
            return self._distress(turn)
        if wants_a_call(tracker.latest_message.get("text") or ""):
            return self._call_back(turn)
        return bring_in_a_person(turn, HandoffReason.ASKED_FOR_PERSON)

    def _distress(self, turn: Turn) -> Outcome:
        if has_left_queue(turn.session, turn.conversation, since=turn.now - LEFT_LATELY):
            return say("utter_distress_again")
        return bring_in_a_person(turn, HandoffReason.DISTRESS, response="utter_distress_handoff")

    def _call_back(self, turn: Turn) -> Outcome:
        case = open_case(turn, CaseKind.CALLBACK)
        hours = office_hours(turn.conversation, turn.terms_by_country, now=turn.now)
        return leave_forms(say("utter_callback_noted", number=case.reference, hours=hours))


def bring_in_a_person(
    turn: Turn, reason: HandoffReason, *, response: str = "utter_handoff"
) -> Outcome:
    hand_over(
        turn.session,
        turn.conversation,
        reason,
        evidence={"message_id": turn.message.id},
        now=turn.now,
    )
    hours = office_hours(turn.conversation, turn.terms_by_country, now=turn.now)
    return leave_forms(say(response, hours=hours))
