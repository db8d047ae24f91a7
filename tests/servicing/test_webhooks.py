"""Where other programs may be told, and who said so."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import pytest
from people import load_people
from sqlalchemy import select
from typer.testing import CliRunner

from bot.cli import app
from bot.ledger.clock import machine_now
from bot.ledger.database import Database
from bot.ledger.schema import migrate
from bot.ledger.tables import AuditEntry
from bot.ledger.webhook_tables import WebhookNotice
from bot.servicing.webhooks import WebhookProblem, WebhookRefused, add_webhook

HERE = "http://127.0.0.1:9000/told"
AWAY = "https://desk.example/told?tenant=1"


def add(database: Database, url: str, *kinds: str) -> None:
    with database.writing() as session:
        add_webhook(session, url, kinds, by="test", now=machine_now())


@pytest.mark.parametrize(
    "url",
    [
        "http://desk.example/told",
        "https://",
        "https://user:secret@desk.example/",
        "https://desk.example/#part",
        "https://desk.example:port/",
        "https://desk.example/a b",
        "https://desk.example/\n",
        "ftp://127.0.0.1/",
        "file:///etc/passwd",
        f"https://desk.example/{'a' * 500}",
        "",
    ],
)
def test_an_address_that_is_not_safe_is_refused_also_in_a_demonstration(
    sqlite: Database, now: datetime, url: str
) -> None:
    load_people(sqlite, now)
    with pytest.raises(WebhookRefused) as refused:
        add(sqlite, url, "message")
    assert refused.value.code is WebhookProblem.NOT_SAFE


def test_this_machine_is_told_without_encryption_in_a_demonstration_only(
    sqlite: Database, now: datetime
) -> None:
    with pytest.raises(WebhookRefused):
        add(sqlite, HERE, "message")
    load_people(sqlite, now)
    add(sqlite, HERE, "message")


@pytest.mark.parametrize("kinds", [(), ("message", "money")])
def test_something_known_must_be_chosen(sqlite: Database, kinds: tuple[str, ...]) -> None:
    with pytest.raises(WebhookRefused) as refused:
        add(sqlite, AWAY, *kinds)
    assert refused.value.code is WebhookProblem.NOTHING_CHOSEN


def test_webhooks_are_kept_by_command_and_the_secret_is_shown_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VAR_DIR", str(tmp_path))
    database = Database(f"sqlite:///{tmp_path / 'ledger.db'}")
    migrate(database)

    def repay(*words: str, fails: bool = False) -> str:
        result = CliRunner().invoke(app, ["webhook", *words])
        assert bool(result.exit_code) is fails, result.output
        return result.output

    made = json.loads(repay("add", AWAY, "--on", "crisis", "--on", "conversation.queued"))
    assert made["secret"].startswith("whsec_")
    listed = repay("list")
    assert made["secret"] not in listed
    told = json.loads(listed)
    assert (told["url"], told["on"]) == (AWAY, ["conversation.queued", "crisis"])
    assert "is sent as soon as" in repay("test", made["id"])
    assert json.loads(repay("list"))["waiting"] == 1
    repay("remove", made["id"])
    assert repay("list") == ""
    assert "no webhook" in repay("test", made["id"], fails=True)
    assert "no https address" in repay("add", HERE, "--on", "crisis", fails=True)
    assert "--on takes conversation.queued" in repay("add", AWAY, "--on", "money", fails=True)
    with database.reading() as session:
        assert session.scalars(select(WebhookNotice)).all() == []
        done = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert done == ["webhook added", "webhook removed"]
    database.close()
