"""Why a borrower cannot pay."""

from __future__ import annotations

from rasa_sdk.interfaces import Tracker

from actions.base import LedgerAction, Outcome, entities, say
from bot.loans import HardshipReason
from bot.replies import values
from bot.servicing.hardship import report_hardship
from bot.servicing.turn import Turn, verified_borrower


class ActionLogHardship(LedgerAction):
    """What was said is logged by its reasons; one that is in no list of ours is logged as other."""

    def name(self) -> str:
        return "action_log_hardship"

    def act(self, turn: Turn, tracker: Tracker) -> Outcome:
        borrower = verified_borrower(turn)
        codes = entities(tracker, "hardship_reason") or [HardshipReason.OTHER.value]
        reasons = [HardshipReason(code) for code in dict.fromkeys(codes)]
        report_hardship(turn, borrower, reasons)
        named = values.listing(*(values.term("hardship", reason.value) for reason in reasons))
        return say("utter_hardship_logged", reason=named)
