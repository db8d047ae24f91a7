from dataclasses import replace
from decimal import Decimal

import pytest

from bot.loans import Budget, FactsError, Money, NextStep, afford


def cny(amount):
    return Money.of(amount, "CNY")


def test_what_is_left_after_living_and_other_debts_is_the_surplus(terms):
    answer = afford(Budget(cny(6000), cny(4000), cny("500.50")), terms)
    assert answer.surplus == cny("1499.50")
    assert answer.proposable == answer.surplus
    assert answer.next_step is NextStep.OFFERS


def test_a_part_of_the_surplus_stays_for_the_unexpected(terms):
    careful = replace(terms, surplus_share=Decimal("0.9"))
    answer = afford(Budget(cny(6000), cny(4000), cny("999.99")), careful)
    assert answer.proposable == cny("900.00")


@pytest.mark.parametrize("income", [4000, 3000])
def test_without_a_surplus_a_person_and_free_advice_come_next(terms, income):
    answer = afford(Budget(cny(income), cny(4000), cny(0)), terms)
    assert answer.next_step is NextStep.PERSON_AND_DEBT_ADVICE
    assert answer.proposable == cny(0)
    assert answer.surplus == cny(income - 4000)


def test_a_negative_answer_is_refused():
    with pytest.raises(FactsError) as caught:
        Budget(cny(6000), cny(-1), cny(0))
    assert caught.value.code == "negative_amount"
    assert caught.value.arguments == {"answer": "essentials"}
    assert Budget(cny(0), cny(0), cny(0)).income == cny(0)
