"""Who is on duty learns of a crisis by a real request, repeated until it is taken."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime

import pytest
from people import DESPERATE, RULES, Sender, load_people
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.alarm import AlarmChannel
from bot.channels.outbox import Outbox
from bot.channels.questions import settle, take_question
from bot.conversations.messages import Author
from bot.engine import Utterance
from bot.ledger.conversations import find_conversation, last_messages
from bot.ledger.database import Database
from bot.listening import listening, open_socket
from bot.servicing.alarm import CHANNEL, ON_DUTY


async def test_an_alarm_is_repeated_until_it_is_taken_and_tells_nothing_of_what_was_said(
    sqlite: Database, now: datetime
) -> None:
    load_people(sqlite, now)
    sender = Sender(sqlite, rules=RULES.__class__(RULES.proof, "en", 2000, on_call=True))
    sender.says("something terrible", DESPERATE)
    assert sender.heard() == ["utter_crisis_card_on_call"]
    heard: list[dict[str, object]] = []
    taken = asyncio.Event()

    async def ring(request: Request) -> Response:
        heard.append(await request.json())
        if len(heard) == 1:
            return Response(status_code=503)
        taken.set()
        return Response(status_code=204)

    opened = open_socket("127.0.0.1", 0)
    app = Starlette(routes=[Route("/", ring, methods=["POST"])])
    async with listening(app, opened):
        alarm = AlarmChannel(f"http://127.0.0.1:{opened.getsockname()[1]}/")
        outbox = Outbox(sqlite, {"alarm": alarm, "test": alarm})
        running = asyncio.create_task(outbox.run())
        await asyncio.wait_for(taken.wait(), 60)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        await alarm.close()
    rung = [told for told in heard if sender.conversation().id in str(told["text"])]
    assert rung
    assert "terrible" not in str(heard)


def test_a_crisis_that_only_the_dialogue_recognised_rings_as_well(
    sqlite: Database, now: datetime
) -> None:
    load_people(sqlite, now)
    rules = replace(RULES, on_call=True)
    sender = Sender(sqlite, rules=rules)
    sender.says("something that the screen lets pass")
    for name in ("first", "answered twice after a crash"):
        with sqlite.writing() as session:
            question = take_question(session, sender.conversation().id, name)
            if question is not None:
                said = [Utterance("utter_crisis_card", {})]
                settle(session, question, said, voice=sender.voice, rules=rules)
    assert sender.heard() == ["utter_crisis_card_on_call"]
    assert sender.conversation().status == "open"
    assert sender.conversation().distress_level == "crisis"
    with sqlite.reading() as session:
        duty = find_conversation(session, CHANNEL, ON_DUTY)
        assert duty is not None
        rung = last_messages(session, duty.id, author=Author.ASSISTANT, count=5)
    assert [message.response for message in rung] == ["utter_alarm"]
