"""An installment while a loan is played: what is still unpaid of it, in minor units."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.loans.schedule import Row


@dataclass(slots=True)
class Item:
    """One installment with what is still unpaid of it.

    ``minor_days`` is unpaid amount × days; ``earned_…`` is what had been due before it was moved.
    """

    number: int
    due: date
    scheduled: int
    principal: int
    interest: int
    fees: int
    penalty: int
    accrued_until: date
    minor_days: int = 0
    penalty_charged: int = 0
    late_fee_charged: int = 0
    earned_principal: int = 0
    earned_interest: int = 0
    earned_fees: int = 0

    @classmethod
    def of(cls, row: Row) -> Item:
        scheduled = row.principal + row.interest + row.fees + row.penalty
        return cls(
            row.number,
            row.due,
            scheduled,
            row.principal,
            row.interest,
            row.fees,
            row.penalty,
            row.due,
        )

    @property
    def unpaid(self) -> int:
        return self.principal + self.interest + self.fees + self.penalty
