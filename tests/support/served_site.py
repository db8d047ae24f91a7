"""The real pages on a real port, before a real browser; only the assistant is a stand-in."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import uvicorn
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.applications import Starlette
from starlette.routing import BaseRoute
from trainer_project import make_project

from bot.channels.courtesy import Courtesy
from bot.channels.outgoing import OutgoingMessage
from bot.channels.web.channel import WebChannel
from bot.channels.web.routes import WebChat
from bot.console.provider import Provider
from bot.console.routes import Console
from bot.conversations.messages import Author, IncomingMessage, MessageKind
from bot.ledger.clock import machine_now
from bot.ledger.conversations import find_conversation, find_message
from bot.ledger.database import Database
from bot.ledger.demonstration import load_demonstration
from bot.ledger.tables import Attachment, Borrower, Button, Conversation, Message, Staff
from bot.live import Live
from bot.replies.catalogue import load_catalogue
from bot.replies.render import Renderer
from bot.servicing import handoff
from bot.servicing.file_store import FileStore
from bot.servicing.identity import ProofRules
from bot.servicing.received_files import record_file
from bot.servicing.scene import IntakeRules, Scene
from bot.servicing.transcript import Voice
from bot.terms import load_all
from bot.trained import TrainedModels
from bot.trainer.routes import Trainer
from bot.web import build_app

SECONDS_TO_TURN = 60
INTAKE_RULES = IntakeRules(
    proof=ProofRules(tries=3, lock=timedelta(hours=1), idle=timedelta(hours=1)),
    default_locale="en",
    message_limit=2000,
    on_call=False,
)


@dataclass
class Answer:
    text: str
    buttons: tuple[str, ...] = ()
    asks_for_phone: str | None = None
    files: tuple[Attachment, ...] = ()


@dataclass
class StandIn:
    """Stores what it receives as the relay does, and answers as it was told."""

    database: Database
    live: Live
    answers: dict[str, Answer] = field(default_factory=dict)
    received: list[IncomingMessage] = field(default_factory=list)

    async def receive(self, incoming: IncomingMessage) -> None:
        self.received.append(incoming)
        message_id = await self.database.write(self.store, incoming)
        self.live.publish(await self.database.read(self.conversation_id, incoming.address))
        if message_id is not None:
            channel = WebChannel(self.live)
            await channel.show_typing(incoming.address)
            await channel.send(OutgoingMessage(message_id, incoming.address, ""))

    def conversation_id(self, session: Session, address: str) -> str:
        conversation = find_conversation(session, "web", address)
        assert conversation
        return conversation.id

    def store(self, session: Session, incoming: IncomingMessage) -> int | None:
        conversation = find_conversation(session, "web", incoming.address)
        if conversation is None:
            conversation = Conversation(
                channel="web",
                address=incoming.address,
                locale=incoming.locale,
                created_at=machine_now(),
                last_message_at=machine_now(),
            )
            session.add(conversation)
            session.flush()
        key = f"in:{incoming.external_id}"
        if find_message(session, conversation.id, key):
            return None
        said = incoming.text
        if incoming.button:
            said = session.get_one(Button, incoming.button).title
            for button in session.scalars(select(Button)):
                button.spent_at = machine_now()
        kind = incoming.kind
        is_proof = kind is MessageKind.PROOF
        kept = self.write(
            session, conversation, "" if is_proof else said, key, Author.BORROWER, kind
        )
        if incoming.file:
            voice = the_voice()
            record_file(
                Scene(session, conversation, kept, voice, INTAKE_RULES, machine_now()),
                incoming.file,
            )
        if conversation.status == "open":
            return None
        wanted = incoming.command or ("proof" if is_proof else said)
        return self.answer(session, conversation, self.answers.get(wanted) or Answer(f"<{said}>"))

    def answer(self, session: Session, conversation: Conversation, answer: Answer) -> int:
        message = self.write(session, conversation, answer.text, None, Author.ASSISTANT)
        message.asks_for_phone = answer.asks_for_phone
        for file in answer.files:
            file.conversation_id, file.message_id = conversation.id, message.id
            session.merge(file)
        for place, title in enumerate(answer.buttons):
            session.add(
                Button(
                    token=f"token-{message.id}-{place}",
                    message_id=message.id,
                    conversation_id=conversation.id,
                    place=place,
                    title=title,
                    payload="/x",
                    expires_at=machine_now().replace(year=2099),
                )
            )
        return message.id

    def write(
        self,
        session: Session,
        conversation: Conversation,
        text: str,
        key: str | None,
        author: Author,
        kind: MessageKind = MessageKind.TEXT,
    ) -> Message:
        message = Message(
            conversation_id=conversation.id,
            key=key or f"re:{session.query(Message).count()}",
            author=author.value,
            kind=kind.value,
            text=text,
            at=machine_now(),
        )
        session.add(message)
        session.flush()
        return message


class Server:
    """uvicorn in a thread of its own; it can be stopped and started again on the same port."""

    def __init__(self, app: Starlette, live: Live, port: int = 0) -> None:
        config = uvicorn.Config(app, port=port, log_level="warning", timeout_graceful_shutdown=1)
        self._server = uvicorn.Server(config)
        self._live = live
        self._started = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        assert self._started.wait(SECONDS_TO_TURN)

    @property
    def port(self) -> int:
        return int(self._server.servers[0].sockets[0].getsockname()[1])

    def call(self, work, *args) -> None:
        """On the server's own loop."""
        self._loop.call_soon_threadsafe(work, *args)

    def stop(self) -> None:
        self.call(self._live.close)
        self._server.should_exit = True
        self._thread.join(SECONDS_TO_TURN)
        assert not self._thread.is_alive()

    def _run(self) -> None:
        async def serve() -> None:
            self._loop = asyncio.get_running_loop()
            serving = asyncio.create_task(self._server.serve())
            # uvicorn offers nothing to wait for.
            while not self._server.started and not serving.done():  # noqa: ASYNC110
                await asyncio.sleep(0.01)
            self._started.set()
            await serving

        asyncio.run(serve())


@dataclass
class Site:
    database: Database
    live: Live
    stand_in: StandIn
    server: Server

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.port}"

    def let_trust_lapse(self) -> None:
        """The only conversation's sender was proven, and has been silent for too long since."""
        with self.database.writing() as session:
            conversation = session.scalars(select(Conversation)).one()
            conversation.trusted_until = machine_now()
            address = conversation.address
        self.server.call(self.live.publish, address)

    def trust(self) -> None:
        """The only conversation's sender proves to be the first borrower of the demonstration."""
        with self.database.writing() as session:
            load_demonstration(session, now=machine_now(), countries={"CN"})
            conversation = session.scalars(select(Conversation)).one()
            conversation.borrower_id = session.scalars(select(Borrower.id)).first()
            conversation.trusted_until = machine_now() + timedelta(minutes=30)
            address = conversation.address
        self.server.call(self.live.publish, address)

    def hand_to_agent(self, name: str, answer: str) -> None:
        """The only conversation is taken by an agent, who says something."""
        now = machine_now()
        with self.database.writing() as session:
            staff = Staff(name=name, role="agent", password_hash="-")
            session.add(staff)
            session.flush()
            conversation = session.scalars(select(Conversation)).one()
            handoff.claim(session, conversation.id, staff=staff, now=now)
            handoff.answer(session, conversation.id, answer, key="1", staff=staff, now=now)
            address = conversation.address
        self.server.call(self.live.publish, address)


def the_voice() -> Voice:
    renderer = Renderer(load_catalogue(Path("domain.yml")), brand="Anan Finance")
    return Voice(renderer, button_life=timedelta(hours=1))


def tell(database: Database, live: Live, conversation_id: str) -> None:
    """What the outbox does: the borrower's page is woken too."""
    live.publish(conversation_id)
    with database.reading() as session:
        live.publish(session.get_one(Conversation, conversation_id).address)


@contextmanager
def serving(
    database: Database,
    *,
    port: int = 0,
    stand_in: StandIn | None = None,
    embed_origins: tuple[str, ...] = (),
    provider: Provider | None = None,
    project: Path | None = None,
    folder: Path | None = None,
    beside: Sequence[BaseRoute] = (),
) -> Iterator[Site]:
    """Its files lie beside SQLite's; another ledger needs a ``folder`` for them."""
    live = Live()
    stand_in = stand_in or StandIn(database, live)
    stand_in.live = live
    folder = folder or Path(database.engine.url.database or "").parent
    files = FileStore(folder / "files", limit=1_000_000)
    chat = WebChat(
        database=database,
        live=live,
        receive=stand_in.receive,
        files=files,
        brand="Anan Finance",
        default_locale="en",
        embed_origins=embed_origins,
    )
    console = Console(
        database=database,
        live=live,
        voice=the_voice(),
        terms=load_all(),
        notify=lambda conversation: tell(database, live, conversation),
        files=files,
        brand="Anan Finance",
        default_locale="en",
        on_call=True,
        provider=provider,
        show_typing=Courtesy(database, {"web": WebChannel(live)}).show_typing,
    )
    trainer = Trainer(
        database,
        live,
        folder,
        brand="Anan Finance",
        default_locale="en",
        project=project or make_project(folder / "project"),
        models=TrainedModels(folder / "models"),
    )
    server = Server(
        build_app([chat.routes(), console.routes(), trainer.routes(), *beside]), live, port
    )
    try:
        yield Site(database, live, stand_in, server)
    finally:
        server.stop()
