"""A refusal set aside for one loan by a person whom the terms give the power, with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot import loans
from bot.ledger.tables import Arrangement, Loan, OfferOverride, Staff
from bot.servicing import audit
from bot.servicing.account import LoanView

WHY_MAX = 200


class NotOverridden(StrEnum):
    WHY_MISSING = "why_missing"
    NOBODY_MAY = "nobody_may"
    NO_AUTHORITY = "no_authority"


class OverrideRefused(Exception):  # noqa: N818 - named for what happened
    """``needed`` is the role that may, where there is one."""

    def __init__(self, code: NotOverridden, needed: loans.Role | None = None) -> None:
        super().__init__(code.value)
        self.code = code
        self.needed = needed


def override(
    session: Session,
    view: LoanView,
    reason: loans.Reason,
    kind: loans.OfferKind | None,
    *,
    why: str,
    staff: Staff,
    now: datetime,
) -> OfferOverride:
    """Holds for the borrower's next agreement, for as many days as the terms say.

    Raises ``OverrideRefused``.
    """
    said = why.strip()[:WHY_MAX]
    if not said:
        raise OverrideRefused(NotOverridden.WHY_MISSING)
    needed = who_may(view, reason, kind)
    if needed is None:
        raise OverrideRefused(NotOverridden.NOBODY_MAY)
    role = role_of(staff)
    if not role.may_approve(needed):
        raise OverrideRefused(NotOverridden.NO_AUTHORITY, needed)
    row = OfferOverride(
        loan_id=view.row.id,
        kind=kind.value if kind else None,
        reason=reason.value,
        why=said,
        by=staff.name,
        role=role.value,
        at=now,
    )
    session.add(row)
    session.flush()
    audit.record(
        session,
        "override",
        by=staff.name,
        subject=view.row.reference,
        detail={"reason": row.reason, "kind": row.kind, "why": said},
        now=now,
    )
    return row


def who_may(
    view: LoanView, reason: loans.Reason, kind: loans.OfferKind | None
) -> loans.Role | None:
    """The least role that may set this aside; an approval is its own kind's, by its limits."""
    if reason is not loans.Reason.NEEDS_APPROVAL:
        return view.terms.overrides.get(reason)
    product = view.terms.products.get(view.loan.terms.product)
    roles = [
        kept.approval
        for kept in (product.limits if product else ())
        if kept.kind is kind
        and view.state.bucket in kept.buckets
        and kept.approval is not loans.Role.ASSISTANT
    ]
    return min(roles, key=list(loans.Role).index, default=None)


def role_of(staff: Staff) -> loans.Role:
    """What somebody at the console may agree: trainers and auditors no more than the assistant."""
    try:
        return loans.Role(staff.role)
    except ValueError:
        return loans.Role.ASSISTANT


def standing_overrides(
    session: Session, loan: Loan, terms: loans.Terms, *, now: datetime
) -> tuple[loans.Override, ...]:
    """Those not yet used by an agreement, nor too old."""
    agreed = select(func.max(Arrangement.agreed_at)).where(Arrangement.loan_id == loan.id)
    used_until = session.scalar(agreed)
    since = now - timedelta(days=terms.override_days)
    rows = session.scalars(
        select(OfferOverride)
        .where(OfferOverride.loan_id == loan.id, OfferOverride.at >= since)
        .order_by(OfferOverride.id)
    )
    return tuple(_read(row) for row in rows if used_until is None or row.at > used_until)


def all_overrides(session: Session, loan: Loan) -> Sequence[OfferOverride]:
    chosen = select(OfferOverride).where(OfferOverride.loan_id == loan.id)
    return session.scalars(chosen.order_by(OfferOverride.id)).all()


def _read(row: OfferOverride) -> loans.Override:
    return loans.Override(
        reason=loans.Reason(row.reason),
        by=row.by,
        why=row.why,
        role=loans.Role(row.role),
        kind=loans.OfferKind(row.kind) if row.kind else None,
    )
