"""Worked examples of regulators, and the law's two ways of naming a rate."""

from decimal import Decimal

import pytest

from bot.loans import AprMethod, LoanError, Money, annual_percentage_rate

EFFECTIVE, NOMINAL = AprMethod.EFFECTIVE, AprMethod.NOMINAL


def eur(amount):
    return Money.of(amount, "EUR")


@pytest.mark.parametrize(
    ("advance", "repayments", "periods", "rate"),
    [
        # Directive 98/7/EC, Annex II, first to fourth example, in months.
        (1000, [(18, 1200)], 12, "0.1292"),
        (950, [(18, 1200)], 12, "0.1685"),
        (1000, [(12, 600), (24, 600)], 12, "0.1307"),
        (1000, [(3, 272), (6, 272), (12, 544)], 12, "0.1319"),
    ],
)
def test_the_effective_rate_agrees_with_the_directive(advance, repayments, periods, rate):
    flows = [(period, eur(amount)) for period, amount in repayments]
    assert annual_percentage_rate(eur(advance), flows, periods, EFFECTIVE) == Decimal(rate)


def test_the_nominal_rate_agrees_with_regulation_z():
    # Appendix J (c)(1)(i): 5,000 repaid by 24 monthly payments of 230 is 9.69 %.
    flows = [(period, Money.of(230, "USD")) for period in range(1, 25)]
    rate = annual_percentage_rate(Money.of(5000, "USD"), flows, 12, NOMINAL)
    assert round(rate, 4) == Decimal("0.0969")


def test_the_search_comes_to_the_same_rate_from_above():
    flows = [(period, eur(230)) for period in range(1, 25)]
    rates = {
        annual_percentage_rate(eur(5000), flows, 12, near=Decimal(near))
        for near in ("0", "0.09", "2")
    }
    assert len(rates) == 1


def test_what_is_given_without_interest_has_a_rate_of_zero():
    flows = [(1, eur(50)), (2, eur(50))]
    assert annual_percentage_rate(eur(100), flows, 12) == 0


def test_less_repaid_than_advanced_has_no_rate():
    with pytest.raises(LoanError, match="repaid_less_than_advanced"):
        annual_percentage_rate(eur(100), [(1, eur(99))], 12)
