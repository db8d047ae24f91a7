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
from typing import Any, Protocol

from sqlalchemy.orm import Session

from bot.channels.courtesy import Courtesy
from bot.channels.questions import Question, go_on, postpone, settle, take_question
from bot.conversations.distress import DistressReading
from bot.conversations.messages import IncomingMessage
from bot.engine import (
    EngineUnavailableError,
    MessageRefusedError,
    TurnFailedError,
    Utterance,
)
from bot.ledger.clock import machine_now
from bot.ledger.conversations import conversations_to_answer, release
from bot.ledger.database import Database
from bot.ledger.outbox import has_to_deliver
from bot.servicing.intake import Answerer, Taken, take_in
from bot.servicing.scene import IntakeRules
from bot.servicing.transcript import Voice
from bot.understanding.reading import Reading
from bot.understanding.wishes import Wish

log = logging.getLogger(__name__)

POLL_SECONDS = 1.0
AT_ONCE = 32
# A message on which the dialogue fails so often goes to a person, not round for ever.
ATTEMPTS = 4

SecondWish = Callable[[str, Mapping[str, Any]], Wish | None]
Read = Callable[[str, Mapping[str, Any]], Reading | None]


class Engine(Protocol):
    async def ask(
        self,
        conversation: str,
        *,
        text: str | None,
        payload: str | None,
        message_id: str,
        metadata: Mapping[str, Any],
        embedding: str = "",
    ) -> Sequence[Utterance]: ...


class Relay:
    def __init__(  # noqa: PLR0913 - each is another part of the program
        self,
        database: Database,
        engine: Engine,
        *,
        screen: Callable[[str], DistressReading],
        voice: Voice,
        rules: IntakeRules,
        notify: Callable[[str], None],
        heard: Callable[[str], None] = lambda _: None,
        courtesy: Courtesy | None = None,
        second_wish: SecondWish = lambda _text, _metadata: None,
        read: Read = lambda _text, _metadata: None,
        embed: Callable[[str], str] = lambda _: "",
    ) -> None:
        """``notify`` is told a conversation in which there is something to send.

        ``heard`` is told one in which only the borrower said something.
        """
        self._database = database
        self._engine = engine
        self._screen = screen
        self._voice = voice
        self._rules = rules
        self._notify = notify
        self._heard = heard
        self._courtesy = courtesy or Courtesy(database, {})
        self._second_wish = second_wish
        self._read = read
        self._embed = embed
        self._shows: set[asyncio.Task[None]] = set()
        self._holder = secrets.token_hex(8)
        self._workers: dict[str, asyncio.Task[None]] = {}
        self._again: set[str] = set()
        self._slots = asyncio.Semaphore(AT_ONCE)

    async def receive(self, incoming: IncomingMessage) -> Taken:
        """Stored when this returns; answered soon after."""
        taken, question, says = await asyncio.to_thread(self._take_in, incoming)
        (self._notify if says else self._heard)(taken.conversation_id)
        self._wake(taken.conversation_id, question)
        if incoming.button is not None:
            self._show_choice(incoming, taken.conversation_id)
        return taken

    def _take_in(self, incoming: IncomingMessage) -> tuple[Taken, Question | None, bool]:
        """In one transaction: taken in, to be answered by us if by anybody, something to send."""
        reading = self._screen(incoming.text)
        with self._database.writing() as session:
            taken = take_in(session, incoming, reading, voice=self._voice, rules=self._rules)
            asked = taken.answerer is Answerer.ASSISTANT
            says = has_to_deliver(session, taken.conversation_id)
            question = (
                take_question(session, taken.conversation_id, self._holder) if asked else None
            )
        return taken, question, says

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

    def _wake(self, conversation_id: str, question: Question | None = None) -> None:
        """``question`` was taken with the message; without it, the worker looks for one."""
        if conversation_id in self._workers:
            self._again.add(conversation_id)  # it may just have found nothing more to do
            return
        if self._slots.locked():
            question = None  # its lease could end before its turn comes
        worker = asyncio.create_task(self._answer_all(conversation_id, question))
        self._workers[conversation_id] = worker
        worker.add_done_callback(lambda done: self._dismiss(conversation_id, done))

    def _dismiss(self, conversation_id: str, done: asyncio.Task[None]) -> None:
        del self._workers[conversation_id]
        if done.cancelled():
            return
        if (error := done.exception()) is not None:
            log.error("answering stopped, to be tried again", exc_info=error)
        elif conversation_id in self._again:
            self._wake(conversation_id)
        self._again.discard(conversation_id)

    async def _answer_all(self, conversation_id: str, question: Question | None) -> None:
        async with self._slots:
            if question is None:
                self._again.discard(conversation_id)
                question = await self._database.write(go_on, conversation_id, self._holder)
            while question is not None:
                question = await self._answer(question)

    async def _answer(self, question: Question) -> Question | None:
        """Answers the conversation's next question, and looks at it closer meanwhile."""
        looking = asyncio.create_task(asyncio.to_thread(self._look_closer, question))
        try:
            utterances = await self._ask(question)
        except EngineUnavailableError as error:
            if not (isinstance(error, TurnFailedError) and question.attempts >= ATTEMPTS):
                looking.cancel()
                await self._database.write(self._postpone, question)
                self._notify(question.conversation_id)
                return None
            utterances = ()
        except MessageRefusedError:
            utterances = ()
        self._again.discard(question.conversation_id)
        wish, reading = await looking
        if files := [file for said in utterances for file in said.arguments.get("files", ())]:
            await self._database.read(self._voice.draw, question.conversation_id, files)
        # Before any of it is sent, the outbox writes that it is being sent: then it lasts.
        following = await self._database.note(
            self._settle, question, utterances, wish if utterances else None, reading
        )
        self._notify(question.conversation_id)
        return following

    async def _ask(self, question: Question) -> Sequence[Utterance]:
        async with self._courtesy.typing(question.conversation_id):
            return await self._engine.ask(
                question.conversation_id,
                text=question.text,
                payload=question.payload,
                message_id=question.key,
                metadata=question.metadata,
                embedding=await self._embedding(question),
            )

    async def _embedding(self, question: Question) -> str:
        """Known already, as a rule: the screen has read the message."""
        return await asyncio.to_thread(self._embed, question.text) if question.text else ""

    def _look_closer(self, question: Question) -> tuple[Wish | None, Reading | None]:
        """Of words only: a button means what it says."""
        if question.text is None:
            return None, None
        asked = question.text, question.metadata
        return self._second_wish(*asked), self._read(*asked)

    def _settle(
        self,
        session: Session,
        question: Question,
        utterances: Sequence[Utterance],
        wish: Wish | None,
        reading: Reading | None,
    ) -> Question | None:
        settle(session, question, utterances, wish, reading, voice=self._voice, rules=self._rules)
        session.flush()
        return go_on(session, question.conversation_id, self._holder)

    def _postpone(self, session: Session, question: Question) -> None:
        postpone(session, question, voice=self._voice)
        release(session, question.conversation_id, self._holder)
