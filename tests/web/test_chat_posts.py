"""What a browser, or whoever pretends to be one, may post to the chat."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bot_api import PHOTO
from starlette.testclient import TestClient

from bot.channels.web import posts
from bot.channels.web.limits import RateLimit
from bot.channels.web.routes import WebChat
from bot.channels.web.visitors import address_of
from bot.conversations.messages import IncomingMessage, MessageKind
from bot.ledger.database import Database
from bot.live import Live
from bot.servicing.file_store import FileStore
from bot.web import build_app

OWN = {"Origin": "http://testserver"}


class Received(list[IncomingMessage]):
    async def receive(self, message: IncomingMessage) -> None:
        self.append(message)


@pytest.fixture
def received() -> Received:
    return Received()


@pytest.fixture
def chat(sqlite: Database, received: Received, tmp_path: Path) -> WebChat:
    return WebChat(
        database=sqlite,
        live=Live(),
        receive=received.receive,
        files=FileStore(tmp_path / "files", limit=100_000),
        brand="Anan",
        default_locale="en",
    )


@pytest.fixture
def stranger(chat: WebChat) -> Iterator[TestClient]:
    with TestClient(build_app([chat.routes()]), follow_redirects=False) as client:
        yield client


@pytest.fixture
def visitor(stranger: TestClient) -> TestClient:
    """Has opened the page, so has a token."""
    stranger.get("/chat/")
    return stranger


def said(**data: Any) -> dict[str, Any]:
    return {"id": str(uuid.uuid4()), "locale": "en", **data}


def test_a_message_reaches_the_relay_under_the_hash_of_the_visitors_token(
    visitor: TestClient, received: Received
) -> None:
    message = said(text="I can't pay")
    answer = visitor.post("/chat/messages", json=message, headers=OWN)
    assert answer.status_code == 202
    assert received == [
        IncomingMessage(
            channel="web",
            address=address_of(visitor.cookies["visitor"]),
            external_id=message["id"],
            text="I can't pay",
            locale="en",
        )
    ]
    assert visitor.cookies["visitor"] not in received[0].address


def test_a_button_and_a_command_are_told_apart_from_text(
    visitor: TestClient, received: Received
) -> None:
    visitor.post("/chat/messages", json=said(button="tok_en-123"), headers=OWN)
    visitor.post("/chat/messages", json=said(command="human", text="Person, please"), headers=OWN)
    visitor.post("/chat/messages", json=said(text='/inform{"amount":1}'), headers=OWN)
    assert [(m.kind, m.button, m.command) for m in received] == [
        (MessageKind.BUTTON, "tok_en-123", None),
        (MessageKind.TEXT, None, "human"),
        (MessageKind.TEXT, None, None),
    ]


def test_proof_carries_no_text(visitor: TestClient, received: Received) -> None:
    proof = said(phone="+852 5123 4567", birth_date="1990-03-27", text="+852 5123 4567")
    assert visitor.post("/chat/proof", json=proof, headers=OWN).status_code == 202
    assert (received[0].kind, received[0].text) == (MessageKind.PROOF, "")
    assert (received[0].phone_shared, received[0].birth_date) == ("+852 5123 4567", "1990-03-27")


def test_a_links_token_is_proof(visitor: TestClient, received: Received) -> None:
    visitor.post("/chat/proof", json=said(link="abcdefgh12345678"), headers=OWN)
    assert received[0].link_token == "abcdefgh12345678"


@pytest.mark.parametrize(
    ("path", "data", "code"),
    [
        ("messages", said(), "nothing_said"),
        ("messages", {**said(text="x"), "id": "1"}, "malformed_id"),
        ("messages", {**said(text="x"), "id": None}, "malformed_id"),
        ("messages", said(text=5), "malformed_text"),
        ("messages", said(button={"$gt": ""}), "malformed_button"),
        ("messages", said(button="a b"), "malformed_button"),
        ("messages", said(command="restart"), "unknown_command"),
        ("messages", said(command=["human"]), "unknown_command"),
        ("messages", said(text="x", locale="fr"), "unknown_language"),
        ("messages", said(text="x", locale=["en"]), "unknown_language"),
        ("proof", said(phone="12345678"), "malformed_proof"),
        ("proof", said(phone="<script>", birth_date="1990-03-27"), "malformed_proof"),
        ("proof", said(phone="12345678", birth_date="yesterday"), "malformed_proof"),
        ("proof", said(link="x'; DROP TABLE"), "malformed_proof"),
        ("language", {"locale": "../en"}, "unknown_language"),
    ],
)
def test_what_is_malformed_is_refused_with_a_code(
    visitor: TestClient, received: Received, path: str, data: dict[str, Any], code: str
) -> None:
    answer = visitor.post(f"/chat/{path}", json=data, headers=OWN)
    assert (answer.status_code, answer.json()) == (400, {"error": code})
    assert not received


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[" * 5000, b"null", b'"hello"', b"[]"])
def test_a_body_that_is_no_object_is_refused(visitor: TestClient, body: bytes) -> None:
    headers = {**OWN, "Content-Type": "application/json"}
    assert visitor.post("/chat/messages", content=body, headers=headers).status_code == 400


def test_a_form_of_another_kind_than_json_is_refused(visitor: TestClient) -> None:
    answer = visitor.post("/chat/messages", data={"text": "x"}, headers=OWN)
    assert (answer.status_code, answer.json()["error"]) == (415, "not_json")


def test_lone_surrogates_and_null_characters_are_made_storable(
    visitor: TestClient, received: Received
) -> None:
    headers = {**OWN, "Content-Type": "application/json"}
    message_id = str(uuid.uuid4())
    body = f'{{"id":"{message_id}","locale":"en","text":"a\\ud800b\\u0000c"}}'
    assert visitor.post("/chat/messages", content=body, headers=headers).status_code == 202
    assert received[0].text.encode()
    assert "\0" not in received[0].text


@pytest.mark.parametrize("length", [posts.TEXT_LIMIT + 1, posts.BODY_LIMIT + 1])
def test_too_long_a_message_is_refused_unread(visitor: TestClient, length: int) -> None:
    answer = visitor.post("/chat/messages", json=said(text="x" * length), headers=OWN)
    assert (answer.status_code, answer.json()["error"]) == (413, "too_large")


def test_five_thousand_characters_are_not_too_long(visitor: TestClient, received: Received) -> None:
    answer = visitor.post("/chat/messages", json=said(text="还" * 5000), headers=OWN)
    assert answer.status_code == 202
    assert len(received[0].text) == 5000


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://testserver.evil.org"])
def test_another_sites_post_is_refused(visitor: TestClient, origin: str) -> None:
    answer = visitor.post("/chat/messages", json=said(text="x"), headers={"Origin": origin})
    assert (answer.status_code, answer.json()["error"]) == (403, "wrong_origin")


@pytest.mark.parametrize("cookie", [None, "short", "x" * 43 + "'", "../../etc/passwd"])
def test_whoever_has_no_token_is_nobody(stranger: TestClient, cookie: str | None) -> None:
    headers = OWN if cookie is None else {**OWN, "Cookie": f"visitor={cookie}"}
    assert stranger.post("/chat/messages", json=said(text="x"), headers=headers).status_code == 401
    assert stranger.get("/chat/events", headers=headers).status_code == 401


def test_who_writes_too_much_at_once_is_told_when_to_go_on(chat: WebChat) -> None:
    chat.by_visitor = RateLimit(burst=2, every_seconds=10, clock=lambda: 0.0)
    with TestClient(build_app([chat.routes()])) as visitor:
        visitor.get("/chat/")
        codes = [visitor.post("/chat/messages", json=said(text="x"), headers=OWN) for _ in range(3)]
    assert [answer.status_code for answer in codes] == [202, 202, 429]
    assert codes[2].headers["Retry-After"] == "10"


def test_the_limit_lets_one_more_through_as_time_passes() -> None:
    time = 0.0
    limit = RateLimit(burst=1, every_seconds=10, clock=lambda: time, remembered=2)
    assert limit.wait_for("a") == 0
    assert limit.wait_for("a") == 10
    time = 10.0
    assert limit.wait_for("a") == 0


def test_the_limit_forgets_who_was_longest_silent() -> None:
    limit = RateLimit(burst=1, every_seconds=10, clock=lambda: 0.0, remembered=2)
    assert [limit.wait_for(who) for who in "abca"] == [0, 0, 0, 0]


def test_the_visitors_cookie_is_out_of_reach_of_scripts(stranger: TestClient) -> None:
    cookie = stranger.get("/chat/").headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "set-cookie" not in stranger.get("/chat/").headers


def test_in_another_sites_frame_the_cookie_is_partitioned(chat: WebChat) -> None:
    chat.embed_origins = ("https://lender.example",)
    chat.public_url = "https://chat.example"
    with TestClient(build_app([chat.routes()])) as client:
        answer = client.get("/chat/")
    assert "Secure; SameSite=None; Partitioned" in answer.headers["set-cookie"]
    assert (
        "frame-ancestors 'self' https://lender.example"
        in (answer.headers["content-security-policy"])
    )


def test_leaving_makes_the_browser_forget_its_token(visitor: TestClient) -> None:
    visitor.post("/chat/leave", json={}, headers=OWN)
    assert visitor.get("/chat/events").status_code == 401


@pytest.mark.parametrize("path", ["/chat/", "/chat/words/en.json", "/chat/widget.js"])
def test_every_page_forbids_inline_script_and_sniffing(stranger: TestClient, path: str) -> None:
    headers = stranger.get(path).headers
    assert "script-src 'self'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"


def test_the_root_leads_to_the_chat_and_keeps_the_links_token(stranger: TestClient) -> None:
    assert stranger.get("/?start=abc").headers["location"] == "/chat/?start=abc"


@pytest.mark.parametrize(
    ("accepted", "lang"),
    [
        ("zh-CN,zh;q=0.9", "zh-Hans-CN"),
        ("zh-TW", "zh-Hant-TW"),
        ("zh-HK,en", "zh-Hant-HK"),
        ("yue", "zh-Hant-HK"),
        ("fr,en-GB", "en"),
        ("", "en"),
    ],
)
def test_the_page_speaks_the_browsers_language(
    stranger: TestClient, accepted: str, lang: str
) -> None:
    page = stranger.get("/chat/", headers={"Accept-Language": accepted}).text
    assert f'<html lang="{lang}"' in page


def upload(visitor: TestClient, content: bytes, **data: str) -> tuple[int, dict[str, str]]:
    answer = visitor.post("/chat/files", params=said(**data), content=content, headers=OWN)
    return answer.status_code, answer.json()


def test_an_uploaded_file_is_looked_at_and_kept(
    visitor: TestClient, received: Received, chat: WebChat
) -> None:
    assert upload(visitor, PHOTO, name="../../a.exe")[0] == 202
    [message] = received
    assert (message.kind, message.text) == (MessageKind.PHOTO, "")
    assert (message.file.name, message.file.media_type) == ("../../a.exe", "image/png")
    assert chat.files.read(message.file.path) == PHOTO


def test_an_upload_that_is_refused_is_a_message_that_says_why(
    visitor: TestClient, received: Received
) -> None:
    assert upload(visitor, b"MZ")[0] == 202
    assert upload(visitor, b"%PDF-" + b"a" * 110_000)[0] == 202
    assert [message.file.refused for message in received] == ["wrong_type", "too_large"]
    assert upload(visitor, b"a" * 300_000) == (413, {"error": "too_large"})
    assert upload(visitor, PHOTO, id="1") == (400, {"error": "malformed_id"})
    other = visitor.post(
        "/chat/files", params=said(), content=PHOTO, headers={"Origin": "https://evil.example"}
    )
    assert other.status_code == 403
    assert len(received) == 2
