"""The facts of a loan: what was agreed, what was paid. Everything else is derived."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING

from bot.loans.due_dates import BusinessDays, Frequency
from bot.loans.errors import FactsError
from bot.loans.money import Money

if TYPE_CHECKING:
    from bot.loans.arrangement import Arrangement


class Method(str, Enum):
    """How principal and interest are spread over the installments."""

    ANNUITY = "annuity"
    EQUAL_PRINCIPAL = "equal_principal"
    INTEREST_ONLY = "interest_only"
    FLAT_FEE = "flat_fee"
    REVOLVING = "revolving"


class DayCount(str, Enum):
    THIRTY_360 = "30/360"
    ACTUAL_365 = "actual/365"
    ACTUAL_360 = "actual/360"


class Part(str, Enum):
    """The parts owed, in the words of an allocation order."""

    FEES = "fees"
    PENALTY_INTEREST = "penalty_interest"
    INTEREST = "interest"
    PRINCIPAL = "principal"


class AllocateBy(str, Enum):
    """``INSTALLMENT``: the oldest is paid up first. ``PART``: one part of all first."""

    INSTALLMENT = "installment"
    PART = "part"


class PenaltyBase(str, Enum):
    """What penalty interest is charged on: overdue principal, with or without its interest."""

    PRINCIPAL = "principal"
    PRINCIPAL_AND_INTEREST = "principal_and_interest"


DEFAULT_ORDER = (Part.FEES, Part.PENALTY_INTEREST, Part.INTEREST, Part.PRINCIPAL)


@dataclass(frozen=True)
class LateCharges:
    """What being late costs. Rates are annual fractions: ``Decimal("0.15")`` is 15 %."""

    penalty_annual_rate: Decimal = Decimal(0)
    penalty_days_in_year: int = 360
    penalty_base: PenaltyBase = PenaltyBase.PRINCIPAL_AND_INTEREST
    late_fee: Money | None = None
    late_fee_rate: Decimal = Decimal(0)
    late_fee_min: Money | None = None
    late_fee_max: Money | None = None
    grace_days: int = 0
    cap_rate: Decimal | None = None
    """All late charges together never exceed this fraction of the loan's principal."""

    def fee_on(self, overdue: int) -> int:
        """The late fee on an installment of which so much is overdue, in minor units."""
        fee = self.late_fee.minor if self.late_fee else 0
        if self.late_fee_rate:
            fee += int((overdue * self.late_fee_rate).to_integral_value())
        if self.late_fee_min and fee:
            fee = max(fee, self.late_fee_min.minor)
        if self.late_fee_max:
            fee = min(fee, self.late_fee_max.minor)
        return fee


@dataclass(frozen=True)
class LoanTerms:
    """One credit agreement. ``fee_rate`` is a fraction of the principal, charged each period."""

    reference: str
    product: str
    jurisdiction: str
    principal: Money
    annual_rate: Decimal
    disbursed_on: date
    first_due_on: date
    installments: int
    frequency: Frequency = Frequency.MONTHLY
    method: Method = Method.ANNUITY
    day_count: DayCount = DayCount.THIRTY_360
    business_days: BusinessDays = BusinessDays.UNADJUSTED
    fee_rate: Decimal = Decimal(0)
    fee: Money | None = None
    minimum_rate: Decimal = Decimal(0)
    minimum: Money | None = None
    late_charges: LateCharges = field(default_factory=LateCharges)
    allocation: tuple[Part, ...] = DEFAULT_ORDER
    allocate_by: AllocateBy = AllocateBy.INSTALLMENT
    early_settlement_rate: Decimal = Decimal(0)

    def __post_init__(self) -> None:
        if self.installments < 1:
            raise FactsError("no_installments", loan=self.reference)
        if self.principal.minor <= 0:
            raise FactsError("principal_not_positive", loan=self.reference)
        if self.annual_rate < 0 or self.fee_rate < 0:
            raise FactsError("negative_rate", loan=self.reference)
        if self.first_due_on <= self.disbursed_on:
            raise FactsError("due_before_disbursed", loan=self.reference)
        if set(self.allocation) != set(Part):
            raise FactsError("allocation_incomplete", loan=self.reference)

    @property
    def currency(self) -> str:
        return self.principal.currency


@dataclass(frozen=True)
class Payment:
    """Money received. A reversal names the payment it takes back and has its amount."""

    reference: str
    amount: Money
    received_on: date
    reversal_of: str | None = None

    def __post_init__(self) -> None:
        if self.amount.minor <= 0:
            raise FactsError("payment_not_positive", payment=self.reference)


@dataclass(frozen=True)
class Loan:
    """Everything known of a loan, appended and never edited."""

    terms: LoanTerms
    payments: tuple[Payment, ...] = ()
    arrangements: tuple[Arrangement, ...] = ()

    @property
    def reference(self) -> str:
        return self.terms.reference

    @property
    def currency(self) -> str:
        return self.terms.principal.currency
