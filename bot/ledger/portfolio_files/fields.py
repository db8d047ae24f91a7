"""The fields of a portfolio file: the one table that reading, schema and page are made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.ledger.portfolio_files import forms
from bot.ledger.portfolio_files.forms import Form
from bot.loans import AllocateBy, BusinessDays, DayCount, Frequency, Method, PenaltyBase
from bot.replies.catalogue import LOCALES

BORROWER = "borrower"
LOAN = "loan"
PAYMENT = "payment"


@dataclass(frozen=True)
class Field:
    """``name`` has a dot where JSON has an object in an object; CSV has the name as it is."""

    name: str
    form: Form
    about: str
    required: bool = True


def _may(name: str, form: Form, about: str) -> Field:
    return Field(name, form, about, required=False)


_BORROWER = (
    Field("reference", forms.REFERENCE, "the lender's own number for the borrower"),
    Field("name", forms.NAME, "as the borrower is addressed"),
    Field("birth_date", forms.DAY, "part of the proof of identity"),
    Field("phone", forms.PHONE, "part of the proof of identity"),
    Field("locale", forms.choice(LOCALES), "language and script of the first message"),
    Field("timezone", forms.TIMEZONE, "in which the borrower's days are told"),
    Field("country", forms.COUNTRY, "whose emergency and crisis lines are given"),
)
_LOAN = (
    Field("reference", forms.REFERENCE, "the number of the credit agreement"),
    Field("borrower", forms.REFERENCE, "the reference of its borrower"),
    Field("product", forms.PRODUCT, "which of the lender's limits apply"),
    Field("jurisdiction", forms.JURISDICTION, "whose terms apply"),
    Field("principal", forms.MONEY, "the amount lent; its currency is the loan's"),
    Field("annual_rate", forms.RATE, "interest a year"),
    Field("disbursed_on", forms.DAY, "when interest begins"),
    Field("first_due_on", forms.DAY, "when the first installment is due"),
    Field("installments", forms.whole(1, 3000), "how many were agreed"),
    _may("frequency", forms.choice(Frequency), "of installments; `monthly` if left out"),
    _may("method", forms.choice(Method), "how principal is repaid; `annuity` if left out"),
    _may("day_count", forms.choice(DayCount), "how days bear interest; `30/360` if left out"),
    _may("business_days", forms.choice(BusinessDays), "due dates on a holiday; else unmoved"),
    _may("fee_rate", forms.RATE, "of the principal, with each installment"),
    _may("fee", forms.MONEY, "with each installment"),
    _may("minimum_rate", forms.RATE, "revolving: least share of the balance to be paid"),
    _may("minimum", forms.MONEY, "revolving: least payment"),
    _may("allocation", forms.ALLOCATION, "which part a payment covers first, and so on"),
    _may("allocate_by", forms.choice(AllocateBy), "oldest installment or one part of all first"),
    _may("early_settlement_rate", forms.RATE, "fee for settling early, of the principal left"),
    _may("late_charges.penalty_annual_rate", forms.RATE, "penalty interest a year"),
    _may("late_charges.penalty_days_in_year", forms.whole(360, 366), "`360` if left out"),
    _may("late_charges.penalty_base", forms.choice(PenaltyBase), "what penalty interest is on"),
    _may("late_charges.late_fee", forms.MONEY, "for each late installment"),
    _may("late_charges.late_fee_rate", forms.RATE, "of the late installment"),
    _may("late_charges.late_fee_min", forms.MONEY, "the least such fee"),
    _may("late_charges.late_fee_max", forms.MONEY, "the highest such fee"),
    _may("late_charges.grace_days", forms.whole(0, 365), "days late without charges"),
    _may("late_charges.cap_rate", forms.RATE, "most of all late charges, of the principal"),
)
_PAYMENT = (
    Field("reference", forms.REFERENCE, "the booking's number, one for all loans"),
    Field("loan", forms.REFERENCE, "the reference of its loan"),
    Field("amount", forms.MONEY, "what was received, above zero; of a reversal too"),
    Field("received_on", forms.DAY, "the day it counts from"),
    _may("reversal_of", forms.REFERENCE, "a reversal: the payment it takes back, whole"),
)

FIELDS: Mapping[str, Mapping[str, Field]] = {
    kind: {field.name: field for field in fields}
    for kind, fields in ((BORROWER, _BORROWER), (LOAN, _LOAN), (PAYMENT, _PAYMENT))
}
