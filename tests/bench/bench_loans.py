"""How long the rules of money take: ``python -m tests.bench.bench_loans``.

Processor time of this process, the best of several rounds, so that a busy machine matters less.
"""

from datetime import date, timedelta
from decimal import Decimal
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
    assess,
    compute_offers,
)
from bot.terms import load_all

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


def run():
    terms = load_all()["CN"]
    loan = late_loan()
    print("offers for one loan, milliseconds (budget 1)")
    for kind in OfferKind:
        request = OfferRequest(kind=kind, due_day=28)
        taken = best(lambda request=request: compute_offers(loan, request, terms, today=TODAY))
        print(f"  {kind.value:20} {taken:6.2f}")
    everything = best(lambda: compute_offers(loan, OfferRequest(), terms, today=TODAY))
    print(f"  {'all kinds at once':20} {everything:6.2f}")
    print(f"  {'state of one loan':20} {best(lambda: assess(loan, today=TODAY)):6.2f}")
    loans = [late_loan(number) for number in range(SAMPLED)]
    seconds = best(lambda: [arrears_of(each, today=TODAY) for each in loans], 5, 1) / 1000
    whole = seconds * PORTFOLIO / SAMPLED
    print(f"arrears of {PORTFOLIO:,} loans, seconds (budget 10), from {SAMPLED:,}: {whole:.1f}")
    seconds = best(lambda: [assess(each, today=TODAY) for each in loans], 3, 1) / 1000
    print(f"  their whole states, seconds: {seconds * PORTFOLIO / SAMPLED:.1f}")


if __name__ == "__main__":
    run()
