"""What was said is found by any piece of it, in every language, and nothing else is."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import delete, select

from bot.ledger import search
from bot.ledger.database import Database
from bot.ledger.tables import Conversation, Message

SAID = {
    "hans": "公司裁员，我失业三个月了，能分6期吗",
    "hant": "請問可唔可以遲啲還錢",
    "english": "I lost my Job in May, 100% sure_thing",
    "odd": """it's "quoted" \\ OR * NEAR( -x ^y :z; DROP TABLE message--""",
    "emoji": "谢谢🙏🏽",
}


@pytest.fixture
def talks(database: Database, now: datetime) -> Database:
    with database.writing() as session:
        for name, words in SAID.items():
            session.add(_conversation(name, now))
            session.flush()
            session.add(_message(name, words, now))
    return database


def _conversation(name: str, now: datetime) -> Conversation:
    talk = Conversation(id=name, channel="web", address=name, locale="en")
    talk.created_at = talk.last_message_at = now
    return talk


def _message(conversation: str, words: str, now: datetime, key: str = "k") -> Message:
    return Message(conversation_id=conversation, key=key, author="borrower", text=words, at=now)


def found(database: Database, words: str) -> set[str]:
    with database.reading() as session:
        asked = select(Conversation.id).where(search.mentioned(session, words))
        return set(session.scalars(asked))


PIECES: list[tuple[str, set[str]]] = [
    ("失业", {"hans"}),
    ("期吗", {"hans"}),
    ("吗", {"hans"}),
    ("公", {"hans"}),
    ("我失业三个月", {"hans"}),
    ("业我", set()),
    ("还钱", set()),
    ("還錢", {"hant"}),
    ("錢", {"hant"}),
    ("lost my job", {"english"}),
    ("JOB", {"english"}),
    ("jo", {"english"}),
    ("100%", {"english"}),
    ("%", {"english"}),
    ("_", {"english"}),
    ("e_t", {"english"}),
    ('"', {"odd"}),
    ('"quoted"', {"odd"}),
    ("'s", {"odd"}),
    ("\\", {"odd"}),
    (" OR * NEAR(", {"odd"}),
    ("DROP TABLE message--", {"odd"}),
    ("*", {"odd"}),
    ("🙏", {"emoji"}),
    ("ost my", {"english"}),
    ("zz", set()),
]


@pytest.mark.parametrize("many", [0, search.MANY], ids=["without the index", "with it"])
def test_any_piece_is_found(talks: Database, monkeypatch: pytest.MonkeyPatch, many: int) -> None:
    monkeypatch.setattr(search, "MANY", many)
    assert {words: found(talks, words) for words, _ in PIECES} == dict(PIECES)


def test_a_letter_with_which_too_much_begins_is_found_all_the_same(
    talks: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "TERMS", 0)
    assert found(talks, "失") == {"hans"}


def test_what_was_changed_or_taken_away_is_found_no_more(talks: Database) -> None:
    with talks.writing() as session:
        row = session.scalars(select(Message).where(Message.conversation_id == "hans")).one()
        row.text = "已经找到工作"
        session.execute(delete(Message).where(Message.conversation_id == "hant"))
    assert found(talks, "失业") == set()
    assert found(talks, "遲啲") == set()
    assert found(talks, "工作") == {"hans"}
