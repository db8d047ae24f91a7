"""The console with 10,000 conversations and 500,000 messages: each page, asked through the app.

The same on PostgreSQL, where ``TEST_POSTGRES_URL`` names one.
"""

from __future__ import annotations

import os
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import create_engine, make_url, select
from sqlalchemy.orm import Session
from sqlalchemy.schema import CreateSchema, DropSchema
from starlette.testclient import TestClient

from bot.console import packet, queue
from bot.console.routes import Console
from bot.ledger.clock import machine_now
from bot.ledger.crowd import Crowd, Size
from bot.ledger.database import Database
from bot.ledger.demonstration import load_demonstration
from bot.ledger.schema import migrate
from bot.ledger.tables import Conversation
from bot.live import Live
from bot.replies.catalogue import load_catalogue
from bot.replies.compiling import compile_catalogues
from bot.replies.render import Renderer
from bot.servicing.file_store import FileStore
from bot.servicing.staff import Role, add_staff
from bot.servicing.transcript import Voice
from bot.terms import load_all
from bot.web import build_app
from tests.bench.figures import Figure, percentiles, timed

FULL = Size(conversations=10_000, messages=500_000)
PASSWORD = "only for this bench"
TIMES = 20
BUDGET_MS = 50.0
# Common and rare, of one letter and of many, Chinese and English, and what nobody said.
SOUGHT = (
    "钱",
    "失业",
    "公司裁员，我失业 7",
    "执咗 13",
    "late charge, can I pay in 9",
    "龘",
    "zebra",
)
LISTS = (
    "",
    "view=unassigned",
    "view=mine",
    "view=assistant",
    "view=assistant&page=150",
    "view=resolved",
    "view=snoozed",
    "reason=dispute",
    "view=assistant&label=vip",
)


def measure() -> Iterator[Figure]:
    compile_catalogues()
    with tempfile.TemporaryDirectory() as folder:
        yield from _measured("SQLite", f"sqlite:///{folder}/ledger.db")
    if given := os.environ.get("TEST_POSTGRES_URL"):
        with _own_schema(given) as url:
            yield from _measured("PostgreSQL", url)


def _measured(name: str, url: str) -> Iterator[Figure]:
    database = Database(url)
    migrate(database)
    one = fill(database)
    lists = [f"?{query}" for query in LISTS]
    searches = [f"?view={view}&q={quote(w)}" for w in SOUGHT for view in ("open", "assistant")]
    pages = [*lists, *searches, f"conversations/{one}", "supervision", "record", "canned"]
    with TestClient(build_app([_console(database).routes()])) as client:
        client.post("/console/sign-in", data={"name": "Sue", "password": PASSWORD})
        for page in pages:
            yield from _figures(
                f"{name} /console/{page}", partial(_get, client), f"/console/{page}"
            )
    for what, look in (("inbox", queue.fingerprint), ("talk", _news_of(one))):
        yield from _figures(f"{name} live feed, {what}", partial(_look, database, look), what)
    database.close()


def fill(database: Database) -> str:
    """Answers the id of a conversation with an agent."""
    now = machine_now()
    with database.writing() as session:
        load_demonstration(session, now=now, countries=load_all())
        add_staff(session, "Sue", PASSWORD, role=Role.SUPERVISOR)
        agent = add_staff(session, "Lin", PASSWORD, role=Role.AGENT)
    Crowd([(agent.id, agent.name)], now=now).fill(database, FULL, lambda _: None)
    with database.reading() as session:
        known = Conversation.borrower_id.is_not(None)
        open_ones = select(Conversation.id).where(Conversation.status == "open", known)
        return session.scalars(open_ones.limit(1)).one()


def _console(database: Database) -> Console:
    return Console(
        database,
        Live(),
        Voice(
            Renderer(load_catalogue(Path("domain.yml")), brand="Bench"),
            button_life=timedelta(hours=1),
        ),
        terms=load_all(),
        notify=lambda _: None,
        files=FileStore(Path(tempfile.gettempdir()), limit=1),
        brand="Bench",
        default_locale="en",
        on_call=True,
    )


def _figures(what: str, do: Callable[[str], object], text: str) -> list[Figure]:
    return percentiles(what, timed(do, [text] * TIMES), p50=BUDGET_MS, p95=BUDGET_MS)


def _get(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code in {200, 403}, (path, answer.status_code)


def _news_of(conversation: str) -> Callable[[Session], object]:
    return lambda session: packet.fingerprint(session, conversation)


def _look(database: Database, look: Callable[[Session], object], _: str) -> None:
    with database.reading() as session:
        look(session)


@contextmanager
def _own_schema(given: str) -> Iterator[str]:
    url = make_url(given).set(drivername="postgresql+psycopg")
    schema = f"bench_{uuid.uuid4().hex[:12]}"
    server = create_engine(url)
    with server.begin() as connection:
        connection.execute(CreateSchema(schema))
    own = url.update_query_dict({"options": f"-csearch_path={schema}"})
    try:
        yield own.render_as_string(hide_password=False)
    finally:
        with server.begin() as connection:
            connection.execute(DropSchema(schema, cascade=True))
        server.dispose()
