"""Money is neither made nor lost.

1. A split sums to the amount, and parts of an equal split differ by less than the number of parts.
2. What ``str`` writes, ``parse`` reads.
"""

from hypothesis import given
from hypothesis import strategies as st
from loan_strategies import currencies

from bot.loans import Money

moneys = st.builds(Money, st.integers(-(10**12), 10**12), currencies)


@given(moneys, st.integers(1, 600))
def test_a_split_sums_to_the_amount(money, count):
    parts = money.split(count)
    assert sum(part.minor for part in parts) == money.minor
    assert len(parts) == count
    assert 0 <= parts[-1].minor - parts[0].minor < count


@given(moneys, st.lists(st.integers(0, 10**6), min_size=1).filter(any))
def test_a_split_by_weights_sums_to_the_amount(money, weights):
    parts = money.split_by(weights)
    assert sum(part.minor for part in parts) == money.minor
    assert all(
        abs(part.minor * sum(weights) - money.minor * weight) < sum(weights)
        for part, weight in zip(parts, weights, strict=True)
    )


@given(moneys)
def test_what_is_written_is_read(money):
    assert Money.parse(str(money)) == money
    assert Money.of(money.decimal, money.currency) == money
