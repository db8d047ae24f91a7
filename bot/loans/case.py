"""What every kind of offer is computed from: the loan today, the request, the terms."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import takewhile

from bot.loans.arrangement import ArrangementStatus
from bot.loans.delinquency import DelinquencyBucket, bucket_of
from bot.loans.draft import Draft
from bot.loans.due_dates import add_months, add_periods, adjust
from bot.loans.item import Item
from bot.loans.money import Money
from bot.loans.offer import Offer, OfferInputs, Outlay, Override
from bot.loans.position import Position, play
from bot.loans.schedule import Row, interest_rule, to_installments
from bot.loans.state import Owed, owed
from bot.loans.terms import Limits, OfferKind, Reason, Role, Terms

_LOOK_BACK_MONTHS = 12
_LONGEST_PERIOD = 31


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
    def interest_for(self) -> Callable[[int, date, date], int]:
        return interest_rule(self.inputs.loan.terms)

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
    def fallen_due(self) -> Owed:
        """The arrears and what is due today: its interest has been earned."""
        return owed([i for i in self.unpaid if i.due <= self.today], self.currency)

    @cached_property
    def regular(self) -> list[Item]:
        """Unpaid installments that are not overdue, first those due today."""
        return [i for i in self.position.items if i.unpaid and i.due >= self.today]

    @cached_property
    def unpaid(self) -> list[Item]:
        return [*self.overdue, *self.regular]

    @cached_property
    def payable(self) -> list[Item]:
        """What is overdue, then regular installments from the first not covered by credit on."""
        credit = self.position.credit
        covered = 0
        for item in self.regular:
            credit -= item.unpaid
            if credit < 0:
                break
            covered += 1
        return [*self.overdue, *self.regular[covered:]]

    @property
    def owes(self) -> bool:
        """Whether principal is left that was not paid ahead, or anything is overdue."""
        principal = sum(item.principal for item in self.regular)
        return bool(self.overdue) or principal > self.position.credit

    @property
    def room_for_arrangement(self) -> int | None:
        """What the borrower can pay each time beside the regular installments, if they said."""
        request = self.inputs.request
        if request.amount is None:
            return None
        beside = self.regular[0].unpaid if request.includes_regular and self.regular else 0
        return request.amount.minor - beside

    @cached_property
    def outstanding(self) -> int:
        return sum(item.unpaid for item in self.position.items) - self.position.credit

    @cached_property
    def bucket(self) -> DelinquencyBucket:
        return bucket_of((self.today - self.overdue[0].due).days if self.overdue else 0)

    def limits(self, kind: OfferKind) -> tuple[Limits, ...]:
        return self.terms.limits_for(self.inputs.loan.terms.product, kind, self.bucket)

    def due_dates(self) -> Iterator[date]:
        """The loan's own due dates after today, going on beyond its last one."""
        place = 0
        while True:
            if place == len(self._due_dates):
                self._due_dates.append(next(self._coming_dates))
            yield self._due_dates[place]
            place += 1

    @cached_property
    def _due_dates(self) -> list[date]:
        return []

    @cached_property
    def _coming_dates(self) -> Iterator[date]:
        return self.due_dates_after(self.today)

    def start_dates(self, kind: OfferKind) -> Iterator[date]:
        """The due dates for new installments: from the day they asked to begin, or the nearest."""
        starts_on = self.inputs.request.starts_on
        if starts_on is None:
            return self.due_dates()
        start = min(starts_on, self.latest_start(kind))
        return self.due_dates_after(max(self.today, start - timedelta(days=1)))

    def latest_start(self, kind: OfferKind) -> date:
        """The loan's own next due date is always soon enough."""
        if self.overridden(kind, Reason.STARTS_TOO_LATE):
            return date.max
        within = [k.first_payment_within_days for k in self.limits(kind) if self.may_agree(k)]
        bound = self.today + timedelta(days=max(within, default=0))
        own = takewhile(lambda due: due <= bound, self.due_dates())
        return max(own, default=next(self.due_dates()))

    def due_dates_after(self, day: date) -> Iterator[date]:
        terms = self.inputs.loan.terms
        first = self._first_due_on()
        # Skip most of the past at once: no period is longer than 31 days.
        period = max(0, (day - first).days // _LONGEST_PERIOD)
        while True:
            due = add_periods(first, terms.frequency, period)
            due = adjust(due, terms.business_days, self.inputs.holidays)
            if due > day:
                yield due
            period += 1

    def _first_due_on(self) -> date:
        """As agreed at first, or with the due day as it was changed last."""
        changed = [
            arrangement.offer.schedule[0].due_date
            for arrangement in self.position.held
            if arrangement.offer.kind is OfferKind.CHANGE_DUE_DAY
        ]
        return changed[-1] if changed else self.inputs.loan.terms.first_due_on

    def used_in_12_months(self, kind: OfferKind) -> int:
        since = add_months(self.today, -_LOOK_BACK_MONTHS)
        return sum(
            arrangement.offer.kind is kind and arrangement.agreed_on > since
            for arrangement in self.inputs.loan.arrangements
            if arrangement.status is not ArrangementStatus.CANCELLED
        )

    def overridden(self, kind: OfferKind, reason: Reason) -> bool:
        """Set aside by somebody to whom the terms give the power."""
        needed = self.terms.overrides.get(reason)
        return needed is not None and any(
            self._may(override, needed) for override in self._overrides(kind, reason)
        )

    def may_agree(self, limits: Limits) -> bool:
        """Whether this role may, or somebody who may has approved it."""
        return self.inputs.role.may_approve(limits.approval) or any(
            override.role.may_approve(limits.approval)
            for override in self._overrides(limits.kind, Reason.NEEDS_APPROVAL)
        )

    def _overrides(self, kind: OfferKind, reason: Reason) -> Iterator[Override]:
        for override in self.inputs.overrides:
            if override.reason is reason and override.kind in {None, kind}:
                yield override

    def _may(self, override: Override, needed: Role) -> bool:
        return override.role.may_approve(needed) or self.inputs.role.may_approve(needed)

    def money(self, minor: int) -> Money:
        return Money(minor, self.currency)

    def outlays(
        self, asked: Iterable[Row], regular: Iterable[Item], credit: int
    ) -> tuple[Outlay, ...]:
        """What is due on each date up to the last one asked, less what was paid ahead."""
        for_arrangement: dict[date, int] = {}
        for row in asked:
            for_arrangement[row.due] = for_arrangement.get(row.due, 0) + row.amount
        last = max(for_arrangement)
        for_regular: dict[date, int] = {}
        for item in regular:
            if item.due <= last:
                for_regular[item.due] = for_regular.get(item.due, 0) + item.unpaid
        currency, money = self.currency, {0: Money.zero(self.currency)}
        outlays = []
        for day in sorted(for_arrangement.keys() | for_regular.keys()):
            ours, beside = for_arrangement.get(day, 0), for_regular.get(day, 0)
            if credit:
                used = min(credit, ours + beside)
                credit -= used
                ours, beside = max(0, ours - max(0, used - beside)), max(0, beside - used)
            if ours or beside:
                # Most dates ask the same: their amounts are one value.
                for minor in (ours, beside):
                    if minor not in money:
                        money[minor] = Money(minor, currency)
                outlays.append(Outlay(day, money[ours], money[beside]))
        return tuple(outlays)

    def _kept(self, replaced: tuple[int, ...]) -> list[Item]:
        return [item for item in self.regular if item.number not in replaced]

    def offer(self, limits: Limits, draft: Draft) -> Offer:
        """The draft with all that does not depend on its kind."""
        today = self.today
        regular = () if draft.closes_loan else self._kept(draft.replaces)
        credit = 0 if draft.credit_used else self.position.credit
        installments = to_installments(draft.rows, self.currency)
        return Offer(
            kind=limits.kind,
            installments=installments,
            outlays=self.outlays(draft.rows, regular, credit),
            total=self.money(sum(row.amount for row in draft.rows)),
            loan_total=self.money(draft.loan_total),
            difference=self.money(draft.loan_total - self.outstanding),
            charges_stop=limits.charges_stop,
            if_missed=draft.if_missed,
            second_chance_days=self.terms.second_chance_days,
            disclosures=self.terms.disclosures.get(limits.kind, ()),
            approval=limits.approval,
            terms_version=self.terms.version,
            computed_on=today,
            inputs=self.inputs,
            arithmetic=draft.arithmetic,
            waived=draft.waived,
            replaces=draft.replaces,
            schedule=installments if draft.replaces else (),
            apr=draft.apr,
            closes_loan=draft.closes_loan,
            allocation=limits.allocation,
            payments_before=tuple(
                p.reference for p in self.inputs.loan.payments if p.received_on == today
            ),
        )
