"""Who else is told what happens here, and what is still to be told to them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.ledger.tables import Base, RowId, new_id


class Webhook(Base):
    """An address of another program. Its secret signs, so it cannot be kept as a hash."""

    __tablename__ = "webhook"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    url: Mapped[str] = mapped_column(String(500))
    secret: Mapped[str] = mapped_column(String(80))
    made_by: Mapped[str] = mapped_column(String(80))
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    # When it last took a notice; what the last try met that was not taken.
    taken_at: Mapped[datetime | None]
    problem: Mapped[str | None] = mapped_column(String(80))
    choices: Mapped[list[WebhookChoice]] = relationship(cascade="all, delete-orphan")


class WebhookChoice(Base):
    """One kind of notice that a webhook wants."""

    __tablename__ = "webhook_choice"

    webhook_id: Mapped[str] = mapped_column(ForeignKey("webhook.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(40), primary_key=True, index=True)


class WebhookNotice(Base):
    """Gone once it was taken. ``key`` says what it is about: of each thing one is told once."""

    __tablename__ = "webhook_notice"
    __table_args__ = (UniqueConstraint("webhook_id", "key"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    webhook_id: Mapped[str] = mapped_column(ForeignKey("webhook.id"))
    key: Mapped[str] = mapped_column(String(80))
    kind: Mapped[str] = mapped_column(String(40))
    facts: Mapped[dict[str, Any]]
    at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)
    # None: given up.
    due_at: Mapped[datetime | None] = mapped_column(index=True)
