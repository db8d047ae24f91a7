"""Paying: an order is made, its link is opened, and what a provider took is posted once.

An order's reference becomes the reference of its payment, which is unique in the ledger: however
often a charge is told, by clicks, replayed webhooks or two tabs, it is booked one time.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.conversations.statuses import HandoffReason
from bot.ledger.clock import local_day
from bot.ledger.clock import now as read_clock
from bot.ledger.payment_tables import PaymentLink, PaymentOrder, PaymentOrderEntry
from bot.ledger.tables import Borrower, Conversation, Loan, Payment
from bot.loans import Money
from bot.servicing.account import LoanView, money
from bot.servicing.handoff import hand_over
from bot.servicing.identity import is_trusted
from bot.servicing.receipts import Till, say_receipt
from bot.servicing.turn import Turn

DEMONSTRATION = "demonstration"


@dataclass(frozen=True)
class PaymentRules:
    """``hosted`` and ``telegram``: whether a provider is set up for the web and for Telegram."""

    link_life: timedelta = timedelta(minutes=30)
    hosted: bool = False
    telegram: bool = False


class OrderState(StrEnum):
    OPEN = "open"
    PAID = "paid"
    CANCELLED = "cancelled"
    REPLACED = "replaced"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Charge:
    """Money that a provider says it took. ``key`` is its own id of it, ``by`` its name."""

    key: str
    by: str
    amount: Money


class Posted(StrEnum):
    POSTED = "posted"
    KNOWN = "known"
    EXTRA = "extra"
    REFUSED = "refused"


def make_order(
    turn: Turn, borrower: Borrower, view: LoanView, amount: Money, *, rules: PaymentRules
) -> tuple[PaymentOrder, str]:
    """The order and the token of a new link to it. The same message makes one order.

    Earlier orders of the conversation for that loan are replaced, so that one link works.
    """
    made = turn.session.scalar(
        select(PaymentOrder).where(PaymentOrder.made_by_message == turn.message.id)
    )
    if made is None:
        _replace_earlier(turn, view)
        made = PaymentOrder(
            reference=f"P{secrets.token_hex(5).upper()}",
            conversation_id=turn.conversation.id,
            borrower_id=borrower.id,
            loan_id=view.row.id,
            amount_minor=amount.minor,
            currency=amount.currency,
            made_by_message=turn.message.id,
            proven_at=turn.conversation.proven_at,
            made_at=turn.now,
            expires_at=turn.now + rules.link_life,
        )
        turn.session.add(made)
        turn.session.flush()
    token = secrets.token_urlsafe(24)
    turn.session.add(PaymentLink(token_hash=_hash(token), order_id=made.id))
    return made, token


def find_order(session: Session, token: str, *, now: datetime) -> PaymentOrder | None:
    """By its link, which dies with the proof of identity under which it was made.

    What was paid can be seen for as long as the link would have lived.
    """
    link = session.get(PaymentLink, _hash(token))
    order = session.get(PaymentOrder, link.order_id) if link else None
    if order is None:
        return None
    conversation = session.get_one(Conversation, order.conversation_id)
    same_proof = (
        conversation.proven_at == order.proven_at and conversation.borrower_id == order.borrower_id
    )
    return order if same_proof and is_trusted(conversation, now=now) else None


def order_state(order: PaymentOrder, *, now: datetime) -> OrderState:
    entered = {entry.entry for entry in order.entries}
    for state in (OrderState.PAID, OrderState.CANCELLED, OrderState.REPLACED):
        if state.value in entered:
            return state
    return OrderState.EXPIRED if now >= order.expires_at else OrderState.OPEN


def amount_of(order: PaymentOrder) -> Money:
    return Money(order.amount_minor, order.currency)


def post_charge(session: Session, order_id: str, charge: Charge, *, till: Till) -> Posted:
    """Book what was taken and say so in the conversation. Wants a writing session.

    Money that did arrive is booked whatever became of the order; a second charge for the same
    order, or one in another currency, is kept beside the books for a person to return.
    """
    order = _locked(session, order_id)
    if order is None or _is_entered(session, charge.key):
        return Posted.KNOWN
    now = read_clock(session)
    if charge.amount.currency != order.currency:
        return _set_aside(session, order, charge, Posted.REFUSED, till=till, now=now)
    if order_state(order, now=now) is OrderState.PAID:
        return _set_aside(session, order, charge, Posted.EXTRA, till=till, now=now)
    borrower = session.get_one(Borrower, order.borrower_id)
    row = session.get_one(Loan, order.loan_id)
    row.payments.append(
        Payment(
            reference=order.reference,
            amount_minor=charge.amount.minor,
            currency=charge.amount.currency,
            received_on=local_day(now, borrower.timezone),
            created_at=now,
        )
    )
    _enter(session, order, OrderState.PAID.value, by=charge.by, now=now, charge=charge)
    is_demonstration = charge.by == DEMONSTRATION
    say_receipt(session, order, row, till=till, now=now, is_demonstration=is_demonstration)
    return Posted.POSTED


def note_failure(session: Session, order_id: str, *, key: str, by: str, till: Till) -> bool:
    """A charge that did not succeed: nothing is booked, the link can be tried again."""
    order = _locked(session, order_id)
    if order is None or _is_entered(session, key):
        return False
    now = read_clock(session)
    if order_state(order, now=now) is OrderState.PAID:
        return False
    _enter(session, order, "failed", by=by, now=now, key=key)
    _say(session, order, "utter_payment_failed", key, till=till, now=now)
    return True


def cancel_order(session: Session, order_id: str, *, till: Till) -> bool:
    order = _locked(session, order_id)
    now = read_clock(session)
    if order is None or order_state(order, now=now) is not OrderState.OPEN:
        return False
    _enter(session, order, OrderState.CANCELLED.value, by="borrower", now=now)
    _say(session, order, "utter_payment_cancelled", order.id, till=till, now=now)
    return True


def last_order(session: Session, borrower: Borrower) -> PaymentOrder | None:
    return session.scalar(
        select(PaymentOrder)
        .where(PaymentOrder.borrower_id == borrower.id)
        .order_by(PaymentOrder.made_at.desc())
        .limit(1)
    )


def _replace_earlier(turn: Turn, view: LoanView) -> None:
    earlier = turn.session.scalars(
        select(PaymentOrder)
        .where(
            PaymentOrder.conversation_id == turn.conversation.id,
            PaymentOrder.loan_id == view.row.id,
        )
        .with_for_update()
    )
    for order in earlier:
        if order_state(order, now=turn.now) is OrderState.OPEN:
            _enter(turn.session, order, OrderState.REPLACED.value, by="borrower", now=turn.now)


def _set_aside(
    session: Session,
    order: PaymentOrder,
    charge: Charge,
    what: Posted,
    *,
    till: Till,
    now: datetime,
) -> Posted:
    _enter(session, order, what.value, by=charge.by, now=now, charge=charge)
    conversation = session.get_one(Conversation, order.conversation_id)
    evidence = {"payment_order": order.reference, "what": what.value, "amount": str(charge.amount)}
    hand_over(session, conversation, HandoffReason.PAYMENT, evidence=evidence, now=now)
    response = "utter_payment_extra" if what is Posted.EXTRA else "utter_payment_other_currency"
    _say(session, order, response, charge.key, till=till, now=now, amount=charge.amount)
    return what


def _say(
    session: Session,
    order: PaymentOrder,
    response: str,
    key: str,
    *,
    till: Till,
    now: datetime,
    amount: Money | None = None,
) -> None:
    conversation = session.get_one(Conversation, order.conversation_id)
    arguments = {"amount": money(amount or amount_of(order)), "reference": order.reference}
    said = hashlib.sha256(key.encode()).hexdigest()[:32]
    till.voice.say(session, conversation, response, arguments, key=f"pay:{said}", now=now)


def _enter(
    session: Session,
    order: PaymentOrder,
    entry: str,
    *,
    by: str,
    now: datetime,
    key: str | None = None,
    charge: Charge | None = None,
) -> None:
    order.entries.append(
        PaymentOrderEntry(
            entry=entry,
            key=charge.key if charge else key,
            by=by,
            amount_minor=charge.amount.minor if charge else None,
            currency=charge.amount.currency if charge else None,
            at=now,
        )
    )
    session.flush()


def _is_entered(session: Session, key: str) -> bool:
    found = select(PaymentOrderEntry.id).where(PaymentOrderEntry.key == key)
    return session.scalar(found) is not None


def _locked(session: Session, order_id: str) -> PaymentOrder | None:
    """One at a time: whoever comes second sees what the first entered."""
    order = session.get(PaymentOrder, order_id, with_for_update=True, populate_existing=True)
    if order is not None:
        session.refresh(order, ["entries"])
    return order


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
