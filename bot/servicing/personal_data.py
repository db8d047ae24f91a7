"""What is held about a borrower: counted for a look, whole for taking along."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.ledger.tables import Borrower, Case, Conversation, HardshipReport, Loan, Message, Payment
from bot.servicing.contact import Contact, masked


def masked_phone(borrower: Borrower) -> str:
    return masked(Contact("phone", borrower.phone))


def count_what_is_held(session: Session, borrower: Borrower) -> dict[str, int]:
    theirs = select(Conversation.id).where(Conversation.borrower_id == borrower.id)
    counted = {
        "loans": select(func.count()).where(Loan.borrower_id == borrower.id),
        "payments": select(func.count(Payment.id))
        .join(Loan, Loan.id == Payment.loan_id)
        .where(Loan.borrower_id == borrower.id),
        "messages": select(func.count()).where(Message.conversation_id.in_(theirs)),
        "reports": select(func.count()).where(HardshipReport.borrower_id == borrower.id),
        "cases": select(func.count()).where(
            (Case.borrower_id == borrower.id) | Case.conversation_id.in_(theirs)
        ),
    }
    return {name: session.scalar(query) or 0 for name, query in counted.items()}


def personal_record(session: Session, borrower: Borrower) -> dict[str, Any]:
    """The borrower's own words and ours, in order; the loans' side is in the report."""
    said = session.scalars(
        select(Message)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(Conversation.borrower_id == borrower.id)
        .order_by(Message.id)
    )
    return {
        "phone": borrower.phone,
        "birth_date": borrower.birth_date.isoformat(),
        "messages": [
            {"at": message.at.isoformat(), "by": message.author, "text": message.text}
            for message in said
        ],
    }
