"""What a borrower owes, as the books have it today."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from bot import loans
from bot.ledger.portfolio import promises_of, read_loan, read_promise
from bot.ledger.tables import Borrower, Loan, Promise
from bot.replies import values
from bot.servicing.turn import Turn, today_of
from bot.terms.holidays import due_date_holidays

_LAST_DIGITS = 4


@dataclass(frozen=True)
class LoanView:
    """A loan with its facts, its state on ``state.as_of`` and the terms that hold for it."""

    row: Loan
    loan: loans.Loan
    state: loans.LoanState
    terms: loans.Terms
    holidays: frozenset[date]

    @property
    def open_arrangement(self) -> loans.Arrangement | None:
        return next((kept for kept in self.loan.arrangements if kept.is_open), None)


def view_loans(turn: Turn, borrower: Borrower) -> Sequence[LoanView]:
    """Those with something still to pay first, the latest ones overdue on top."""
    today = today_of(turn, borrower)
    views = [view_loan(turn, borrower, row, today=today) for row in borrower.loans]
    return sorted(views, key=lambda view: (view.state.is_paid_off, -view.state.days_past_due))


def view_loan(turn: Turn, borrower: Borrower, row: Loan, *, today: date) -> LoanView:
    return read_view(turn.session, borrower, row, turn.terms_by_country, today=today)


def read_view(
    session: Session,
    borrower: Borrower,
    row: Loan,
    terms: Mapping[str, loans.Terms],
    *,
    today: date,
) -> LoanView:
    """The same where no message is being answered."""
    loan = read_loan(session, row, timezone=borrower.timezone)
    holidays = due_date_holidays(loan.terms)
    state = loans.assess(loan, today=today, holidays=holidays)
    return LoanView(row, loan, state, terms[loan.terms.jurisdiction], holidays)


def loan_name(row: Loan) -> values.Value:
    """What a borrower knows it by: the product and the last digits."""
    return values.response(
        "part_loan_name",
        product=values.term("product", row.product),
        digits=row.reference[-_LAST_DIGITS:],
    )


def money(amount: loans.Money) -> values.Value:
    return values.money(amount.minor, amount.currency)


def judge_promises(turn: Turn, view: LoanView) -> Sequence[tuple[Promise, loans.PromiseStatus]]:
    return [
        (row, judge_promise(row, view.loan, view.terms, today=view.state.as_of))
        for row in promises_of(turn.session, view.row)
    ]


def judge_promise(
    row: Promise, loan: loans.Loan, terms: loans.Terms, *, today: date
) -> loans.PromiseStatus:
    product = terms.products[loan.terms.product]
    return loans.judge_promise(read_promise(row), loan.payments, product.promise, today=today)
