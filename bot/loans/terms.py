"""The lender's terms as values: what may be offered, to whom, inside which limits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import Enum

from bot.loans.cases import Clock, Duty, Retention
from bot.loans.contact_rules import ContactRules
from bot.loans.delinquency import ALL_BUCKETS, DelinquencyBucket
from bot.loans.loan import Part
from bot.loans.money import Money
from bot.loans.office_hours import OfficeHours


class OfferKind(str, Enum):
    ARREARS_PLAN = "arrears_plan"
    RESPREAD = "respread"
    DEFERRAL = "deferral"
    EXTENSION = "extension"
    REDUCED_PAYMENTS = "reduced_payments"
    INTEREST_ONLY = "interest_only"
    WAIVER = "waiver"
    EARLY_SETTLEMENT = "early_settlement"
    DISCOUNT_SETTLEMENT = "discount_settlement"
    CHANGE_DUE_DAY = "change_due_day"


class Reason(str, Enum):
    """Why an offer is not made. Arguments in comments."""

    NOT_IN_TERMS = "not_in_terms"
    BUCKET_EXCLUDED = "bucket_excluded"  # bucket
    NOTHING_OVERDUE = "nothing_overdue"
    NOTHING_OWED = "nothing_owed"
    NOTHING_TO_WAIVE = "nothing_to_waive"
    TOO_MANY_INSTALLMENTS = "too_many_installments"  # asked, limit, role who may go so far
    INSTALLMENT_TOO_SMALL = "installment_too_small"  # amount, limit
    AMOUNT_TOO_SMALL = "amount_too_small"  # amount, least, role
    TOO_LONG = "too_long"  # asked, limit, role
    TOO_MUCH_WAIVED = "too_much_waived"  # asked, limit, role
    NOT_POSITIVE = "not_positive"  # asked
    DATE_IN_THE_PAST = "date_in_the_past"  # asked
    STARTS_TOO_LATE = "starts_too_late"  # asked, latest
    TOO_OFTEN = "too_often"  # used, limit, months
    ABOVE_SURPLUS = "above_surplus"  # amount, surplus
    NEEDS_APPROVAL = "needs_approval"  # role
    ARRANGEMENT_OPEN = "arrangement_open"  # reference


class AprMethod(str, Enum):
    """``EFFECTIVE``: compounded over a year. ``NOMINAL``: the period's rate times the periods."""

    EFFECTIVE = "effective"
    NOMINAL = "nominal"


class Role(str, Enum):
    """Who may agree an offer; each may do what those before it may."""

    ASSISTANT = "assistant"
    AGENT = "agent"
    SUPERVISOR = "supervisor"

    def may_approve(self, needed: Role) -> bool:
        order = list(Role)
        return order.index(self) >= order.index(needed)


@dataclass(frozen=True)
class Limits:
    """The limits of one kind of offer in some delinquency buckets. ``None`` is no limit."""

    kind: OfferKind
    buckets: tuple[DelinquencyBucket, ...] = ALL_BUCKETS
    approval: Role = Role.ASSISTANT
    max_installments: int | None = None
    min_installment: Money | None = None
    max_days: int | None = None
    max_deferred_installments: int = 1
    interest_runs: bool = True
    charges_stop: bool = True
    max_waived_rate: Decimal = Decimal(0)
    """Fraction of late charges (waiver) or of the payoff (settlement) that may be given up."""
    min_payment_rate: Decimal = Decimal(1)
    """Reduced payments stay at or above this fraction of the regular installment."""
    max_in_12_months: int | None = None
    first_payment_within_days: int = 31
    allocation: tuple[Part, ...] = ()
    """How payments are allocated while the arrangement holds, when not as the loan says."""


@dataclass(frozen=True)
class PromiseTerms:
    max_days: int = 14
    tolerance_days: int = 1
    tolerance_rate: Decimal = Decimal("0.02")
    max_broken_in_90_days: int = 3


@dataclass(frozen=True)
class ProductTerms:
    limits: tuple[Limits, ...]
    promise: PromiseTerms = PromiseTerms()


@dataclass(frozen=True)
class Terms:
    """One jurisdiction's terms under one version, which every offer names."""

    version: str
    jurisdiction: str
    currency: str
    products: Mapping[str, ProductTerms]
    cooling_off_hours: int = 24
    offer_valid_hours: int = 24
    second_chance_days: int = 5
    max_second_chances: int = 1
    apr_method: AprMethod = AprMethod.EFFECTIVE
    surplus_share: Decimal = Decimal(1)
    """How much of a borrower's surplus offers may take; the rest stays for the unexpected."""
    overrides: Mapping[Reason, Role] = field(default_factory=dict)
    """Which limits may be overridden with a reason, and from which role on."""
    override_days: int = 14
    """How long an override waits for the borrower."""
    disclosures: Mapping[OfferKind, tuple[str, ...]] = field(default_factory=dict)
    """The statements to be shown with an offer, by name."""
    contact: ContactRules | None = None
    claim_days: int = 5
    """How long a payment that the borrower says was made is looked for before a person is asked."""
    payment_methods: tuple[str, ...] = ()
    """How a loan can be paid, by name, the handiest first."""
    consequences: tuple[str, ...] = ()
    """What follows from not paying, as facts by name. Counsel signs them with the rest."""
    clocks: Mapping[Duty, Clock] = field(default_factory=dict)
    """By when what was set going has to be answered."""
    retention: Retention | None = None
    office: OfficeHours | None = None
    hardship_pause_days: int = 30
    distress_pause_days: int = 14

    def limits_for(
        self, product: str, kind: OfferKind, bucket: DelinquencyBucket
    ) -> tuple[Limits, ...]:
        """All that apply, narrowest authority first as the file has them."""
        found = self.products.get(product)
        if found is None:
            return ()
        return tuple(
            limits for limits in found.limits if limits.kind is kind and bucket in limits.buckets
        )
