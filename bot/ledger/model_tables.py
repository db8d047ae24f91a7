"""Models: how they were made and measured, which one served when, and by whose word."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Float, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from bot.ledger.tables import Base, RowId


class TrainingRun(Base):
    """A model being made and measured; ``beat_at`` is renewed while its process lives."""

    __tablename__ = "training_run"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    by: Mapped[str] = mapped_column(String(80))
    why: Mapped[str] = mapped_column(String(400))
    state: Mapped[str] = mapped_column(String(20))
    step: Mapped[int] = mapped_column(default=0)
    log: Mapped[str] = mapped_column(Text, default="")
    model: Mapped[str | None] = mapped_column(String(32))
    started_at: Mapped[datetime]
    beat_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class ModelReport(Base):
    """A candidate against the model that was in service then."""

    __tablename__ = "model_report"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    model: Mapped[str] = mapped_column(String(32), index=True)
    against: Mapped[str] = mapped_column(String(32))
    by: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime]
    report: Mapped[dict[str, Any]]


class ModelPublication(Base):
    """``kind``: published, rolled_back, or refused by the engine; ``override``: a reason."""

    __tablename__ = "model_publication"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    model: Mapped[str] = mapped_column(String(32))
    previous: Mapped[str | None] = mapped_column(String(32))
    by: Mapped[str] = mapped_column(String(80))
    at: Mapped[datetime]
    why: Mapped[str] = mapped_column(String(400))
    override: Mapped[str | None] = mapped_column(String(400))
    commit: Mapped[str] = mapped_column(String(40))
    figures: Mapped[dict[str, Any]]


class Shadow(Base):
    """A candidate that reads along from ``after_message`` on, and answers nothing."""

    __tablename__ = "shadow"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    model: Mapped[str] = mapped_column(String(32))
    by: Mapped[str] = mapped_column(String(80))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    after_message: Mapped[int] = mapped_column(RowId)


class ShadowReading(Base):
    """What the candidate and the model in service understood of one message."""

    __tablename__ = "shadow_reading"

    shadow_id: Mapped[int] = mapped_column(ForeignKey("shadow.id"), primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("message.id"), primary_key=True)
    intent: Mapped[str] = mapped_column(String(60))
    confidence: Mapped[float] = mapped_column(Float)
    level: Mapped[str] = mapped_column(String(20))
    served_intent: Mapped[str] = mapped_column(String(60))
    served_confidence: Mapped[float] = mapped_column(Float)
    served_level: Mapped[str] = mapped_column(String(20))
