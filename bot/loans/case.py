"""What every kind of offer is computed from: the loan today, the request, the terms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from bot.loans.due_dates import add_months, add_periods, adjust
from bot.loans.loan import Part
from bot.loans.money import Money
from bot.loans.offer import IfMissed, Offer, OfferInputs, Outlay, Step
from bot.loans.position import Item, Position, play
from bot.loans.schedule import Installment, Row
from bot.loans.state import Owed, owed
from bot.loans.terms import Limits, OfferKind, Terms, bucket_of

_LOOK_BACK_MONTHS = 12


@dataclass(frozen=True)
class Case:
    """Derived once, shared by all offers of one request."""

    inputs: OfferInputs
    terms: Terms

    @cached_property
    def position(self) -> Position:
        inputs = self.inputs
        return play(inputs.loan, today=inputs.today, holidays=inputs.holidays)

    @cached_property
    def currency(self) -> str:
        return self.inputs.loan.currency

    @property
    def today(self) -> date:
        return self.inputs.today

    @cached_property
    def overdue(self) -> list[Item]:
        return self.position.overdue_items()

    @cached_property
    def arrears(self) -> Owed:
        return owed(self.overdue, self.currency)

    @cached_property
    def regular(self) -> list[Item]:
        """Unpaid installments that are not overdue, first those due today."""
        return [i for i in self.position.items if i.unpaid and i.due >= self.today]

    @cached_property
    def outstanding(self) -> int:
        return sum(item.unpaid for item in self.position.items) - self.position.credit

    @cached_property
    def limits(self) -> dict[OfferKind, tuple[Limits, ...]]:
        days = (self.today - self.overdue[0].due).days if self.overdue else 0
        product = self.inputs.loan.terms.product
        return {kind: self.terms.limits_for(product, kind, bucket_of(days)) for kind in OfferKind}

    def due_dates_after(self, day: date) -> Iterator[date]:
        """The loan's own due dates after this day, going on beyond its last one."""
        terms = self.inputs.loan.terms
        period = 0
        while True:
            due = add_periods(terms.first_due_on, terms.frequency, period)
            due = adjust(due, terms.business_days, self.inputs.holidays)
            if due > day:
                yield due
            period += 1

    def used_in_12_months(self, kind: OfferKind) -> int:
        since = add_months(self.today, -_LOOK_BACK_MONTHS)
        return sum(
            arrangement.offer.kind is kind and arrangement.agreed_on > since
            for arrangement in self.inputs.loan.arrangements
            if arrangement.status.value != "cancelled"
        )

    def money(self, minor: int) -> Money:
        return Money(minor, self.currency)

    def outlays(
        self, asked: Iterable[Installment], *, replaced: Iterable[int] = ()
    ) -> tuple[Outlay, ...]:
        """What is due on each date up to the last one asked, regular installments included."""
        gone = set(replaced)
        arrangement: dict[date, int] = {}
        for installment in asked:
            due = installment.due_date
            arrangement[due] = arrangement.get(due, 0) + installment.amount.minor
        last = max(arrangement)
        regular: dict[date, int] = {}
        credit = self.position.credit
        for item in self.regular:
            if item.due <= last and item.number not in gone:
                used = min(credit, item.unpaid)
                credit -= used
                regular[item.due] = regular.get(item.due, 0) + item.unpaid - used
        return tuple(
            Outlay(day, self.money(arrangement.get(day, 0)), self.money(regular.get(day, 0)))
            for day in sorted(arrangement.keys() | regular.keys())
            if arrangement.get(day, 0) or regular.get(day, 0)
        )

    def offer(
        self,
        limits: Limits,
        installments: Iterable[Installment],
        *,
        loan_total: int,
        arithmetic: tuple[Step, ...],
        if_missed: IfMissed = IfMissed.SECOND_CHANCE_THEN_BROKEN,
        replaces: tuple[int, ...] = (),
        schedule: tuple[Installment, ...] = (),
        waived: dict[Part, Money] | None = None,
    ) -> Offer:
        """An offer with all that does not depend on its kind."""
        asked = tuple(installments)
        today = self.today
        return Offer(
            kind=limits.kind,
            installments=asked,
            outlays=self.outlays(asked, replaced=replaces),
            total=self.money(sum(i.amount.minor for i in asked)),
            loan_total=self.money(loan_total),
            difference=self.money(loan_total - self.outstanding),
            charges_stop=limits.charges_stop,
            if_missed=if_missed,
            second_chance_days=self.terms.second_chance_days,
            disclosures=self.terms.disclosures.get(limits.kind, ()),
            approval=limits.approval,
            terms_version=self.terms.version,
            computed_on=today,
            inputs=self.inputs,
            arithmetic=arithmetic,
            waived=waived or {},
            replaces=replaces,
            schedule=schedule,
            payments_before=tuple(
                p.reference for p in self.inputs.loan.payments if p.received_on == today
            ),
        )


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


def installment(number: int, due: date, parts: dict[Part, int], currency: str) -> Installment:
    row = Row(
        number,
        due,
        parts.get(Part.PRINCIPAL, 0),
        parts.get(Part.INTEREST, 0),
        parts.get(Part.FEES, 0),
        parts.get(Part.PENALTY_INTEREST, 0),
    )
    return row.to_installment(currency)


def _amount(parts: Owed, part: Part) -> int:
    amount: Money = getattr(parts, part.value)
    return amount.minor


def days_after(day: date, days: int) -> date:
    return day + timedelta(days=days)
