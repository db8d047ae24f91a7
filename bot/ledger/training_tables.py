"""What trainers work with: how each message was understood, and what they say it means."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.ledger.tables import Base, RowId


class MessageReading(Base):
    """``understood`` has the likeliest intents and the entities; ``answer`` names the reply."""

    __tablename__ = "message_reading"

    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), primary_key=True)
    understood: Mapped[dict[str, Any]]
    answer: Mapped[str | None] = mapped_column(String(80))


class MisreadMark(Base):
    """An agent saw that the assistant had understood a message wrongly."""

    __tablename__ = "misread_mark"

    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), primary_key=True)
    by: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime]


class TrainingLabel(Base):
    """What a trainer says of a message. It counts until it is undone; ``text`` is masked."""

    __tablename__ = "training_label"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), index=True)
    # Of messages that were labelled together: undone together.
    batch: Mapped[str] = mapped_column(String(32), index=True)
    verdict: Mapped[str] = mapped_column(String(20))
    intents: Mapped[list[str]]
    marks: Mapped[dict[str, Any]]
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(20))
    note: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    # When it became an example.
    written_at: Mapped[datetime | None]
