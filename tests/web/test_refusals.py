"""What is refused leaves a trace, by its right code: on staff's record, in the log, or in both."""

from __future__ import annotations

from datetime import datetime

import pytest
from console_forms import HERE, OWN, csrf, sign_in
from sqlalchemy import select, update
from starlette.testclient import TestClient

from bot.ledger.database import Database
from bot.ledger.tables import AuditEntry, StaffSession
from bot.servicing.staff import Role


def refused(database: Database) -> list[tuple[str, str, dict[str, object]]]:
    with database.reading() as session:
        found = session.scalars(select(AuditEntry).where(AuditEntry.action == "refused"))
        return [(entry.by, entry.subject, entry.detail) for entry in found]


def test_another_roles_page_is_refused_recorded_and_logged(
    client: TestClient, sqlite: Database, caplog: pytest.LogCaptureFixture
) -> None:
    sign_in(client, Role.AGENT)
    for path in ("/console/supervision", "/console/record"):
        assert client.get(path).status_code == 403
    assert refused(sqlite) == [
        ("agent", "/console/supervision", {"method": "GET", "status": 403}),
        ("agent", "/console/record", {"method": "GET", "status": 403}),
    ]
    assert caplog.messages.count("GET /console refused: 403") == 2


def test_a_forged_token_is_recorded_under_the_name_whose_session_it_used(
    client: TestClient, sqlite: Database
) -> None:
    sign_in(client)
    data = {"csrf": "forged"}
    assert client.post(f"{HERE}/claim", data=data, headers=OWN).status_code == 403
    assert refused(sqlite) == [("agent", f"{HERE}/claim", {"method": "POST", "status": 403})]


def test_an_oversized_form_is_recorded(client: TestClient, sqlite: Database) -> None:
    sign_in(client)
    data = {"csrf": csrf(sqlite), "text": "a" * 70_000}
    assert client.post(f"{HERE}/answer", data=data, headers=OWN).status_code == 413
    assert refused(sqlite)[0][2] == {"method": "POST", "status": 413}


def test_an_expired_session_is_logged_without_its_address(
    client: TestClient, sqlite: Database, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    sign_in(client)
    with sqlite.writing() as session:
        session.execute(update(StaffSession).values(expires_at=now.replace(year=2000)))
    assert client.post(f"{HERE}/claim", data={"csrf": "x"}, headers=OWN).status_code == 401
    assert caplog.messages[-1] == "POST /console refused: 401"
    assert "c1" not in caplog.text


def test_what_is_allowed_leaves_no_refusal(
    client: TestClient, sqlite: Database, caplog: pytest.LogCaptureFixture
) -> None:
    sign_in(client)
    assert client.get("/console/").status_code == 200
    assert refused(sqlite) == []
    assert "refused" not in caplog.text
