"""Signing in through the lender's own provider of identities, while somebody is on their way."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from bot.ledger.tables import Base


class OpenIdAttempt(Base):
    """From leaving for the provider until coming back, once; by the hash of its state."""

    __tablename__ = "open_id_attempt"

    state_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    nonce: Mapped[str] = mapped_column(String(64))
    verifier: Mapped[str] = mapped_column(String(128))
    after: Mapped[str] = mapped_column(String(200))
    expires_at: Mapped[datetime]
