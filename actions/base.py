"""How every action is built: one transaction, identity first, a crash-safe repetition.

A reply brings pictures and documents along by its argument ``files``, a list of ids:
``say(RECEIPT, ..., files=[attach(turn, papers.receipt(view, borrower, payment))])``, with
``attach`` of ``bot.servicing.files`` and the papers of ``actions.papers``. A picture is shown above
the text; letters and calendars follow it under their own names. They are stored in the action's
transaction and made in the language in which the reply is said.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict
from sqlalchemy.orm import Session

from actions import journeys
from bot.conversations.second_thoughts import is_correction
from bot.conversations.statuses import HandoffReason
from bot.ledger.conversations import pressed_button
from bot.ledger.database import Database
from bot.loans import Terms
from bot.replies.values import Value
from bot.servicing.handoff import is_awaited_for, is_with_person, was_handed_over_by
from bot.servicing.office import office_hours
from bot.servicing.payments import PaymentRules
from bot.servicing.said import comes_back, last_said
from bot.servicing.turn import NotProven, Turn, open_turn, verified_borrower

ASK_PROOF = "utter_ask_proof"
# Who told of a death is not asked to prove that they are the dead, nor who is locked out to try on.
PROOF_IS_NO_USE = (HandoffReason.DEATH, HandoffReason.IDENTITY_LOCKED)
RECAP = "utter_recap"
RECAP_AFTER = timedelta(minutes=30)
RASAS_OWN = frozenset({"action_listen", "action_extract_slots"})


@dataclass(frozen=True)
class Reply:
    response: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True)
class Outcome:
    """What an action says and what it changes in Rasa's memory of the conversation."""

    replies: Sequence[Reply] = ()
    events: Sequence[EventType] = ()


def say(response: str, /, **arguments: Any) -> Outcome:
    return Outcome(replies=(Reply(response, arguments),))


def tell_who_is_coming(turn: Turn) -> Outcome:
    return say("utter_person_already_asked", hours=hours_of(turn))


def hours_of(turn: Turn) -> Value | str:
    return office_hours(turn.conversation, turn.terms_by_country, now=turn.now)


def leave_forms(outcome: Outcome) -> Outcome:
    """What the open form asked for is forgotten; the next one starts empty."""
    return Outcome(outcome.replies, [*outcome.events, *journeys.forget_open()])


class LedgerAction(Action, ABC):
    """``act`` runs in one writing transaction in a worker thread.

    Rasa may call it again for the same message after a crash, so what it writes is bound to the
    message's id.
    """

    def __init__(
        self,
        database: Database,
        terms: Mapping[str, Terms],
        recap_after: timedelta = RECAP_AFTER,
        payment_rules: PaymentRules = PaymentRules(),  # noqa: B008 - frozen
    ) -> None:
        self._database = database
        self._terms = terms
        self.recap_after = recap_after
        self.payment_rules = payment_rules

    @abstractmethod
    def act(self, turn: Turn, tracker: Tracker) -> Outcome:
        """What it says and remembers. ``NotProven`` becomes the question for proof."""

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        outcome = await self._database.write(self._act, tracker)
        for reply in outcome.replies:
            dispatcher.utter_message(response=reply.response, **reply.arguments)
        return list(outcome.events)

    def _act(self, session: Session, tracker: Tracker) -> Outcome:
        turn = open_turn(session, tracker.sender_id, message_of(tracker), terms=self._terms)
        outcome = self.perform(turn, tracker)
        if leaves_form(outcome) and _is_brought_to_a_person(turn):
            # What was begun waits until it is asked for again.
            aside = journeys.leave_aside(tracker, borrower=turn.conversation.borrower_id)
            return Outcome(outcome.replies, [*outcome.events, *aside])
        return outcome

    def perform(self, turn: Turn, tracker: Tracker) -> Outcome:
        try:
            return self.act(turn, tracker)
        except NotProven:
            if any(is_awaited_for(turn.conversation, reason) for reason in PROOF_IS_NO_USE):
                return tell_who_is_coming(turn)
            return self.ask_who_it_is(tracker)

    def ask_who_it_is(self, tracker: Tracker) -> Outcome:
        return say(ASK_PROOF)


class FormQuestion(LedgerAction):
    """Asks for one value of a form: after a side question anew, after a silence with a recap."""

    def perform(self, turn: Turn, tracker: Tracker) -> Outcome:
        aside = acted_elsewhere(tracker)
        wish = turn.conversation.wish_message_id
        try:
            outcome = self._ask(turn, tracker, aside=aside)
        except NotProven:
            if aside:
                # What was asked aside is answered: it needs no proof, and is no wish to keep.
                turn.conversation.wish_message_id = wish
                return Outcome()
            return self.ask_who_it_is(tracker)
        if leaves_form(outcome):
            return outcome
        return Outcome(outcome.replies, [*outcome.events, journeys.asked(tracker, turn.message.id)])

    def _ask(self, turn: Turn, tracker: Tracker, *, aside: bool) -> Outcome:
        since = journeys.last_asked(tracker)
        if not comes_back(turn, since=since, after=self.recap_after):
            return self.act(turn, tracker)
        verified_borrower(turn)
        form = tracker.active_loop["name"]
        if aside:
            return say(RECAP, journey=journeys.name_of(form), choices=journeys.choices(form))
        question = self.act(turn, tracker)
        line = Reply("utter_picked_up", {"journey": journeys.name_of(form)})
        return Outcome([line, *question.replies], question.events)


class FormValidation(LedgerAction):
    """``answers`` are the intents that answer a question of the form; others are for the rules."""

    answers: frozenset[str]

    def perform(self, turn: Turn, tracker: Tracker) -> Outcome:
        if acted_elsewhere(tracker):
            return Outcome()  # a rule has answered, and the form only asks again
        form = self.name().removeprefix("validate_")
        begun = journeys.begin(tracker, form, borrower=turn.conversation.borrower_id)
        asked = tracker.get_slot("requested_slot")
        choice = self._choose(turn, tracker, form, asked) if asked else None
        outcome = choice or self._take(turn, tracker)
        return Outcome(outcome.replies, [*begun, *outcome.events])

    def _take(self, turn: Turn, tracker: Tracker) -> Outcome:
        wish = turn.conversation.wish_message_id
        try:
            return self.act(turn, tracker)
        except NotProven:
            asked = tracker.get_slot("requested_slot")
            if not asked:
                return Outcome()  # the form's first question will ask, and once is enough
            if intent_of(tracker) in self.answers:
                return Outcome(events=[SlotSet(asked)])
            turn.conversation.wish_message_id = wish  # a question aside is no wish to keep
            return Outcome()

    def _choose(self, turn: Turn, tracker: Tracker, form: str, asked: str) -> Outcome | None:
        """What a yes, a no or a button means that is not about the question just asked."""
        intent = intent_of(tracker)
        ask_again = Outcome(events=[SlotSet(asked)])
        if named := entities(tracker, "journey"):
            return ask_again if named[0] == form and intent == "affirm" else Outcome()
        if homes := [home for name, home in journeys.HOMES.items() if entities(tracker, name)]:
            return None if form in homes else Outcome()
        if says_a_value(tracker):
            if is_correction(tracker.latest_message.get("text") or ""):
                # An answer, whatever else it sounds like.
                tracker.latest_message["intent"]["name"] = "inform"
        elif intent in {"affirm", "deny"}:
            since = journeys.last_asked(tracker)
            if is_stale_button(turn):
                return ask_again
            if intent == "affirm" and comes_back(turn, since=since, after=self.recap_after):
                return ask_again  # nobody agrees to what they last saw yesterday
            said = last_said(turn)
            if said is not None and said.response == RECAP:
                return ask_again if intent == "affirm" else leave_forms(say("utter_stopped"))
        return None


def _is_brought_to_a_person(turn: Turn) -> bool:
    return is_with_person(turn.conversation) or was_handed_over_by(turn.session, turn.message)


def leaves_form(outcome: Outcome) -> bool:
    loops = [event["name"] for event in outcome.events if event["event"] == "active_loop"]
    return bool(loops) and not loops[-1]


def acted_elsewhere(tracker: Tracker) -> bool:
    """Whether a rule's action has answered the latest message before the open form was asked."""
    for event in reversed(tracker.events):
        if event["event"] == "user":
            return False
        name = str(event.get("name"))
        if event["event"] == "action" and not name.endswith("_form") and name not in RASAS_OWN:
            return True
    return False


def is_stale_button(turn: Turn) -> bool:
    """Whether it belongs to something said before the last question."""
    button = pressed_button(turn.session, turn.message)
    said = last_said(turn)
    return button is not None and said is not None and button.message_id != said.id


def intent_of(tracker: Tracker) -> str:
    return str(tracker.latest_message["intent"]["name"])


def says_a_value(tracker: Tracker) -> bool:
    """Whether there is anything in the message that changes what was said before."""
    return any(entities(tracker, name) for name in ("amount", "count", "duration", "date"))


def message_of(tracker: Tracker) -> int:
    """Our own id of the message being answered, which travels through Rasa as metadata."""
    metadata = tracker.latest_message.get("metadata") or {}
    return int(metadata["message"])


def entities(tracker: Tracker, name: str) -> list[Any]:
    """The values read in the latest message, in the order they were written."""
    found = tracker.latest_message.get("entities") or []
    return [entity["value"] for entity in found if entity["entity"] == name]
