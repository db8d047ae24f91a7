"""What agents do beside the chat, by another program: offers, needs, cases, notes, webhooks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from console_forms import console_of, token_of
from people import WANG, Sender, load_people
from sqlalchemy import select
from starlette.testclient import TestClient

from bot.console.api import DeskApi
from bot.ledger.database import Database
from bot.ledger.tables import AuditEntry, Message, Offer
from bot.loans import CaseKind
from bot.servicing.cases import open_case
from bot.terms import load_all
from bot.web import build_app

PLAN = {"loan": WANG.loan, "kind": "arrears_plan", "installments": 3}


class Program:
    """A lender's own desk, with the token of one of the staff."""

    def __init__(self, client: TestClient, database: Database, conversation: str) -> None:
        self._client, self._database = client, database
        self.one = f"/api/v1/conversations/{conversation}"

    def ask(self, method: str, path: str, *, role: str = "agent", **more: Any) -> Any:
        headers = {"Authorization": f"Bearer {token_of(self._database, role)}"}
        return self._client.request(method, path, headers=headers, **more)

    def does(self, verb: str, status: int = 200, *, role: str = "agent", **body: Any) -> Any:
        answer = self.ask("POST", f"{self.one}/{verb}", role=role, json=body)
        assert answer.status_code == status, answer.text
        return answer.json()["detail"]

    def reads(self, what: str = "", **query: Any) -> Any:
        answer = self.ask("GET", f"{self.one}{what}", params=query)
        assert answer.status_code == 200, answer.text
        return answer.json()


@pytest.fixture
def sender(sqlite: Database, now: datetime) -> Sender:
    load_people(sqlite, now)
    sender = Sender(sqlite)
    sender.proves()
    sender.says("hello")
    return sender


@pytest.fixture
def desk(sender: Sender, now: datetime, quick_hashes: None) -> Iterator[Program]:
    """The borrower Wang's conversation is with the agent whose token it is."""
    database = sender.database
    console_of(database, now)
    routes = DeskApi(database, sender.voice, load_all(), lambda _: None).routes()
    with TestClient(build_app([routes])) as client:
        program = Program(client, database, sender.conversation().id)
        program.does("claim")
        yield program


def test_what_can_be_offered_is_proposed_to_the_borrower(desk: Program, sender: Sender) -> None:
    told = desk.reads("/offers", **PLAN)
    offer = told["offers"][0]
    assert (len(offer["outlays"]), offer["agreed_by"]) == (3, "assistant")
    desk.does("propose", place=offer["place"], **PLAN)
    with sender.database.reading() as session:
        assert session.scalars(select(Offer.kind)).one() == "arrears_plan"
    assert sender.heard()[-1] == "utter_agent_proposes"


def test_refusals_come_in_the_language_that_is_asked_for(desk: Program) -> None:
    long = {**PLAN, "installments": 60}
    texts = {
        lang: desk.reads("/offers", lang=lang, **long)["refusals"][0]
        for lang in ("en", "zh_Hant_TW")
    }
    assert texts["en"]["may_set_aside"]
    assert texts["en"]["text"] != texts["zh_Hant_TW"]["text"]
    assert desk.ask("GET", f"{desk.one}/offers", params={"loan": "other"}).status_code == 404


def test_an_agent_asks_for_what_a_supervisor_sets_aside(desk: Program) -> None:
    refusal = desk.reads("/offers", **{**PLAN, "installments": 30})["refusals"][0]
    wanted = {"loan": WANG.loan, "reason": refusal["reason"], "why": "back at work in spring"}
    assert desk.does("set-aside", 409, **wanted) == "above_authority"
    desk.does("ask-approval", **wanted)
    assert desk.reads()["labels"] == ["approval"]
    desk.does("set-aside", role="supervisor", **wanted)
    offered = desk.reads("/offers", **{**PLAN, "installments": 30})["offers"]
    assert len(offered[0]["outlays"]) == 30


def test_needs_are_kept_with_consent_and_ended(desk: Program, now: datetime) -> None:
    need = {"need": "more_time", "review_on": (now + timedelta(days=90)).date().isoformat()}
    for consent in (False, None):
        desk.does("need", 422, consent=consent, **need)
    desk.does("need", consent=True, **need)
    kept = desk.reads()["needs"][0]
    assert kept["need"] == "more_time"
    desk.does("end-need", id=kept["id"])
    assert desk.reads()["needs"] == []
    assert desk.does("end-need", 404, id=2**62) == "not_found"


def test_a_case_is_closed_with_what_was_found(desk: Program, sender: Sender) -> None:
    with sender.turn() as (turn, _):
        open_case(turn, CaseKind.DISPUTE)
    case = desk.reads()["cases"][0]
    assert case["kind"] == "dispute"
    assert desk.does("close-case", 409, case=case["reference"], why=" ") == "why_missing"
    desk.does("close-case", case=case["reference"], why="the payment was found")
    assert desk.reads()["cases"] == []
    assert desk.does("close-case", 404, case=case["reference"], why="again") == "not_found"


def test_notes_and_coaching_are_told_apart_and_coaching_is_a_supervisors(desk: Program) -> None:
    desk.does("note", text="call back after six")
    desk.does("coach", 403, text="well done")
    desk.does("coach", role="supervisor", text="well done")
    told = [(note["by"], note["is_coaching"], note["text"]) for note in desk.reads()["notes"]]
    assert told == [
        ("agent", False, "call back after six"),
        ("supervisor", True, "well done"),
    ]


def test_a_conversation_is_put_aside_taken_up_and_passed_on(desk: Program) -> None:
    desk.does("snooze", hours=4)
    assert desk.reads()["status"] == "snoozed"
    desk.does("wake")
    assert desk.does("transfer", 409, to="nobody here") == "no_such_colleague"
    desk.does("transfer", to="supervisor")
    assert desk.reads()["assignee"] == "supervisor"


def test_supervisors_keep_webhooks_and_nobody_else_does(desk: Program, sender: Sender) -> None:
    wanted = {"url": "http://127.0.0.1:9/told", "on": ["message"]}
    assert desk.ask("POST", "/api/v1/webhooks", json=wanted).status_code == 403
    made = desk.ask("POST", "/api/v1/webhooks", role="supervisor", json=wanted)
    assert made.status_code == 201
    one = f"/api/v1/webhooks/{made.json()['id']}"
    assert desk.ask("POST", f"{one}/test", role="supervisor").status_code == 202
    listed = desk.ask("GET", "/api/v1/webhooks", role="supervisor")
    assert made.json()["secret"] not in listed.text
    assert [(hook["on"], hook["waiting"]) for hook in listed.json()] == [(["message"], 1)]
    assert desk.ask("DELETE", one, role="supervisor").status_code == 200
    assert desk.ask("DELETE", one, role="supervisor").status_code == 404
    unsafe = {"url": "http://desk.example/", "on": ["message"]}
    refused = desk.ask("POST", "/api/v1/webhooks", role="supervisor", json=unsafe)
    assert (refused.status_code, refused.json()["detail"]) == (409, "not_https")
    with sender.database.reading() as session:
        done = session.scalars(select(AuditEntry.action).where(AuditEntry.by == "supervisor"))
        assert {"webhook added", "webhook removed"} <= set(done)


def test_an_answer_that_is_sent_twice_is_one_message(desk: Program, sender: Sender) -> None:
    for _ in range(2):
        desk.does("answer", text="Let me look.", key="desk-1")
    with sender.database.reading() as session:
        said = select(Message).where(Message.author == "agent")
        assert len(session.scalars(said).all()) == 1
