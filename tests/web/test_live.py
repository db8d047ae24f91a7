from __future__ import annotations

import asyncio

from bot.live import CHANGED, CLOSED, EVERYTHING, TYPING, Live


async def test_news_reach_those_who_follow_the_topic_and_those_who_follow_all() -> None:
    live = Live()
    with (
        live.subscribe("c1") as one,
        live.subscribe("c2") as other,
        live.subscribe(EVERYTHING) as all_of_it,
    ):
        live.publish("c1")
        assert await one.wait(1) == {CHANGED}
        assert await all_of_it.wait(1) == {CHANGED}
        assert await other.wait(0.01) == frozenset()


async def test_news_told_while_nobody_waits_are_heard_together_later() -> None:
    live = Live()
    with live.subscribe("c1") as subscription:
        live.publish("c1", TYPING)
        live.publish("c1")
        assert await subscription.wait(1) == {TYPING, CHANGED}
        assert await subscription.wait(0.01) == frozenset()


async def test_closing_ends_every_stream_also_those_opened_later() -> None:
    live = Live()
    with live.subscribe("c1") as subscription:
        waiting = asyncio.create_task(subscription.wait(5))
        live.close()
        assert CLOSED in await waiting
    with live.subscribe("c2") as late:
        assert CLOSED in await late.wait(1)


def test_a_subscription_that_ended_is_not_told_any_more() -> None:
    live = Live()
    with live.subscribe("c1"):
        pass
    live.publish("c1")
    assert not live._subscriptions  # noqa: SLF001 - nothing may pile up
