"""Bringing in a person, for every reason there is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rasa_sdk.interfaces import Tracker

from actions.base import LedgerAction, Outcome, leave_forms, say
from bot.conversations.statuses import HandoffReason
from bot.servicing.distress import crisis_lines, open_crisis
from bot.servicing.handoff import hand_over
from bot.servicing.identity import end_trust
from bot.servicing.pauses import pause
from bot.servicing.turn import Turn


@dataclass(frozen=True)
class Handoff:
    reason: HandoffReason
    response: str
    pauses: bool = False
    ends_trust: bool = False


HANDOFFS: Mapping[str, Handoff] = {
    "request_human": Handoff(HandoffReason.ASKED_FOR_PERSON, "utter_handoff"),
    "express_distress": Handoff(HandoffReason.DISTRESS, "utter_distress_handoff"),
    "dispute_debt": Handoff(HandoffReason.DISPUTE, "utter_handoff_dispute", pauses=True),
    "file_complaint": Handoff(HandoffReason.COMPLAINT, "utter_handoff_complaint", pauses=True),
    "report_representation": Handoff(
        HandoffReason.REPRESENTATION, "utter_handoff_representation", pauses=True
    ),
    "report_death": Handoff(
        HandoffReason.DEATH, "utter_handoff_death", pauses=True, ends_trust=True
    ),
    "wrong_person": Handoff(
        HandoffReason.WRONG_PERSON, "utter_handoff_wrong_person", pauses=True, ends_trust=True
    ),
}


class ActionHandOver(LedgerAction):
    """For what the intent says; a crisis that only Rasa recognised gets its card all the same."""

    def name(self) -> str:
        return "action_hand_over"

    def act(self, turn: Turn, tracker: Tracker) -> Outcome:
        intent = tracker.latest_message["intent"]["name"]
        if intent == "express_crisis":
            return self._crisis(turn)
        handoff = HANDOFFS.get(intent, HANDOFFS["request_human"])
        hand_over(
            turn.session,
            turn.conversation,
            handoff.reason,
            evidence={"message_id": turn.message.id},
            now=turn.now,
        )
        if handoff.pauses:
            pause(
                turn.session,
                turn.conversation,
                handoff.reason.value,
                ends_when="an agent clears it",
                now=turn.now,
            )
        if handoff.ends_trust:
            end_trust(turn.conversation, now=turn.now)
        return leave_forms(say(handoff.response))

    def _crisis(self, turn: Turn) -> Outcome:
        open_crisis(
            turn.session,
            turn.conversation,
            evidence={"message_id": turn.message.id},
            now=turn.now,
        )
        lines = crisis_lines(turn.session, turn.conversation)
        return leave_forms(say("utter_crisis_card", lines=lines))
