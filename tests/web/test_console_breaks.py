"""After a crisis its agent is asked to rest, and supervisors see who has not."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from console_forms import HERE, OWN, csrf, sign_in
from sqlalchemy import select
from starlette.testclient import TestClient

from bot.conversations.statuses import HandoffReason
from bot.ledger.clock import machine_now
from bot.ledger.database import Database
from bot.ledger.tables import AuditEntry, Conversation
from bot.servicing import handoff
from bot.servicing.breaks import without_break
from bot.servicing.staff import Role

ASKED = "Take ten minutes away from the screen"
SEEN = "agent was there in a crisis"


@pytest.fixture
def in_crisis(client: TestClient, sqlite: Database) -> datetime:
    """The conversation has been waiting in crisis for five minutes; the agent is signed in."""
    at = machine_now() - timedelta(minutes=5)
    with sqlite.writing() as session:
        row = session.get_one(Conversation, "c1")
        row.distress_level = "crisis"
        handoff.hand_over(session, row, HandoffReason.CRISIS, now=at)
    sign_in(client)
    return at


def post(client: TestClient, database: Database, path: str, **form: str) -> int:
    data = {"csrf": csrf(database), **form}
    return client.post(path, data=data, headers=OWN).status_code


def tired(database: Database) -> list[str]:
    with database.reading() as session:
        return [staff.name for staff in without_break(session)]


def test_who_cleared_a_crisis_is_asked_to_rest_until_they_did(
    client: TestClient, sqlite: Database, in_crisis: datetime
) -> None:
    post(client, sqlite, f"{HERE}/claim")
    assert ASKED not in client.get(HERE).text
    post(client, sqlite, f"{HERE}/clear-crisis", why="safe with her sister")
    for page in (HERE, "/console/"):
        assert ASKED in client.get(page).text
    assert post(client, sqlite, "/console/break") == 303
    assert ASKED not in client.get("/console/").text
    assert tired(sqlite) == []
    with sqlite.reading() as session:
        done = session.scalars(select(AuditEntry.action)).all()
    assert "break taken" in done


def test_who_passed_a_crisis_on_is_asked_too(
    client: TestClient, sqlite: Database, in_crisis: datetime
) -> None:
    post(client, sqlite, f"{HERE}/claim")
    post(client, sqlite, f"{HERE}/transfer", to="supervisor")
    assert tired(sqlite) == ["agent"]


def test_supervisors_see_who_has_had_no_break_and_how_long_crises_waited(
    client: TestClient, sqlite: Database, in_crisis: datetime
) -> None:
    post(client, sqlite, f"{HERE}/claim")
    post(client, sqlite, f"{HERE}/clear-crisis", why="safe")
    assert SEEN not in client.get("/console/").text
    client.cookies.clear()
    sign_in(client, Role.SUPERVISOR)
    inbox, supervision = (client.get(f"/console/{page}").text for page in ("", "supervision"))
    assert SEEN in inbox
    assert 'data-tired="1"' in inbox
    assert SEEN in supervision
    assert "Taken after 5 minutes as a rule, 5 minutes at most." in supervision
    assert "Waited more than three minutes: 1" in supervision


def test_a_calm_conversation_asks_for_no_rest(client: TestClient, sqlite: Database) -> None:
    sign_in(client)
    post(client, sqlite, f"{HERE}/claim")
    post(client, sqlite, f"{HERE}/transfer", to="supervisor")
    assert tired(sqlite) == []


def test_an_auditor_has_nothing_to_rest_from(client: TestClient, sqlite: Database) -> None:
    sign_in(client, Role.AUDITOR)
    assert post(client, sqlite, "/console/break") == 403
