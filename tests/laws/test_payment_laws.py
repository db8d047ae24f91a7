"""Laws of booking, whatever is told in whatever order, how often, and by how many at once.

1. An order is booked at most once, by the first charge in its currency, with what that one took.
2. Its receipt is said exactly as often as it is booked.
3. A charge that was told before changes nothing.
4. Whatever arrived and was not booked is in a person's hands.
"""

from __future__ import annotations

import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from people import Sender, load_people
from sqlalchemy import select

from actions.papers import receipt
from bot.ledger.database import Database
from bot.ledger.payment_tables import PaymentOrderEntry
from bot.ledger.tables import Payment
from bot.loans import Money
from bot.servicing.account import view_loans
from bot.servicing.payments import (
    Charge,
    PaymentRules,
    cancel_order,
    make_order,
    note_failure,
    post_charge,
)
from bot.servicing.receipts import Till
from bot.terms import load_all

TERMS = load_all()
NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)

charges = st.builds(
    Charge,
    key=st.sampled_from(["a", "b", "c"]),
    by=st.just("test"),
    amount=st.sampled_from([Money(50000, "CNY"), Money(49900, "CNY"), Money(50000, "HKD")]),
)
steps = st.one_of(charges, st.sampled_from(["failed", "cancelled", "waits"]))


@given(told=st.lists(steps, min_size=1, max_size=8), together=st.booleans())
@settings(max_examples=25)
def test_a_payment_posts_once_under_any_interleaving(empty_ledger_file, told, together):
    with tempfile.TemporaryDirectory() as folder:
        file = shutil.copy(empty_ledger_file, folder)
        database = Database(f"sqlite:///{file}")
        try:
            _hold(database, told, together=together)
        finally:
            database.close()


def _hold(database, told, *, together):
    load_people(database, NOW)
    sender = Sender(database)
    sender.proves()
    sender.says("I want to pay 500")
    till = Till(sender.voice, TERMS, receipt)
    with sender.turn() as (turn, borrower):
        view = view_loans(turn, borrower)[0]
        order, _ = make_order(turn, borrower, view, Money(50000, "CNY"), rules=PaymentRules())

    def tell(step):
        if step == "waits":
            sender.waits(timedelta(minutes=20))
            return
        with database.writing() as session:
            if isinstance(step, Charge):
                post_charge(session, order.id, step, till=till)
            elif step == "failed":
                note_failure(session, order.id, key="f", by="test", till=till)
            else:
                cancel_order(session, order.id, till=till)

    if together:
        with ThreadPoolExecutor(4) as many:
            list(many.map(tell, told))
    else:
        for step in told:
            tell(step)
    for step in told:  # all of it once more, as providers do
        if isinstance(step, Charge):
            tell(step)
    _judge(database, sender, order, [step for step in told if isinstance(step, Charge)])


def _judge(database, sender, order, told):
    with database.reading() as session:
        booked = list(session.scalars(select(Payment).where(Payment.reference == order.reference)))
        entries = list(
            session.scalars(select(PaymentOrderEntry).where(PaymentOrderEntry.order_id == order.id))
        )
    by_entry = {
        name: [e for e in entries if e.entry == name] for name in ("paid", "extra", "refused")
    }
    assert len(booked) == len(by_entry["paid"]) <= 1
    assert sender.heard().count("utter_receipt") == len(booked)
    if booked:
        assert booked[0].amount_minor == by_entry["paid"][0].amount_minor
    arrived = [entry for kept in by_entry.values() for entry in kept]
    assert sorted(entry.key for entry in arrived) == sorted({charge.key for charge in told})
    aside = by_entry["extra"] or by_entry["refused"]
    assert bool(aside) == (sender.conversation().handoff_reason == "payment")
