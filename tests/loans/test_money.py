from decimal import ROUND_UP, Decimal

import pytest

from bot.loans import CurrencyMismatchError, LoanError, Money, total


@pytest.mark.parametrize(
    ("currency", "text", "minor"),
    [("CNY", "12.50", 1250), ("JPY", "1250", 1250), ("KWD", "1.250", 1250), ("CNY", "-0.01", -1)],
)
def test_minor_units_follow_the_currency(currency, text, minor):
    money = Money.of(text, currency)
    assert money.minor == minor
    assert str(money) == f"{currency} {text}"
    assert Money.parse(str(money)) == money


@pytest.mark.parametrize("amount", ["12.505", "x", "NaN", "Infinity", ""])
def test_what_is_no_amount_of_the_currency_is_refused(amount):
    with pytest.raises(LoanError):
        Money.of(amount, "CNY")


@pytest.mark.parametrize("text", ["12.50", "cny 1.00", "CNY", "CNYX 1.00"])
def test_text_without_a_currency_is_refused(text):
    with pytest.raises(LoanError):
        Money.parse(text)


def test_rounding_is_half_even_unless_said_otherwise():
    assert Money.round(Decimal("0.125"), "CNY").minor == 12
    assert Money.round(Decimal("0.135"), "CNY").minor == 14
    assert Money.round(Decimal("0.121"), "CNY", rounding=ROUND_UP).minor == 13
    assert Money(25, "CNY").share(Decimal("0.1")).minor == 2


def test_two_currencies_do_not_add():
    with pytest.raises(CurrencyMismatchError):
        Money.of(1, "CNY") + Money.of(1, "HKD")
    with pytest.raises(CurrencyMismatchError):
        assert Money.of(1, "CNY") < Money.of(1, "HKD")


def test_the_last_part_of_a_split_absorbs_the_rest():
    assert [part.minor for part in Money(10000, "CNY").split(3)] == [3333, 3333, 3334]
    assert Money(5, "CNY").split(1) == (Money(5, "CNY"),)
    with pytest.raises(LoanError):
        Money(5, "CNY").split(0)


def test_a_split_by_weights_gives_odd_units_to_the_largest_remainders():
    assert [part.minor for part in Money(100, "CNY").split_by([1, 1, 1])] == [34, 33, 33]
    assert [part.minor for part in Money(100, "CNY").split_by([0, 2, 1])] == [0, 67, 33]
    assert Money(7, "JPY").split_by([1]) == (Money(7, "JPY"),)
    for weights in ([], [0], [2, -1]):
        with pytest.raises(LoanError):
            Money(100, "CNY").split_by(weights)


def test_arithmetic_keeps_the_currency():
    a, b = Money(300, "CNY"), Money(100, "CNY")
    assert (a + b, a - b, a * 2, -a) == tuple(Money(m, "CNY") for m in (400, 200, 600, -300))
    assert b < a
    assert bool(a)
    assert not Money.zero("CNY")
    assert total((), "CNY") == Money.zero("CNY")
    assert total((a, b), "CNY").minor == 400
