"""The console with 10,000 conversations and 500,000 messages: each page, asked through the app."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert
from starlette.testclient import TestClient

from bot.console.routes import Console
from bot.conversations.statuses import PRIORITIES, HandoffReason
from bot.ledger.database import Database
from bot.ledger.tables import Base, Conversation, Message
from bot.live import Live
from bot.replies.catalogue import Catalogue
from bot.replies.render import Renderer
from bot.servicing.file_store import FileStore
from bot.servicing.staff import Role, add_staff
from bot.servicing.transcript import Voice
from bot.web import build_app
from tests.bench.figures import Figure, percentiles, timed

CONVERSATIONS = 10_000
MESSAGES_EACH = 50
PASSWORD = "only for this bench"
WAITING = (HandoffReason.CRISIS, HandoffReason.DISPUTE, HandoffReason.ASKED_FOR_PERSON)
# One conversation in ten waits for an agent: a thousand, more than any shift will see.
REASONS = (*WAITING, *[None] * 27)
PAGES = {
    "console inbox": "/console/",
    "console, with the assistant": "/console/?view=assistant",
    "console, one conversation": "/console/conversations/c77",
}


def measure() -> list[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/ledger.db")
        Base.metadata.create_all(database.engine)
        _fill(database)
        console = Console(
            database,
            Live(),
            Voice(Renderer(Catalogue({})), button_life=timedelta(hours=1)),
            terms={},
            notify=lambda _: None,
            files=FileStore(Path(folder), limit=1),
            brand="Bench",
            default_locale="en",
            on_call=True,
        )
        with TestClient(build_app([console.routes()])) as client:
            client.post("/console/sign-in", data={"name": "Lin", "password": PASSWORD})
            figures = [
                figure
                for what, path in PAGES.items()
                for figure in percentiles(what, timed(client.get, [path] * 40), p50=50)
            ]
        database.close()
    return figures


def _fill(database: Database) -> None:
    now = datetime(2026, 11, 20, tzinfo=UTC)
    with database.writing() as session:
        add_staff(session, "Lin", PASSWORD, role=Role.AGENT)
        session.execute(
            insert(Conversation), [_conversation(number, now) for number in range(CONVERSATIONS)]
        )
        for turn in range(MESSAGES_EACH):
            session.execute(
                insert(Message),
                [
                    {
                        "conversation_id": f"c{number}",
                        "key": f"in:{turn}",
                        "author": "assistant" if turn % 2 else "borrower",
                        "text": f"我这个月还不上了，能分 {turn} 期吗",
                        "at": now + timedelta(seconds=turn),
                    }
                    for number in range(CONVERSATIONS)
                ],
            )


def _conversation(number: int, now: datetime) -> dict[str, object]:
    reason = REASONS[number % len(REASONS)]
    at = now - timedelta(seconds=number)
    return {
        "id": f"c{number}",
        "channel": "web",
        "address": f"a{number}",
        "locale": "zh_Hans_CN",
        "locale_chosen": False,
        "created_at": at,
        "last_message_at": at,
        "status": "open" if reason else "assistant",
        "handoff_reason": reason.value if reason else None,
        "priority": PRIORITIES[reason] if reason else None,
        "waiting_since": at if reason else None,
        "distress_level": "calm",
    }
