"""What a borrower can pay now, and what an amount that they name stands for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum

from bot.loans.arrangement import follow
from bot.loans.loan import Loan, Payment
from bot.loans.money import Money
from bot.loans.payments import net_payments
from bot.loans.state import LoanState
from bot.loans.terms import Terms

_DAYS_ON_THE_WAY = 1


class Purpose(str, Enum):
    """What an amount is, measured against what is owed today."""

    PLAN = "plan"
    DUE = "due"
    INSTALLMENT = "installment"
    WHOLE = "whole"
    PART = "part"
    AHEAD = "ahead"


@dataclass(frozen=True)
class Payable:
    """``due`` is overdue or due today; ``plan`` what an open arrangement asks for next.

    ``whole`` is everything on the schedule. ``payoff`` closes the loan today, and is no payment
    like others: it takes an early settlement that is agreed.
    """

    due: Money
    plan: Money | None
    installment: Money | None
    oldest: Money | None
    whole: Money
    payoff: Money

    @property
    def usual(self) -> Money:
        """What is meant when no amount is named."""
        if self.plan:
            return self.plan
        return self.due or self.installment or self.whole

    def share(self, share: str) -> Money:
        """``all``, ``rest``, ``minimum`` or a fraction, of what is to be paid now."""
        if share == "all":
            return self.due or self.usual
        if share == "rest":
            return self.whole
        if share == "minimum":
            return self.least
        return self.usual.share(Decimal(share))

    @property
    def least(self) -> Money:
        """The smallest amount that brings one thing in order."""
        return self.plan or self.oldest or self.installment or self.whole

    def purpose_of(self, amount: Money) -> Purpose:
        named = (
            (self.plan, Purpose.PLAN),
            (self.due, Purpose.DUE),
            (self.whole, Purpose.WHOLE),
            (self.installment, Purpose.INSTALLMENT),
        )
        found = next((purpose for figure, purpose in named if figure and figure == amount), None)
        if found is not None:
            return found
        return Purpose.AHEAD if amount > self.usual else Purpose.PART


def payable(loan: Loan, state: LoanState, terms: Terms) -> Payable:
    held = next((kept for kept in loan.arrangements if kept.is_open), None)
    outlay = follow(held, loan.payments, terms, today=state.as_of).next_outlay if held else None
    following = state.next_installment
    oldest = next((kept for kept in state.installments if kept.unpaid.total), None)
    return Payable(
        due=state.due_now,
        plan=outlay.amount if outlay else None,
        installment=following.unpaid.total if following else None,
        oldest=oldest.unpaid.total if oldest and oldest.due_date <= state.as_of else None,
        whole=state.outstanding,
        payoff=state.payoff,
    )


def find_claimed(
    payments: Iterable[Payment],
    amount: Money | None,
    *,
    paid_on: date,
    before: Iterable[str] = (),
    today: date,
) -> Payment | None:
    """The payment that a borrower says was made: of that amount, not received before that day.

    ``before`` are references that were in the books when it was said and so are other payments.
    """
    known = set(before)
    earliest = paid_on - timedelta(days=_DAYS_ON_THE_WAY)
    for payment in net_payments(payments, today=today):
        fits = amount is None or payment.amount == amount
        if fits and payment.received_on >= earliest and payment.reference not in known:
            return payment
    return None
