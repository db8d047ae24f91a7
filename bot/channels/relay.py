"""Who answers a message: the assistant through Rasa, or an agent, who sees it in the console.

Every message is taken in at once (``receive``). Those for the assistant wait in the inbox; one
worker per conversation answers them in order. A crash loses nothing: what is in the inbox is
answered after the next start, and Rasa recognises a message that it has answered already.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Protocol

from sqlalchemy.orm import Session

from bot.channels.courtesy import Courtesy
from bot.conversations.distress import DistressReading
from bot.conversations.messages import Author, IncomingMessage
from bot.conversations.statuses import HandoffReason
from bot.engine import (
    EngineUnavailableError,
    MessageRefusedError,
    TurnFailedError,
    Utterance,
)
from bot.ledger.clock import local_day, machine_now
from bot.ledger.clock import now as read_clock
from bot.ledger.conversations import (
    conversations_to_answer,
    last_messages,
    lease,
    next_to_answer,
    release,
)
from bot.ledger.database import Database
from bot.ledger.tables import Borrower, Conversation, Inbox, Message
from bot.servicing.handoff import hand_over
from bot.servicing.intake import Taken, take_in
from bot.servicing.scene import IntakeRules
from bot.servicing.transcript import Voice

log = logging.getLogger(__name__)

LEASE = timedelta(seconds=60)
POLL_SECONDS = 1.0
AT_ONCE = 32
RETRY_AFTER = timedelta(seconds=2)
# A message on which the dialogue fails so often goes to a person, not round for ever.
ATTEMPTS = 4
EXPECTING = {
    "utter_ask_promise_amount": "amount",
    "utter_ask_promise_amount_on_time": "amount",
    "utter_ask_promise_date": "date",
}
LONGEST_RETRY = timedelta(seconds=30)


class Engine(Protocol):
    async def ask(
        self,
        conversation: str,
        *,
        text: str | None,
        payload: str | None,
        message_id: str,
        metadata: Mapping[str, Any],
    ) -> Sequence[Utterance]: ...


@dataclass(frozen=True)
class Question:
    """One message as Rasa is asked it."""

    message_id: int
    conversation_id: str
    key: str
    text: str | None
    payload: str | None
    attempts: int
    metadata: Mapping[str, Any]


class Relay:
    def __init__(
        self,
        database: Database,
        engine: Engine,
        *,
        screen: Callable[[str], DistressReading],
        voice: Voice,
        rules: IntakeRules,
        notify: Callable[[str], None],
        courtesy: Courtesy | None = None,
    ) -> None:
        """``notify`` is told the id of each conversation in which something was said."""
        self._database = database
        self._engine = engine
        self._screen = screen
        self._voice = voice
        self._rules = rules
        self._notify = notify
        self._courtesy = courtesy or Courtesy(database, {})
        self._shows: set[asyncio.Task[None]] = set()
        self._holder = secrets.token_hex(8)
        self._workers: dict[str, asyncio.Task[None]] = {}
        self._slots = asyncio.Semaphore(AT_ONCE)

    async def receive(self, incoming: IncomingMessage) -> Taken:
        """Stored when this returns; answered soon after."""
        reading = await asyncio.to_thread(self._screen, incoming.text)
        taken = await self._database.write(
            take_in, incoming, reading, voice=self._voice, rules=self._rules
        )
        self._notify(taken.conversation_id)
        self._wake(taken.conversation_id)
        if incoming.button is not None:
            self._show_choice(incoming, taken.conversation_id)
        return taken

    def _show_choice(self, incoming: IncomingMessage, conversation_id: str) -> None:
        show = asyncio.create_task(self._courtesy.show_choice(incoming, conversation_id))
        self._shows.add(show)
        show.add_done_callback(self._shows.discard)

    async def run(self) -> None:
        """Answer what a crash or an outage left behind, for as long as the program runs."""
        try:
            while True:
                for waiting in await self._database.read(
                    conversations_to_answer, until=machine_now()
                ):
                    self._wake(waiting)
                await asyncio.sleep(POLL_SECONDS)
        finally:
            for worker in self._workers.values():
                worker.cancel()

    async def settled(self) -> None:
        """Until nothing is being answered."""
        while self._workers:
            await asyncio.gather(*self._workers.values(), return_exceptions=True)

    def _wake(self, conversation_id: str) -> None:
        if conversation_id not in self._workers:
            worker = asyncio.create_task(self._answer_all(conversation_id))
            self._workers[conversation_id] = worker
            worker.add_done_callback(lambda done: self._dismiss(conversation_id, done))

    def _dismiss(self, conversation_id: str, done: asyncio.Task[None]) -> None:
        del self._workers[conversation_id]
        if not done.cancelled() and (error := done.exception()) is not None:
            log.error("answering stopped, to be tried again", exc_info=error)

    async def _answer_all(self, conversation_id: str) -> None:
        async with self._slots:
            while True:
                question = await self._database.write(take_question, conversation_id, self._holder)
                if question is None:
                    break
                if not await self._answer(question):
                    break
        await self._database.write(release, conversation_id, self._holder)

    async def _answer(self, question: Question) -> bool:
        try:
            async with self._courtesy.typing(question.conversation_id):
                utterances: Sequence[Utterance] = await self._engine.ask(
                    question.conversation_id,
                    text=question.text,
                    payload=question.payload,
                    message_id=question.key,
                    metadata=question.metadata,
                )
        except EngineUnavailableError as error:
            if not (isinstance(error, TurnFailedError) and question.attempts >= ATTEMPTS):
                await self._database.write(postpone, question, voice=self._voice)
                self._notify(question.conversation_id)
                return False
            utterances = ()
        except MessageRefusedError:
            utterances = ()
        await self._database.write(settle, question, utterances, voice=self._voice)
        self._notify(question.conversation_id)
        return True


def take_question(session: Session, conversation_id: str, holder: str) -> Question | None:
    machine = machine_now()
    if not lease(session, conversation_id, holder, now=machine, until=machine + LEASE):
        return None
    waiting = next_to_answer(session, conversation_id)
    if waiting is None or waiting.due_at > machine:
        return None
    return _question(session, waiting)


def _question(session: Session, waiting: Inbox) -> Question:
    message = session.get_one(Message, waiting.message_id)
    conversation = session.get_one(Conversation, waiting.conversation_id)
    key = f"{message.id}r" if waiting.replay else str(message.id)
    return Question(
        message_id=message.id,
        conversation_id=conversation.id,
        key=key,
        text=None if waiting.payload else message.text,
        payload=waiting.payload,
        attempts=waiting.attempts,
        metadata=_metadata(session, conversation, message),
    )


def _metadata(session: Session, conversation: Conversation, message: Message) -> dict[str, Any]:
    """What understanding needs to know of the sender; nothing of the ledger, nothing personal."""
    borrower = session.get(Borrower, conversation.borrower_id) if conversation.borrower_id else None
    timezone = borrower.timezone if borrower else "Asia/Shanghai"
    currency = borrower.loans[0].currency if borrower and borrower.loans else "CNY"
    return {
        "message": message.id,
        "as_of": local_day(read_clock(session), timezone).isoformat(),
        "timezone": timezone,
        "currency": currency,
        "locale": conversation.locale,
        "expecting": _expecting(session, conversation),
    }


def _expecting(session: Session, conversation: Conversation) -> str | None:
    """What a bare number would answer, by the question that was asked last."""
    said = last_messages(session, conversation.id, author=Author.ASSISTANT, count=1)
    return EXPECTING.get(said[0].response or "") if said else None


def settle(
    session: Session, question: Question, utterances: Sequence[Utterance], *, voice: Voice
) -> None:
    """Record the answer and take the question out of the inbox: both or neither."""
    waiting = session.get(Inbox, question.message_id)
    if waiting is None:
        return
    now = read_clock(session)
    conversation = session.get_one(Conversation, question.conversation_id)
    for place, said in enumerate(utterances):
        key = f"re:{question.key}:{place}"
        voice.say(session, conversation, said.response, said.arguments, key=key, now=now)
    if not utterances:
        # A failure inside the dialogue: never leave a person without an answer.
        hand_over(session, conversation, HandoffReason.FAILURE, now=now)
        voice.say(session, conversation, "utter_failure", key=f"re:{question.key}:0", now=now)
    session.delete(waiting)


def postpone(session: Session, question: Question, *, voice: Voice) -> None:
    """Rasa is away: try again later, and say so once for this message."""
    waiting = session.get(Inbox, question.message_id)
    if waiting is None:
        return
    waiting.attempts += 1
    waiting.due_at = machine_now() + min(RETRY_AFTER * waiting.attempts, LONGEST_RETRY)
    conversation = session.get_one(Conversation, question.conversation_id)
    voice.say(
        session,
        conversation,
        "utter_answer_later",
        key=f"later:{question.key}",
        now=read_clock(session),
    )
