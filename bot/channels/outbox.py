"""The sender: what the ledger says is to be sent, each conversation in its order."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session

from bot.channels.backoff import Pause, backoff
from bot.channels.outgoing import (
    Channel,
    Invoice,
    OutgoingButton,
    OutgoingFile,
    OutgoingMessage,
    TryLater,
    Undeliverable,
)
from bot.ledger.clock import machine_now
from bot.ledger.database import Database
from bot.ledger.outbox import (
    BLOCKED,
    DeliveryState,
    claim_delivery,
    conversations_to_deliver,
    delivered,
    give_up,
    has_to_deliver,
    message_to_send,
    note_block,
    postpone,
    recover,
)
from bot.ledger.tables import Conversation, Message, Staff
from bot.replies.papers import PICTURE

PARALLEL = 32
AT_ONCE = 1000
POLL_SECONDS = 1.0
RECOVER_SECONDS = 15
SEND_SECONDS = 45
LEASE = timedelta(seconds=60)
"""Longer than any send: whoever holds a message beyond it has died."""
GRACE_SECONDS = 5
TRIES_TO_NOTE = 5
TRIES = 100
"""At five minutes between the later ones, about eight hours."""

_EVER = datetime.max.replace(tzinfo=UTC)

Settle = Callable[[Session], None]

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Delivery:
    channel: str
    conversation_id: str
    message: OutgoingMessage
    attempts: int
    urgent: bool


class Outbox:
    """Each message is sent at most once; those in ``urgent`` (response names) at least once.

    Any number of programs may share one PostgreSQL ledger; a SQLite ledger has one sender.
    """

    def __init__(
        self,
        database: Database,
        channels: Mapping[str, Channel],
        *,
        urgent: frozenset[str] = frozenset(),
        now: Callable[[], datetime] = machine_now,
        pause: Pause = asyncio.sleep,
    ) -> None:
        self._database = database
        self._channels = channels
        self._urgent = urgent
        self._now = now
        self._pause = pause
        self._waiting: asyncio.Queue[str] = asyncio.Queue()
        self._queued: set[str] = set()
        self._stopping = False

    def wake(self, conversation_id: str) -> None:
        """There is something to send. Without it, it is found within a second."""
        if conversation_id not in self._queued:
            self._queued.add(conversation_id)
            self._waiting.put_nowait(conversation_id)

    async def run(self) -> None:
        """Until cancelled; what is in the air by then is given a moment to land."""
        alone = self._database.engine.dialect.name == "sqlite"
        await self._guarded(self._recover(before=_EVER if alone else self._now()))
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._every(POLL_SECONDS, self._look))
            tasks.create_task(self._every(RECOVER_SECONDS, self._recover))
            for _ in range(PARALLEL):
                tasks.create_task(self._work())

    async def _every(self, seconds: float, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        while True:
            await self._guarded(work())
            await self._pause(seconds)

    async def _look(self) -> None:
        due = await self._database.read(
            conversations_to_deliver, self._channels.keys(), until=self._now(), limit=AT_ONCE
        )
        for conversation_id in due:
            self.wake(conversation_id)

    async def _recover(self, before: datetime | None = None) -> None:
        now = self._now()
        await self._database.write(recover, before=before or now, urgent=self._urgent, now=now)

    async def _work(self) -> None:
        while True:
            conversation_id = await self._waiting.get()
            self._queued.discard(conversation_id)
            await self._to_the_end(self._guarded(self.deliver(conversation_id)))

    async def deliver(self, conversation_id: str) -> None:
        """All that is due in one conversation."""
        more = True
        while more:
            delivery = await self._database.write(self._claim, conversation_id)
            if delivery is None:
                return
            more = await self._note(await self._attempt(delivery), conversation_id)

    async def _note(self, settle: Settle, conversation_id: str) -> bool:
        """Insists: what is not noted now counts as interrupted later. Answers if more waits."""
        for attempt in range(1, TRIES_TO_NOTE):
            try:
                return await self._database.note(self._settle, settle, conversation_id)
            except OperationalError:
                await self._pause(backoff(attempt))
        return await self._database.note(self._settle, settle, conversation_id)

    def _settle(self, session: Session, settle: Settle, conversation_id: str) -> bool:
        settle(session)
        return not self._stopping and has_to_deliver(session, conversation_id)

    async def _attempt(self, delivery: Delivery) -> Settle:
        """Sends, and answers how the ledger is to note what became of it."""
        message_id = delivery.message.message_id
        try:
            async with asyncio.timeout(SEND_SECONDS):
                provider_id = await self._channels[delivery.channel].send(delivery.message)
        except TryLater as error:
            return partial(self._try_later, delivery=delivery, error=error)
        except TimeoutError:
            expired = TryLater("timed_out", uncertain=True)
            return partial(self._try_later, delivery=delivery, error=expired)
        except Undeliverable as error:
            log.warning("Message %s cannot be delivered: %s", message_id, error.code)
            return partial(self._undeliverable, delivery=delivery, error=error)
        except Exception as error:
            log.exception("Message %s met a defect", message_id, exc_info=error)
            return partial(
                give_up, message_id=message_id, state=DeliveryState.UNCERTAIN, error="defect"
            )
        return partial(delivered, message_id=message_id, provider_id=provider_id)

    def _undeliverable(self, session: Session, *, delivery: Delivery, error: Undeliverable) -> None:
        give_up(session, delivery.message.message_id, DeliveryState.FAILED, error=error.code)
        if error.code == BLOCKED:
            conversation = session.get_one(Conversation, delivery.conversation_id)
            note_block(session, conversation, now=self._now())

    def _try_later(self, session: Session, *, delivery: Delivery, error: TryLater) -> None:
        message_id = delivery.message.message_id
        if error.uncertain and not delivery.urgent:
            log.warning("Message %s may not have arrived: %s", message_id, error.code)
            give_up(session, message_id, DeliveryState.UNCERTAIN, error=error.code)
        elif delivery.attempts >= TRIES:
            log.warning("Message %s is given up: %s", message_id, error.code)
            give_up(session, message_id, DeliveryState.FAILED, error=error.code)
        else:
            wait = error.after_seconds or backoff(delivery.attempts)
            until = self._now() + timedelta(seconds=wait)
            postpone(session, message_id, until=until, error=error.code)

    def _claim(self, session: Session, conversation_id: str) -> Delivery | None:
        conversation = session.get(Conversation, conversation_id)
        if conversation is None or conversation.channel not in self._channels:
            return None
        now = self._now()
        if conversation.blocked_at is not None:
            note_block(session, conversation, now=now)
            return None
        claimed = claim_delivery(session, conversation_id, now=now, until=now + LEASE)
        if claimed is None:
            return None
        message = message_to_send(session, claimed.message_id)
        return Delivery(
            channel=conversation.channel,
            conversation_id=conversation_id,
            message=_outgoing(session, message, conversation),
            attempts=claimed.attempts,
            urgent=message.response in self._urgent,
        )

    async def _guarded(self, work: Coroutine[Any, Any, None]) -> None:
        """A ledger that is away for a moment does not end the sender."""
        try:
            await work
        except SQLAlchemyError as error:
            log.warning("The outbox could not reach its ledger: %s", type(error).__name__)

    async def _to_the_end(self, work: Coroutine[Any, Any, None]) -> None:
        """A request once made is waited for, also when the program is told to stop."""
        task = asyncio.ensure_future(work)
        try:
            await asyncio.shield(task)
        except asyncio.CancelledError:
            self._stopping = True
            await asyncio.wait({task}, timeout=GRACE_SECONDS)
            task.cancel()
            raise


def _outgoing(session: Session, message: Message, conversation: Conversation) -> OutgoingMessage:
    agent = session.get(Staff, message.staff_id) if message.staff_id is not None else None
    return OutgoingMessage(
        message_id=message.id,
        address=conversation.address,
        text=message.text,
        locale=conversation.locale,
        agent=agent.name if agent else None,
        buttons=tuple(OutgoingButton(b.token, b.title) for b in message.buttons),
        asks_for_phone=message.asks_for_phone,
        files=tuple(
            OutgoingFile(file.name, file.media_type, file.content, file.kind == PICTURE)
            for file in message.files
            if file.content is not None
        ),
        invoice=_invoice(message),
    )


def _invoice(message: Message) -> Invoice | None:
    told = message.arguments or {}
    if "invoice" not in told:
        return None
    amount = told["amount"]
    return Invoice(told["invoice"], told["reference"], amount["money"], amount["currency"])
