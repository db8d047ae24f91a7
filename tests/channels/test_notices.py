"""Other programs learn what happened, signed, again until they take it, and never what was said."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

import pytest
from notice_receiver import receiving
from people import DESPERATE, Sender, load_people
from sqlalchemy import select
from standardwebhooks import Webhook as Verifier
from standardwebhooks import WebhookVerificationError

from bot.channels.notices import TRIES, Notices
from bot.ledger.clock import machine_now
from bot.ledger.clock import now as read_clock
from bot.ledger.database import Database
from bot.ledger.notices import NoticeKind, claim_notice
from bot.ledger.tables import Staff
from bot.ledger.webhook_tables import Webhook, WebhookNotice
from bot.servicing import handoff
from bot.servicing.desk import transfer
from bot.servicing.webhooks import add_webhook, ask_for_test, list_webhooks

EVERYTHING = [kind.value for kind in NoticeKind]


@pytest.fixture
def sender(sqlite: Database, now: datetime) -> Sender:
    load_people(sqlite, now)
    return Sender(sqlite)


def subscribe(database: Database, url: str, kinds: Sequence[str] = EVERYTHING) -> Webhook:
    with database.writing() as session:
        return add_webhook(session, url, kinds, by="test", now=machine_now())


@asynccontextmanager
async def telling(database: Database) -> AsyncIterator[None]:
    running = asyncio.create_task(Notices(database).run())
    try:
        yield
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


async def until(happened: Callable[[], object], within: float = 30) -> None:
    async with asyncio.timeout(within):
        while not happened():  # noqa: ASYNC110 - the ledger has no event to wait for
            await asyncio.sleep(0.02)


def waiting(database: Database) -> Sequence[WebhookNotice]:
    with database.reading() as session:
        return session.scalars(select(WebhookNotice).order_by(WebhookNotice.id)).all()


def work_through_a_crisis(sender: Sender) -> None:
    """Handed over, taken, passed on, cleared and resolved."""
    conversation = sender.conversation().id
    with sender.database.writing() as session:
        now = read_clock(session)
        lin, wu = (Staff(name=n, role="agent", password_hash="x") for n in ("Lin", "Wu"))
        session.add_all([lin, wu])
        session.flush()
        handoff.claim(session, conversation, staff=lin, now=now)
        handoff.answer(session, conversation, "I am here.", key="1", staff=lin, now=now)
        transfer(session, conversation, "Wu", staff=lin, now=now)
        handoff.clear_crisis(session, conversation, "safe", staff=wu, now=now)
        handoff.resolve(session, conversation, "helped", staff=wu, now=now)


async def test_what_happens_is_told_in_order_and_nothing_of_what_was_written(
    sender: Sender, sqlite: Database
) -> None:
    async with receiving() as receiver:
        webhook = subscribe(sqlite, receiver.url)
        sender.says("I cannot go on", DESPERATE)
        work_through_a_crisis(sender)
        async with telling(sqlite):
            await until(lambda: not waiting(sqlite))
        told = receiver.verified(webhook.secret)
    assert [one["type"] for one in told] == [
        "message",
        "conversation.queued",
        "crisis",
        "message",
        "conversation.claimed",
        "message",
        "conversation.claimed",
        "conversation.resolved",
    ]
    assert told[1]["data"]["reason"] == "crisis"
    assert told[6]["data"] == {
        "conversation": sender.conversation().id,
        "channel": "test",
        "by": "Lin",
        "to": "Wu",
    }
    assert len(set(receiver.ids)) == len(told)
    assert b"cannot go on" not in b"".join(body for _, body in receiver.requests)


async def test_only_what_was_chosen_is_told(sender: Sender, sqlite: Database) -> None:
    async with receiving() as receiver:
        subscribe(sqlite, receiver.url, ["crisis"])
        sender.says("hello")
        assert not waiting(sqlite)
        sender.says("I cannot go on", DESPERATE)
        sender.says("I really cannot", DESPERATE)
        assert [one.kind for one in waiting(sqlite)] == ["crisis", "crisis"]


async def test_a_notice_that_is_not_taken_comes_again_under_the_same_id(
    sender: Sender, sqlite: Database
) -> None:
    async with receiving() as receiver:
        webhook = subscribe(sqlite, receiver.url, ["message"])
        receiver.answers = [503]
        sender.says("hello")
        async with telling(sqlite):
            await until(lambda: len(receiver.requests) == 1)
            await until(lambda: listed(sqlite).problem == "503")
            await until(lambda: not waiting(sqlite))
        assert receiver.ids[0] == receiver.ids[1]
        assert len(receiver.verified(webhook.secret)) == 2
    assert listed(sqlite).problem is None
    assert listed(sqlite).taken_at


def listed(database: Database) -> Webhook:
    with database.reading() as session:
        return list_webhooks(session)[0].webhook


async def test_a_notice_is_sent_again_after_its_sender_died(
    sender: Sender, sqlite: Database
) -> None:
    async with receiving() as receiver:
        subscribe(sqlite, receiver.url, ["message"])
        sender.says("hello")
        long = asyncio.Event()
        receiver.before_answering = long.wait
        async with telling(sqlite):
            await until(lambda: receiver.requests)
        long.set()
        with sqlite.writing() as session:
            session.scalars(select(WebhookNotice)).one().due_at = machine_now()
        async with telling(sqlite):
            await until(lambda: not waiting(sqlite))
        assert len(receiver.ids) == 2
        assert len(set(receiver.ids)) == 1


async def test_a_receiver_that_hangs_keeps_no_other_waiting(
    sender: Sender, sqlite: Database
) -> None:
    async with receiving() as slow, receiving() as quick:
        hangs = asyncio.Event()
        slow.before_answering = hangs.wait
        for receiver in (slow, quick):
            subscribe(sqlite, receiver.url, ["message"])
        sender.says("hello")
        async with telling(sqlite):
            await until(lambda: slow.requests and quick.requests)
            sender.says("are you there")
            await until(lambda: len(quick.requests) == 2)
            assert len(slow.requests) == 1
            hangs.set()
            await until(lambda: not waiting(sqlite))


@pytest.mark.parametrize("status", [302, 404, 500])
async def test_what_is_never_taken_is_given_up_after_a_day_and_listed(
    sender: Sender, sqlite: Database, status: int
) -> None:
    async with receiving() as receiver:
        subscribe(sqlite, receiver.url, ["message"])
        sender.says("hello")
        with sqlite.writing() as session:
            session.scalars(select(WebhookNotice)).one().attempts = TRIES - 1
        receiver.answers = [status]
        async with telling(sqlite):
            await until(lambda: listed(sqlite).problem)
        assert len(receiver.requests) == 1
    with sqlite.reading() as session:
        left = list_webhooks(session)[0]
    assert (left.webhook.problem, left.waiting, left.given_up) == (str(status), 0, 1)


async def test_a_receiver_that_says_it_is_gone_is_told_nothing_more(
    sender: Sender, sqlite: Database
) -> None:
    async with receiving() as receiver:
        subscribe(sqlite, receiver.url, ["message"])
        receiver.answers = [410]
        sender.says("hello")
        sender.says("hello?")
        async with telling(sqlite):
            await until(lambda: not waiting(sqlite))
        sender.says("anybody?")
    assert not waiting(sqlite)
    with sqlite.reading() as session:
        assert list_webhooks(session) == []


async def test_a_changed_notice_and_one_from_long_ago_do_not_verify(
    sender: Sender, sqlite: Database
) -> None:
    async with receiving() as receiver:
        webhook = subscribe(sqlite, receiver.url)
        with sqlite.writing() as session:
            ask_for_test(session, webhook.id, now=machine_now())
        async with telling(sqlite):
            await until(lambda: not waiting(sqlite))
        (headers, body), verifier = receiver.requests[0], Verifier(webhook.secret)
        assert verifier.verify(body, headers)["type"] == "test"
        old = {**headers, "webhook-timestamp": str(int(headers["webhook-timestamp"]) - 3600)}
        for forged in [(body + b" ", headers), (body, old), (body, {**headers, "webhook-id": "x"})]:
            with pytest.raises(WebhookVerificationError):
                verifier.verify(*forged)


def test_of_two_senders_one_has_the_notice_until_its_time_is_over(
    database: Database, now: datetime
) -> None:
    load_people(database, now)
    webhook = subscribe(database, "http://127.0.0.1:9/told", ["message"])
    Sender(database).says("hello")
    at, until_then = machine_now(), machine_now() + timedelta(minutes=1)
    with database.writing() as session:
        first = claim_notice(session, webhook.id, now=at, until=until_then)
    with database.writing() as session:
        assert claim_notice(session, webhook.id, now=at, until=until_then) is None
        after = until_then + timedelta(seconds=1)
        again = claim_notice(session, webhook.id, now=after, until=after)
    assert first
    assert again
    assert (first.key, again.attempts) == (again.key, 2)
