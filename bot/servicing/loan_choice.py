"""Which of several loans is spoken of: chosen once, remembered until identity is proven anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bot.ledger.tables import Borrower
from bot.servicing.account import LoanView, view_loans
from bot.servicing.turn import Turn


def open_loans(turn: Turn, borrower: Borrower) -> Sequence[LoanView]:
    """Those with something to pay, in the order in which they are shown."""
    return [view for view in view_loans(turn, borrower) if not view.state.is_paid_off]


def find_mentioned(
    views: Sequence[LoanView], mention: Mapping[str, Any] | str | None
) -> LoanView | None:
    """By its reference, its product, its last digits or its place; None where that is not one."""
    if mention is None:
        return None
    if isinstance(mention, str):
        fits = [view for view in views if view.row.reference == mention]
    elif "ordinal" in mention:
        place = int(mention["ordinal"])
        fits = list(views[place - 1 : place] if place > 0 else views[-1:])
    elif "last_digits" in mention:
        digits = str(mention["last_digits"])
        fits = [view for view in views if view.row.reference.endswith(digits)]
    else:
        fits = [view for view in views if view.row.product == mention.get("product")]
    return fits[0] if len(fits) == 1 else None


def choose_loan(turn: Turn, view: LoanView) -> None:
    turn.conversation.loan_id = view.row.id
    turn.conversation.loan_chosen_at = turn.now


def chosen_loan(turn: Turn, views: Sequence[LoanView]) -> LoanView | None:
    """As chosen since the last proof; what another reader of the chat chose is forgotten."""
    conversation = turn.conversation
    chosen_at, proven_at = conversation.loan_chosen_at, conversation.proven_at
    if chosen_at is None or proven_at is None or chosen_at < proven_at:
        return None
    return next((view for view in views if view.row.id == conversation.loan_id), None)
