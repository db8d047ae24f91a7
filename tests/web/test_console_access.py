"""Who gets into the console, and what is refused there."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from console_forms import HERE, OWN, PASSWORD, csrf, sign_in
from sqlalchemy import update
from starlette.testclient import TestClient

from bot.ledger.database import Database
from bot.ledger.tables import Conversation, Message, StaffSession
from bot.servicing import handoff
from bot.servicing.staff import Role


def test_without_a_session_every_page_asks_to_sign_in(client: TestClient) -> None:
    for path in ("/console/", HERE, "/console/events", f"{HERE}/events"):
        answer = client.get(path)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/console/sign-in?next=")


def test_without_a_session_nothing_can_be_posted(client: TestClient, sqlite: Database) -> None:
    assert client.post(f"{HERE}/claim", headers=OWN).status_code == 401
    with sqlite.reading() as session:
        assert session.get_one(Conversation, "c1").assignee_id is None


def test_signing_in_leads_back_to_the_page_that_was_wanted(client: TestClient) -> None:
    data = {"name": "agent", "password": PASSWORD, "next": HERE}
    answer = client.post("/console/sign-in", data=data, headers=OWN)
    assert answer.headers["location"] == HERE
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert "Path=/;" in cookie


@pytest.mark.parametrize(
    "after", ["https://evil.example", "//evil.example", "/console//evil.example", "/console/\\evil"]
)
def test_signing_in_never_leads_to_another_site(client: TestClient, after: str) -> None:
    data = {"name": "agent", "password": PASSWORD, "next": after}
    answer = client.post("/console/sign-in", data=data, headers=OWN)
    assert answer.headers["location"] == "/console/"


def test_a_wrong_password_is_told_without_saying_what_was_wrong(client: TestClient) -> None:
    pages = [
        client.post("/console/sign-in", data={"name": n, "password": "no"}, headers=OWN)
        for n in ("agent", "nobody")
    ]
    assert [page.status_code for page in pages] == [401, 401]
    assert pages[0].text == pages[1].text


def test_after_too_many_tries_even_the_right_password_waits(client: TestClient) -> None:
    for _ in range(5):
        client.post("/console/sign-in", data={"name": "agent", "password": "no"}, headers=OWN)
    data = {"name": "agent", "password": PASSWORD}
    assert client.post("/console/sign-in", data=data, headers=OWN).status_code == 429


def test_a_sign_in_posted_by_another_site_is_refused(client: TestClient) -> None:
    data = {"name": "agent", "password": PASSWORD}
    evil = {"Origin": "https://evil.example"}
    assert client.post("/console/sign-in", data=data, headers=evil).status_code == 403


@pytest.mark.parametrize("given", [None, "", "wrong", "é"])
def test_a_forged_csrf_token_changes_nothing(
    client: TestClient, sqlite: Database, given: str | None
) -> None:
    sign_in(client)
    data = {} if given is None else {"csrf": given}
    answer = client.post(f"{HERE}/claim", data={"x": "y", **data}, headers=OWN)
    assert answer.status_code == 403
    with sqlite.reading() as session:
        assert session.get_one(Conversation, "c1").assignee_id is None


def test_another_sites_post_is_refused_even_with_the_token(
    client: TestClient, sqlite: Database
) -> None:
    sign_in(client)
    evil = {"Origin": "https://evil.example"}
    data = {"csrf": csrf(sqlite)}
    assert client.post(f"{HERE}/claim", data=data, headers=evil).status_code == 403


def test_an_expired_session_is_none(client: TestClient, sqlite: Database, now: datetime) -> None:
    sign_in(client)
    with sqlite.writing() as session:
        session.execute(update(StaffSession).values(expires_at=now.replace(year=2000)))
    assert client.get("/console/").status_code == 303
    assert client.post(f"{HERE}/claim", data={"csrf": "x"}, headers=OWN).status_code == 401


def test_signed_out_the_cookie_is_worth_nothing(client: TestClient, sqlite: Database) -> None:
    sign_in(client)
    stolen = client.cookies["console"]
    client.post("/console/sign-out", data={"csrf": csrf(sqlite)}, headers=OWN)
    assert client.get("/console/", headers={"Cookie": f"console={stolen}"}).status_code == 303


@pytest.mark.parametrize(
    ("role", "reads", "claims"),
    [
        (Role.AGENT, 200, 303),
        (Role.SUPERVISOR, 200, 303),
        (Role.AUDITOR, 200, 403),
        (Role.TRAINER, 403, 403),
    ],
)
def test_each_role_does_what_is_its_own(
    client: TestClient, sqlite: Database, role: Role, reads: int, claims: int
) -> None:
    sign_in(client, role)
    assert client.get("/console/").status_code == reads
    assert client.get(HERE).status_code == reads
    data = {"csrf": csrf(sqlite)}
    assert client.post(f"{HERE}/claim", data=data, headers=OWN).status_code == claims


def test_what_does_not_exist_is_not_found(client: TestClient, sqlite: Database) -> None:
    sign_in(client)
    assert client.get("/console/conversations/none").status_code == 404
    data = {"csrf": csrf(sqlite)}
    assert client.post("/console/conversations/none/claim", data=data, headers=OWN).status_code == (
        404
    )
    assert client.get("/console/nowhere").status_code == 404
    assert client.get(f"{HERE}/claim").status_code == 405


def test_a_huge_form_and_another_kind_of_body_are_refused(
    client: TestClient, sqlite: Database
) -> None:
    sign_in(client)
    huge = {"csrf": csrf(sqlite), "text": "x" * 70_000}
    assert client.post(f"{HERE}/answer", data=huge, headers=OWN).status_code == 413
    assert client.post(f"{HERE}/answer", json={}, headers=OWN).status_code == 415
    many = {f"f{n}": "x" for n in range(100)}
    assert client.post(f"{HERE}/answer", data=many, headers=OWN).status_code == 400


def test_a_refusal_is_said_on_the_page(client: TestClient, sqlite: Database) -> None:
    sign_in(client)
    data = {"csrf": csrf(sqlite), "text": "hello"}
    answer = client.post(f"{HERE}/answer", data=data, headers=OWN)
    assert answer.headers["location"] == f"{HERE}?problem=not_yours"
    assert "This conversation is not with you" in client.get(answer.headers["location"]).text
    assert "<script>" not in client.get(f"{HERE}?problem=<script>").text


def test_what_borrowers_write_is_escaped_everywhere(
    client: TestClient, sqlite: Database, now: datetime
) -> None:
    attack = "<script>alert(1)</script>\"'><img src=x>"
    with sqlite.writing() as session:
        conversation = session.get_one(Conversation, "c1")
        session.add(
            Message(conversation_id="c1", key="in:1", author="borrower", text=attack, at=now)
        )
        reason = handoff.HandoffReason.DISTRESS
        handoff.hand_over(session, conversation, reason, evidence={"words": [attack]}, now=now)
    sign_in(client)
    for path in ("/console/", HERE):
        page = client.get(path).text
        assert "&lt;script&gt;alert(1)" in page
        assert "<script>alert" not in page
        assert "<img src=x>" not in page


def test_every_page_of_the_console_is_framed_by_nobody(client: TestClient) -> None:
    for path in ("/console/sign-in", "/console/static/console.js", "/console/nowhere"):
        policy = client.get(path).headers["content-security-policy"]
        assert "frame-ancestors 'none'" in policy
        assert "script-src 'self';" in policy


def test_the_console_speaks_the_readers_language(client: TestClient) -> None:
    assert "登入" in client.get("/console/sign-in?lang=zh_Hant_TW").text
    assert "登录" in client.get("/console/sign-in", headers={"Accept-Language": "zh-CN"}).text


def test_missing_on_call_contact_is_said(client: TestClient) -> None:
    sign_in(client)
    assert "ON_CALL_CONTACT" in client.get("/console/").text


def test_a_long_queue_is_shown_in_pages(
    client: TestClient, sqlite: Database, now: datetime
) -> None:
    with sqlite.writing() as session:
        for number in range(60):
            conversation = Conversation(
                id=f"q{number}",
                channel="web",
                address=f"q{number}",
                locale="en",
                created_at=now,
                last_message_at=now,
            )
            session.add(conversation)
            reason = handoff.HandoffReason.DISPUTE if number else handoff.HandoffReason.CRISIS
            waiting = now + timedelta(minutes=60 - number)
            handoff.hand_over(session, conversation, reason, now=waiting)
    sign_in(client)
    pages = [
        re.findall("conversations/(q[0-9]+)", client.get(path).text)
        for path in ("/console/", "/console/?page=2", "/console/?page=3", "/console/?page=-1")
    ]
    assert [len(page) for page in pages] == [50, 10, 0, 50]
    assert pages[0][:2] == ["q0", "q59"]
    assert not set(pages[0]) & set(pages[1])
