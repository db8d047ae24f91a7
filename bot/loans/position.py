"""A loan played from its facts to a day: charges accrue, payments are allocated.

Everything is in minor units here; ``state`` turns the outcome into values.
Order of a day: what falls due, then what an agreement changes, then payments in order received.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, field
from datetime import date

from bot.loans.arrangement import Arrangement, ArrangementStatus
from bot.loans.due_dates import NO_HOLIDAYS
from bot.loans.item import Item
from bot.loans.loan import AllocateBy, LateCharges, Loan, Method, Part, Payment, PenaltyBase
from bot.loans.money import Money, divide
from bot.loans.payments import net_payments
from bot.loans.schedule import interest_between, row_of, schedule_rows


@dataclass(slots=True)
class Position:
    """Where a loan stands at the end of a day."""

    loan: Loan
    day: date
    items: list[Item]
    credit: int = 0
    paid: dict[Part, int] = field(default_factory=lambda: dict.fromkeys(Part, 0))
    charged: int = 0
    waived: int = 0
    last_payment: Payment | None = None
    period_start: date = date.min
    """The last due date, or the day of disbursement: interest of the running period starts here."""
    held: tuple[Arrangement, ...] = ()
    _received: dict[str, int] = field(default_factory=dict)
    _late: int = 0
    _late_since: date = date.min
    _next: int = 0
    _open: int = 0

    def due_items(self) -> list[Item]:
        return [item for item in self.items[self._open : self._next] if item.unpaid]

    def overdue_items(self) -> list[Item]:
        return [item for item in self.due_items() if item.due < self.day]

    def future_items(self) -> list[Item]:
        return self.items[self._next :]

    def advance(self, day: date) -> None:
        """Let time pass: installments fall due and take what was paid ahead, charges accrue."""
        items = self.items
        while self._next < len(items) and items[self._next].due <= day:
            self.period_start = items[self._next].due
            self._late = 0
            self._next += 1
            if self.credit:
                self.credit = self._allocate(self.credit)
        self.day = day
        while self._open < self._next and not items[self._open].unpaid:
            self._open += 1
        for item in items[self._open : self._next]:
            if item.principal or item.interest:
                self._accrue(item, day)

    def receive(self, payment: Payment) -> None:
        self.advance(payment.received_on)
        self.credit = self._allocate(self.credit + payment.amount.minor)
        self.last_payment = payment
        for arrangement in self.held:
            self._follow(arrangement, payment)

    def _follow(self, arrangement: Arrangement, payment: Payment) -> None:
        """What was conditional on the arrangement's total being paid in time comes true."""
        offer = arrangement.offer
        conditional = offer.closes_loan or offer.waived
        if not conditional or payment.received_on > offer.last_date:
            return
        before = self._received.get(arrangement.reference)
        if before is None or before >= offer.total.minor:
            return
        received = self._received[arrangement.reference] = before + payment.amount.minor
        if received >= offer.total.minor:
            for part, amount in offer.waived.items():
                self._waive(part, amount.minor)
            self.credit = self._allocate(self.credit)
            if offer.closes_loan:
                self._close()

    def _close(self) -> None:
        """Nothing is left: what was paid covers what was earned, the rest is given up."""
        earned = {Part.FEES: self.early_settlement_fee(), Part.INTEREST: self.accrued_interest()}
        for item in self.future_items():
            item.scheduled -= item.interest - item.earned_interest + item.fees - item.earned_fees
            item.interest, item.fees = item.earned_interest, item.earned_fees
        self._next = len(self.items)
        self.credit = self._allocate(self.credit)
        for part, amount in earned.items():
            paid = min(amount, self.credit)
            self.credit -= paid
            self.paid[part] += paid
        for item in self.due_items():
            self.waived += item.unpaid
            item.principal = item.interest = item.fees = item.penalty = 0

    def accrued_interest(self) -> int:
        """Interest of the running period up to now, on principal not yet due."""
        if self.loan.terms.method is Method.FLAT_FEE:
            return 0  # its periods cost their fee; a rate is charged for moved payments alone
        future = self.future_items()
        principal = sum(item.principal for item in future)
        later = sum(item.interest - item.earned_interest for item in future)
        terms = self.loan.terms
        accrued = interest_between(terms, principal - self._late, self.period_start, self.day)
        accrued += interest_between(terms, self._late, self._late_since, self.day)
        return min(max(0, accrued), later)

    def early_settlement_fee(self) -> int:
        """The fee on principal that is paid before it was ever due."""
        terms = self.loan.terms
        early = sum(item.principal - item.earned_principal for item in self.future_items())
        return Money(early, terms.currency).share(terms.early_settlement_rate).minor

    def _accrue(self, item: Item, day: date) -> None:
        charges = self.loan.terms.late_charges
        if (day - item.due).days <= charges.grace_days:
            return
        days = (day - item.accrued_until).days
        for arrangement in self.held:
            if arrangement.offer.charges_stop:
                start = max(arrangement.agreed_on, item.accrued_until)
                days -= max(0, (min(arrangement.ended_on or day, day) - start).days)
        item.accrued_until = day
        if days <= 0:
            return
        self._charge_late_fee(item, charges)
        base = item.principal
        if charges.penalty_base is PenaltyBase.PRINCIPAL_AND_INTEREST:
            base += item.interest
        item.minor_days += base * days
        rate, unit = charges.penalty_annual_rate.as_integer_ratio()
        owed = divide(item.minor_days * rate, unit * charges.penalty_days_in_year)
        rise = self._capped(owed - item.penalty_charged)
        item.penalty_charged += rise
        item.penalty += rise

    def _charge_late_fee(self, item: Item, charges: LateCharges) -> None:
        if not item.late_fee_charged:
            item.late_fee_charged = self._capped(charges.fee_on(item.principal + item.interest))
            item.fees += item.late_fee_charged

    def _capped(self, charge: int) -> int:
        cap = self.loan.terms.late_charges.cap_rate
        if cap is not None:
            limit = self.loan.terms.principal.share(cap).minor
            charge = max(0, min(charge, limit - self.charged))
        self.charged += charge
        return charge

    def _allocate(self, amount: int) -> int:
        """Pay what is due, oldest first; returns what is left over."""
        parts = self._allocation()
        due = self.due_items()
        if self.loan.terms.allocate_by is AllocateBy.INSTALLMENT:
            order = ((item, part) for item in due for part in parts)
        else:
            order = ((item, part) for part in parts for item in due)
        for item, part in order:
            if not amount:
                break
            amount -= self._pay(item, part, amount)
        return amount

    def _allocation(self) -> tuple[Part, ...]:
        for arrangement in self.held:
            holds = arrangement.agreed_on <= self.day < (arrangement.ended_on or date.max)
            if holds and arrangement.offer.allocation:
                return arrangement.offer.allocation
        return self.loan.terms.allocation

    def _pay(self, item: Item, part: Part, amount: int) -> int:
        name = _FIELD[part]
        owed: int = getattr(item, name)
        paid = min(owed, amount)
        setattr(item, name, owed - paid)
        self.paid[part] += paid
        return paid

    def agree(self, arrangement: Arrangement) -> None:
        """Put the new installments in the place of the old; payments count for it from here on."""
        self.advance(arrangement.agreed_on)
        offer = arrangement.offer
        self._received[arrangement.reference] = 0
        if not offer.replaces:
            return
        gone = [item for item in self.items if item.number in offer.replaces]
        new = [Item.of(row_of(installment)) for installment in offer.schedule]
        self._carry(gone, new)
        # On principal that was overdue interest starts only now: penalty interest stood for it.
        late = sum(item.principal for item in gone if item.due <= self.day)
        if late:
            self._late, self._late_since = late, self.day
        ahead = sum(item.principal for item in gone) - sum(item.principal for item in new)
        self.credit -= ahead
        self.paid[Part.PRINCIPAL] += ahead
        for item in gone:
            item.scheduled -= item.unpaid
            item.principal = item.interest = item.fees = item.penalty = 0
        kept = [item for item in self.items if item.scheduled]
        self.items = sorted(kept + new, key=_order)
        self._open = 0
        self._next = sum(item.due <= self.day for item in self.items)

    def _carry(self, gone: list[Item], new: list[Item]) -> None:
        """What had been due or earned stays so, whatever its new date: a payoff has to know it."""
        for part in ("principal", "interest", "fees"):
            earned = f"earned_{part}"
            left = sum(getattr(i, part if i.due <= self.day else earned) for i in gone)
            for item in new:
                setattr(item, earned, min(getattr(item, part), left))
                left -= getattr(item, earned)

    def _waive(self, part: Part, amount: int) -> None:
        name = _FIELD[part]
        for item in self.due_items():
            given = min(getattr(item, name), amount)
            setattr(item, name, getattr(item, name) - given)
            amount -= given
            self.waived += given
        # What payments had already gone to is given back, and goes to what is owed instead.
        returned = min(amount, self.paid[part])
        self.paid[part] -= returned
        self.credit += returned
        self.waived += returned


def _order(item: Item) -> tuple[date, int]:
    return item.due, item.number


_FIELD = {
    Part.FEES: "fees",
    Part.PENALTY_INTEREST: "penalty",
    Part.INTEREST: "interest",
    Part.PRINCIPAL: "principal",
}


def play(
    loan: Loan,
    *,
    today: date,
    holidays: Container[date] = NO_HOLIDAYS,
    only_due: bool = False,
) -> Position:
    """The loan's position at the end of ``today``, from the facts up to then.

    ``only_due`` leaves out later installments where it can, for those who ask what is late.
    """
    held = tuple(a for a in loan.arrangements if _holds(a, today))
    until = today if only_due and not held else date.max
    items = [Item.of(row) for row in schedule_rows(loan.terms, holidays, until=until)]
    position = Position(loan, loan.terms.disbursed_on, items, held=held)
    position.period_start = loan.terms.disbursed_on
    payments = net_payments(loan.payments, today=today)
    for arrangement in held:
        known = arrangement.offer.payments_before
        day = arrangement.agreed_on
        while payments and (payments[0].received_on < day or payments[0].reference in known):
            position.receive(payments.pop(0))
        position.agree(arrangement)
    for payment in payments:
        position.receive(payment)
    position.advance(today)
    return position


def _holds(arrangement: Arrangement, today: date) -> bool:
    """A cancelled arrangement is as if it had never been agreed."""
    cancelled = arrangement.status is ArrangementStatus.CANCELLED
    return arrangement.agreed_on <= today and not cancelled
