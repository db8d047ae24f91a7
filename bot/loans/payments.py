"""Which payments count: each reference once, reversed ones not at all."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from bot.loans.errors import FactsError
from bot.loans.loan import Payment


def net_payments(payments: Iterable[Payment], *, today: date) -> list[Payment]:
    """Received by today and not taken back by today, in the order received."""
    received: dict[str, Payment] = {}
    reversals: dict[str, Payment] = {}
    for payment in payments:
        known = received.get(payment.reference) or reversals.get(payment.reference)
        if known is not None and known != payment:
            raise FactsError("reference_used_twice", payment=payment.reference)
        if payment.received_on <= today:
            kept = received if payment.reversal_of is None else reversals
            kept[payment.reference] = payment
    taken_back = {_reversed(reversal, received) for reversal in reversals.values()}
    kept_payments = [p for p in received.values() if p.reference not in taken_back]
    kept_payments.sort(key=_day)
    return kept_payments


def _day(payment: Payment) -> date:
    return payment.received_on


def _reversed(reversal: Payment, received: dict[str, Payment]) -> str:
    original = received.get(reversal.reversal_of or "")
    if original is None:
        raise FactsError("reversal_of_nothing", payment=reversal.reference)
    if original.amount != reversal.amount:
        raise FactsError("reversal_differs", payment=reversal.reference)
    return original.reference
