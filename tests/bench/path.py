"""The whole path on an embedded ledger: received by the relay until its reply is sent."""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import uvloop

from bot.channels.outbox import Outbox
from bot.channels.outgoing import OutgoingMessage
from bot.channels.relay import Relay
from bot.conversations.messages import IncomingMessage
from bot.engine import Engine
from bot.ledger.clock import now as read_clock
from bot.ledger.portfolio import find_borrower
from bot.ledger.tables import Borrower
from bot.program import Program, build_program, intake_rules, prepare_ledger, start_engine
from bot.servicing.identity import issue_link
from bot.settings import Settings
from bot.understanding import passing_on
from tests.bench.figures import Figure, percentiles, resident_megabytes

SAID = ("我欠多少钱", "什么时候到期", "谢谢", "how much do i owe", "能分6期吗", "算了")
LONG = 500
AT_ONCE = 32
EACH = 25


@dataclass
class Recorder:
    """A channel that hands each message to whoever waits for it."""

    name: str = "bench"
    waiting: dict[str, asyncio.Event] = field(default_factory=dict)

    async def send(self, message: OutgoingMessage) -> str | None:
        if message.address in self.waiting:
            self.waiting[message.address].set()
        return str(message.message_id)

    async def show_typing(self, address: str) -> None: ...

    async def button_chosen(
        self, address: str, provider_id: str, text: str, chosen: str
    ) -> None: ...


@dataclass
class Bench:
    relay: Relay
    recorder: Recorder
    program: Program
    engine: Engine
    said: int = 0

    async def say_alone(self, text: str) -> float:
        """As `say`, in the one conversation there is, when all work for the last turn is done."""
        spent = await self.say("long", text)
        await self.relay.settled()
        return spent

    async def say(self, address: str, text: str, *, link: str | None = None) -> float:
        """Seconds until the first message of the reply was sent."""
        self.said += 1
        arrived = self.recorder.waiting[address] = asyncio.Event()
        started = time.perf_counter()
        await self.relay.receive(
            IncomingMessage("bench", address, str(self.said), text, link_token=link)
        )
        await asyncio.wait_for(arrived.wait(), 30)
        return time.perf_counter() - started

    async def prove(self, address: str) -> None:
        with self.program.database.writing() as session:
            borrower = find_borrower(session, "B-1001")
            assert isinstance(borrower, Borrower)
            token = issue_link(session, borrower, life=timedelta(hours=1), now=read_clock(session))
        await self.say(address, "", link=token)


def measure() -> Iterable[Figure]:
    return uvloop.run(_measure())


async def _measure() -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        started = time.perf_counter()
        async with _running(Path(folder)) as bench:
            await bench.say("first", "你好")
            first = time.perf_counter() - started
            one = await _one_conversation(bench)
            rate = await _many_conversations(bench)
            memory = resident_megabytes(os.getpid()) + resident_megabytes(bench.engine.pid or 0)
        return [
            Figure("From start to the first answer", first, "s", 12),
            *percentiles("A message, channel in to reply out", one, p50=20, p95=50),
            *percentiles("The last fifty of five hundred", one[-50:], p50=20, p95=50),
            Figure(f"Messages a second, {AT_ONCE} conversations at once", rate, "/s", 80, True),
            Figure("Memory, app and Rasa together", memory, "MB", 700),
        ]


async def _one_conversation(bench: Bench) -> list[float]:
    await bench.prove("long")
    return [await bench.say_alone(SAID[place % len(SAID)]) for place in range(LONG)]


async def _many_conversations(bench: Bench) -> float:
    async def talk(address: str) -> None:
        await bench.prove(address)
        for place in range(EACH):
            await bench.say(address, SAID[place % len(SAID)])

    started = time.perf_counter()
    await asyncio.gather(*(talk(f"many-{number}") for number in range(AT_ONCE)))
    return AT_ONCE * EACH / (time.perf_counter() - started)


@asynccontextmanager
async def _running(folder: Path) -> AsyncIterator[Bench]:
    settings = Settings(var_dir=folder)
    async with AsyncExitStack() as stack:
        program = build_program(settings, stack)
        stack.callback(program.database.close)
        prepare_ledger(program, demonstration=True)
        engine = await start_engine(program)
        recorder = Recorder()
        outbox = Outbox(program.database, {"bench": recorder})
        relay = Relay(
            program.database,
            engine,
            screen=program.served.screen,
            voice=program.voice,
            rules=intake_rules(settings, program.terms),
            notify=outbox.wake,
            second_wish=program.served.second_wish,
            read=program.served.read,
            embed=passing_on.tell,
        )
        tasks = [asyncio.create_task(relay.run()), asyncio.create_task(outbox.run())]
        await engine.ready(120)
        try:
            yield Bench(relay, recorder, program, engine)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
