"""Offering, reading back, agreeing and undoing an arrangement."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot import loans
from bot.conversations.messages import MessageKind
from bot.ledger.portfolio import arrangements_of, find_agreed, find_offer, read_arrangement
from bot.ledger.tables import Arrangement, ArrangementEntry, Borrower, Loan, Offer
from bot.servicing.account import LoanView, view_loan
from bot.servicing.affordability import latest_affordability
from bot.servicing.hardship import latest_reason
from bot.servicing.lifecycle import end_arrangement_pause
from bot.servicing.overrides import standing_overrides
from bot.servicing.pauses import ARRANGEMENT, pause
from bot.servicing.turn import Turn, today_of

SHOWN = 3
SIDE_BY_SIDE = 2


@dataclass(frozen=True)
class StoredOffer:
    id: str
    offer: loans.Offer
    view: LoanView


@dataclass(frozen=True)
class Offered:
    made: Sequence[StoredOffer]
    refused: Sequence[loans.Refusal]


class NotAgreed(Exception):  # noqa: N818 - named for what happened
    """``code``: ``unknown``, ``stale``, ``edited``, ``arrangement_open``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def offer_arrangements(
    turn: Turn, borrower: Borrower, view: LoanView, request: loans.OfferRequest
) -> Offered:
    """Up to three, best fit for what was asked first, each stored as it was computed."""
    found = find_offers(turn.session, borrower, view, request, now=turn.now)
    made = [store_offer(turn, view, offer) for offer in _shown(found.made)]
    return Offered(made, found.refused)


def find_offers(
    session: Session,
    borrower: Borrower,
    view: LoanView,
    request: loans.OfferRequest,
    *,
    now: datetime,
    role: loans.Role = loans.Role.ASSISTANT,
) -> loans.Offers:
    """What ``role`` may offer, with what is known of the borrower; others beside a lone one."""
    affordable = latest_affordability(session, borrower, view.terms)
    asked = replace(
        request,
        hardship_reason=request.hardship_reason or latest_reason(session, borrower),
        surplus=affordable.proposable if affordable else None,
    )

    def compute(wanted: loans.OfferRequest) -> loans.Offers:
        return loans.compute_offers(
            view.loan,
            wanted,
            view.terms,
            today=view.state.as_of,
            role=role,
            holidays=view.holidays,
            overrides=standing_overrides(session, view.row, view.terms, now=now),
        )

    found = compute(asked)
    if asked.kind is None or len(found.made) >= SIDE_BY_SIDE:
        return found
    return compute(replace(asked, beside=True))


def read_offer(turn: Turn, borrower: Borrower, offer_id: str) -> StoredOffer:
    """The very offer as it was made to this borrower. Raises ``NotAgreed``."""
    row = find_offer(turn.session, offer_id)
    if row is None or row.conversation_id != turn.conversation.id:
        raise NotAgreed("unknown")
    loan = turn.session.get_one(Loan, row.loan_id)
    if loan.borrower_id != borrower.id:
        raise NotAgreed("unknown")
    view = view_loan(turn, borrower, loan, today=today_of(turn, borrower))
    return StoredOffer(row.id, loans.Offer.from_record(row.record), view)


def agree(
    turn: Turn, borrower: Borrower, offer_id: str, *, read_back: Mapping[str, Any]
) -> Arrangement:
    """Agree what was read back; the same offer twice is one arrangement.

    ``read_back`` is kept as consent: what was shown and in which message it was agreed. An edited
    message binds nothing. Raises ``NotAgreed``.
    """
    stored = read_offer(turn, borrower, offer_id)
    agreed = find_agreed(turn.session, offer_id)
    if agreed is not None:
        return agreed
    if turn.message.kind == MessageKind.EDITED.value:
        raise NotAgreed("edited")
    _refuse_stale(turn, borrower, stored)
    _supersede_open(turn, borrower, stored)
    return _bind(turn, borrower, stored, read_back)


def cancel(turn: Turn, borrower: Borrower, row: Arrangement) -> bool:
    """Undo within the cooling-off time; ``False`` once it is over."""
    kept = read_arrangement(row, timezone=borrower.timezone)
    if not kept.may_cancel(now=turn.now):
        return False
    _enter(turn, row, loans.ArrangementStatus.CANCELLED, "by the borrower while cooling off")
    _end_pause(turn, borrower, row, "undone")
    return True


def last_undoable(turn: Turn, borrower: Borrower) -> Arrangement | None:
    """The newest agreement of this borrower that may still be undone."""
    rows = [row for loan in borrower.loans for row in arrangements_of(turn.session, loan)]
    undoable = [
        row
        for row in rows
        if read_arrangement(row, timezone=borrower.timezone).may_cancel(now=turn.now)
    ]
    return max(undoable, key=lambda row: row.id, default=None)


def open_arrangement(turn: Turn, view: LoanView) -> Arrangement | None:
    held = view.open_arrangement
    rows = arrangements_of(turn.session, view.row)
    return next((row for row in rows if held and row.reference == held.reference), None)


def _shown(made: Sequence[loans.Offer]) -> Sequence[loans.Offer]:
    """The best fit, then those marked, then the rest in order; at most three."""
    marked = [offer for offer in made[1:] if offer.marks]
    others = [offer for offer in made[1:] if not offer.marks]
    return [*made[:1], *marked, *others][:SHOWN]


def store_offer(turn: Turn, view: LoanView, offer: loans.Offer) -> StoredOffer:
    """As it was computed, for this conversation alone, and for as long as the terms say."""
    row = Offer(
        conversation_id=turn.conversation.id,
        loan_id=view.row.id,
        kind=offer.kind.value,
        terms_version=offer.terms_version,
        record=offer.to_record(),
        made_at=turn.now,
        expires_at=turn.now + timedelta(hours=view.terms.offer_valid_hours),
    )
    turn.session.add(row)
    turn.session.flush()
    return StoredOffer(row.id, offer, view)


def _refuse_stale(turn: Turn, borrower: Borrower, stored: StoredOffer) -> None:
    """An offer holds for its day and its facts: a payment since then makes it another one."""
    inputs = stored.offer.inputs
    changed = inputs is None or inputs.loan.payments != stored.view.loan.payments
    if changed or stored.offer.computed_on != today_of(turn, borrower):
        raise NotAgreed("stale")


def _supersede_open(turn: Turn, borrower: Borrower, stored: StoredOffer) -> None:
    for row in arrangements_of(turn.session, stored.view.row):
        kept = read_arrangement(row, timezone=borrower.timezone)
        if kept.is_open:
            inputs = stored.offer.inputs
            if inputs is None or not inputs.request.replaces_open:
                raise NotAgreed("arrangement_open")
            _enter(turn, row, loans.ArrangementStatus.SUPERSEDED, "replaced by a new agreement")
            _end_pause(turn, borrower, row, "replaced")


def _bind(
    turn: Turn, borrower: Borrower, stored: StoredOffer, read_back: Mapping[str, Any]
) -> Arrangement:
    reference = f"A{secrets.token_hex(4).upper()}"
    kept = loans.agree(
        reference,
        stored.offer,
        stored.view.terms,
        now=turn.now,
        today=today_of(turn, borrower),
    )
    row = Arrangement(
        reference=reference,
        loan_id=stored.view.row.id,
        offer_id=stored.id,
        agreed_at=kept.agreed_at,
        cooling_off_until=kept.cooling_off_until,
        consent={
            **read_back,
            "message_id": turn.message.id,
            "kind": turn.message.kind,
            "locale": turn.conversation.locale,
            "channel": turn.conversation.channel,
        },
    )
    turn.session.add(row)
    turn.session.flush()
    _enter(turn, row, loans.ArrangementStatus.AGREED, "agreed by the borrower")
    # Collection pauses while an arrangement is kept.
    pause(
        turn.session,
        turn.conversation,
        ARRANGEMENT,
        ends_when=f"arrangement {reference} ends",
        now=turn.now,
    )
    return row


def _end_pause(turn: Turn, borrower: Borrower, row: Arrangement, what: str) -> None:
    why = f"arrangement {row.reference} {what}"
    end_arrangement_pause(turn.session, borrower, row, by="borrower", why=why, now=turn.now)


def _enter(turn: Turn, row: Arrangement, status: loans.ArrangementStatus, why: str) -> None:
    row.entries.append(
        ArrangementEntry(arrangement_id=row.id, status=status.value, at=turn.now, why=why)
    )
    turn.session.flush()
