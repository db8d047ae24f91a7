"""A promise to pay, taken inside the lender's terms."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select

from bot import loans
from bot.ledger.tables import Borrower, Promise
from bot.servicing.account import LoanView, judge_promises
from bot.servicing.pauses import PROMISE, pause
from bot.servicing.turn import Turn, today_of

LOOK_BACK = timedelta(days=90)


def check_promise(
    turn: Turn, borrower: Borrower, view: LoanView, amount: loans.Money, due_on: date
) -> loans.PromiseAnswer:
    """Whether it could be taken, without taking it: for the read-back."""
    today = today_of(turn, borrower)
    earlier = [
        status for row, status in judge_promises(turn, view) if row.made_on >= today - LOOK_BACK
    ]
    product = view.terms.products[view.loan.terms.product]
    promise = loans.Promise(amount, due_on, today)
    return loans.check_promise(promise, promisable(view), earlier, product.promise)


def make_promise(
    turn: Turn, borrower: Borrower, view: LoanView, amount: loans.Money, due_on: date
) -> Promise:
    """The same message twice makes one promise. An earlier pending one is withdrawn by it.

    Raises ``ValueError`` for a promise that ``check_promise`` refuses.
    """
    made = turn.session.scalar(
        select(Promise).where(
            Promise.loan_id == view.row.id, Promise.made_by_message == turn.message.id
        )
    )
    if made is not None:
        return made
    answer = check_promise(turn, borrower, view, amount, due_on)
    if answer.refusal is not None:
        raise ValueError(answer.refusal.value)
    today = today_of(turn, borrower)
    for row, status in judge_promises(turn, view):
        if status is loans.PromiseStatus.PENDING:
            row.withdrawn_on = today
    promise = Promise(
        loan_id=view.row.id,
        amount_minor=amount.minor,
        currency=amount.currency,
        due_on=due_on,
        made_at=turn.now,
        made_on=today,
        made_by_message=turn.message.id,
        payments_before=[kept.reference for kept in view.loan.payments],
    )
    turn.session.add(promise)
    turn.session.flush()
    pause(
        turn.session,
        turn.conversation,
        PROMISE,
        ends_when=f"the promise for {due_on} is judged",
        now=turn.now,
    )
    return promise


def promisable(view: LoanView) -> loans.Money:
    """What is overdue and the next installment: what a promise can be about."""
    following = view.state.next_installment
    nothing = loans.Money(0, view.state.currency)
    return view.state.arrears + (following.unpaid.total if following else nothing)


def read_amount_of(row: Promise) -> loans.Money:
    return loans.Money(row.amount_minor, row.currency)


def latest_day(view: LoanView) -> date:
    product = view.terms.products[view.loan.terms.product]
    return view.state.as_of + timedelta(days=product.promise.max_days)
