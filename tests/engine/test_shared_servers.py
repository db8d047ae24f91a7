"""The same engine on PostgreSQL, Redis and RabbitMQ instead of what is embedded."""

from __future__ import annotations

import asyncio
import os
import uuid
from dataclasses import replace

import pytest
from sqlalchemy import create_engine, make_url, text

from bot.engine import Engine

from .conftest import SECONDS_TO_START, Speaker

pytestmark = [pytest.mark.rasa, pytest.mark.asyncio(loop_scope="module")]


@pytest.fixture
def tracker_url():
    given = os.environ.get("TEST_POSTGRES_URL")
    if not given:
        pytest.skip("TEST_POSTGRES_URL is not set")
    url = make_url(given)
    name = f"test_{uuid.uuid4().hex[:12]}"
    server = create_engine(url.set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield url.set(drivername="postgresql", database=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    server.dispose()


async def test_two_engines_on_shared_servers_answer_each_message_once(config, actions, tracker_url):
    shared = replace(
        config,
        tracker_url=tracker_url,
        lock_store_url=os.environ.get("TEST_REDIS_URL", ""),
        event_broker_url=os.environ.get("TEST_AMQP_URL", ""),
    )
    async with Engine(shared) as one, Engine(shared) as other:
        await one.ready(SECONDS_TO_START)
        await other.ready(SECONDS_TO_START)
        before = actions.calls["action_tell_balance"]
        answers = await asyncio.gather(
            *(
                Speaker(engine, "shared").say("how much do I owe", message_id="same")
                for engine in (one, other)
            )
        )
        assert answers == [["utter_balance"], ["utter_balance"]]
        assert actions.calls["action_tell_balance"] == before + 1
        assert await Speaker(one, "shared").say("I promise to pay") == ["utter_ask_amount"]
        second = Speaker(other, "shared")
        assert await second.say("300 dollars", message_id="2") == ["utter_ask_payment_date"]
