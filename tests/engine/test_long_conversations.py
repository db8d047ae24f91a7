"""A conversation of hundreds of messages stays as quick as it began and forgets nothing."""

from __future__ import annotations

import time
from statistics import median

import pytest

from .conftest import Speaker

pytestmark = [pytest.mark.rasa, pytest.mark.asyncio(loop_scope="module")]


async def test_the_three_hundredth_message_is_as_quick_as_the_first(engine):
    borrower = Speaker(engine, "long")
    spent = []
    for _ in range(300):
        started = time.perf_counter()
        assert await borrower.say("how much do I owe") == ["utter_balance"]
        spent.append(time.perf_counter() - started)
    assert median(spent[-50:]) < 2 * median(spent[:50])


async def test_an_open_form_survives_a_long_chat(engine, actions):
    borrower = Speaker(engine, "form")
    await borrower.say("how much do I owe")
    await borrower.say("I promise to pay")
    assert await borrower.say("300 dollars") == ["utter_ask_payment_date"]
    for _ in range(80):
        assert await borrower.say("hello") == ["utter_greet", "utter_ask_payment_date"]
    assert await borrower.say("next Friday") == ["utter_noted"]
    tracker = actions.bodies[-1]["tracker"]
    assert tracker["slots"]["amount"] == {"value": "300.00", "currency": "USD"}
    assert tracker["slots"]["payment_date"] == "2026-11-27"


async def test_slots_survive_a_long_chat(engine, actions):
    borrower = Speaker(engine, "slots")
    await borrower.say("how much do I owe")
    for _ in range(60):
        await borrower.say("hello")
    await borrower.say("how much do I owe")
    tracker = actions.bodies[-1]["tracker"]
    assert tracker["slots"]["mood"] == "curious"
