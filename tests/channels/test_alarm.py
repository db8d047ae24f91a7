"""Who is on duty learns of a crisis by a real request, repeated until it is taken."""

from __future__ import annotations

import asyncio
from datetime import datetime

import pytest
from people import DESPERATE, RULES, Sender, load_people
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.channels.alarm import AlarmChannel
from bot.channels.outbox import Outbox
from bot.ledger.database import Database
from bot.listening import listening, open_socket


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
        await asyncio.wait_for(taken.wait(), 30)
        running.cancel()
        with pytest.raises(asyncio.CancelledError):
            await running
        await alarm.close()
    rung = [told for told in heard if sender.conversation().id in str(told["text"])]
    assert rung
    assert "terrible" not in str(heard)
