"""A small invented portfolio, so that everything can be tried without a lender's books.

Its loans are laid out around the day they are loaded: somebody is always a little late.
"""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import loans
from bot.ledger.clock import is_demonstration, local_day
from bot.ledger.tables import Borrower, ClockSetting, Loan, Payment


class NotEmpty(Exception):  # noqa: N818 - named for what is wrong
    """A ledger that holds a lender's books never becomes a demonstration."""


@dataclass(frozen=True)
class Person:
    """``overdue`` installments are unpaid of those due so far, the last ``days_ago``.

    A ``second_loan`` is like the first, but for its product and how many are overdue.
    """

    reference: str
    name: str
    birth_date: date
    phone: str
    locale: str
    timezone: str
    country: str
    loan: str
    principal: str
    annual_rate: str
    installments: int
    due_so_far: int
    overdue: int
    days_ago: int
    product: str = "consumer_loan"
    second_loan: str = ""
    second_product: str = "credit_card"
    second_overdue: int = 1


# Numbers of ranges that are not given to anybody, where a country has such a range.
PEOPLE: Sequence[Person] = (
    Person(
        reference="B-1001",
        name="王小雨",
        birth_date=date(1990, 5, 17),
        phone="+8619900000001",
        locale="zh_Hans_CN",
        timezone="Asia/Shanghai",
        country="CN",
        loan="L-2024-7301",
        principal="CNY 24000.00",
        annual_rate="0.144",
        installments=12,
        due_so_far=5,
        overdue=2,
        days_ago=12,
    ),
    Person(
        reference="B-1002",
        name="陳家明",
        birth_date=date(1985, 11, 3),
        phone="+85251000002",
        locale="zh_Hant_HK",
        timezone="Asia/Hong_Kong",
        country="HK",
        loan="L-2024-7302",
        principal="HKD 60000.00",
        annual_rate="0.18",
        installments=24,
        due_so_far=9,
        overdue=1,
        days_ago=20,
    ),
    Person(
        reference="B-1003",
        name="Alex Carter",
        birth_date=date(1978, 2, 28),
        phone="+447700900103",
        locale="en",
        timezone="Europe/London",
        country="GB",
        loan="L-2024-7303",
        principal="GBP 3600.00",
        annual_rate="0.199",
        installments=18,
        due_so_far=7,
        overdue=2,
        days_ago=8,
    ),
    Person(
        reference="B-1004",
        name="林淑芬",
        birth_date=date(1993, 8, 9),
        phone="+886900000004",
        locale="zh_Hant_TW",
        timezone="Asia/Taipei",
        country="TW",
        loan="L-2024-7304",
        principal="TWD 120000.00",
        annual_rate="0.12",
        installments=24,
        due_so_far=6,
        overdue=0,
        days_ago=25,
    ),
    Person(
        reference="B-1005",
        name="李娜",
        birth_date=date(1988, 4, 21),
        phone="+8619900000005",
        locale="zh_Hans_CN",
        timezone="Asia/Shanghai",
        country="CN",
        loan="L-2024-7305",
        principal="CNY 9000.00",
        annual_rate="0.15",
        installments=12,
        due_so_far=4,
        overdue=1,
        days_ago=6,
        second_loan="L-2024-7306",
    ),
)


def load_demonstration(session: Session, *, now: datetime, countries: Container[str]) -> bool:
    """Into an empty ledger, once; ``False`` where it is loaded already. Raises ``NotEmpty``.

    Only people of ``countries`` that there are terms for.
    """
    if is_demonstration(session):
        return False
    if session.scalar(select(Borrower.id).limit(1)) is not None:
        raise NotEmpty
    session.add(ClockSetting(id=1, offset_seconds=0))
    for person in PEOPLE:
        if person.country in countries:
            load_person(session, person, today=local_day(now, person.timezone))
    return True


def load_person(session: Session, person: Person, *, today: date) -> Borrower:
    borrower = Borrower(
        reference=person.reference,
        name=person.name,
        birth_date=person.birth_date,
        phone=person.phone,
        locale=person.locale,
        timezone=person.timezone,
        country=person.country,
    )
    borrower.loans.append(_loan(person, today=today))
    if person.second_loan:
        second = replace(
            person,
            loan=person.second_loan,
            product=person.second_product,
            overdue=person.second_overdue,
        )
        borrower.loans.append(_loan(second, today=today))
    session.add(borrower)
    return borrower


def _loan(person: Person, *, today: date) -> Loan:
    terms = _terms(person, today)
    row = Loan(
        reference=person.loan,
        product=person.product,
        currency=terms.currency,
        facts=loans.to_record(terms),
    )
    paid = loans.build_schedule(terms)[: person.due_so_far - person.overdue]
    for installment in paid:
        row.payments.append(
            Payment(
                reference=f"{person.loan}-P{installment.number}",
                amount_minor=installment.amount.minor,
                currency=installment.amount.currency,
                received_on=installment.due_date,
                created_at=datetime.combine(installment.due_date, time(), UTC),
            )
        )
    return row


def _terms(person: Person, today: date) -> loans.LoanTerms:
    last_due = today - timedelta(days=person.days_ago)
    first_due = loans.add_months(last_due, 1 - person.due_so_far)
    return loans.LoanTerms(
        reference=person.loan,
        product=person.product,
        jurisdiction=person.country,
        principal=loans.Money.parse(person.principal),
        annual_rate=Decimal(person.annual_rate),
        disbursed_on=loans.add_months(first_due, -1),
        first_due_on=first_due,
        installments=person.installments,
        late_charges=loans.LateCharges(penalty_annual_rate=Decimal(person.annual_rate) / 2),
    )
