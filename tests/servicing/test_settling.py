"""A loan is settled: offers, agreement, undoing, promises, hardship; on real terms."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from people import TERMS, Sender
from sqlalchemy import func, select

from bot import loans
from bot.conversations.messages import MessageKind
from bot.ledger.tables import Arrangement, HardshipReport, Offer, Pause, Payment
from bot.servicing.account import view_loans
from bot.servicing.arrangements import NotAgreed, agree, cancel, last_undoable, offer_arrangements
from bot.servicing.hardship import report_hardship
from bot.servicing.promises import make_promise
from bot.servicing.report import describe_borrower

PLAN = loans.OfferRequest(kind=loans.OfferKind.ARREARS_PLAN, installments=6)


@pytest.fixture
def proven(sender: Sender) -> Sender:
    sender.proves()
    sender.says("can I pay in six parts")
    return sender


def offered(sender: Sender, request: loans.OfferRequest = PLAN) -> str:
    with sender.turn() as (turn, borrower):
        view = view_loans(turn, borrower)[0]
        return offer_arrangements(turn, borrower, view, request).made[0].id


def described(sender: Sender) -> dict[str, object]:
    with sender.turn() as (turn, borrower):
        return describe_borrower(turn.session, borrower, terms=TERMS)


def test_what_was_asked_for_is_offered_first_and_stored_with_its_terms(proven: Sender) -> None:
    offer_id = offered(proven)
    with proven.database.reading() as session:
        row = session.get_one(Offer, offer_id)
    offer = loans.Offer.from_record(row.record)
    assert len(offer.installments) == 6
    assert row.terms_version == offer.terms_version
    assert loans.recompute(offer, TERMS["CN"]) == offer


def test_the_same_offer_is_agreed_once(proven: Sender) -> None:
    offer_id = offered(proven)
    references = set()
    for _ in range(2):
        proven.says("yes")
        with proven.turn() as (turn, borrower):
            references.add(agree(turn, borrower, offer_id, read_back={}).reference)
    assert len(references) == 1
    loan = described(proven)["loans"][0]
    assert [kept["status"] for kept in loan["arrangements"]] == ["agreed"]


def test_an_edited_message_binds_nothing(proven: Sender) -> None:
    offer_id = offered(proven)
    proven.says("yes", kind=MessageKind.EDITED)
    with proven.turn() as (turn, borrower), pytest.raises(NotAgreed) as refused:
        agree(turn, borrower, offer_id, read_back={})
    assert refused.value.code == "edited"


def test_an_offer_of_yesterday_is_stale(proven: Sender) -> None:
    offer_id = offered(proven)
    proven.waits(timedelta(days=1))
    with proven.turn() as (turn, borrower), pytest.raises(NotAgreed) as refused:
        agree(turn, borrower, offer_id, read_back={})
    assert refused.value.code == "stale"


def test_a_payment_since_then_makes_an_offer_stale(proven: Sender) -> None:
    offer_id = offered(proven)
    with proven.turn() as (turn, borrower):
        turn.session.add(
            Payment(
                loan_id=borrower.loans[0].id,
                reference="new",
                amount_minor=100,
                currency="CNY",
                received_on=date(2026, 11, 20),
                created_at=turn.now,
            )
        )
    with proven.turn() as (turn, borrower), pytest.raises(NotAgreed) as refused:
        agree(turn, borrower, offer_id, read_back={})
    assert refused.value.code == "stale"


def test_another_chats_offer_cannot_be_agreed(proven: Sender) -> None:
    offer_id = offered(proven)
    other = Sender(proven.database, "chat-2")
    other.proves()
    other.says("yes")
    with other.turn() as (turn, borrower), pytest.raises(NotAgreed) as refused:
        agree(turn, borrower, offer_id, read_back={})
    assert refused.value.code == "unknown"


def test_an_agreement_is_undone_within_the_cooling_off_time(proven: Sender) -> None:
    offer_id = offered(proven)
    with proven.turn() as (turn, borrower):
        row = agree(turn, borrower, offer_id, read_back={})
        assert turn.session.scalars(select(Pause.reason)).all() == ["arrangement"]
        assert last_undoable(turn, borrower) is row
    with proven.turn() as (turn, borrower):
        assert cancel(turn, borrower, turn.session.scalars(select(Arrangement)).one())
    loan = described(proven)["loans"][0]
    assert [kept["status"] for kept in loan["arrangements"]] == ["cancelled"]
    assert [entry["status"] for entry in loan["arrangements"][0]["entries"]] == [
        "agreed",
        "cancelled",
    ]


def test_the_cooling_off_time_ends(proven: Sender) -> None:
    offer_id = offered(proven)
    with proven.turn() as (turn, borrower):
        agree(turn, borrower, offer_id, read_back={})
    proven.waits(timedelta(hours=24, minutes=1))
    with proven.turn() as (turn, borrower):
        row = turn.session.scalars(select(Arrangement)).one()
        assert not cancel(turn, borrower, row)


def test_a_promise_is_made_once_for_a_message_and_judged_by_payments(proven: Sender) -> None:
    amount, day = loans.Money.parse("CNY 500.00"), date(2026, 11, 27)
    for _ in range(2):
        with proven.turn() as (turn, borrower):
            make_promise(turn, borrower, view_loans(turn, borrower)[0], amount, day)
    promises = described(proven)["loans"][0]["promises"]
    assert [(kept["amount"], kept["status"]) for kept in promises] == [("CNY 500.00", "pending")]
    proven.waits(timedelta(days=10))
    assert described(proven)["loans"][0]["promises"][0]["status"] == "broken"


def test_a_later_promise_takes_the_place_of_a_pending_one(proven: Sender) -> None:
    amount = loans.Money.parse("CNY 500.00")
    for day in (date(2026, 11, 25), date(2026, 11, 28)):
        proven.says("I will pay")
        with proven.turn() as (turn, borrower):
            make_promise(turn, borrower, view_loans(turn, borrower)[0], amount, day)
    promises = described(proven)["loans"][0]["promises"]
    assert [kept["status"] for kept in promises] == ["withdrawn", "pending"]


def test_a_promise_outside_the_terms_is_not_made(proven: Sender) -> None:
    amount, day = loans.Money.parse("CNY 5.00"), date(2027, 5, 1)
    with proven.turn() as (turn, borrower):
        view = view_loans(turn, borrower)[0]
        with pytest.raises(ValueError, match="too_far_ahead"):
            make_promise(turn, borrower, view, amount, day)


def test_hardship_is_logged_once_for_a_message_and_reason(proven: Sender) -> None:
    reasons = [loans.HardshipReason.JOB_LOSS, loans.HardshipReason.ILLNESS_INJURY]
    for _ in range(2):
        with proven.turn() as (turn, borrower):
            report_hardship(turn, borrower, reasons)
    with proven.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(HardshipReport)) == 2
    reports = described(proven)["hardship_reports"]
    assert [kept["reason"] for kept in reports] == ["job_loss", "illness_injury"]
