"""A payment that the borrower says was made and the books do not show.

It is noted beside the books and never inside them. Until the deadline it is looked for and
reminders rest; then a person is asked. Once the payment is booked, the borrower is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from bot import loans
from bot.conversations.statuses import HandoffReason
from bot.ledger.clock import local_day
from bot.ledger.clock import now as read_clock
from bot.ledger.payment_tables import PaymentClaim, PaymentClaimEntry, PaymentOrder
from bot.ledger.portfolio import read_payment
from bot.ledger.tables import Borrower, Conversation, Loan, Message
from bot.replies import values
from bot.servicing.account import LoanView, loan_name, money
from bot.servicing.handoff import hand_over
from bot.servicing.pauses import end_pause, pause
from bot.servicing.transcript import Voice
from bot.servicing.turn import Turn

CLAIM = loans.PauseReason.PAYMENT_CLAIM.value
FOUND = "found"
NOT_FOUND = "not_found"
EVIDENCE = "evidence"
WITHDRAWN = "withdrawn"
ENDS = frozenset({FOUND, NOT_FOUND, WITHDRAWN})
_AROUND = timedelta(days=3)


def find_booked(view: LoanView, amount: loans.Money | None, paid_on: date) -> loans.Payment | None:
    """What is in the books already and is most likely what the borrower means."""
    found = loans.find_claimed(view.loan.payments, amount, paid_on=paid_on, today=view.state.as_of)
    return found if found and found.received_on <= paid_on + _AROUND else None


def make_claim(
    turn: Turn, borrower: Borrower, view: LoanView, amount: loans.Money | None, paid_on: date
) -> PaymentClaim:
    """The same message twice makes one claim."""
    made = turn.session.scalar(
        select(PaymentClaim).where(PaymentClaim.made_by_message == turn.message.id)
    )
    if made is not None:
        return made
    deadline = turn.now + timedelta(days=view.terms.claim_days)
    claim = PaymentClaim(
        conversation_id=turn.conversation.id,
        borrower_id=borrower.id,
        loan_id=view.row.id,
        amount_minor=amount.minor if amount else None,
        currency=view.row.currency,
        paid_on=paid_on,
        made_by_message=turn.message.id,
        made_at=turn.now,
        deadline=deadline,
        payments_before=[kept.reference for kept in view.loan.payments],
    )
    turn.session.add(claim)
    turn.session.flush()
    pause(
        turn.session,
        turn.conversation,
        CLAIM,
        ends_when="the payment is found, or the deadline passes",
        now=turn.now,
        until=deadline,
    )
    return claim


def open_claim(session: Session, conversation: Conversation) -> PaymentClaim | None:
    """The newest that is neither found nor given to a person."""
    claims = session.scalars(
        select(PaymentClaim)
        .where(PaymentClaim.conversation_id == conversation.id)
        .order_by(PaymentClaim.id.desc())
    )
    return next((claim for claim in claims if _is_open(claim)), None)


def add_evidence(session: Session, claim: PaymentClaim, message: Message, *, now: datetime) -> None:
    """A photo, a file or a bank's reference: the message that holds it, once."""
    if all(entry.message_id != message.id for entry in claim.entries):
        claim.entries.append(PaymentClaimEntry(entry=EVIDENCE, message_id=message.id, at=now))
        session.flush()


def withdraw_claim(turn: Turn, claim: PaymentClaim) -> None:
    """The borrower told it wrongly; what was said stays to be read."""
    _close(turn.session, claim, WITHDRAWN, now=turn.now, why="told wrongly")


def resolve_claims(session: Session, row: Loan, *, voice: Voice, now: datetime) -> Sequence[str]:
    """Tell those whose payment is booked by now. Answers the conversations written to."""
    told = []
    for claim in claims_of(session, row):
        payment = _payment_of(session, claim, row, now=now) if _is_open(claim) else None
        if payment is not None:
            why = "the payment is booked"
            _close(session, claim, FOUND, now=now, why=why, payment=payment.reference)
            _tell(session, claim, "utter_claim_found", row, voice, now, payment)
            told.append(claim.conversation_id)
    return told


def claims_of(session: Session, row: Loan) -> Sequence[PaymentClaim]:
    return session.scalars(
        select(PaymentClaim).where(PaymentClaim.loan_id == row.id).order_by(PaymentClaim.id)
    ).all()


def claim_state(claim: PaymentClaim) -> str:
    """``open``, or how it ended."""
    return next((entry.entry for entry in claim.entries if entry.entry in ENDS), "open")


def any_open_claim(session: Session) -> bool:
    return session.scalar(_waiting().limit(1)) is not None


def settle_claims(session: Session, *, voice: Voice) -> Sequence[str]:
    """Go over all open claims: found ones are told, overdue ones go to a person."""
    now = read_clock(session)
    told: list[str] = []
    for claim in session.scalars(_waiting()).all():
        row = session.get_one(Loan, claim.loan_id)
        told += resolve_claims(session, row, voice=voice, now=now)
        if _is_open(claim) and now >= claim.deadline:
            _ask_a_person(session, claim, row, voice=voice, now=now)
            told.append(claim.conversation_id)
    return told


def _waiting() -> Select[PaymentClaim]:
    closed = select(PaymentClaimEntry.claim_id).where(PaymentClaimEntry.entry.in_(ENDS))
    return select(PaymentClaim).where(PaymentClaim.id.not_in(closed)).order_by(PaymentClaim.id)


def _ask_a_person(
    session: Session, claim: PaymentClaim, row: Loan, *, voice: Voice, now: datetime
) -> None:
    _close(session, claim, NOT_FOUND, now=now, why="a person looks into it")
    conversation = session.get_one(Conversation, claim.conversation_id)
    evidence = {"payment_claim": claim.id, "messages": [e.message_id for e in claim.entries]}
    hand_over(session, conversation, HandoffReason.PAYMENT, evidence=evidence, now=now)
    _tell(session, claim, "utter_claim_not_found", row, voice, now, None)


def _close(
    session: Session,
    claim: PaymentClaim,
    entry: str,
    *,
    now: datetime,
    why: str,
    payment: str | None = None,
) -> None:
    claim.entries.append(PaymentClaimEntry(entry=entry, payment_reference=payment, at=now))
    session.flush()
    conversation = session.get_one(Conversation, claim.conversation_id)
    if open_claim(session, conversation) is None:
        end_pause(session, conversation, CLAIM, by="assistant", why=why, now=now)


def _tell(
    session: Session,
    claim: PaymentClaim,
    response: str,
    row: Loan,
    voice: Voice,
    now: datetime,
    payment: loans.Payment | None,
) -> None:
    conversation = session.get_one(Conversation, claim.conversation_id)
    arguments = {"loan": loan_name(row), "date": values.day(claim.paid_on)}
    if payment:
        arguments["amount"] = money(payment.amount)
        arguments["date"] = values.day(payment.received_on)
    voice.say(session, conversation, response, arguments, key=f"claim:{claim.id}", now=now)


def _payment_of(
    session: Session, claim: PaymentClaim, row: Loan, *, now: datetime
) -> loans.Payment | None:
    borrower = session.get_one(Borrower, claim.borrower_id)
    session.refresh(row, ["payments"])
    amount = (
        loans.Money(claim.amount_minor, claim.currency) if claim.amount_minor is not None else None
    )
    # What was paid by a link of ours since, or answers another claim, is another payment.
    orders = session.scalars(
        select(PaymentOrder.reference).where(PaymentOrder.loan_id == claim.loan_id)
    )
    answered = session.scalars(
        select(PaymentClaimEntry.payment_reference).where(PaymentClaimEntry.entry == FOUND)
    )
    return loans.find_claimed(
        [read_payment(kept) for kept in row.payments],
        amount,
        paid_on=claim.paid_on,
        before=[*claim.payments_before, *orders, *(ref for ref in answered if ref)],
        today=local_day(now, borrower.timezone),
    )


def _is_open(claim: PaymentClaim) -> bool:
    return claim_state(claim) == "open"
