"""The terms that come with the program, tried on loans as each place has them."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

import bot
from bot.loans import (
    DelinquencyBucket,
    IfMissed,
    LateCharges,
    Loan,
    LoanTerms,
    Mark,
    Money,
    OfferKind,
    OfferRequest,
    Reason,
    Role,
    compute_offers,
    recompute,
)
from bot.terms import load_all
from bot.terms.debt_advice import load_debt_advice

DOMAIN = Path(bot.__file__).parent.parent / "domain.yml"
TERMS = load_all()


def late_loan(terms, product):
    lent = LoanTerms(
        reference="L-1",
        product=product,
        jurisdiction=terms.jurisdiction,
        principal=Money.of(12000, terms.currency),
        annual_rate=Decimal("0.12"),
        disbursed_on=date(2026, 1, 15),
        first_due_on=date(2026, 2, 15),
        installments=12,
        late_charges=LateCharges(penalty_annual_rate=Decimal("0.18"), grace_days=3),
    )
    return Loan(lent)


CASES = [(place, product) for place, terms in TERMS.items() for product in terms.products]


@pytest.mark.parametrize(("place", "product"), CASES)
def test_a_late_borrower_gets_offers_everywhere(place, product):
    terms = TERMS[place]
    loan = late_loan(terms, product)
    offers = compute_offers(loan, OfferRequest(), terms, today=date(2026, 4, 1))
    kinds = {offer.kind for offer in offers.made}
    assert {OfferKind.ARREARS_PLAN, OfferKind.RESPREAD, OfferKind.EARLY_SETTLEMENT} <= kinds
    assert {mark for offer in offers.made for mark in offer.marks} == set(Mark)
    for offer in offers.made:
        assert offer.disclosures
        assert offer.approval is Role.ASSISTANT
        assert recompute(offer, terms) == offer


@pytest.mark.parametrize("place", TERMS)
def test_every_limit_names_a_kind_whose_disclosures_are_named(place):
    terms = TERMS[place]
    for product in terms.products.values():
        for limits in product.limits:
            assert terms.disclosures[limits.kind]


@pytest.mark.parametrize("place", TERMS)
def test_every_disclosure_and_what_happens_if_missed_has_its_text(place):
    domain = yaml.safe_load(DOMAIN.read_text("utf-8"))["responses"]
    named = {name for names in TERMS[place].disclosures.values() for name in names}
    assert {f"part_disclosure_{name}" for name in named} <= domain.keys()
    assert {f"part_missed_{missed.value}" for missed in IfMissed} <= domain.keys()
    assert {f"part_refused_{reason.value}" for reason in Reason} <= domain.keys()
    for kind in OfferKind:
        told = {f"part_{what}_{kind.value}" for what in ("kind", "help", "help_button")}
        assert told <= domain.keys()


def test_debt_advice_that_nobody_has_checked_is_not_named(tmp_path):
    file = tmp_path / "advice.yml"
    entry = "  - {name: A, contact: '1', source: s"
    file.write_text(f"GB:\n{entry}, checked_on: 2026-11-22}}\n{entry}}}\n", "utf-8")
    assert len(load_debt_advice(file).for_country("GB")) == 1
    assert load_debt_advice(file).for_country("CN") == ()
    shipped = load_debt_advice()
    assert all(adviser.source for kept in shipped.by_country.values() for adviser in kept)


@pytest.mark.parametrize("place", TERMS)
def test_authority_grows_with_the_limits_of_a_kind(place):
    """The first limits that allow an offer decide who agrees it, so they stand in this order."""
    order = list(Role)
    for product in TERMS[place].products.values():
        for kind in OfferKind:
            for bucket in DelinquencyBucket:
                roles = [
                    order.index(kept.approval)
                    for kept in product.limits
                    if kept.kind is kind and bucket in kept.buckets
                ]
                assert roles == sorted(roles)


@pytest.mark.parametrize("place", TERMS)
def test_reminders_keep_within_the_hours_of_the_place(place):
    contact = TERMS[place].contact
    for window in (contact.workdays, contact.weekends):
        assert 8 <= window.opens.hour < window.closes.hour <= 22
    assert contact.max_a_day == 1
