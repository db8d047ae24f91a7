"""The desk over HTTP: the same work, the same refusals, and nothing that breaks it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
import schemathesis
from console_forms import console_of, token_of
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from served_site import the_voice
from sqlalchemy import select
from starlette.testclient import TestClient

from bot.console.api import DeskApi
from bot.ledger.clock import machine_now
from bot.ledger.database import Database
from bot.ledger.tables import AuditEntry, Message, Staff
from bot.servicing.api_tokens import revoke
from bot.terms import load_all
from bot.web import build_app

ONE = "/api/v1/conversations/c1"


@pytest.fixture
def api(sqlite: Database, now: datetime, quick_hashes: None) -> Iterator[TestClient]:
    console_of(sqlite, now)
    routes = DeskApi(sqlite, the_voice(), load_all(), lambda _: None).routes()
    with TestClient(build_app([routes])) as client:
        client.headers["Authorization"] = f"Bearer {token_of(sqlite, 'agent')}"
        yield client


def test_an_agents_program_works_a_conversation_from_claim_to_resolution(
    api: TestClient, sqlite: Database
) -> None:
    assert api.post(f"{ONE}/claim", json={}).status_code == 200
    answer = {"text": "你好，我来帮你看看。", "key": "1"}
    assert api.post(f"{ONE}/answer", json=answer).status_code == 200
    assert api.post(f"{ONE}/answer", json=answer).status_code == 200
    told = api.get(ONE).json()
    assert [one["text"] for one in told["messages"]] == ["你好，我来帮你看看。"]
    assert (told["status"], told["assignee"]) == ("open", "agent")
    assert api.get("/api/v1/conversations?view=mine").json()["counts"]["mine"] == 1
    assert api.post(f"{ONE}/resolve", json={"outcome": "helped"}).status_code == 200
    with sqlite.reading() as session:
        assert len(session.scalars(select(Message)).all()) == 1
        done = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert done == ["token made", "claim", "answer", "answer", "read", "resolve"]


@pytest.mark.parametrize(
    ("headers", "status"),
    [({"Authorization": ""}, 401), ({"Authorization": "Bearer nope"}, 401)],
)
def test_without_a_known_token_nothing_is_told(
    api: TestClient, headers: dict[str, str], status: int
) -> None:
    assert api.get(ONE, headers=headers).status_code == status


def test_a_revoked_token_opens_nothing(api: TestClient, sqlite: Database) -> None:
    with sqlite.writing() as session:
        staff = session.scalars(select(Staff).where(Staff.name == "agent")).one()
        assert revoke(session, staff, "desk", now=machine_now())
    assert api.get(ONE).status_code == 401


def test_a_token_has_its_owners_rights_only(api: TestClient, sqlite: Database) -> None:
    auditor = {"Authorization": f"Bearer {token_of(sqlite, 'auditor')}"}
    assert api.get(ONE, headers=auditor).status_code == 200
    assert api.post(f"{ONE}/claim", json={}, headers=auditor).status_code == 403


def test_what_the_rules_refuse_is_told_by_its_code(api: TestClient) -> None:
    answer = api.post(f"{ONE}/answer", json={"text": "hi", "key": "1"})
    assert (answer.status_code, answer.json()["detail"]) == (409, "not_yours")
    assert api.post("/api/v1/conversations/none/claim", json={}).status_code == 404
    assert api.post(f"{ONE}/answer", json={"text": 3, "more": 1}).status_code == 422
    api.post(f"{ONE}/claim", json={})
    threat = api.post(f"{ONE}/answer", json={"text": "再不还就起诉你", "key": "2"})
    assert (threat.status_code, threat.json()["detail"]) == (409, "never_say")


def test_the_description_is_published(api: TestClient) -> None:
    described = api.get("/api/openapi.json").json()
    assert "/v1/conversations/{conversation}/answer" in described["paths"]


def test_nothing_that_is_sent_breaks_it(api: TestClient, sqlite: Database) -> None:
    api.headers["Authorization"] = f"Bearer {token_of(sqlite, 'supervisor')}"
    schema = schemathesis.openapi.from_asgi("/api/openapi.json", api.app)

    for operation in schema.get_all_operations():
        fuzz(operation.ok(), api)


def fuzz(operation, api: TestClient) -> None:
    @given(case=operation.as_strategy())
    @settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
    def one(case) -> None:
        case.headers["Authorization"] = api.headers["Authorization"]
        answer = case.call()
        case.validate_response(answer, checks=[not_a_server_error])

    one()
