"""What the engine answers, and that it answers each message once."""

from __future__ import annotations

import asyncio

import pytest

from bot.engine import EngineUnavailableError, MessageRefusedError, Utterance

from .conftest import said_in

pytestmark = [pytest.mark.rasa, pytest.mark.asyncio(loop_scope="module")]
ABOUT = {"as_of": "2026-11-20", "currency": "CNY", "locale": "en"}


async def test_a_message_is_answered_with_a_response_and_its_arguments(engine):
    answer = await engine.ask(
        "arguments", text="how much do I owe", payload=None, message_id="1", metadata=ABOUT
    )
    assert answer == [Utterance("utter_balance", {"amount": {"money": "12.50"}})]


async def test_a_form_asks_for_what_was_not_said(borrower):
    assert await borrower.say("I promise to pay") == ["utter_ask_amount"]
    assert await borrower.say("300 dollars") == ["utter_ask_payment_date"]
    assert await borrower.say("next Friday") == ["utter_noted"]


async def test_the_same_message_is_handled_once(borrower, actions):
    first = await borrower.say("how much do I owe", message_id="same")
    before = actions.calls["action_tell_balance"]
    assert await borrower.say("how much do I owe", message_id="same") == first
    assert actions.calls["action_tell_balance"] == before


async def test_the_same_message_sent_twice_at_once_is_handled_once(borrower, actions):
    before = actions.calls["action_tell_balance"]
    first, second = await asyncio.gather(
        borrower.say("how much do I owe", message_id="twin"),
        borrower.say("how much do I owe", message_id="twin"),
    )
    assert first == second == ["utter_balance"]
    assert actions.calls["action_tell_balance"] == before + 1


async def test_actions_learn_which_message_they_act_for(borrower, actions):
    await borrower.say("how much do I owe", message_id="known")
    latest = actions.bodies[-1]["tracker"]["latest_message"]
    assert (latest["message_id"], latest["metadata"]) == ("known", ABOUT)


@pytest.mark.parametrize("typed", ["/greet", '/inform{"amount": 1}', "/restart", "／greet"])
async def test_a_typed_command_is_plain_text(borrower, config, typed):
    await borrower.say(typed)
    (said,) = said_in(borrower.conversation, config)
    assert said["text"] == typed
    assert said["parse_data"]["intent"]["confidence"] < 1


async def test_a_button_means_what_it_says(borrower):
    assert await borrower.press("/promise_to_pay") == ["utter_ask_amount"]
    assert await borrower.press('/inform{"amount": "300"}') == ["utter_ask_payment_date"]


@pytest.mark.parametrize("payload", ["/unknown", "greet", '/inform{"password": 1}', "/greet{"])
async def test_a_button_of_another_domain_is_refused(borrower, payload):
    with pytest.raises(MessageRefusedError):
        await borrower.press(payload)


@pytest.mark.parametrize("text", ["", "   ", "😀", "\ud800", "\x00", "<b>&", "x" * 5000])
async def test_strange_text_is_answered(borrower, text):
    assert await borrower.say(text)


async def test_an_embedding_that_is_none_is_refused(borrower, engine):
    with pytest.raises(MessageRefusedError):
        await engine.ask(
            borrower.conversation,
            text="hello",
            payload=None,
            message_id="odd",
            metadata=ABOUT,
            embedding="odd",
        )


async def test_a_failing_action_gives_the_turn_up_and_leaves_no_trace(borrower, actions, config):
    actions.fails = True
    try:
        with pytest.raises(EngineUnavailableError, match="action_failed action_tell_balance"):
            await borrower.say("how much do I owe", message_id="retried")
    finally:
        actions.fails = False
    assert await borrower.say("how much do I owe", message_id="retried") == ["utter_balance"]
    assert len(said_in(borrower.conversation, config)) == 1


async def test_a_forgotten_conversation_begins_anew(borrower, engine):
    await borrower.say("I promise to pay")
    await engine.forget(borrower.conversation)
    assert await borrower.say("300 dollars") != ["utter_ask_payment_date"]


async def test_logs_never_contain_what_was_said(borrower, actions, config):
    secret = "Xylophone-4711"
    await borrower.say(f"{secret} hello")
    await borrower.say(f'/inform{{"{secret}": 1}} trailing')
    actions.fails = True
    try:
        with pytest.raises(EngineUnavailableError):
            await borrower.say(f"how much do I owe {secret}")
    finally:
        actions.fails = False
    log = config.log.read_text("utf-8")
    assert "action_tell_balance failed" in log
    assert secret not in log
