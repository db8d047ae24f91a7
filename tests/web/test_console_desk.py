"""The console's pages beside the conversation itself."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from console_forms import HERE, OWN, PASSWORD, csrf, sign_in
from people import load_people, wang
from sqlalchemy import select
from starlette.testclient import TestClient

from bot.ledger.clock import now as read_clock
from bot.ledger.database import Database
from bot.ledger.tables import AuditEntry, Case, Conversation, ConversationEntry, Message, Staff
from bot.servicing import audit
from bot.servicing.canned import save_canned
from bot.servicing.staff import Role


def post(client: TestClient, database: Database, verb: str, **form: str) -> str:
    data = {"csrf": csrf(database), **form}
    answer = client.post(f"{HERE}/{verb}", data=data, headers=OWN)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


def actions(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def test_everything_staff_do_is_on_the_record(client: TestClient, sqlite: Database) -> None:
    client.post("/console/sign-in", data={"name": "agent", "password": "wrong"}, headers=OWN)
    sign_in(client)
    client.get(HERE)
    client.get(HERE)
    post(client, sqlite, "claim")
    post(client, sqlite, "note", text="她明天再打来")
    assert client.get("/console/supervision").status_code == 403
    client.post("/console/sign-out", data={"csrf": csrf(sqlite)}, headers=OWN)
    told = ["sign-in failed", "signed in", "read", "claim", "note", "refused", "signed out"]
    assert actions(sqlite) == told
    with sqlite.reading() as session:
        assert audit.verify(session).is_whole
        assert "她明天" not in str(session.scalars(select(AuditEntry.detail)).all())


def test_a_forged_form_is_on_the_record_too(client: TestClient, sqlite: Database) -> None:
    sign_in(client)
    assert client.post(f"{HERE}/claim", data={"csrf": "x"}, headers=OWN).status_code == 403
    assert actions(sqlite)[-1] == "refused"


@pytest.fixture
def some(client: TestClient, sqlite: Database, now: datetime) -> TestClient:
    with sqlite.writing() as session:
        for n, words in enumerate(["我想分期还款", "請問可唔可以遲啲還", "100% sure_thing"]):
            session.add(
                Conversation(
                    id=f"s{n}",
                    channel="web",
                    address=f"s{n}",
                    locale="zh_Hant_HK" if n == 1 else "zh_Hans_CN",
                    status="open",
                    priority=2,
                    handoff_reason="dispute" if n else "complaint",
                    waiting_since=now,
                    created_at=now,
                    last_message_at=now,
                )
            )
            session.flush()
            session.add(
                Message(conversation_id=f"s{n}", key="k", author="borrower", text=words, at=now)
            )
    sign_in(client)
    return client


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("q=分期", {"s0"}),
        ("q=遲啲", {"s1"}),
        ("q=100%25", {"s2"}),
        ("q=%25", {"s2"}),
        ("q=_", {"s2"}),
        ("q=nothing", set()),
        ("reason=dispute", {"s1", "s2"}),
        ("locale=zh_Hant_HK", {"s1"}),
        ("reason=dispute&q=遲", {"s1"}),
        ("label=vip", {"s2"}),
        ("view=unassigned", {"s0", "s1", "s2"}),
        ("view=mine", set()),
    ],
)
def test_the_inbox_is_searched_and_narrowed(
    some: TestClient, sqlite: Database, asked: str, found: set[str]
) -> None:
    data = {"csrf": csrf(sqlite), "label": " VIP "}
    some.post("/console/conversations/s2/label", data=data, headers=OWN)
    page = some.get(f"/console/?{asked}").text
    assert set(re.findall(r"/console/conversations/(s\d)", page)) == found


def test_the_second_factor_is_asked_for_once_it_is_on(client: TestClient, sqlite: Database) -> None:
    sign_in(client)
    page = client.get("/console/account").text
    secret = re.search(r'name="secret" value="(\w+)"', page)
    assert secret
    assert "<svg" in page
    totp = pyotp.TOTP(secret[1])
    form = {"csrf": csrf(sqlite), "secret": secret[1]}
    on = "/console/account/second-factor-on"
    wrong = client.post(on, data={**form, "code": "000000"}, headers=OWN)
    assert wrong.headers["location"].endswith("problem=code")
    code = totp.now()
    assert client.post(on, data={**form, "code": code}, headers=OWN).status_code == 303
    client.cookies.clear()
    data = {"name": "agent", "password": PASSWORD}
    assert client.post("/console/sign-in", data=data, headers=OWN).status_code == 401
    spent = client.post("/console/sign-in", data={**data, "code": code}, headers=OWN)
    assert spent.status_code == 401
    next_code = totp.at(datetime.now(UTC), counter_offset=1)
    sign_in(client, code=next_code)


def test_supervisors_see_who_waits_and_how_long_a_crisis_did(
    client: TestClient, sqlite: Database, now: datetime
) -> None:
    with sqlite.writing() as session:
        for entry, at in (("handoff", now), ("assigned", now + timedelta(minutes=3))):
            detail = {"reason": "crisis"} if entry == "handoff" else {}
            session.add(
                ConversationEntry(
                    conversation_id="c1", entry=entry, by="assistant", at=at, detail=detail
                )
            )
    sign_in(client, Role.SUPERVISOR)
    page = client.get("/console/supervision").text
    assert "taken after 3 minutes" in page
    assert "In distress" not in page


def test_auditors_read_the_record_and_nobody_below_them(client: TestClient) -> None:
    sign_in(client, Role.AUDITOR)
    assert "signed in" in client.get("/console/record").text
    client.cookies.clear()
    sign_in(client, Role.AGENT)
    assert client.get("/console/record").status_code == 403


def test_who_was_let_go_is_signed_out(client: TestClient, sqlite: Database) -> None:
    sign_in(client)
    with sqlite.writing() as session:
        session.scalars(select(Staff).where(Staff.name == "agent")).one().is_active = False
    assert client.get("/console/").status_code == 303


def entry(database: Database, action: str) -> AuditEntry:
    with database.reading() as session:
        found = select(AuditEntry).where(AuditEntry.action == action)
        return session.scalars(found.order_by(AuditEntry.id.desc())).first()


def texts(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(select(Message.text).where(Message.author == "agent")))


@pytest.mark.parametrize(
    ("draft", "rule"),
    [
        ("再不还就起诉你", "threat"),
        ("We will call your employer", "third_party"),
        ("您还欠 3500 元", "amount_before_identity"),
    ],
)
def test_what_must_never_be_said_goes_out_only_with_a_reason_on_the_record(
    client: TestClient, sqlite: Database, draft: str, rule: str
) -> None:
    sign_in(client)
    post(client, sqlite, "claim")
    form = {"csrf": csrf(sqlite), "text": draft}
    found = client.post(f"{HERE}/draft", data=form, headers=OWN).json()["findings"]
    assert rule in {one["rule"] for one in found}
    assert post(client, sqlite, "answer", text=draft).endswith("problem=never_say")
    assert texts(sqlite) == []
    post(client, sqlite, "answer", text=draft, override="quoted from their own letter")
    assert texts(sqlite) == [draft]
    assert rule in entry(sqlite, "answer").detail["rules"]


def test_a_kind_draft_is_not_held_up(client: TestClient, sqlite: Database) -> None:
    sign_in(client)
    post(client, sqlite, "claim")
    post(client, sqlite, "answer", text="谢谢你告诉我，慢慢说。")
    assert texts(sqlite) == ["谢谢你告诉我，慢慢说。"]


def test_ready_replies_come_in_the_borrowers_language_and_filled_in(
    client: TestClient, sqlite: Database
) -> None:
    sign_in(client, Role.SUPERVISOR)
    for locale, text in (("zh_Hans_CN", "你好，我是{brand}的{agent}。"), ("en", "Hello")):
        form = {"csrf": csrf(sqlite), "name": "greet", "locale": locale, "text": text}
        assert client.post("/console/canned", data=form, headers=OWN).status_code == 303
    page = client.get(HERE).text
    assert "你好，我是Anan的supervisor。" in page
    assert ">Hello<" not in page
    bad = {"csrf": csrf(sqlite), "name": "x", "locale": "en", "text": "{debt}"}
    refused = client.post("/console/canned", data=bad, headers=OWN)
    assert refused.headers["location"].endswith("problem=unknown_variable")


@pytest.mark.parametrize("is_proven", [True, False])
def test_a_ready_reply_names_only_who_has_proven_to_be_it(
    client: TestClient, sqlite: Database, now: datetime, is_proven: bool
) -> None:
    load_people(sqlite, now)
    with sqlite.writing() as session:
        row, owner = session.get_one(Conversation, "c1"), wang(session)
        row.borrower_id, name = owner.id, owner.name
        row.trusted_until = read_clock(session) + timedelta(hours=1 if is_proven else -1)
        save_canned(session, "greet", "zh_Hans_CN", "{name}您好")
    sign_in(client)
    page = client.get(HERE).text
    assert (f"{name}您好" in page, "{name}您好" in page) == (is_proven, not is_proven)


def test_a_conversation_is_resolved_with_its_outcome_only(
    client: TestClient, sqlite: Database
) -> None:
    sign_in(client)
    post(client, sqlite, "claim")
    for outcome, status in ((" ", "open"), ("plan agreed", "resolved")):
        post(client, sqlite, "resolve", outcome=outcome)
        with sqlite.reading() as session:
            assert session.get_one(Conversation, "c1").status == status


def test_agents_use_ready_replies_and_supervisors_write_them(
    client: TestClient, sqlite: Database
) -> None:
    sign_in(client)
    form = {"csrf": csrf(sqlite), "name": "x", "locale": "en", "text": "y"}
    assert client.post("/console/canned", data=form, headers=OWN).status_code == 403


def test_what_the_assistant_said_can_be_read_in_the_agents_language(
    client: TestClient, sqlite: Database, now: datetime
) -> None:
    with sqlite.writing() as session:
        said = Message(
            conversation_id="c1",
            key="k",
            author="assistant",
            text="我又是自动助手了。",
            response="utter_assistant_is_back",
            arguments={},
            at=now,
        )
        session.add(said)
    sign_in(client)
    page = client.get(f"{HERE}?lang=en").text
    assert "In your language" in page
    assert "assistant again" in page


@pytest.fixture
def with_wang(client: TestClient, sqlite: Database, now: datetime) -> str:
    """The conversation is with Wang, whose identity is proven; answers the loan's reference."""
    load_people(sqlite, now)
    with sqlite.writing() as session:
        row = session.get_one(Conversation, "c1")
        row.borrower_id = wang(session).id
        row.proven_at, row.trusted_until = now, now + timedelta(days=30_000)
        reference: str = wang(session).loans[0].reference
    sign_in(client)
    post(client, sqlite, "claim")
    return reference


def test_the_loan_stands_beside_the_chat_with_its_chart_and_its_offers(
    client: TestClient, with_wang: str
) -> None:
    page = client.get(HERE).text
    assert '<rect class="bar-' in page
    assert f"{HERE}/offers?loan={with_wang}" in page
    offers = client.get(f"{HERE}/offers?loan={with_wang}&kind=arrears_plan&installments=3")
    assert "Propose to the borrower" in offers.text
    refused = client.get(f"{HERE}/offers?loan={with_wang}&kind=arrears_plan&installments=60")
    assert "Not offered" in refused.text
    assert client.get(f"{HERE}/offers?loan=another").status_code == 404


def test_above_their_authority_agents_ask_a_supervisor(
    client: TestClient, sqlite: Database, with_wang: str
) -> None:
    form = {"loan": with_wang, "reason": "too_many_installments", "of_kind": "arrears_plan"}
    post(client, sqlite, "ask-approval", why="two jobs, one income", **form)
    assert "two jobs" in client.get(HERE).text
    assert "c1" in client.get("/console/?label=approval&view=mine").text


def test_an_open_case_is_shown_with_its_day_and_closed_with_what_was_found(
    client: TestClient, sqlite: Database, with_wang: str, now: datetime
) -> None:
    with sqlite.writing() as session:
        said = Message(conversation_id="c1", key="k", author="borrower", text="不是我借的", at=now)
        session.add(said)
        session.flush()
        session.add(
            Case(
                reference="C1",
                kind="not_mine",
                conversation_id="c1",
                borrower_id=wang(session).id,
                message_id=said.id,
                opened_at=now,
                answer_by=now.date() + timedelta(days=15),
            )
        )
    page = client.get(HERE).text
    assert "Says the debt is not theirs" in page
    assert "to be answered by" in page
    assert post(client, sqlite, "close-case", case="C1", why=" ").endswith("problem=why_missing")
    post(client, sqlite, "close-case", case="C1", why="the contract was signed by her brother")
    assert "Open cases" not in client.get(HERE).text
    assert entry(sqlite, "close-case").detail["case"] == "C1"


@pytest.mark.parametrize("before", ["0", "-1", "x", "9" * 30, "1 OR 1=1"])
def test_what_was_said_long_ago_is_a_page_further(
    client: TestClient, sqlite: Database, now: datetime, before: str
) -> None:
    with sqlite.writing() as session:
        for number in range(1, 306):
            said = Message(id=number, conversation_id="c1", key=f"k{number}", author="borrower")
            said.text, said.at = f"line {number}.", now
            session.add(said)
    sign_in(client)
    newest = client.get(f"{HERE}?before={before}").text
    assert "line 6." in newest
    assert "line 5." not in newest
    assert 'href="?before=6"' in newest
    earlier = client.get(f"{HERE}?before=6").text
    assert re.findall(r"line \d+\.(?=</p>)", earlier) == [f"line {n}." for n in range(1, 6)]
    assert "?before=" not in earlier
    assert "line 305." in earlier  # the last words, among the facts
