"""A loan that everybody can check by hand: CNY 12,000 over 12 months at 14.4 % a year."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from bot.loans import (
    LateCharges,
    Limits,
    LoanTerms,
    Money,
    OfferKind,
    ProductTerms,
    Role,
    Terms,
)


def cny(amount):
    return Money.of(amount, "CNY")


@pytest.fixture
def loan_terms():
    return LoanTerms(
        reference="L-1",
        product="consumer_loan",
        jurisdiction="CN",
        principal=cny(12000),
        annual_rate=Decimal("0.144"),
        disbursed_on=date(2026, 1, 15),
        first_due_on=date(2026, 2, 15),
        installments=12,
        late_charges=LateCharges(penalty_annual_rate=Decimal("0.216"), grace_days=3),
    )


@pytest.fixture
def terms():
    limits = (
        Limits(OfferKind.ARREARS_PLAN, max_installments=12, min_installment=cny(50)),
        Limits(OfferKind.ARREARS_PLAN, approval=Role.AGENT, max_installments=24),
        Limits(OfferKind.DEFERRAL, max_days=30, max_in_12_months=1),
    )
    return Terms(
        version="test-1",
        jurisdiction="CN",
        currency="CNY",
        products={"consumer_loan": ProductTerms(limits)},
        disclosures={OfferKind.ARREARS_PLAN: ("dates_and_amounts",)},
    )


@pytest.fixture
def wide_terms(terms):
    """Every kind of offer, inside limits that no test here reaches by accident."""
    limits = tuple(
        Limits(
            kind,
            max_installments=36,
            max_days=60,
            max_deferred_installments=3,
            max_waived_rate=Decimal("0.5"),
            min_payment_rate=Decimal("0.5"),
            first_payment_within_days=14,
        )
        for kind in OfferKind
    )
    return replace(terms, products={"consumer_loan": ProductTerms(limits)})
