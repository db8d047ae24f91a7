"""Orders, charges, claims: on a real ledger, without pages and providers."""

from __future__ import annotations

from datetime import timedelta

import pytest
from people import TERMS, Sender
from sqlalchemy import func, select

from actions.papers import receipt
from bot.conversations.messages import IncomingFile, MessageKind
from bot.conversations.statuses import HandoffReason
from bot.ledger.clock import now as read_clock
from bot.ledger.payment_tables import PaymentOrder
from bot.ledger.tables import Pause, Payment
from bot.loans import Money
from bot.servicing.account import view_loans
from bot.servicing.claims import claim_state, find_booked, make_claim, open_claim, settle_claims
from bot.servicing.identity import end_trust
from bot.servicing.payments import (
    Charge,
    OrderState,
    PaymentRules,
    Posted,
    cancel_order,
    find_order,
    make_order,
    order_state,
    post_charge,
)
from bot.servicing.receipts import Till

FIVE_HUNDRED = Money.parse("CNY 500.00")
RULES = PaymentRules(link_life=timedelta(minutes=30))


@pytest.fixture
def proven(sender: Sender) -> Sender:
    sender.proves()
    sender.says("I want to pay 500")
    return sender


def till_of(sender: Sender) -> Till:
    return Till(sender.voice, TERMS, receipt)


def ordered(sender: Sender, amount: Money = FIVE_HUNDRED) -> tuple[str, str]:
    """The order's id and its link's token."""
    with sender.turn() as (turn, borrower):
        view = view_loans(turn, borrower)[0]
        order, token = make_order(turn, borrower, view, amount, rules=RULES)
        return order.id, token


def charged(
    sender: Sender, order_id: str, key: str = "one", amount: Money = FIVE_HUNDRED
) -> Posted:
    with sender.database.writing() as session:
        return post_charge(session, order_id, Charge(key, "test", amount), till=till_of(sender))


def booked(sender: Sender) -> list[int]:
    with sender.database.reading() as session:
        references = select(PaymentOrder.reference)
        return list(
            session.scalars(
                select(Payment.amount_minor)
                .where(Payment.reference.in_(references))
                .order_by(Payment.id)
            )
        )


def state_of(sender: Sender, order_id: str) -> OrderState:
    with sender.database.reading() as session:
        return order_state(session.get_one(PaymentOrder, order_id), now=read_clock(session))


def test_a_charge_is_booked_once_and_its_receipt_said_once(proven: Sender) -> None:
    order_id, _ = ordered(proven)
    assert [charged(proven, order_id) for _ in range(3)] == [
        Posted.POSTED,
        Posted.KNOWN,
        Posted.KNOWN,
    ]
    assert booked(proven) == [50000]
    assert proven.heard().count("utter_receipt") == 1
    message = proven.messages("assistant")[-1]
    assert (message.arguments or {})["files"]


def test_a_second_charge_for_a_paid_order_goes_to_a_person_and_not_to_the_loan(
    proven: Sender,
) -> None:
    order_id, _ = ordered(proven)
    charged(proven, order_id, "one")
    assert charged(proven, order_id, "two") is Posted.EXTRA
    assert booked(proven) == [50000]
    assert proven.heard()[-1] == "utter_payment_extra"
    assert proven.conversation().handoff_reason == HandoffReason.PAYMENT.value


def test_what_arrived_is_booked_and_not_what_was_asked(proven: Sender) -> None:
    order_id, _ = ordered(proven)
    charged(proven, order_id, amount=Money.parse("CNY 499.00"))
    assert booked(proven) == [49900]
    assert "500" in proven.messages("assistant")[-1].text


def test_another_currency_is_not_booked(proven: Sender) -> None:
    order_id, _ = ordered(proven)
    assert charged(proven, order_id, amount=Money.parse("HKD 500.00")) is Posted.REFUSED
    assert booked(proven) == []
    assert proven.heard()[-1] == "utter_payment_other_currency"


def test_more_than_is_owed_is_told_as_the_borrowers_own(proven: Sender) -> None:
    order_id, _ = ordered(proven)
    charged(proven, order_id, amount=Money.parse("CNY 99999.00"))
    assert booked(proven) == [9999900]
    assert "part_receipt_too_much" in str(proven.messages("assistant")[-1].arguments)


def test_money_that_arrives_late_is_booked_all_the_same(proven: Sender) -> None:
    order_id, _ = ordered(proven)
    proven.waits(timedelta(hours=2))
    assert state_of(proven, order_id) is OrderState.EXPIRED
    assert charged(proven, order_id) is Posted.POSTED
    assert state_of(proven, order_id) is OrderState.PAID


def test_a_new_link_replaces_the_earlier_one(proven: Sender) -> None:
    first, _ = ordered(proven)
    proven.says("rather 300")
    second, _ = ordered(proven, Money.parse("CNY 300.00"))
    assert state_of(proven, first) is OrderState.REPLACED
    assert state_of(proven, second) is OrderState.OPEN


def test_the_same_message_makes_one_order(proven: Sender) -> None:
    first, token = ordered(proven)
    second, other = ordered(proven)
    assert first == second
    assert token != other


def test_a_cancelled_order_is_not_cancelled_twice(proven: Sender) -> None:
    order_id, _ = ordered(proven)
    for expected in (True, False):
        with proven.database.writing() as session:
            assert cancel_order(session, order_id, till=till_of(proven)) is expected
    assert proven.heard().count("utter_payment_cancelled") == 1


def test_a_link_dies_with_the_proof_under_which_it_was_made(proven: Sender) -> None:
    _, token = ordered(proven)
    with proven.turn() as (turn, _):
        assert find_order(turn.session, token, now=turn.now) is not None
        assert find_order(turn.session, "x" * 32, now=turn.now) is None
        end_trust(turn.conversation, now=turn.now)
        assert find_order(turn.session, token, now=turn.now) is None


def claimed(sender: Sender, amount: Money | None = FIVE_HUNDRED) -> None:
    with sender.turn() as (turn, borrower):
        view = view_loans(turn, borrower)[0]
        make_claim(turn, borrower, view, amount, view.state.as_of)


def arrives(sender: Sender, amount: Money = FIVE_HUNDRED) -> None:
    with sender.turn() as (turn, borrower):
        view = view_loans(turn, borrower)[0]
        view.row.payments.append(
            Payment(
                reference=f"T-{turn.session.scalar(select(func.count(Payment.id)))}",
                amount_minor=amount.minor,
                currency=amount.currency,
                received_on=view.state.as_of,
                created_at=turn.now,
            )
        )


def settled(sender: Sender) -> None:
    with sender.database.writing() as session:
        settle_claims(session, voice=sender.voice)


def standing_pauses(sender: Sender) -> list[str]:
    with sender.database.reading() as session:
        return list(session.scalars(select(Pause.reason).where(Pause.ended_at.is_(None))))


def test_a_claim_rests_reminders_until_its_payment_is_booked(proven: Sender) -> None:
    claimed(proven)
    settled(proven)
    assert standing_pauses(proven) == ["payment_claim"]
    arrives(proven)
    settled(proven)
    settled(proven)
    assert proven.heard().count("utter_claim_found") == 1
    assert standing_pauses(proven) == []


def test_another_amount_does_not_answer_a_claim(proven: Sender) -> None:
    claimed(proven)
    arrives(proven, Money.parse("CNY 499.00"))
    settled(proven)
    assert "utter_claim_found" not in proven.heard()


def test_a_payment_by_link_does_not_answer_a_claim(proven: Sender) -> None:
    claimed(proven)
    proven.says("then I pay it again")
    order_id, _ = ordered(proven)
    charged(proven, order_id)
    settled(proven)
    assert "utter_claim_found" not in proven.heard()


def test_a_claim_that_is_not_found_goes_to_a_person(proven: Sender) -> None:
    claimed(proven)
    proven.waits(timedelta(days=5, minutes=1))
    settled(proven)
    assert proven.heard()[-1] == "utter_claim_not_found"
    assert proven.conversation().handoff_reason == HandoffReason.PAYMENT.value
    assert standing_pauses(proven) == []


def test_a_photo_sent_while_a_claim_is_open_is_its_evidence(proven: Sender) -> None:
    claimed(proven)
    proven.says(kind=MessageKind.PHOTO, file=IncomingFile(name="receipt.jpg", size=9))
    assert proven.heard()[-1] == "utter_claim_evidence"
    with proven.database.reading() as session:
        claim = open_claim(session, proven.conversation())
        assert claim is not None
        assert [entry.entry for entry in claim.entries] == ["evidence"]
        assert claim_state(claim) == "open"


def test_what_is_booked_already_is_found_before_it_is_claimed(proven: Sender) -> None:
    arrives(proven)
    with proven.turn() as (turn, borrower):
        view = view_loans(turn, borrower)[0]
        assert find_booked(view, FIVE_HUNDRED, view.state.as_of) is not None
        assert find_booked(view, Money.parse("CNY 1.00"), view.state.as_of) is None
