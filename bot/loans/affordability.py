"""What a borrower can pay: three questions, a surplus, and nothing proposed above it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_FLOOR
from enum import Enum

from bot.loans.errors import FactsError
from bot.loans.money import Money
from bot.loans.terms import Terms


@dataclass(frozen=True)
class Budget:
    """A month in three answers: income after tax, what one lives on, other debts' payments."""

    income: Money
    essentials: Money
    other_debts: Money

    def __post_init__(self) -> None:
        for answer in ("income", "essentials", "other_debts"):
            if getattr(self, answer).minor < 0:
                raise FactsError("negative_amount", answer=answer)


class NextStep(str, Enum):
    """Without a surplus no offer helps: a person takes over and names free debt advice."""

    OFFERS = "offers"
    PERSON_AND_DEBT_ADVICE = "person_and_debt_advice"


@dataclass(frozen=True)
class Affordability:
    """``surplus`` may be negative; ``proposable`` is what offers may take of it a month."""

    surplus: Money
    proposable: Money
    next_step: NextStep


def afford(budget: Budget, terms: Terms) -> Affordability:
    """Income less essentials less other debts; the terms say how much of it offers may take."""
    surplus = budget.income - budget.essentials - budget.other_debts
    if surplus.minor <= 0:
        zero = Money.zero(surplus.currency)
        return Affordability(surplus, zero, NextStep.PERSON_AND_DEBT_ADVICE)
    proposable = surplus.share(terms.surplus_share, rounding=ROUND_FLOOR)
    return Affordability(surplus, proposable, NextStep.OFFERS)
