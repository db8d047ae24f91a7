"""The rules of money: offers of each kind for one loan, arrears of a whole portfolio.

Processor time of this process, the best of several rounds, so that a busy machine matters less.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from time import process_time

from bot.loans import (
    LateCharges,
    Loan,
    LoanTerms,
    Money,
    OfferKind,
    OfferRequest,
    Payment,
    arrears_of,
    compute_offers,
)
from bot.terms import load_all
from tests.bench.figures import Figure

TODAY = date(2026, 4, 20)
PORTFOLIO = 100_000
SAMPLED = 5_000


def late_loan(number=0):
    """Twelve installments, one paid, two missed; amounts differ from loan to loan."""
    terms = LoanTerms(
        reference=f"L-{number}",
        product="consumer_loan",
        jurisdiction="CN",
        principal=Money(1_000_000 + number % 977 * 1000, "CNY"),
        annual_rate=Decimal("0.144"),
        disbursed_on=date(2026, 1, 15) - timedelta(days=number % 11),
        first_due_on=date(2026, 2, 15) - timedelta(days=number % 11),
        installments=12 + number % 13,
        late_charges=LateCharges(penalty_annual_rate=Decimal("0.216"), grace_days=3),
    )
    return Loan(terms, (Payment(f"P-{number}", Money(100_000, "CNY"), terms.first_due_on),))


def best(task, rounds=7, times=20):
    """Milliseconds of one call, in the best round."""
    taken = []
    for _ in range(rounds):
        start = process_time()
        for _ in range(times):
            task()
        taken.append((process_time() - start) / times)
    return min(taken) * 1000


def measure() -> Iterable[Figure]:
    terms, loan = load_all()["CN"], late_loan()
    for kind in OfferKind:
        request = OfferRequest(kind=kind, due_day=28)
        taken = best(partial(compute_offers, loan, request, terms, today=TODAY))
        yield Figure(f"offers of one kind for a loan: {kind.value}", taken, "ms", 1)
    everything = best(partial(compute_offers, loan, OfferRequest(), terms, today=TODAY))
    yield Figure("offers of every kind for a loan", everything, "ms")
    loans = [late_loan(number) for number in range(SAMPLED)]
    taken = best(lambda: [arrears_of(each, today=TODAY) for each in loans], 5, 1)
    whole = taken / 1000 * PORTFOLIO / SAMPLED
    yield Figure(f"arrears of {PORTFOLIO:,} loans, from {SAMPLED:,}", whole, "s", 10)
