"""Rasa's SQL store of conversations, bounded, with the replies to each message."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.events import BotUttered, SessionStarted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.orm import sessionmaker
from sqlalchemy.pool import SingletonThreadPool

from bot.nlu import rotation

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rasa.core.brokers.broker import EventBroker
    from rasa.shared.core.domain import Domain
    from rasa.shared.core.events import Event
    from sqlalchemy.engine import Connection, Engine


class Answer(SQLTrackerStore.Base):  # type: ignore[misc]
    """The replies to one message, written with its events in one transaction."""

    __tablename__ = "answers"

    sender_id = sa.Column(sa.String(255), primary_key=True)
    message_id = sa.Column(sa.String(255), primary_key=True)
    replies = sa.Column(sa.Text, nullable=False)


_EVENTS = SQLTrackerStore.SQLEvent.__table__
_ANSWERS = Answer.__table__
_SENDER = sa.bindparam("sender")
# Built once: for a statement of a line, SQLAlchemy's own work takes longer than the database's.
_SESSION_START = (
    sa.select(_EVENTS.c.id)
    .where(_EVENTS.c.sender_id == _SENDER, _EVENTS.c.type_name == SessionStarted.type_name)
    .order_by(_EVENTS.c.id.desc())
    .limit(1)
    .scalar_subquery()
)
_LATEST_SESSION = (
    sa.select(_EVENTS.c.data)
    .where(_EVENTS.c.sender_id == _SENDER, _EVENTS.c.id >= sa.func.coalesce(_SESSION_START, 0))
    .order_by(_EVENTS.c.id)
)
_REPLIES = sa.select(_ANSWERS.c.replies).where(
    _ANSWERS.c.sender_id == _SENDER, _ANSWERS.c.message_id == sa.bindparam("message")
)


class ConversationStore(SQLTrackerStore):  # type: ignore[misc]
    """`host` is the endpoint's `url`, any that SQLAlchemy 1.4 knows."""

    def __init__(
        self, domain: Domain | None, host: str, event_broker: EventBroker | None, **_: Any
    ) -> None:
        super().__init__(domain, host=host, event_broker=event_broker)
        if self.engine.dialect.name == "sqlite":
            self._keep_one_connection(host)

    def _keep_one_connection(self, url: str) -> None:
        """Instead of opening the file anew for each query; all of them come from one thread."""
        self.engine.dispose()
        self.engine: Engine = sa.create_engine(url, poolclass=SingletonThreadPool)
        sa.event.listen(self.engine, "connect", _tune_sqlite)
        self.sessionmaker = sessionmaker(bind=self.engine)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The latest session. The conversation's lock is held from here until it is saved."""
        with self.engine.connect() as connection:
            stored = _latest_session(connection, sender_id)
        if not stored or not self.domain:
            return None
        tracker = DialogueStateTracker.from_dict(sender_id, stored, self.domain.slots)
        tracker.stored = len(stored)
        return tracker

    async def save(self, tracker: DialogueStateTracker) -> None:
        await self.stream_events(tracker)
        with self.engine.begin() as connection:
            new = self._new_events(connection, tracker)
            answers = _answers(tracker.sender_id, new)
            if rotation.is_due(tracker):
                new += rotation.fresh_session(tracker)
            if answers:
                connection.execute(_ANSWERS.insert(), answers)
            if new:
                connection.execute(_EVENTS.insert(), [_row(tracker.sender_id, e) for e in new])
        tracker.stored = len(tracker.events)

    def _new_events(self, connection: Connection, tracker: DialogueStateTracker) -> list[Event]:
        """What came since it was retrieved; of a tracker from elsewhere, what is not stored."""
        stored = getattr(tracker, "stored", None)
        if stored is None:
            stored = len(_latest_session(connection, tracker.sender_id))
        return list(tracker.events)[stored:]

    def replies_to(self, sender_id: str, message_id: str) -> list[dict[str, Any]] | None:
        """None when the message was not handled yet."""
        with self.engine.connect() as connection:
            replies = connection.scalar(_REPLIES, {"sender": sender_id, "message": message_id})
        return None if replies is None else json.loads(replies)

    def forget(self, sender_id: str) -> None:
        with self.session_scope() as session:
            for table in (Answer, self.SQLEvent):
                session.execute(sa.delete(table).where(table.sender_id == sender_id))
            session.commit()


def _latest_session(connection: Connection, sender_id: str) -> list[dict[str, Any]]:
    rows = connection.execute(_LATEST_SESSION, {"sender": sender_id})
    return [json.loads(data) for (data,) in rows]


def _row(sender_id: str, event: Event) -> dict[str, Any]:
    data = event.as_dict()
    return {
        "sender_id": sender_id,
        "type_name": event.type_name,
        "timestamp": data["timestamp"],
        "intent_name": data.get("parse_data", {}).get("intent", {}).get("name"),
        "action_name": data.get("name"),
        "data": json.dumps(data),
    }


def _tune_sqlite(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA busy_timeout=5000")


def _answers(sender_id: str, events: Iterable[Event]) -> list[dict[str, Any]]:
    replies: dict[str, list[Any]] = {}
    said: list[Any] = []
    for event in events:
        if isinstance(event, UserUttered):
            said = replies[event.message_id] = []
        elif isinstance(event, BotUttered):
            said.append(_reply(event))
    return [
        {"sender_id": sender_id, "message_id": message_id, "replies": json.dumps(said)}
        for message_id, said in replies.items()
        if message_id is not None  # Rasa's own events, such as a reminder's, have none
    ]


def _reply(event: BotUttered) -> dict[str, Any]:
    """Raises ValueError for text that an action wrote itself: only names are rendered."""
    reply = event.data.get("custom")
    if not reply or "response" not in reply:
        raise ValueError("an action uttered something else than a response of the domain")
    return dict(reply)
