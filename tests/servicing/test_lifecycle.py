"""An agreement over its life, as the chores of the program see to it; with the clock moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from people import WANG, Sender
from sqlalchemy import select

from bot import loans
from bot.chores import Chores
from bot.ledger.clock import now as read_clock
from bot.ledger.portfolio import arrangements_of, find_borrower
from bot.ledger.tables import Conversation, Message, Pause, Payment
from bot.ledger.terms_versions import TermsChanged, keep_terms
from bot.servicing.account import view_loans
from bot.servicing.arrangements import agree, cancel, offer_arrangements
from bot.servicing.pauses import OPT_OUT, pause
from bot.servicing.promises import make_promise
from bot.servicing.report import describe_borrower
from bot.terms import load_all

PLAN = loans.OfferRequest(kind=loans.OfferKind.ARREARS_PLAN, installments=3)
TERMS = load_all()


class Program:
    """The borrower, the books and the chores, without Rasa."""

    def __init__(self, sender: Sender) -> None:
        self.sender = sender
        self.told: list[str] = []
        self._chores = Chores(sender.database, TERMS, sender.voice, self.told.append)

    async def passes(self, **time: int) -> None:
        self.sender.waits(timedelta(**time))
        await self._chores.look()

    def agrees(self, request: loans.OfferRequest = PLAN) -> loans.Offer:
        self.sender.says("yes")
        with self.sender.turn() as (turn, borrower):
            view = view_loans(turn, borrower)[0]
            stored = offer_arrangements(turn, borrower, view, request).made[0]
            agree(turn, borrower, stored.id, read_back={})
            return stored.offer

    def pays(self, amount: loans.Money, reference: str) -> None:
        with self.sender.database.writing() as session:
            borrower = find_borrower(session, WANG.reference)
            assert borrower
            now = read_clock(session)
            session.add(
                Payment(
                    loan_id=borrower.loans[0].id,
                    reference=reference,
                    amount_minor=amount.minor,
                    currency=amount.currency,
                    received_on=now.date(),
                    created_at=now,
                )
            )

    def loan(self) -> dict[str, object]:
        with self.sender.database.reading() as session:
            borrower = find_borrower(session, WANG.reference)
            assert borrower
            return describe_borrower(session, borrower, terms=TERMS)["loans"][0]

    def statuses(self, which: int = -1) -> Sequence[str]:
        return [entry["status"] for entry in self.loan()["arrangements"][which]["entries"]]

    def pauses(self) -> Sequence[str]:
        with self.sender.database.reading() as session:
            standing = select(Pause.reason).where(Pause.ended_at.is_(None)).order_by(Pause.id)
            return session.scalars(standing).all()

    def news(self) -> Sequence[Message]:
        return [m for m in self.sender.messages("assistant") if m.key.startswith("contact:")]


@pytest.fixture
def program(sender: Sender) -> Program:
    sender.proves()
    sender.says("can I pay in three parts")
    return Program(sender)


async def test_an_agreement_becomes_active_and_is_completed_by_payments(program: Program) -> None:
    offer = program.agrees()
    await program.passes(hours=23)
    assert program.statuses() == ["agreed"]
    await program.passes(hours=2)
    assert program.statuses() == ["agreed", "active"]
    assert program.pauses() == ["arrangement"]
    whole = sum(outlay.amount.minor for outlay in offer.outlays)
    program.pays(loans.Money(whole, "CNY"), "K-1")
    await program.passes(minutes=1)
    assert program.statuses() == ["agreed", "active", "completed"]
    assert program.pauses() == []
    assert [message.response for message in program.news()] == ["utter_agreement_completed"]
    assert program.told == [program.news()[0].conversation_id]


async def test_a_missed_date_gets_a_kind_second_chance_and_then_ends_it(program: Program) -> None:
    offer = program.agrees()
    days = (offer.first_date - offer.computed_on).days
    await program.passes(days=days)
    assert program.news() == []
    await program.passes(days=1)
    [message] = program.news()
    assert message.response == "utter_second_chance"
    assert program.loan()["arrangements"][0]["standing"] == "second_chance"
    assert program.pauses() == ["arrangement"]
    await program.passes(days=5)
    assert program.statuses()[-1] == "active"
    await program.passes(days=1)
    assert program.statuses() == ["agreed", "active", "active", "broken"]
    assert program.pauses() == []
    assert program.loan()["arrangements"][0]["standing"] == "broken"


async def test_what_is_made_up_for_in_time_goes_on(program: Program) -> None:
    offer = program.agrees()
    await program.passes(days=(offer.first_date - offer.computed_on).days + 1)
    program.pays(offer.first_outlay.amount, "K-1")
    await program.passes(days=7)
    assert program.statuses()[-1] == "active"
    assert program.loan()["arrangements"][0]["standing"] == "on_track"


async def test_nothing_ends_before_the_second_chance_was_told(program: Program) -> None:
    program.agrees()
    await program.passes(days=200)
    assert program.statuses() == ["agreed", "active", "active"]
    assert program.loan()["arrangements"][0]["standing"] == "second_chance"


async def test_a_second_chance_waits_for_daytime_and_is_said_once(program: Program) -> None:
    offer = program.agrees()
    days = (offer.first_date - offer.computed_on).days
    await program.passes(days=days + 1, hours=5)  # 22:30 where the borrower is
    assert program.news() == []
    await program.passes(hours=11)
    for _ in range(3):
        await program.passes(minutes=20)
    assert len(program.news()) == 1


async def test_a_second_chance_names_no_debt_before_it_is_asked_for(program: Program) -> None:
    offer = program.agrees()
    await program.passes(days=(offer.first_date - offer.computed_on).days + 1)
    text = program.news()[0].text
    assert not any(word in text for word in ("¥", "还款", "逾期", "欠", "贷款"))


async def test_who_asked_to_be_left_alone_is_not_written_to(program: Program) -> None:
    offer = program.agrees()
    with program.sender.database.writing() as session:
        conversation = session.scalars(select(Conversation)).one()
        pause(session, conversation, OPT_OUT, ends_when="they say so", now=read_clock(session))
    await program.passes(days=(offer.first_date - offer.computed_on).days + 1)
    assert program.news() == []
    await program.passes(days=6)
    assert program.statuses()[-1] == "broken"


async def test_in_a_crisis_nothing_is_said_and_nothing_ends(program: Program) -> None:
    offer = program.agrees()
    with program.sender.database.writing() as session:
        conversation = session.scalars(select(Conversation)).one()
        pause(session, conversation, "crisis", ends_when="cleared", now=read_clock(session))
    await program.passes(days=(offer.first_date - offer.computed_on).days + 30)
    assert program.news() == []
    assert program.statuses() == ["agreed", "active"]


async def test_a_new_agreement_takes_the_place_of_the_one_that_stands(program: Program) -> None:
    program.agrees()
    await program.passes(days=2)
    with program.sender.turn() as (turn, borrower):
        view = view_loans(turn, borrower)[0]
        refused = offer_arrangements(turn, borrower, view, PLAN)
        assert refused.made == []
    program.agrees(
        loans.OfferRequest(kind=loans.OfferKind.RESPREAD, installments=24, replaces_open=True)
    )
    assert program.statuses(0) == ["agreed", "active", "superseded"]
    assert program.statuses(1) == ["agreed"]
    assert program.pauses() == ["arrangement"]


async def test_undoing_ends_the_pause_and_nothing_follows(program: Program) -> None:
    program.agrees()
    with program.sender.turn() as (turn, borrower):
        [made] = arrangements_of(turn.session, borrower.loans[0])
        assert cancel(turn, borrower, made)
    assert program.pauses() == []
    await program.passes(days=90)
    assert program.statuses() == ["agreed", "cancelled"]


async def test_a_promise_holds_reminders_back_until_it_is_judged(program: Program) -> None:
    amount = loans.Money.parse("CNY 500.00")
    with program.sender.turn() as (turn, borrower):
        view = view_loans(turn, borrower)[0]
        make_promise(turn, borrower, view, amount, view.state.as_of + timedelta(days=5))
    assert program.pauses() == ["promise"]
    await program.passes(days=5)
    assert program.pauses() == ["promise"]
    program.pays(loans.Money.parse("CNY 495.00"), "K-1")
    await program.passes(hours=1)
    assert program.pauses() == []
    assert [kept["status"] for kept in program.loan()["promises"]] == ["kept"]


def test_terms_cannot_change_under_their_version(sender: Sender) -> None:
    with sender.database.writing() as session:
        keep_terms(session, TERMS, now=read_clock(session))
    other = {"CN": replace(TERMS["CN"], second_chance_days=1)}
    with sender.database.writing() as session, pytest.raises(TermsChanged, match="CN-"):
        keep_terms(session, other, now=read_clock(session))
    newer = {"CN": replace(other["CN"], version="CN-next")}
    with sender.database.writing() as session:
        keep_terms(session, {**TERMS, "XX": newer["CN"]}, now=read_clock(session))
