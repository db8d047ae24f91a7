"""The rules of money: pure, exact, explained. No clock, no input or output, no text for people.

The API in brief (everything below is imported from ``bot.loans``):

Facts, appended and never edited
    ``LoanTerms`` (what was agreed), ``Payment`` (reference, amount, received_on, reversal_of),
    ``Arrangement`` (an agreed ``Offer`` and its entries), together
    ``Loan(terms, payments, arrangements)``.
Derived, never stored
    ``build_schedule(terms) -> (Installment, ...)``
    ``assess(loan, today=...) -> LoanState``: arrears, outstanding, payoff, days_past_due, bucket,
    next_installment, installments with what is unpaid of each by parts.
    ``arrears_of(loan, today=...) -> Arrears``: amount, days_past_due, bucket; fast, for portfolios.
Offers
    ``compute_offers(loan, OfferRequest(kind=..., installments=..., amount=..., days=...,
    until=...), terms, today=..., role=Role.ASSISTANT) -> Offers(made, refused)``
    An ``Offer`` has ``installments``, ``outlays`` (what leaves the pocket on each date, regular
    installments included), ``total``, ``difference``, ``if_missed``, ``disclosures``, ``marks``.
    A ``Refusal`` has ``reason`` and ``arguments``. Store ``offer.to_record()``, read
    ``Offer.from_record(record)``, prove ``recompute(offer, terms) == offer``.
Arrangements
    ``agree(reference, offer, terms, now=..., today=...) -> Arrangement`` and
    ``follow(arrangement, payments, terms, today=...) -> Progress`` (on_track, second_chance,
    broken, completed); ``next_status(...)`` is the entry to append;
    ``arrangement.may_cancel(now=...)``.
Promises
    ``check_promise(promise, owed, earlier, product_terms.promise)``, ``judge_promise(...)``.
Contacts
    ``may_contact(terms.contact, state.bucket, sent=..., pauses=..., now=...) -> ContactAnswer``.
Affordability
    ``afford(Budget(income, essentials, other_debts), terms)``; pass ``proposable`` as the request's
    ``surplus``. ``counter(offer, amount)`` is the request that "I can pay 400" makes of an offer.
Paying
    ``payable(loan, state, terms) -> Payable``: due, plan, installment, payoff, what a share of them
    is and what an amount stands for; ``find_claimed(payments, amount, paid_on=...)``;
    ``late_charges_of(loan, today=...)`` explains fees and penalty interest.
Records
    ``to_record(value)`` and ``from_record(LoanTerms, record)`` for any value here.

Times are the borrower's calendar days, given as ``today``. The lender's terms are ``Terms``, which
``bot.terms`` reads from files.
"""

from bot.loans.affordability import Affordability, Budget, NextStep, afford
from bot.loans.apr import annual_percentage_rate
from bot.loans.arrangement import (
    Arrangement,
    ArrangementEntry,
    ArrangementStatus,
    Progress,
    Standing,
    agree,
    follow,
    may_become,
    next_status,
)
from bot.loans.cases import CaseKind, Clock, Deadline, Duty, Retention, deadline
from bot.loans.charges import Charge, late_charges_of
from bot.loans.contact_rules import (
    ContactAnswer,
    ContactRefusal,
    ContactRules,
    PauseReason,
    Window,
    may_contact,
    strongest,
)
from bot.loans.delinquency import DelinquencyBucket, bucket_of
from bot.loans.due_dates import BusinessDays, Frequency, add_months
from bot.loans.errors import CurrencyMismatchError, FactsError, LoanError, RecordError
from bot.loans.hardship import HardshipReason
from bot.loans.loan import (
    AllocateBy,
    DayCount,
    LateCharges,
    Loan,
    LoanTerms,
    Method,
    Part,
    Payment,
    PenaltyBase,
)
from bot.loans.money import Money, decimals_of, total
from bot.loans.offer import (
    IfMissed,
    Mark,
    Offer,
    OfferInputs,
    OfferRequest,
    Offers,
    Outlay,
    Override,
    Refusal,
    Step,
)
from bot.loans.offers import compute_offers, counter, recompute
from bot.loans.office_hours import Attendance, OfficeHours, attendance
from bot.loans.paying import Payable, Purpose, find_claimed, payable
from bot.loans.promise import (
    Promise,
    PromiseAnswer,
    PromiseRefusal,
    PromiseStatus,
    check_promise,
    judge_promise,
)
from bot.loans.records import from_record, to_record
from bot.loans.schedule import Installment, build_schedule
from bot.loans.state import (
    Arrears,
    InstallmentState,
    InstallmentStatus,
    LoanState,
    Owed,
    arrears_of,
    assess,
)
from bot.loans.terms import (
    AprMethod,
    Limits,
    OfferKind,
    ProductTerms,
    PromiseTerms,
    Reason,
    Role,
    Terms,
)

__all__ = [
    "Affordability",
    "AllocateBy",
    "AprMethod",
    "Arrangement",
    "ArrangementEntry",
    "ArrangementStatus",
    "Arrears",
    "Attendance",
    "Budget",
    "BusinessDays",
    "CaseKind",
    "Charge",
    "Clock",
    "ContactAnswer",
    "ContactRefusal",
    "ContactRules",
    "CurrencyMismatchError",
    "DayCount",
    "Deadline",
    "DelinquencyBucket",
    "Duty",
    "FactsError",
    "Frequency",
    "HardshipReason",
    "IfMissed",
    "Installment",
    "InstallmentState",
    "InstallmentStatus",
    "LateCharges",
    "Limits",
    "Loan",
    "LoanError",
    "LoanState",
    "LoanTerms",
    "Mark",
    "Method",
    "Money",
    "NextStep",
    "Offer",
    "OfferInputs",
    "OfferKind",
    "OfferRequest",
    "Offers",
    "OfficeHours",
    "Outlay",
    "Override",
    "Owed",
    "Part",
    "PauseReason",
    "Payable",
    "Payment",
    "PenaltyBase",
    "ProductTerms",
    "Progress",
    "Promise",
    "PromiseAnswer",
    "PromiseRefusal",
    "PromiseStatus",
    "PromiseTerms",
    "Purpose",
    "Reason",
    "RecordError",
    "Refusal",
    "Retention",
    "Role",
    "Standing",
    "Step",
    "Terms",
    "Window",
    "add_months",
    "afford",
    "agree",
    "annual_percentage_rate",
    "arrears_of",
    "assess",
    "attendance",
    "bucket_of",
    "build_schedule",
    "check_promise",
    "compute_offers",
    "counter",
    "deadline",
    "decimals_of",
    "find_claimed",
    "follow",
    "from_record",
    "judge_promise",
    "late_charges_of",
    "may_become",
    "may_contact",
    "next_status",
    "payable",
    "recompute",
    "strongest",
    "to_record",
    "total",
]
