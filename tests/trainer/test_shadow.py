"""A candidate reads along, and the report says where the two differ."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from small_models import two_models

from bot.conversations.messages import Author
from bot.ledger.database import Database
from bot.ledger.tables import Conversation, Message, Staff
from bot.served import Served
from bot.trained import NoSuchModelError, TrainedModels
from bot.trainer import shadow
from bot.trainer.shadow import ShadowReader


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> TrainedModels:
    return two_models(tmp_path_factory.mktemp("models"))


def say(database: Database, now: datetime, *texts: str, author: Author = Author.BORROWER) -> None:
    with database.writing() as session:
        if session.get(Conversation, "c1") is None:
            session.add(
                Conversation(
                    id="c1",
                    channel="web",
                    address="a1",
                    locale="en",
                    created_at=now,
                    last_message_at=now,
                )
            )
            session.flush()
        for text in texts:
            number = session.query(Message).count()
            session.add(
                Message(
                    conversation_id="c1",
                    key=f"k{number}",
                    author=author.value,
                    kind="text",
                    text=text,
                    at=now,
                )
            )
            session.flush()


async def test_a_candidate_reads_what_borrowers_write_from_then_on(
    database: Database, models: TrainedModels, now: datetime
) -> None:
    reader = ShadowReader(database, models, Served(models))
    say(database, now, "how much do i owe")
    await database.write(shadow.begin, models, "second", by="Tess", now=now)
    say(database, now, "hey tally please, 打我电话13800138000", "hello there", "")
    say(database, now, "Hello.", author=Author.ASSISTANT)
    await reader.look()
    await reader.look()
    told = await database.read(shadow.read_along, "second", Staff(is_cleared=False))
    assert told is not None
    assert (told.count, told.same) == (2, 1)
    assert [(one.candidate, one.times) for one in told.differing] == [("ask_balance", 1)]
    assert [(one.text, one.candidate) for one in told.examples] == [
        ("hey tally please, 打我电话[phone]", "ask_balance")
    ]


async def test_it_ends_when_told_to_or_when_the_model_is_gone(
    database: Database, models: TrainedModels, tmp_path: Path, now: datetime
) -> None:
    with database.writing() as session, pytest.raises(NoSuchModelError):
        shadow.begin(session, models, "gone", by="Tess", now=now)
    await database.write(shadow.begin, models, "second", by="Tess", now=now)
    await database.write(shadow.begin, models, "first", by="Tess", now=now)
    say(database, now, "hello there")
    nowhere = ShadowReader(database, TrainedModels(tmp_path), Served(models))
    await nowhere.look()
    assert await database.read(shadow.active) is None
    await database.write(shadow.end, by="Tess", now=now)
