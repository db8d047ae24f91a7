"""What can be offered: values that carry everything a borrower must see and an auditor needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Any

from bot.loans.hardship import HardshipReason
from bot.loans.loan import Loan, Part
from bot.loans.money import Money
from bot.loans.records import from_record, to_record
from bot.loans.schedule import Installment
from bot.loans.terms import OfferKind, Reason, Role


@dataclass(frozen=True)
class OfferRequest:
    """What the borrower asked for and said; whatever is ``None`` was left open.

    ``amount`` is what they say they can pay each time, for the arrangement alone or, with
    ``includes_regular``, for everything; ``starts_on`` is before when no new installment may fall;
    ``skipped`` is how many installments they want moved to the end; ``surplus`` is what is left of
    a month's income, above which nothing is proposed.
    """

    kind: OfferKind | None = None
    installments: int | None = None
    amount: Money | None = None
    days: int | None = None
    until: date | None = None
    starts_on: date | None = None
    due_day: int | None = None
    skipped: int | None = None
    percent: int | None = None
    hardship_reason: HardshipReason | None = None
    surplus: Money | None = None
    includes_regular: bool = False
    replaces_open: bool = False
    """Compute although an arrangement is open; agreeing then supersedes it."""
    beside: bool = False
    """Other kinds are shown beside the one asked for, as they usually are."""


@dataclass(frozen=True, slots=True)
class Outlay:
    """What leaves the borrower's pocket on one date: the arrangement's part and the regular one."""

    due_date: date
    arrangement: Money
    regular: Money

    @property
    def amount(self) -> Money:
        return self.arrangement + self.regular


@dataclass(frozen=True)
class Step:
    """One line of the arithmetic: what was computed, from which values, with which result."""

    name: str
    values: Mapping[str, str]
    result: str


@dataclass(frozen=True)
class Override:
    """A refusal set aside by a person whose ``role`` may, and why; of one kind or of all.

    ``NEEDS_APPROVAL`` set aside is the approval itself, up to what the role may agree.
    """

    reason: Reason
    by: str
    why: str
    role: Role = Role.ASSISTANT
    kind: OfferKind | None = None


@dataclass(frozen=True)
class OfferInputs:
    """Everything the offer was computed from, beside the terms of the version it names."""

    loan: Loan
    request: OfferRequest
    today: date
    role: Role
    holidays: frozenset[date] = frozenset()
    overrides: tuple[Override, ...] = ()


class IfMissed(str, Enum):
    """What happens when a date is missed, by name; the words are a reply's."""

    SECOND_CHANCE_THEN_BROKEN = "second_chance_then_broken"
    PRICE_LAPSES = "price_lapses"
    REGULAR_RULES = "regular_rules"


class Mark(str, Enum):
    SMALLEST_PAYMENT_NOW = "smallest_payment_now"
    CHEAPEST_OVERALL = "cheapest_overall"


@dataclass(frozen=True)
class Offer:
    """One offer on the day ``computed_on``.

    ``installments`` is what the arrangement itself asks; ``outlays`` is what leaves the pocket on
    each date with the regular installments added. ``total`` is the sum of ``installments``;
    ``loan_total`` is all that is still to pay on the loan if this is kept; ``difference`` is that
    less the same figure without it. ``schedule`` are the loan's installments put in the place of
    those numbered in ``replaces``. ``waived`` is given up, and with ``closes_loan`` all that is
    left, once ``total`` was paid by the last date. ``apr`` is a fraction, where a rate is charged.
    """

    kind: OfferKind
    installments: tuple[Installment, ...]
    outlays: tuple[Outlay, ...]
    total: Money
    loan_total: Money
    difference: Money
    charges_stop: bool
    if_missed: IfMissed
    second_chance_days: int
    disclosures: tuple[str, ...]
    approval: Role
    terms_version: str
    computed_on: date
    inputs: OfferInputs | None
    arithmetic: tuple[Step, ...] = ()
    waived: Mapping[Part, Money] = field(default_factory=dict)
    replaces: tuple[int, ...] = ()
    schedule: tuple[Installment, ...] = ()
    apr: Decimal | None = None
    marks: frozenset[Mark] = frozenset()
    payments_before: tuple[str, ...] = ()
    closes_loan: bool = False
    allocation: tuple[Part, ...] = ()

    @property
    def first_date(self) -> date:
        return self.installments[0].due_date

    @property
    def last_date(self) -> date:
        return self.installments[-1].due_date

    @property
    def first_outlay(self) -> Outlay:
        return self.outlays[0]

    @property
    def highest_outlay(self) -> Outlay:
        """The dearest date: what the borrower must be able to pay."""
        return max(self.outlays, key=lambda outlay: outlay.amount.minor)

    def to_record(self) -> dict[str, Any]:
        """A record for storing; offers inside its inputs are kept without theirs."""
        record: dict[str, Any] = to_record(self)
        return record

    @staticmethod
    def from_record(record: Mapping[str, Any]) -> Offer:
        return from_record(Offer, dict(record))

    def without_inputs(self) -> Offer:
        return replace(self, inputs=None)


@dataclass(frozen=True)
class Refusal:
    """An offer that is not made, and why; ``arguments`` is what the words need."""

    kind: OfferKind
    reason: Reason
    arguments: Mapping[str, str | int | Money | date] = field(default_factory=dict)


@dataclass(frozen=True)
class Offers:
    made: tuple[Offer, ...]
    refused: tuple[Refusal, ...]
