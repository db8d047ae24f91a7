"""What else a message wished for is offered after its answer, not while the proof is awaited."""

from __future__ import annotations

from datetime import datetime

import pytest
from people import RULES, Sender, load_people

from bot.channels.questions import settle, take_question
from bot.engine import Utterance
from bot.ledger.database import Database
from bot.understanding.wishes import Wish


@pytest.mark.parametrize(
    ("answer", "heard"),
    [
        ("utter_thank", ["utter_thank", "utter_second_wish"]),
        ("utter_ask_proof", ["utter_ask_proof"]),
    ],
)
def test_a_second_wish_is_offered_after_the_answer(
    sqlite: Database, now: datetime, answer: str, heard: list[str]
) -> None:
    load_people(sqlite, now)
    sender = Sender(sqlite)
    sender.says("thank you, and please stop texting me")
    with sqlite.writing() as session:
        question = take_question(session, sender.conversation().id, "worker")
        assert question is not None
        wish = Wish("please stop texting me", "/stop_messages")
        said = [Utterance(answer, {})]
        settle(session, question, said, wish, voice=sender.voice, rules=RULES)
    assert sender.heard() == heard
    assert ("please stop texting me" in sender.messages("assistant")[-1].text) == (len(heard) > 1)
