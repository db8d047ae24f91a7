"""Stored offers computed again, from their own inputs under the terms they name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import loans
from bot.ledger.tables import Arrangement, Loan, Offer
from bot.ledger.terms_versions import find_terms

_AT_ONCE = 200


class Finding(StrEnum):
    MATCH = "match"
    MISMATCH = "mismatch"
    TERMS_MISSING = "terms_missing"
    UNREADABLE = "unreadable"


@dataclass(frozen=True)
class Recomputed:
    offer_id: str
    loan: str
    kind: str
    terms_version: str
    agreed_as: str | None
    finding: Finding


def recompute_offers(session: Session, *, borrower_id: int | None = None) -> Iterator[Recomputed]:
    """All, or one borrower's, in the order they were made."""
    chosen = (
        select(Offer, Loan.reference, Arrangement.reference)
        .join(Loan, Loan.id == Offer.loan_id)
        .outerjoin(Arrangement, Arrangement.offer_id == Offer.id)
        .order_by(Offer.made_at, Offer.id)
        .execution_options(yield_per=_AT_ONCE)
    )
    if borrower_id is not None:
        chosen = chosen.where(Loan.borrower_id == borrower_id)
    versions: dict[str, loans.Terms | None] = {}
    for row, loan, agreed_as in session.execute(chosen):
        if row.terms_version not in versions:
            versions[row.terms_version] = find_terms(session, row.terms_version)
        finding = _find(row, versions[row.terms_version])
        yield Recomputed(row.id, loan, row.kind, row.terms_version, agreed_as, finding)


def _find(row: Offer, terms: loans.Terms | None) -> Finding:
    if terms is None:
        return Finding.TERMS_MISSING
    try:
        offer = loans.Offer.from_record(row.record)
    except loans.LoanError:
        return Finding.UNREADABLE
    named = (offer.kind.value, offer.terms_version) == (row.kind, row.terms_version)
    return Finding.MATCH if named and loans.recompute(offer, terms) else Finding.MISMATCH
