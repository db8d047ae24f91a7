"""A candidate that reads along: it answers nothing, and what it would have understood is kept."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.conversations.distress import DistressLevel
from bot.conversations.messages import Author
from bot.ledger.clock import machine_now
from bot.ledger.database import Database
from bot.ledger.model_tables import Shadow, ShadowReading
from bot.ledger.tables import Message, Staff
from bot.served import Readers, Served
from bot.servicing import audit
from bot.servicing.misreadings import NO_WORDS, find_heard
from bot.trained import NoSuchModelError, TrainedModels
from bot.understanding.kernel import UnusableModelError

LOOK_SECONDS = 1.0
AT_ONCE = 50
SHOWN = 30

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Differing:
    """How often the two read a message so differently."""

    served: str
    candidate: str
    times: int


@dataclass(frozen=True)
class Example:
    """A message that the two read differently, masked."""

    text: str
    served: str
    candidate: str


@dataclass(frozen=True)
class ReadAlong:
    """``differing`` has the levels of distress first, then the intents."""

    shadow: Shadow
    count: int
    same: int
    differing: Sequence[Differing]
    examples: Sequence[Example]


def begin(session: Session, models: TrainedModels, model: str, *, by: str, now: datetime) -> None:
    """In the place of any other. Raises ``NoSuchModelError``."""
    models.path(model)
    _end(session, now=now)
    latest = session.scalar(select(func.max(Message.id))) or 0
    session.add(Shadow(model=model, by=by[:80], started_at=now, after_message=latest))
    audit.record(session, "shadow begun", by=by, subject=model, now=now)


def end(session: Session, *, by: str, now: datetime) -> None:
    if (shadow := active(session)) is not None:
        _end(session, now=now)
        audit.record(session, "shadow ended", by=by, subject=shadow.model, now=now)


def active(session: Session) -> Shadow | None:
    return session.scalar(select(Shadow).where(Shadow.ended_at.is_(None)))


def read_along(session: Session, model: str, staff: Staff) -> ReadAlong | None:
    """The latest time that this model read along, with the messages that ``staff`` may see."""
    wanted = select(Shadow).where(Shadow.model == model).order_by(Shadow.id.desc()).limit(1)
    shadow = session.scalar(wanted)
    if shadow is None:
        return None
    mine = select(ShadowReading).where(ShadowReading.shadow_id == shadow.id)
    readings = session.scalars(mine.order_by(ShadowReading.message_id)).all()
    levels = _counted([(one.served_level, one.level) for one in readings])
    intents = _counted([(one.served_intent, one.intent) for one in readings])
    differing = [one for one in readings if not _is_same(one)]
    examples = list(_examples(session, differing[-SHOWN:], staff))
    same = len(readings) - len(differing)
    return ReadAlong(shadow, len(readings), same, [*levels, *intents], examples)


def _examples(
    session: Session, readings: Sequence[ShadowReading], staff: Staff
) -> Iterator[Example]:
    """The newest first; what either of the two took for a crisis is for those who are cleared."""
    for one in reversed(readings):
        heard = find_heard(session, staff, one.message_id)
        is_crisis = DistressLevel.CRISIS.value in {one.level, one.served_level}
        if heard is not None and (staff.is_cleared or not is_crisis):
            yield Example(
                heard.text, _told(one.served_intent, one.served_level), _told(one.intent, one.level)
            )


def unread(session: Session, shadow: Shadow) -> Sequence[tuple[int, str]]:
    """What borrowers wrote in words since, and the candidate has not read."""
    was_read = select(ShadowReading.message_id).where(
        ShadowReading.shadow_id == shadow.id, ShadowReading.message_id == Message.id
    )
    wanted = (
        select(Message.id, Message.text)
        .where(
            Message.id > shadow.after_message,
            Message.author == Author.BORROWER.value,
            Message.text != "",
            Message.kind.not_in(NO_WORDS),
            ~was_read.exists(),
        )
        .order_by(Message.id)
        .limit(AT_ONCE)
    )
    return [(row.id, row.text) for row in session.execute(wanted)]


class ShadowReader:
    """Reads what is stored, a moment after it was said: nobody waits for it."""

    def __init__(self, database: Database, models: TrainedModels, served: Served) -> None:
        self._database = database
        self._models = models
        self._served = served
        self._candidate: tuple[str, Readers] | None = None

    async def run(self) -> None:
        while True:
            try:
                await self.look()
            except SQLAlchemyError as error:
                log.warning("reading along could not reach its ledger: %s", type(error).__name__)
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self) -> None:
        shadow = await self._database.read(active)
        if shadow is None:
            self._candidate = None
            return
        messages = await self._database.read(unread, shadow)
        if not messages:
            return
        try:
            readings = await asyncio.to_thread(self._read, shadow, messages)
        except (NoSuchModelError, UnusableModelError) as error:
            log.warning("the candidate cannot read along: %s", error)
            await self._database.write(end, by="", now=machine_now())
            return
        await self._database.write(lambda session: session.add_all(readings))

    def _read(self, shadow: Shadow, messages: Sequence[tuple[int, str]]) -> list[ShadowReading]:
        if self._candidate is None or self._candidate[0] != shadow.model:
            self._candidate = shadow.model, Readers.load(self._models.path(shadow.model))
        candidate = self._candidate[1]
        readings = []
        for message, text in messages:
            told, served = candidate.understand(text), self._served.understand(text)
            if told and served:
                readings.append(
                    ShadowReading(
                        shadow_id=shadow.id,
                        message_id=message,
                        intent=told.intent,
                        confidence=told.confidence,
                        level=told.level.value,
                        served_intent=served.intent,
                        served_confidence=served.confidence,
                        served_level=served.level.value,
                    )
                )
        return readings


def _end(session: Session, *, now: datetime) -> None:
    session.execute(update(Shadow).where(Shadow.ended_at.is_(None)).values(ended_at=now))


def _told(intent: str, level: str) -> str:
    return intent if level == DistressLevel.CALM.value else f"{intent}, {level}"


def _is_same(one: ShadowReading) -> bool:
    return (one.intent, one.level) == (one.served_intent, one.served_level)


def _counted(pairs: Sequence[tuple[str, str]]) -> Sequence[Differing]:
    """The commonest first."""
    counts = Counter(pair for pair in pairs if pair[0] != pair[1])
    return [Differing(served, told, times) for (served, told), times in counts.most_common()]
