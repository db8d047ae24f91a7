"""Twenty agents who reach for one conversation at the same moment, each signed in over HTTP."""

from __future__ import annotations

import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from threading import Barrier

import httpx
import pytest
from served_site import serving
from sqlalchemy import select

from bot.conversations.statuses import HandoffReason
from bot.ledger.clock import machine_now
from bot.ledger.database import Database
from bot.ledger.tables import Conversation, ConversationEntry
from bot.servicing import handoff
from bot.servicing.staff import Role, add_staff

AGENTS = [f"agent {number}" for number in range(20)]
PASSWORD = "correct horse battery"
HERE = "/console/conversations/wanted"
SECONDS = 60


@pytest.fixture
def wanted(database: Database, quick_hashes: None) -> Database:
    now = machine_now()
    with database.writing() as session:
        for name in AGENTS:
            add_staff(session, name, PASSWORD, role=Role.AGENT)
        talk = Conversation(id="wanted", channel="web", address="a", locale="zh_Hans_CN")
        talk.created_at = talk.last_message_at = now
        session.add(talk)
        session.flush()
        handoff.hand_over(session, talk, HandoffReason.DISPUTE, evidence={}, now=now)
    return database


class Desk:
    def __init__(self, http: httpx.Client, name: str) -> None:
        http.timeout = httpx.Timeout(SECONDS)
        http.post("/console/sign-in", data={"name": name, "password": PASSWORD})
        found = re.search(r'name="csrf" value="([^"]+)"', http.get(HERE).text)
        assert found
        self._http, self._csrf = http, found[1]

    def claim(self, together: Barrier) -> str:
        """Where the browser is sent next."""
        together.wait(SECONDS)
        answer = self._http.post(f"{HERE}/claim", data={"csrf": self._csrf})
        assert answer.status_code == 303
        return answer.headers["location"]


def test_of_twenty_who_claim_at_once_one_has_it(wanted: Database, tmp_path: Path) -> None:
    together = Barrier(len(AGENTS))
    with (
        serving(wanted, folder=tmp_path) as site,
        ThreadPoolExecutor(len(AGENTS)) as hands,
        ExitStack() as browsers,
    ):
        opened = [browsers.enter_context(httpx.Client(base_url=site.url)) for _ in AGENTS]
        desks = [Desk(http, name) for http, name in zip(opened, AGENTS, strict=True)]
        sent_to = Counter(hands.map(lambda desk: desk.claim(together), desks))
    assert sent_to == {HERE: 1, f"{HERE}?problem=taken": len(AGENTS) - 1}
    with wanted.reading() as session:
        owner = session.get_one(Conversation, "wanted").assignee
        entries = session.scalars(select(ConversationEntry).order_by(ConversationEntry.id)).all()
    assert [entry.entry for entry in entries] == ["handoff", "assigned"]
    assert owner
    assert owner.name == entries[1].by
