"""Rasa's SQL store of conversations, bounded, with the replies to each message."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.events import BotUttered, UserUttered
from sqlalchemy.orm import sessionmaker
from sqlalchemy.pool import SingletonThreadPool

from bot.nlu import rotation

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rasa.core.brokers.broker import EventBroker
    from rasa.shared.core.domain import Domain
    from rasa.shared.core.events import Event
    from rasa.shared.core.trackers import DialogueStateTracker
    from sqlalchemy.engine import Engine


class Answer(SQLTrackerStore.Base):  # type: ignore[misc]
    """The replies to one message, written with its events in one transaction."""

    __tablename__ = "answers"

    sender_id = sa.Column(sa.String(255), primary_key=True)
    message_id = sa.Column(sa.String(255), primary_key=True)
    replies = sa.Column(sa.Text, nullable=False)


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

    async def save(self, tracker: DialogueStateTracker) -> None:
        await self.stream_events(tracker)
        with self.session_scope() as session:
            new = list(self._additional_events(session, tracker))
            session.add_all(_answers(tracker.sender_id, new))
            if rotation.is_due(tracker):
                new += rotation.fresh_session(tracker)
            session.add_all(self._row(tracker.sender_id, event) for event in new)
            session.commit()

    def replies_to(self, sender_id: str, message_id: str) -> list[dict[str, Any]] | None:
        """None when the message was not handled yet."""
        with self.session_scope() as session:
            answer = session.get(Answer, (sender_id, message_id))
            return None if answer is None else json.loads(answer.replies)

    def forget(self, sender_id: str) -> None:
        with self.session_scope() as session:
            for table in (Answer, self.SQLEvent):
                session.execute(sa.delete(table).where(table.sender_id == sender_id))
            session.commit()

    def _row(self, sender_id: str, event: Event) -> SQLTrackerStore.SQLEvent:
        data = event.as_dict()
        return self.SQLEvent(
            sender_id=sender_id,
            type_name=event.type_name,
            timestamp=data["timestamp"],
            intent_name=data.get("parse_data", {}).get("intent", {}).get("name"),
            action_name=data.get("name"),
            data=json.dumps(data),
        )


def _tune_sqlite(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA busy_timeout=5000")


def _answers(sender_id: str, events: Iterable[Event]) -> list[Answer]:
    replies: dict[str, list[Any]] = {}
    said: list[Any] = []
    for event in events:
        if isinstance(event, UserUttered):
            said = replies[event.message_id] = []
        elif isinstance(event, BotUttered):
            said.append(_reply(event))
    return [
        Answer(sender_id=sender_id, message_id=message_id, replies=json.dumps(said))
        for message_id, said in replies.items()
        if message_id is not None  # Rasa's own events, such as a reminder's, have none
    ]


def _reply(event: BotUttered) -> dict[str, Any]:
    """Raises ValueError for text that an action wrote itself: only names are rendered."""
    reply = event.data.get("custom")
    if not reply or "response" not in reply:
        raise ValueError("an action uttered something else than a response of the domain")
    return dict(reply)
