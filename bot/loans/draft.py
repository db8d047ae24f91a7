"""An offer before everything that all offers share is added to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from bot.loans.loan import Part
from bot.loans.money import Money
from bot.loans.offer import IfMissed, Step
from bot.loans.schedule import Row
from bot.loans.state import Owed


@dataclass(frozen=True)
class Draft:
    """What a kind of offer decides itself; money is in minor units.

    With ``replaces`` the rows become the loan's own installments in the place of those numbers.
    """

    rows: Sequence[Row]
    loan_total: int
    arithmetic: tuple[Step, ...]
    if_missed: IfMissed = IfMissed.SECOND_CHANCE_THEN_BROKEN
    replaces: tuple[int, ...] = ()
    waived: Mapping[Part, Money] = field(default_factory=dict)
    closes_loan: bool = False
    credit_used: bool = False
    """What was paid ahead is already taken off the rows."""
    apr: Decimal | None = None


def pour(parts: Owed, amounts: Iterable[int], order: Iterable[Part]) -> Iterator[dict[Part, int]]:
    """Split each amount over the parts still owed, in allocation order."""
    left = {part: _amount(parts, part) for part in order}
    for amount in amounts:
        taken = {}
        for part, owed_part in left.items():
            taken[part] = min(owed_part, amount)
            left[part] -= taken[part]
            amount -= taken[part]  # noqa: PLW2901 - what is left of this amount
        yield taken


def row_of_parts(number: int, due: date, parts: Mapping[Part, int]) -> Row:
    return Row(
        number,
        due,
        parts.get(Part.PRINCIPAL, 0),
        parts.get(Part.INTEREST, 0),
        parts.get(Part.FEES, 0),
        parts.get(Part.PENALTY_INTEREST, 0),
    )


def _amount(parts: Owed, part: Part) -> int:
    amount: Money = getattr(parts, part.value)
    return amount.minor
