"""Bringing in a person who is asked for or needed, and what is said while one is waited for."""

from __future__ import annotations

from datetime import timedelta

from rasa_sdk.interfaces import Tracker

from actions.base import (
    LedgerAction,
    Outcome,
    hours_of,
    leave_forms,
    say,
    tell_who_is_coming,
)
from bot.conversations.case_words import wants_a_call
from bot.conversations.statuses import HandoffReason
from bot.loans import CaseKind
from bot.servicing.cases import open_case
from bot.servicing.distress import CRISIS_CARD, has_left_queue
from bot.servicing.handoff import (
    hand_over,
    is_awaited_for,
    waits_for_person,
    was_handed_over_by,
)
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
        if is_awaited_for(turn.conversation, HandoffReason.DISTRESS):
            return stay_close(turn)
        if has_left_queue(turn.session, turn.conversation, since=turn.now - LEFT_LATELY):
            return stay_close(turn)
        return bring_in_a_person(turn, HandoffReason.DISTRESS, response="utter_distress_handoff")

    def _call_back(self, turn: Turn) -> Outcome:
        case = open_case(turn, CaseKind.CALLBACK)
        return leave_forms(say("utter_callback_noted", number=case.reference, hours=hours_of(turn)))


def stay_close(turn: Turn) -> Outcome:
    """For somebody who is still in distress after a person was offered or asked for."""
    if waits_for_person(turn.conversation):
        return say("utter_distress_while_waiting", hours=hours_of(turn))
    return say("utter_distress_again")


def bring_in_a_person(
    turn: Turn, reason: HandoffReason, *, response: str = "utter_handoff"
) -> Outcome:
    """At once, and once: who is asked for already is not asked for again."""
    asked = hand_over(
        turn.session,
        turn.conversation,
        reason,
        evidence={"message_id": turn.message.id},
        now=turn.now,
    )
    if not asked and not was_handed_over_by(turn.session, turn.message):
        return tell_who_is_coming(turn)
    return leave_forms(say(response, hours=hours_of(turn), noted=""))
