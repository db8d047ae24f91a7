"""What agents do with a conversation beside answering."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from people import Sender, load_people
from sqlalchemy import select

from bot.conversations.statuses import HandoffReason
from bot.ledger.database import Database
from bot.ledger.tables import Borrower, Conversation, ConversationEntry, Staff
from bot.servicing import desk, handoff
from bot.servicing.handoff import Refusal, Refused


class Desk:
    def __init__(self, database: Database, now: datetime) -> None:
        self.database, self.now = database, now
        with database.writing() as session:
            borrower = session.scalars(select(Borrower)).first()
            session.add(
                Conversation(
                    id="c1",
                    channel="web",
                    address="a1",
                    locale="zh_Hans_CN",
                    created_at=now,
                    last_message_at=now,
                    borrower_id=borrower.id if borrower else None,
                )
            )
            session.add_all(Staff(name=n, role="agent", password_hash="x") for n in ("Lin", "Mei"))
            session.flush()
            row = session.get_one(Conversation, "c1")
            handoff.hand_over(session, row, HandoffReason.DISPUTE, now=now)
            handoff.claim(session, "c1", staff=self.staff("Lin", session), now=now)

    def staff(self, name, session) -> Staff:
        return session.scalars(select(Staff).where(Staff.name == name)).one()

    def do(self, work, *args, name: str = "Lin", **kwargs):
        with self.database.writing() as session:
            staff = self.staff(name, session)
            return work(session, "c1", *args, staff=staff, now=self.now, **kwargs)

    @property
    def row(self) -> Conversation:
        with self.database.reading() as session:
            return session.get_one(Conversation, "c1")

    @property
    def entries(self) -> list[str]:
        with self.database.reading() as session:
            return list(session.scalars(select(ConversationEntry.entry)))


@pytest.fixture
def at_desk(database: Database, now: datetime) -> Desk:
    load_people(database, now)
    return Desk(database, now)


def test_what_is_put_aside_comes_back_at_its_time_to_the_same_agent(at_desk: Desk) -> None:
    until = at_desk.now + timedelta(hours=4)
    at_desk.do(desk.snooze, until)
    with at_desk.database.writing() as session:
        assert desk.wake_due(session, now=until - timedelta(minutes=1)) == []
        assert desk.wake_due(session, now=until) == ["c1"]
    assert at_desk.row.status == "open"
    assert at_desk.row.assignee_id is not None
    assert at_desk.entries[-2:] == ["snoozed", "woken"]


def test_a_word_of_the_borrower_ends_the_putting_aside(
    sender: Sender, database: Database, now: datetime
) -> None:
    sender.says("hello")
    with database.writing() as session:
        row = session.scalars(select(Conversation)).one()
        session.add(Staff(id=1, name="Lin", role="agent", password_hash="x"))
        session.flush()
        lin = session.get_one(Staff, 1)
        handoff.claim(session, row.id, staff=lin, now=now)
        desk.snooze(session, row.id, now + timedelta(hours=9), staff=lin, now=now)
    sender.says("are you there")
    with database.reading() as session:
        row = session.scalars(select(Conversation)).one()
        assert (row.status, row.assignee_id) == ("open", 1)
        assert row.waiting_since is not None


@pytest.mark.parametrize("hours", [0, -1, 24 * 91])
def test_only_a_time_to_come_and_not_too_far_off(at_desk: Desk, hours: int) -> None:
    with pytest.raises(Refused) as refused:
        at_desk.do(desk.snooze, at_desk.now + timedelta(hours=hours))
    assert refused.value.code is Refusal.NO_SUCH_TIME


def test_a_crisis_cannot_be_put_aside(at_desk: Desk) -> None:
    with at_desk.database.writing() as session:
        session.get_one(Conversation, "c1").distress_level = "crisis"
    with pytest.raises(Refused) as refused:
        at_desk.do(desk.snooze, at_desk.now + timedelta(hours=1))
    assert refused.value.code is Refusal.CRISIS_NOT_CLEARED


def test_passed_on_it_is_with_the_colleague_alone(at_desk: Desk) -> None:
    at_desk.do(desk.transfer, "Mei")
    with pytest.raises(Refused):
        at_desk.do(handoff.answer, "hello", key="k")
    at_desk.do(handoff.answer, "hello", key="k", name="Mei")


def test_passed_to_the_queue_it_waits_for_anybody(at_desk: Desk) -> None:
    at_desk.do(desk.transfer, "")
    assert at_desk.row.assignee_id is None
    assert at_desk.row.waiting_since is not None
    at_desk.do(handoff.claim, name="Mei")


def test_nobody_unknown_is_given_a_conversation(at_desk: Desk) -> None:
    with pytest.raises(Refused) as refused:
        at_desk.do(desk.transfer, "nobody")
    assert refused.value.code is Refusal.NO_SUCH_COLLEAGUE


def test_a_need_is_kept_only_with_consent_and_a_day_to_look_again(at_desk: Desk) -> None:
    later = at_desk.now.date() + timedelta(days=30)
    with pytest.raises(Refused) as refused:
        at_desk.do(desk.set_need, "no_calls", later, has_consented=False)
    assert refused.value.code is Refusal.NO_CONSENT
    with pytest.raises(Refused):
        at_desk.do(desk.set_need, "no_calls", at_desk.now.date(), has_consented=True)
    kept = at_desk.do(desk.set_need, "no_calls", later, has_consented=True)
    with at_desk.database.writing() as session:
        assert [need.need for need in desk.needs_of(session, kept.borrower_id)] == ["no_calls"]
        desk.end_need(session, "c1", kept.id, now=at_desk.now)
        assert desk.needs_of(session, kept.borrower_id) == []


def test_two_who_look_at_once_see_each_other(at_desk: Desk) -> None:
    with at_desk.database.writing() as session:
        lin, mei = at_desk.staff("Lin", session), at_desk.staff("Mei", session)
        desk.look(session, "c1", staff=mei, at=at_desk.now)
        seen = desk.others_looking(session, "c1", staff_id=lin.id, at=at_desk.now)
        gone = at_desk.now + timedelta(minutes=1)
        assert seen == ["Mei"]
        assert desk.others_looking(session, "c1", staff_id=lin.id, at=gone) == []
