"""What is not about the loan itself: language, repeating, and not understanding."""

from __future__ import annotations

from collections.abc import Sequence

from rasa_sdk.interfaces import Tracker

from actions.base import LedgerAction, Outcome, Reply, entities, say, tell_who_is_coming
from actions.dispute import tell_cases
from actions.handoff import bring_in_a_person, stay_close
from actions.second_thoughts import correct_what_was_noted, take_as_promise
from bot.conversations.case_words import asks_about_a_case
from bot.conversations.distress import DistressLevel
from bot.conversations.scripts import LOCALES, detect_locale
from bot.conversations.statuses import HandoffReason
from bot.replies import values
from bot.replies.values import Value
from bot.servicing.handoff import waits_for_person
from bot.servicing.said import last_replies, last_said
from bot.servicing.turn import Turn

NOT_UNDERSTOOD = "utter_not_understood"
ASK_LANGUAGE = "utter_ask_language"
LIKELY = "utter_likely_meanings"
OUT_OF_SCOPE = "utter_out_of_scope"
SHOWN = 4
# What a button can set going by itself, with the name of its title.
MEANINGS = frozenset(
    {
        "ask_balance",
        "ask_due_date",
        "ask_payment_history",
        "ask_charges",
        "ask_consequences",
        "ask_payment_methods",
        "ask_statement",
        "ask_arrangement",
        "ask_help_options",
        "make_payment",
        "settle_early",
        "request_installment",
        "request_deferral",
        "request_waiver",
        "promise_to_pay",
        "report_hardship",
        "report_payment_made",
        "report_payment_problem",
        "report_autopay_problem",
        "change_due_date",
        "update_contact",
        "dispute_debt",
        "file_complaint",
        "request_my_data",
        "stop_messages",
        "change_language",
    }
)
USUAL = ("ask_balance", "ask_help_options", "promise_to_pay")

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


class ActionGreet(LedgerAction):
    """Who waits for a person and looks whether anybody is there hears how it stands."""

    def name(self) -> str:
        return "action_greet"

    def act(self, turn: Turn, tracker: Tracker) -> Outcome:
        if waits_for_person(turn.conversation):
            return tell_who_is_coming(turn)
        return say("utter_greet")


class ActionDefaultFallback(LedgerAction):
    """Asked to say it otherwise; then the likely meanings as buttons; then a person."""

    def name(self) -> str:
        return "action_default_fallback"

    def act(self, turn: Turn, tracker: Tracker) -> Outcome:
        if (meant := _meant_all_the_same(turn, tracker)) is not None:
            return meant
        said = last_said(turn)
        last = said.response if said else None
        if last == LIKELY:
            return bring_in_a_person(turn, HandoffReason.NOT_UNDERSTOOD)
        if last in {NOT_UNDERSTOOD, OUT_OF_SCOPE}:
            return say(LIKELY, choices=[_button(name) for name in _likely(tracker)])
        if tracker.latest_message["intent"]["name"] == "out_of_scope":
            return say(OUT_OF_SCOPE)
        return say(NOT_UNDERSTOOD)


class ActionChangeLanguage(LedgerAction):
    def name(self) -> str:
        return "action_change_language"

    def act(self, turn: Turn, tracker: Tracker) -> Outcome:
        wanted = entities(tracker, "language")
        if not wanted:
            return say(ASK_LANGUAGE)
        locale = _locale(str(wanted[0]), current=_as_written(turn))
        if locale is None:
            return say("utter_language_unknown")
        turn.conversation.locale = locale
        turn.conversation.locale_chosen = True
        changed = Reply("utter_language_changed", {})
        if tracker.active_loop.get("name"):
            return Outcome([changed])  # the form asks again by itself
        return Outcome([changed, *_still_asked(turn)])


class ActionRepeat(LedgerAction):
    def name(self) -> str:
        return "action_repeat"

    def act(self, turn: Turn, tracker: Tracker) -> Outcome:
        said = last_said(turn)
        if said is None or said.response is None:
            return say("utter_nothing_to_repeat")
        return Outcome(replies=[Reply(said.response, said.arguments or {})])


def _meant_all_the_same(turn: Turn, tracker: Tracker) -> Outcome | None:
    """What the classifier does not tell but the words and what came before do."""
    text = tracker.latest_message.get("text") or ""
    if asks_about_a_case(text) and (told := tell_cases(turn)) is not None:
        return told
    if (corrected := correct_what_was_noted(turn, tracker)) is not None:
        return corrected
    if _is_promise(tracker) and (promise := take_as_promise(turn, tracker)) is not None:
        return promise
    is_distressed = turn.message.distress_level == DistressLevel.DISTRESSED.value
    return stay_close(turn) if is_distressed else None


def _is_promise(tracker: Tracker) -> bool:
    """So much on a day to come, with nothing else that could be meant by it."""
    days = [day for day in entities(tracker, "date") if isinstance(day, str)]
    as_of = (tracker.latest_message.get("metadata") or {}).get("as_of", "")
    ahead = bool(days) and days[0] > as_of
    return ahead and bool(entities(tracker, "amount")) and not tracker.active_loop.get("name")


def _still_asked(turn: Turn) -> list[Reply]:
    """What was last said with buttons, to be drawn anew in the other language."""
    for said in last_replies(turn, count=2):
        if said.response == ASK_LANGUAGE:
            continue
        if said.response and (said.buttons or said.asks_for_phone):
            return [Reply(said.response, said.arguments or {})]
        break
    return []


def _likely(tracker: Tracker) -> Sequence[str]:
    """The best guesses, then what most people come for."""
    ranking = tracker.latest_message.get("intent_ranking") or []
    guessed = [entry["name"] for entry in ranking if entry["name"] in MEANINGS]
    return list(dict.fromkeys([*guessed[: SHOWN - 1], *USUAL]))[:SHOWN]


def _button(intent: str) -> Value:
    return values.choice(values.term("meaning", intent), f"/{intent}")


def _as_written(turn: Turn) -> str:
    """The words of this message; where they fit both, those that are on file for the borrower."""
    conversation = turn.conversation
    shown = detect_locale(turn.message.text, current=conversation.locale) or conversation.locale
    own = conversation.borrower.locale if conversation.borrower else shown
    return own if own.startswith("zh_Hant") and shown.startswith("zh_Hant") else shown


def _locale(tag: str, *, current: str) -> str | None:
    """Chinese alone, or Traditional alone, keeps the words in which it was asked for."""
    if tag in {"zh", "zh-Hant"} and current.startswith("zh_Hant"):
        return current
    found = next((locale for start, locale in _LOCALES if tag.startswith(start)), None)
    return found if found in LOCALES else None
