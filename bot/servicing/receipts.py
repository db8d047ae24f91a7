"""What is said when a payment is booked: the receipt, and what the payment changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot import loans
from bot.ledger.clock import local_day
from bot.ledger.payment_tables import PaymentOrder
from bot.ledger.portfolio import promises_of
from bot.ledger.tables import Borrower, Conversation, Loan
from bot.replies import values
from bot.servicing.account import LoanView, judge_promise, loan_name, money, read_view
from bot.servicing.files import keep_paper
from bot.servicing.transcript import Voice


@dataclass(frozen=True)
class Till:
    """What booking a payment needs besides the ledger.

    Whose terms hold, a voice to say it, and ``paper``, which writes the receipt's letter.
    """

    voice: Voice
    terms: Mapping[str, loans.Terms]
    paper: Callable[[LoanView, Borrower, loans.Payment], values.Value]


def say_receipt(
    session: Session,
    order: PaymentOrder,
    row: Loan,
    *,
    till: Till,
    now: datetime,
    is_demonstration: bool,
) -> None:
    """Once for each order, in the conversation in which it was asked for."""
    session.flush()
    borrower = session.get_one(Borrower, order.borrower_id)
    conversation = session.get_one(Conversation, order.conversation_id)
    today = local_day(now, borrower.timezone)
    view = read_view(session, borrower, row, till.terms, today=today)
    paid = next(kept for kept in view.loan.payments if kept.reference == order.reference)
    after = [*_order_lines(order, paid), *_loan_lines(view), *_plan_lines(view)]
    after += _promise_lines(session, view, paid)
    if is_demonstration:
        after.append(values.response("part_receipt_demonstration"))
    key = f"receipt:{order.reference}"
    paper = till.paper(view, borrower, paid)
    till.voice.say(
        session,
        conversation,
        "utter_receipt",
        {
            "amount": money(paid.amount),
            "loan": loan_name(row),
            "reference": order.reference,
            "at": values.moment(now, borrower.timezone),
            "after": values.lines(*after),
            "files": [keep_paper(session, conversation.id, paper, key=key, now=now)],
        },
        key=key,
        now=now,
    )


def _order_lines(order: PaymentOrder, paid: loans.Payment) -> Iterator[values.Value]:
    asked = loans.Money(order.amount_minor, order.currency)
    if paid.amount != asked:
        yield values.response("part_receipt_other_amount", asked=money(asked))


def _loan_lines(view: LoanView) -> Iterator[values.Value]:
    state = view.state
    if state.is_paid_off:
        yield values.response("part_receipt_paid_off")
    elif state.is_late:
        yield values.response("part_receipt_still_due", due=money(state.due_now))
    elif following := state.next_installment:
        yield values.response(
            "part_receipt_in_order",
            amount=money(following.unpaid.total),
            date=values.day(following.due_date),
        )
    if state.credit and state.is_paid_off:
        yield values.response("part_receipt_too_much", credit=money(state.credit))
    elif state.credit:
        yield values.response("part_receipt_ahead", credit=money(state.credit))


def _plan_lines(view: LoanView) -> Iterator[values.Value]:
    held = view.open_arrangement
    if held is None:
        return
    progress = loans.follow(held, view.loan.payments, view.terms, today=view.state.as_of)
    if progress.next_outlay:
        yield values.response(
            "part_receipt_plan",
            remaining=money(progress.remaining),
            amount=money(progress.next_outlay.amount),
            date=values.day(progress.next_outlay.due_date),
        )


def _promise_lines(session: Session, view: LoanView, paid: loans.Payment) -> Iterator[values.Value]:
    """A promise that this very payment keeps."""
    others = tuple(kept for kept in view.loan.payments if kept.reference != paid.reference)
    before = loans.Loan(view.loan.terms, others, view.loan.arrangements)
    today = view.state.as_of
    for row in promises_of(session, view.row):
        was = judge_promise(row, before, view.terms, today=today)
        now_is = judge_promise(row, view.loan, view.terms, today=today)
        if was is loans.PromiseStatus.PENDING and now_is is loans.PromiseStatus.KEPT:
            yield values.response("part_receipt_promise_kept")
