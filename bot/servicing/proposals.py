"""What an agent may offer beside the chat, and sending one of it to the borrower to decide.

The agent proposes, the borrower agrees: the assistant reads the offer back in the chat, and only
the borrower's own yes binds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from bot import loans
from bot.ledger.clock import local_day
from bot.ledger.conversations import add_entry, enqueue_answer
from bot.ledger.portfolio import find_loan
from bot.ledger.tables import Conversation, Message, Staff, new_id
from bot.servicing.account import LoanView, read_view
from bot.servicing.arrangements import find_offers, store_offer
from bot.servicing.handoff import Refusal, Refused, refuse_in_crisis, yours
from bot.servicing.identity import is_trusted
from bot.servicing.overrides import override, role_of, who_may
from bot.servicing.transcript import Voice
from bot.servicing.turn import Turn

TermsByCountry = Mapping[str, loans.Terms]


@dataclass(frozen=True)
class AtDesk:
    """One of the staff with one conversation before them."""

    session: Session
    conversation_id: str
    staff: Staff
    terms: TermsByCountry
    now: datetime


@dataclass(frozen=True)
class Considered:
    """``overriders``: of each refusal, in order, the role that may set it aside, if one may."""

    view: LoanView
    offers: loans.Offers
    overriders: tuple[loans.Role | None, ...]
    role: loans.Role

    def may_override(self, place: int) -> bool:
        needed = self.overriders[place]
        return needed is not None and self.role.may_approve(needed)


def consider(at: AtDesk, reference: str, request: loans.OfferRequest) -> Considered:
    """What this agent may offer on a loan of this conversation's borrower. Raises ``Refused``."""
    conversation = at.session.get(Conversation, at.conversation_id)
    row = find_loan(at.session, reference)
    if conversation is None or row is None or row.borrower_id != conversation.borrower_id:
        raise Refused(Refusal.NOT_FOUND)
    today = local_day(at.now, row.borrower.timezone)
    view = read_view(at.session, row.borrower, row, at.terms, today=today)
    role = role_of(at.staff)
    found = find_offers(at.session, row.borrower, view, request, now=at.now, role=role)
    overriders = tuple(who_may(view, one.reason, one.kind) for one in found.refused)
    return Considered(view, found, overriders, role)


def propose(
    at: AtDesk, reference: str, request: loans.OfferRequest, place: int, *, voice: Voice
) -> Message:
    """The offer at ``place`` of what ``consider`` finds is read back to the borrower.

    Raises ``Refused``: not this agent's, in crisis, identity not proven now, or no such offer.
    """
    session, now = at.session, at.now
    conversation = yours(session, at.conversation_id, at.staff)
    refuse_in_crisis(conversation)
    if not is_trusted(conversation, now=now):
        raise Refused(Refusal.NOT_PROVEN)
    considered = consider(at, reference, request)
    if not 0 <= place < len(considered.offers.made):
        raise Refused(Refusal.NO_SUCH_OFFER)
    arguments = {"agent": at.staff.name}
    key = f"proposal:{new_id()}"
    said = voice.say(session, conversation, "utter_agent_proposes", arguments, key=key, now=now)
    turn = Turn(session, conversation, said, now, at.terms)
    stored = store_offer(turn, considered.view, considered.offers.made[place])
    enqueue_answer(session, said, payload=f'/request_installment{{"offer":"{stored.id}"}}')
    detail: dict[str, object] = {"offer": stored.id, "kind": stored.offer.kind.value}
    add_entry(session, conversation, "proposed", by=at.staff.name, now=now, detail=detail)
    return said


def set_aside(at: AtDesk, reference: str, reason: str, kind: str, why: str) -> None:
    """Raises ``Refused``, or ``OverrideRefused``: above this agent's authority."""
    view = consider(at, reference, loans.OfferRequest()).view
    try:
        named, of_kind = loans.Reason(reason), loans.OfferKind(kind) if kind else None
    except ValueError:
        raise Refused(Refusal.NO_SUCH_OFFER) from None
    override(at.session, view, named, of_kind, why=why, staff=at.staff, now=at.now)
