"""How every action is built: one transaction, identity first, a crash-safe repetition."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rasa_sdk.events import ActiveLoop, EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict
from sqlalchemy.orm import Session

from bot.ledger.database import Database
from bot.loans import Terms
from bot.servicing.turn import NotProven, Turn, open_turn

ASK_PROOF = "utter_ask_proof"


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


FORM_SLOTS = ("offer", "request", "promise_amount", "promise_date", "consent")


def forget_forms() -> list[EventType]:
    """Every value that a form asked for; the next one starts empty."""
    return [ActiveLoop(None), SlotSet("requested_slot"), *(SlotSet(slot) for slot in FORM_SLOTS)]


def leave_forms(outcome: Outcome) -> Outcome:
    return Outcome(outcome.replies, [*outcome.events, *forget_forms()])


class LedgerAction(Action, ABC):
    """``act`` runs in one writing transaction in a worker thread.

    Rasa may call it again for the same message after a crash, so what it writes is bound to the
    message's id.
    """

    def __init__(self, database: Database, terms: Mapping[str, Terms]) -> None:
        self._database = database
        self._terms = terms

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
        try:
            return self.act(turn, tracker)
        except NotProven:
            return self.ask_who_it_is(tracker)

    def ask_who_it_is(self, tracker: Tracker) -> Outcome:
        return say(ASK_PROOF)


class FormValidation(LedgerAction):
    """``answers`` are the intents that answer a question of the form; others are for the rules."""

    answers: frozenset[str]

    def ask_who_it_is(self, tracker: Tracker) -> Outcome:
        """Silent: the form's next question will ask, and once is enough."""
        asked = tracker.get_slot("requested_slot")
        if asked and tracker.latest_message["intent"]["name"] in self.answers:
            return Outcome(events=[SlotSet(asked)])
        return Outcome()


def message_of(tracker: Tracker) -> int:
    """Our own id of the message being answered, which travels through Rasa as metadata."""
    metadata = tracker.latest_message.get("metadata") or {}
    return int(metadata["message"])


def entities(tracker: Tracker, name: str) -> list[Any]:
    """The values read in the latest message, in the order they were written."""
    found = tracker.latest_message.get("entities") or []
    return [entity["value"] for entity in found if entity["entity"] == name]
