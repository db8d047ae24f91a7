"""The terms that offers were computed under, kept as they were when first in use."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from bot.ledger.tables import TermsVersion
from bot.loans import Terms, from_record, to_record


class TermsChanged(Exception):  # noqa: N818 - named for what happened
    """Other terms under a version that is in use: offers made under it would not come out."""

    def __init__(self, version: str) -> None:
        super().__init__(version)
        self.version = version


def keep_terms(session: Session, terms: Mapping[str, Terms], *, now: datetime) -> None:
    """Raises ``TermsChanged``."""
    for kept in terms.values():
        known = find_terms(session, kept.version)
        if known is None:
            session.add(
                TermsVersion(
                    version=kept.version,
                    jurisdiction=kept.jurisdiction,
                    record=to_record(kept),
                    kept_at=now,
                )
            )
        elif known != kept:
            raise TermsChanged(kept.version)


def find_terms(session: Session, version: str) -> Terms | None:
    row = session.get(TermsVersion, version)
    return from_record(Terms, row.record) if row else None
