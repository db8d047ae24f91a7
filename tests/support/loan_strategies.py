"""Loans, payments and requests as they come in a portfolio, for the laws."""

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from bot.loans import (
    AllocateBy,
    BusinessDays,
    DayCount,
    Frequency,
    LateCharges,
    Limits,
    Loan,
    LoanTerms,
    Method,
    Money,
    OfferKind,
    OfferRequest,
    Part,
    Payment,
    PenaltyBase,
    ProductTerms,
    Role,
    Terms,
)

currencies = st.sampled_from(["CNY", "JPY", "KWD"])
START = date(2025, 1, 31)
HOLIDAYS = frozenset({date(2025, 5, 1), date(2025, 10, 1), date(2025, 12, 25), date(2026, 1, 1)})


def rates(most):
    return st.integers(0, most * 10000).map(lambda basis: Decimal(basis) / 10000)


@st.composite
def late_charges_st(draw, currency):
    return LateCharges(
        penalty_annual_rate=draw(rates(1)),
        penalty_days_in_year=draw(st.sampled_from([360, 365])),
        penalty_base=draw(st.sampled_from(PenaltyBase)),
        late_fee=draw(st.none() | st.integers(1, 5000).map(lambda m: Money(m, currency))),
        late_fee_rate=draw(st.sampled_from([Decimal(0), Decimal("0.05")])),
        late_fee_max=draw(st.none() | st.integers(1, 5000).map(lambda m: Money(m, currency))),
        grace_days=draw(st.integers(0, 10)),
        cap_rate=draw(st.none() | rates(1)),
    )


@st.composite
def loan_terms_st(draw):
    currency = draw(currencies)
    disbursed = START + timedelta(days=draw(st.integers(0, 90)))
    method = draw(st.sampled_from(Method))
    return LoanTerms(
        reference="L-1",
        product="loan",
        jurisdiction="CN",
        principal=Money(draw(st.integers(1_000, 50_000_000)), currency),
        annual_rate=draw(rates(1)),
        disbursed_on=disbursed,
        first_due_on=disbursed + timedelta(days=draw(st.integers(1, 60))),
        installments=draw(st.integers(1, 40)),
        frequency=draw(st.sampled_from(Frequency)),
        method=method,
        day_count=draw(st.sampled_from(DayCount)),
        business_days=draw(st.sampled_from(BusinessDays)),
        fee_rate=draw(rates(1)) / 20 if method is Method.FLAT_FEE else Decimal(0),
        minimum_rate=Decimal("0.05") if method is Method.REVOLVING else Decimal(0),
        minimum=Money(500, currency) if method is Method.REVOLVING else None,
        late_charges=draw(late_charges_st(currency)),
        allocation=tuple(draw(st.permutations(list(Part)))),
        allocate_by=draw(st.sampled_from(AllocateBy)),
        early_settlement_rate=draw(st.sampled_from([Decimal(0), Decimal("0.01")])),
    )


@st.composite
def payments_st(draw, terms):
    payments = []
    for number in range(draw(st.integers(0, 8))):
        amount = Money(draw(st.integers(1, terms.principal.minor)), terms.currency)
        day = terms.disbursed_on + timedelta(days=draw(st.integers(0, 600)))
        payments.append(Payment(f"P-{number}", amount, day))
        if draw(st.integers(0, 4)) == 0:
            back = day + timedelta(days=draw(st.integers(0, 30)))
            payments.append(Payment(f"R-{number}", amount, back, reversal_of=f"P-{number}"))
    return tuple(payments)


@st.composite
def loans_st(draw):
    terms = draw(loan_terms_st())
    return Loan(terms, draw(payments_st(terms)))


@st.composite
def days_st(draw, loan):
    return loan.terms.disbursed_on + timedelta(days=draw(st.integers(1, 700)))


@st.composite
def requests_st(draw, loan):
    most = loan.terms.principal.minor
    amounts = st.none() | st.integers(1, most).map(lambda m: Money(m, loan.currency))
    return OfferRequest(
        kind=draw(st.none() | st.sampled_from(OfferKind)),
        installments=draw(st.none() | st.integers(1, 40)),
        amount=draw(amounts),
        days=draw(st.none() | st.integers(1, 100)),
        due_day=draw(st.none() | st.integers(1, 31)),
        skipped=draw(st.none() | st.integers(1, 6)),
        percent=draw(st.none() | st.integers(1, 100)),
        surplus=draw(amounts),
        includes_regular=draw(st.booleans()),
        starts_on=draw(st.none() | days_st(loan)),
        beside=draw(st.booleans()),
    )


def terms_for(currency, *, interest_runs=True):
    """Wide limits: every kind of offer is there."""
    limits = tuple(
        Limits(
            kind,
            approval=Role.ASSISTANT,
            max_installments=36,
            max_days=60,
            max_deferred_installments=6,
            interest_runs=interest_runs,
            max_waived_rate=Decimal("0.6"),
            min_payment_rate=Decimal("0.25"),
        )
        for kind in OfferKind
    )
    return Terms("laws-1", "CN", currency, {"loan": ProductTerms(limits)})
