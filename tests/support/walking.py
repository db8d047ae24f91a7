"""The program without a network: relay, ledger, sender and a real engine, one step at a time."""

from __future__ import annotations

import asyncio
import itertools
import logging
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.channels.outbox import Outbox
from bot.channels.outgoing import OutgoingMessage
from bot.channels.relay import Relay
from bot.conversations.messages import Author, IncomingMessage
from bot.ledger import tables
from bot.ledger.clock import advance_clock, local_day
from bot.ledger.clock import now as read_clock
from bot.ledger.conversations import find_conversation
from bot.ledger.demonstration import PEOPLE, Person, load_person
from bot.ledger.outbox import DeliveryState
from bot.ledger.portfolio import find_borrower
from bot.ledger.tables import Button, Conversation, Inbox, Message, Payment, Staff
from bot.program import Program, build_program, intake_rules, prepare_ledger, start_engine
from bot.servicing.identity import issue_link
from bot.servicing.report import describe_borrower
from bot.settings import Settings

CHANNEL = "walk"
STEP_SECONDS = 60
SETTINGS = {"button_hours": 24, "proof_idle_minutes": 30, "recap_minutes": 30}

Found = TypeVar("Found")
_numbers = itertools.count(30_001)


@dataclass
class Deaf:
    """A channel that takes everything."""

    name: str = CHANNEL

    async def send(self, message: OutgoingMessage) -> str | None:
        return str(message.message_id)

    async def show_typing(self, address: str) -> None: ...

    async def button_chosen(
        self, address: str, provider_id: str, text: str, chosen: str
    ) -> None: ...


@dataclass
class Ground:
    """Where a walker walks. All methods wait until everything that follows has happened."""

    program: Program
    relay: Relay
    outbox: Outbox
    loop: asyncio.AbstractEventLoop
    rasa_log: Path
    complaints: list[str] = field(default_factory=list)

    def run(self, work: Coroutine[Any, Any, Found]) -> Found:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(STEP_SECONDS)

    def receive(self, address: str, **said: Any) -> None:
        incoming = IncomingMessage(CHANNEL, address, **said)
        self.run(self._receive(incoming))

    async def _receive(self, incoming: IncomingMessage) -> None:
        taken = await self.relay.receive(incoming)
        await self.relay.settled()
        await self.outbox.deliver(taken.conversation_id)

    def change(self, work: Callable[[Session], Found]) -> Found:
        with self.program.database.writing() as session:
            return work(session)

    def look(self, work: Callable[[Session], Found]) -> Found:
        with self.program.database.reading() as session:
            return work(session)

    def deliver(self, address: str) -> None:
        self.run(self.outbox.deliver(self.conversation(address).id))

    def borrower(self, model: Person) -> Person:
        number = next(_numbers)
        person = replace(
            model,
            reference=f"B-{number}",
            loan=f"L-2025-{number}",
            second_loan=f"L-2026-{number}" if number % 2 else "",
            phone=f"{model.phone[:-5]}{number}",
            birth_date=date(1970, 1, 1) + timedelta(days=number % 9000),
            overdue=2,
            days_ago=12,
        )
        self.change(
            lambda session: load_person(
                session, person, today=local_day(read_clock(session), person.timezone)
            )
        )
        return person

    def link(self, person: Person) -> str:
        def issue(session: Session) -> str:
            borrower = find_borrower(session, person.reference)
            assert borrower
            life = timedelta(hours=1)
            return issue_link(session, borrower, life=life, now=read_clock(session))

        return self.change(issue)

    def pay(self, person: Person, minor: int) -> None:
        def book(session: Session) -> None:
            borrower = find_borrower(session, person.reference)
            assert borrower
            loan = borrower.loans[0]
            now = read_clock(session)
            reference = f"{person.loan}-W{next(_numbers)}"
            paid = Payment(
                reference=reference,
                amount_minor=minor,
                currency=loan.currency,
                received_on=local_day(now, person.timezone),
                created_at=now,
            )
            loan.payments.append(paid)

        self.change(book)

    def wait(self, by: timedelta) -> None:
        self.change(lambda session: advance_clock(session, by))

    def report(self, person: Person) -> dict[str, Any]:
        def describe(session: Session) -> dict[str, Any]:
            borrower = find_borrower(session, person.reference)
            assert borrower
            return describe_borrower(session, borrower, terms=self.program.terms)

        return self.look(describe)

    def conversation(self, address: str) -> Conversation:
        found = self.look(lambda session: find_conversation(session, CHANNEL, address))
        assert found
        return found

    def said(self, address: str, *, after: int = 0) -> Sequence[Message]:
        def look(session: Session) -> Sequence[Message]:
            mine = Message.conversation_id == self.conversation(address).id
            theirs = Message.author != Author.BORROWER.value
            wanted = select(Message).where(mine, theirs, Message.id > after)
            return session.scalars(wanted.order_by(Message.id)).all()

        return self.look(look)

    def buttons(self, address: str) -> Sequence[Button]:
        """All that were ever shown, the newest last."""

        def look(session: Session) -> Sequence[Button]:
            mine = Button.conversation_id == self.conversation(address).id
            wanted = select(Button).where(mine).order_by(Button.message_id, Button.place)
            return session.scalars(wanted).all()

        return self.look(look)

    def left_over(self) -> int:
        """What waits to be answered or sent, anywhere."""

        def count(session: Session) -> int:
            on_its_way = [DeliveryState.PENDING, DeliveryState.SENDING]
            to_send = select(func.count()).where(tables.Outbox.state.in_(on_its_way))
            to_answer = select(func.count()).select_from(Inbox)
            return (session.scalar(to_send) or 0) + (session.scalar(to_answer) or 0)

        return self.look(count)

    def agent(self) -> Staff:
        def find(session: Session) -> Staff:
            found = session.scalar(select(Staff).where(Staff.name == "walker"))
            if found is None:
                found = Staff(name="walker", password_hash="-", role="agent")
                session.add(found)
                session.flush()
            return found

        return self.change(find)


class Complaints(logging.Handler):
    """Every error and every exception that anybody logs."""

    def __init__(self, into: list[str]) -> None:
        super().__init__()
        self._into = into

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno >= logging.ERROR or record.exc_info:
            self._into.append(self.format(record))


@contextmanager
def ground(folder: Path) -> Iterator[Ground]:
    """In a thread of its own, so that walkers need not know of asyncio."""
    ready: list[Ground] = []
    begun = threading.Event()
    ended = asyncio.Event()

    async def live() -> None:
        async with _program(folder) as made:
            ready.append(made)
            begun.set()
            await ended.wait()

    def run() -> None:
        try:
            asyncio.run(live())
        finally:
            begun.set()

    thread = threading.Thread(target=run)
    thread.start()
    begun.wait()
    assert ready, "the program does not start"
    handler = Complaints(ready[0].complaints)
    logging.getLogger().addHandler(handler)
    try:
        yield ready[0]
    finally:
        logging.getLogger().removeHandler(handler)
        ready[0].loop.call_soon_threadsafe(ended.set)
        thread.join()


@asynccontextmanager
async def _program(folder: Path) -> AsyncIterator[Ground]:
    settings = Settings(var_dir=folder, **SETTINGS)
    async with AsyncExitStack() as stack:
        program = build_program(settings, stack)
        stack.callback(program.database.close)
        prepare_ledger(program, demonstration=True)
        engine = await start_engine(program)
        outbox = Outbox(program.database, {CHANNEL: Deaf()})
        relay = Relay(
            program.database,
            engine,
            screen=program.served.screen,
            voice=program.voice,
            rules=intake_rules(settings, program.terms),
            notify=lambda _conversation: None,
        )
        await engine.ready(120)
        loop = asyncio.get_running_loop()
        yield Ground(program, relay, outbox, loop, folder / "rasa.log")


def somebody(locale: str) -> Person:
    return next(person for person in PEOPLE if person.locale == locale)
