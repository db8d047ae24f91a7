"""What a borrower says of a month's money, kept as a fact; nothing above it is proposed."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import loans
from bot.conversations.statuses import HandoffReason
from bot.ledger.tables import Borrower, Budget
from bot.servicing.handoff import hand_over
from bot.servicing.turn import Turn


def keep_budget(turn: Turn, borrower: Borrower, budget: loans.Budget) -> None:
    """The same message twice is one answer."""
    known = turn.session.scalar(
        select(Budget.id).where(
            Budget.borrower_id == borrower.id, Budget.message_id == turn.message.id
        )
    )
    if known is None:
        turn.session.add(
            Budget(
                borrower_id=borrower.id,
                message_id=turn.message.id,
                currency=budget.income.currency,
                income=budget.income.minor,
                essentials=budget.essentials.minor,
                other_debts=budget.other_debts.minor,
                at=turn.now,
            )
        )
        turn.session.flush()


def bring_in_a_person(turn: Turn) -> None:
    """No arrangement fits where nothing is left at the end of a month."""
    evidence = {"message_id": turn.message.id}
    hand_over(
        turn.session, turn.conversation, HandoffReason.NO_SURPLUS, evidence=evidence, now=turn.now
    )


def latest_affordability(
    session: Session, borrower: Borrower, terms: loans.Terms
) -> loans.Affordability | None:
    """By the newest answers, where they are in the currency of the terms."""
    row = session.scalar(
        select(Budget)
        .where(Budget.borrower_id == borrower.id, Budget.currency == terms.currency)
        .order_by(Budget.id.desc())
        .limit(1)
    )
    return None if row is None else loans.afford(read_budget(row), terms)


def read_budget(row: Budget) -> loans.Budget:
    return loans.Budget(
        loans.Money(row.income, row.currency),
        loans.Money(row.essentials, row.currency),
        loans.Money(row.other_debts, row.currency),
    )
