"""Reminders: off and on again, in any wording."""

from __future__ import annotations

from rasa_sdk.interfaces import Tracker

from actions.base import LedgerAction, Outcome, say
from bot.servicing.pauses import OPT_OUT, end_pause, pause
from bot.servicing.turn import Turn


class ActionStopMessages(LedgerAction):
    def name(self) -> str:
        return "action_stop_messages"

    def act(self, turn: Turn, tracker: Tracker) -> Outcome:
        pause(
            turn.session,
            turn.conversation,
            OPT_OUT,
            ends_when="the borrower asks for reminders again",
            now=turn.now,
            by="borrower",
        )
        return say("utter_messages_stopped")


class ActionResumeMessages(LedgerAction):
    def name(self) -> str:
        return "action_resume_messages"

    def act(self, turn: Turn, tracker: Tracker) -> Outcome:
        end_pause(
            turn.session,
            turn.conversation,
            OPT_OUT,
            by="borrower",
            why="asked for reminders again",
            now=turn.now,
        )
        return say("utter_messages_resumed")
