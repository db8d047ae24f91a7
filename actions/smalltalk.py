"""What is not about the loan itself: language, repeating, and not understanding."""

from __future__ import annotations

from rasa_sdk.interfaces import Tracker

from actions.base import LedgerAction, Outcome, Reply, entities, leave_forms, say
from bot.conversations.scripts import LOCALES
from bot.conversations.statuses import HandoffReason
from bot.servicing.handoff import hand_over
from bot.servicing.said import last_said
from bot.servicing.turn import Turn

NOT_UNDERSTOOD = "utter_not_understood"

# A BCP 47 tag by its most telling start; the first that fits decides.
_LOCALES = (
    ("en", "en"),
    ("zh-Hant-HK", "zh_Hant_HK"),
    ("zh-HK", "zh_Hant_HK"),
    ("yue", "zh_Hant_HK"),
    ("zh-Hant", "zh_Hant_TW"),
    ("zh-TW", "zh_Hant_TW"),
    ("zh", "zh_Hans_CN"),
)


class ActionDefaultFallback(LedgerAction):
    """First a question with likely meanings; not understood again, a person."""

    def name(self) -> str:
        return "action_default_fallback"

    def act(self, turn: Turn, tracker: Tracker) -> Outcome:
        said = last_said(turn)
        if said is None or said.response != NOT_UNDERSTOOD:
            return say(NOT_UNDERSTOOD)
        hand_over(
            turn.session,
            turn.conversation,
            HandoffReason.NOT_UNDERSTOOD,
            evidence={"message_id": turn.message.id},
            now=turn.now,
        )
        return leave_forms(say("utter_handoff"))


class ActionChangeLanguage(LedgerAction):
    def name(self) -> str:
        return "action_change_language"

    def act(self, turn: Turn, tracker: Tracker) -> Outcome:
        wanted = entities(tracker, "language")
        if not wanted:
            return say("utter_ask_language")
        locale = _locale(str(wanted[0]), current=turn.conversation.locale)
        if locale is None:
            return say("utter_language_unknown")
        turn.conversation.locale = locale
        turn.conversation.locale_chosen = True
        return say("utter_language_changed")


class ActionRepeat(LedgerAction):
    def name(self) -> str:
        return "action_repeat"

    def act(self, turn: Turn, tracker: Tracker) -> Outcome:
        said = last_said(turn)
        if said is None or said.response is None:
            return say("utter_nothing_to_repeat")
        return Outcome(replies=[Reply(said.response, said.arguments or {})])


def _locale(tag: str, *, current: str) -> str | None:
    """Traditional alone keeps a Hong Kong borrower in Hong Kong's words."""
    if tag == "zh-Hant" and current.startswith("zh_Hant"):
        return current
    found = next((locale for start, locale in _LOCALES if tag.startswith(start)), None)
    return found if found in LOCALES else None
