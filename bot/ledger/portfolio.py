"""The facts of loans, from their rows to the values that ``bot.loans`` reckons with."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from bot import loans
from bot.ledger.clock import local_day
from bot.ledger.tables import Arrangement, Borrower, Loan, Offer, Payment, Promise

# Put together once, see `bot.ledger.conversations`.
_PLACE = (
    select(Borrower.timezone, Loan.currency)
    .outerjoin(Loan)
    .where(Borrower.id == bindparam("borrower"))
    .order_by(Loan.id)
    .limit(1)
)
_ARRANGEMENTS = (
    select(Arrangement).where(Arrangement.loan_id == bindparam("loan")).order_by(Arrangement.id)
)


def timezone_and_currency(session: Session, borrower_id: int) -> tuple[str, str | None]:
    """The borrower's own; the currency is that of the first loan."""
    place = session.execute(_PLACE, {"borrower": borrower_id}).one()
    return place.timezone, place.currency


def read_loan(session: Session, row: Loan, *, timezone: str) -> loans.Loan:
    """``timezone``: the borrower's, in which the day of an agreement is told."""
    return loans.Loan(
        terms=loans.from_record(loans.LoanTerms, row.facts),
        payments=tuple(read_payment(payment) for payment in row.payments),
        arrangements=tuple(
            read_arrangement(kept, timezone=timezone) for kept in arrangements_of(session, row)
        ),
    )


def read_payment(row: Payment) -> loans.Payment:
    return loans.Payment(
        reference=row.reference,
        amount=loans.Money(row.amount_minor, row.currency),
        received_on=row.received_on,
        reversal_of=row.reversal_of,
    )


def read_promise(row: Promise) -> loans.Promise:
    return loans.Promise(
        amount=loans.Money(row.amount_minor, row.currency),
        due_on=row.due_on,
        made_on=row.made_on,
        payments_before=tuple(row.payments_before),
        withdrawn_on=row.withdrawn_on,
    )


def read_arrangement(row: Arrangement, *, timezone: str) -> loans.Arrangement:
    return loans.Arrangement(
        reference=row.reference,
        offer=loans.Offer.from_record(row.offer.record).without_inputs(),
        agreed_at=row.agreed_at,
        agreed_on=local_day(row.agreed_at, timezone),
        cooling_off_until=row.cooling_off_until,
        entries=tuple(
            loans.ArrangementEntry(
                loans.ArrangementStatus(entry.status),
                entry.at.astimezone(ZoneInfo(timezone)),
                entry.why,
                entry.chance_until,
            )
            for entry in row.entries
        ),
    )


def arrangements_of(session: Session, loan: Loan) -> Sequence[Arrangement]:
    return session.scalars(_ARRANGEMENTS, {"loan": loan.id}).all()


def promises_of(session: Session, loan: Loan) -> Sequence[Promise]:
    return session.scalars(
        select(Promise).where(Promise.loan_id == loan.id).order_by(Promise.id)
    ).all()


def find_borrower(session: Session, reference: str) -> Borrower | None:
    return session.scalar(select(Borrower).where(Borrower.reference == reference))


def find_loan(session: Session, reference: str) -> Loan | None:
    return session.scalar(select(Loan).where(Loan.reference == reference))


def find_offer(session: Session, offer_id: str) -> Offer | None:
    return session.get(Offer, offer_id)


def find_agreed(session: Session, offer_id: str) -> Arrangement | None:
    return session.scalar(select(Arrangement).where(Arrangement.offer_id == offer_id))
