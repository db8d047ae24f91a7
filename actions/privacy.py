"""One's data: notice, see, take along, delete, sign out here; and reminders off and on again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from rasa_sdk.interfaces import Tracker

from actions.base import LedgerAction, Outcome, entities, leave_forms, say
from actions.requests import duration_in_days
from bot.conversations.case_words import data_wish
from bot.loans import CaseKind, PauseReason
from bot.replies import papers, values
from bot.servicing.cases import close_case, find_open, open_case
from bot.servicing.files import attach
from bot.servicing.identity import end_trust
from bot.servicing.office import office_zone, terms_here
from bot.servicing.pauses import OPT_OUT, end_pause, pause, standing_pauses
from bot.servicing.personal_data import (
    count_what_is_held,
    masked_phone,
    personal_record,
)
from bot.servicing.report import describe_borrower
from bot.servicing.turn import Turn, verified_borrower


class ActionAnswerDataRequest(LedgerAction):
    def name(self) -> str:
        return "action_answer_data_request"

    def act(self, turn: Turn, tracker: Tracker) -> Outcome:
        chosen = entities(tracker, "choice")
        wish = chosen[0] if chosen else data_wish(tracker.latest_message.get("text") or "")
        return WISHES.get(str(wish), _menu)(turn)


def _menu(turn: Turn) -> Outcome:
    return say("utter_privacy_menu")


def _notice(turn: Turn) -> Outcome:
    here = terms_here(turn.conversation, turn.terms_by_country)
    years = here.retention.years if here and here.retention else None
    if years is None:
        return say("utter_privacy_menu")
    return say("utter_privacy_notice", years=years)


def _see(turn: Turn) -> Outcome:
    borrower = verified_borrower(turn)
    held = count_what_is_held(turn.session, borrower)
    return say("utter_my_data", name=borrower.name, phone=masked_phone(borrower), **held)


def _export(turn: Turn) -> Outcome:
    """All of it as a file for the borrower's own use, beside this reply and nowhere else."""
    borrower = verified_borrower(turn)
    known = describe_borrower(turn.session, borrower, terms=turn.terms_by_country)
    content = {**known, **personal_record(turn.session, borrower)}
    name = values.response("part_file_my_data", reference=borrower.reference)
    return say("utter_data_copied", files=[attach(turn, papers.record(name, content))])


def _delete(turn: Turn) -> Outcome:
    """A request, not a deletion: what the books must keep is kept, and why is said."""
    borrower = verified_borrower(turn)
    case = find_open(turn, {CaseKind.DATA_ERASURE}) or open_case(turn, CaseKind.DATA_ERASURE)
    terms = turn.terms_by_country.get(borrower.country)
    years = terms.retention.years if terms and terms.retention else 0
    by = values.day(case.answer_by) if case.answer_by else ""
    return say("utter_erasure_requested", number=case.reference, by=by, years=years)


def _withdraw(turn: Turn) -> Outcome:
    case = find_open(turn, {CaseKind.DATA_ERASURE})
    if case is None:
        return say("utter_nothing_to_stop")
    close_case(
        turn.session,
        case,
        by="borrower",
        why="withdrawn by the borrower",
        now=turn.now,
        entry="withdrawn",
    )
    return say("utter_erasure_withdrawn", number=case.reference)


def _sign_out(turn: Turn) -> Outcome:
    end_trust(turn.conversation, now=turn.now)
    turn.conversation.wish_message_id = None
    return leave_forms(say("utter_signed_out"))


WISHES: Mapping[str, Callable[[Turn], Outcome]] = {
    "notice": _notice,
    "see": _see,
    "export": _export,
    "delete": _delete,
    "withdraw": _withdraw,
    "sign_out": _sign_out,
}


class ActionStopMessages(LedgerAction):
    """For good, or for a time that is named."""

    def name(self) -> str:
        return "action_stop_messages"

    def act(self, turn: Turn, tracker: Tracker) -> Outcome:
        named = [days for days in map(duration_in_days, entities(tracker, "duration")) if days]
        until = turn.now + timedelta(days=named[0]) if named else None
        pause(
            turn.session,
            turn.conversation,
            OPT_OUT,
            ends_when="the borrower asks for reminders again",
            until=until,
            now=turn.now,
            by="borrower",
        )
        if until is None:
            return say("utter_messages_stopped")
        zone = office_zone(turn.conversation, turn.terms_by_country)
        return say("utter_messages_stopped_until", until=values.moment(until, zone))


class ActionResumeMessages(LedgerAction):
    """What holds reminders back for another reason still does, and is said."""

    def name(self) -> str:
        return "action_resume_messages"

    def act(self, turn: Turn, tracker: Tracker) -> Outcome:
        for reason in (OPT_OUT, PauseReason.DISTRESS.value):
            end_pause(
                turn.session,
                turn.conversation,
                reason,
                by="borrower",
                why="asked for reminders again",
                now=turn.now,
            )
        if standing_pauses(turn.session, turn.conversation, now=turn.now):
            return say("utter_messages_resumed_later")
        return say("utter_messages_resumed")
