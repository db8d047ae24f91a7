"""Paying: what was asked for, what became of it, and what borrowers say they paid elsewhere.

Rows are appended; how an order or a claim stands is told by its entries.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.ledger.tables import Base, RowId, new_id


class PaymentOrder(Base):
    """One payment somebody set out to make; ``reference`` becomes that of the payment."""

    __tablename__ = "payment_order"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    reference: Mapped[str] = mapped_column(String(32), unique=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"), index=True)
    borrower_id: Mapped[int] = mapped_column(ForeignKey("borrower.id"), index=True)
    loan_id: Mapped[int] = mapped_column(ForeignKey("loan.id"))
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3))
    made_by_message: Mapped[int] = mapped_column(ForeignKey("message.id"), unique=True)
    # The proof of identity under which it was made; a newer one makes its link worthless.
    proven_at: Mapped[datetime]
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    entries: Mapped[list[PaymentOrderEntry]] = relationship(order_by="PaymentOrderEntry.id")


class PaymentOrderEntry(Base):
    """``paid``, ``failed``, ``cancelled``, ``replaced``, ``extra``, ``refused``.

    ``key`` is the provider's own id of what happened: the same one is entered once.
    """

    __tablename__ = "payment_order_entry"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    order_id: Mapped[str] = mapped_column(ForeignKey("payment_order.id"), index=True)
    entry: Mapped[str] = mapped_column(String(20))
    key: Mapped[str | None] = mapped_column(String(160), unique=True)
    by: Mapped[str] = mapped_column(String(40))
    amount_minor: Mapped[int | None] = mapped_column(BigInteger)
    currency: Mapped[str | None] = mapped_column(String(3))
    at: Mapped[datetime]


class PaymentLink(Base):
    """Only the hash of a link's token is kept."""

    __tablename__ = "payment_link"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    order_id: Mapped[str] = mapped_column(ForeignKey("payment_order.id"), index=True)


class PaymentClaim(Base):
    """What the borrower says was paid, beside what the books say."""

    __tablename__ = "payment_claim"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversation.id"), index=True)
    borrower_id: Mapped[int] = mapped_column(ForeignKey("borrower.id"), index=True)
    loan_id: Mapped[int] = mapped_column(ForeignKey("loan.id"), index=True)
    amount_minor: Mapped[int | None] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(String(3))
    paid_on: Mapped[date]
    made_by_message: Mapped[int] = mapped_column(ForeignKey("message.id"), unique=True)
    made_at: Mapped[datetime]
    deadline: Mapped[datetime]
    # References of the payments that were in the books by then and so are not the one claimed.
    payments_before: Mapped[list[str]]
    entries: Mapped[list[PaymentClaimEntry]] = relationship(order_by="PaymentClaimEntry.id")


class PaymentClaimEntry(Base):
    """``evidence`` has its message, ``found`` its payment; ``not_found``, ``withdrawn`` end it."""

    __tablename__ = "payment_claim_entry"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    claim_id: Mapped[int] = mapped_column(ForeignKey("payment_claim.id"), index=True)
    entry: Mapped[str] = mapped_column(String(20))
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"))
    payment_reference: Mapped[str | None] = mapped_column(String(64))
    at: Mapped[datetime]
