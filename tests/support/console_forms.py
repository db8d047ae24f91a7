"""The console's forms, posted without a browser."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from served_site import the_voice
from sqlalchemy import select
from starlette.applications import Starlette
from starlette.testclient import TestClient

from bot.console.routes import Console
from bot.ledger.clock import machine_now
from bot.ledger.database import Database
from bot.ledger.tables import Conversation, Staff, StaffSession
from bot.live import Live
from bot.servicing.api_tokens import make_token
from bot.servicing.file_store import FileStore
from bot.servicing.staff import Role, add_staff
from bot.terms import load_all
from bot.trained import TrainedModels
from bot.trainer.routes import Trainer
from bot.trainer.sections import PROJECT
from bot.web import build_app

NO_MODELS = TrainedModels(Path("unused"))
PASSWORD = "correct horse battery"
OWN = {"Origin": "http://testserver"}
HERE = "/console/conversations/c1"


def console_of(
    database: Database,
    now: datetime,
    *,
    project: Path = PROJECT,
    var_dir: Path = Path("unused"),
    models: TrainedModels = NO_MODELS,
) -> Starlette:
    """One person of each role, and the conversation c1."""
    with database.writing() as session:
        for role in Role:
            add_staff(session, role.value, PASSWORD, role=role)
        session.add(
            Conversation(
                id="c1",
                channel="web",
                address="a1",
                locale="zh_Hans_CN",
                created_at=now,
                last_message_at=now,
            )
        )
    console = Console(
        database=database,
        live=Live(),
        voice=the_voice(),
        terms=load_all(),
        notify=lambda _: None,
        files=FileStore(Path("unused"), limit=1),
        brand="Anan",
        default_locale="en",
        on_call=False,
    )
    trainer = Trainer(
        database,
        Live(),
        var_dir,
        brand="Anan",
        default_locale="en",
        project=project,
        models=models,
    )
    return build_app([console.routes(), trainer.routes()])


def sign_in(client: TestClient, role: Role = Role.AGENT, **form: str) -> None:
    data = {"name": role.value, "password": PASSWORD, **form}
    answer = client.post("/console/sign-in", data=data, headers=OWN)
    assert answer.status_code == 303


def csrf(database: Database) -> str:
    """Of the latest session."""
    with database.reading() as session:
        newest = select(StaffSession.csrf).order_by(StaffSession.expires_at.desc()).limit(1)
        return session.scalars(newest).one()


def token_of(database: Database, name: str) -> str:
    with database.writing() as session:
        staff = session.scalars(select(Staff).where(Staff.name == name)).one()
        return make_token(session, staff, "desk", now=machine_now())
