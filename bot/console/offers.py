"""The loan beside the chat: what this agent may offer, computed as they move the sliders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from bot import loans
from bot.ledger.clock import now as read_clock
from bot.ledger.portfolio import find_loan
from bot.pages.access import Visit
from bot.replies import values
from bot.replies.render import format_money
from bot.servicing.proposals import AtDesk, Considered, TermsByCountry, consider
from bot.servicing.transcript import Voice

LONGEST = 3
"""Digits of a number that a slider sends."""


@dataclass(frozen=True)
class OfferLine:
    place: int
    title: str
    offer: loans.Offer


@dataclass(frozen=True)
class RefusalLine:
    """``needed`` is the role that may set it aside; ``mine`` says whether this agent is one."""

    text: str
    reason: str
    kind: str
    needed: str
    mine: bool


def read_request(form: dict[str, str], currency: str) -> loans.OfferRequest:
    """From a form or an address; what makes no sense there was not asked."""
    kind = form.get("kind", "")
    amount = _number(form.get("amount", ""), 9)
    return loans.OfferRequest(
        kind=loans.OfferKind(kind) if kind in set(loans.OfferKind) else None,
        installments=_number(form.get("installments", "")),
        days=_number(form.get("days", "")),
        percent=_number(form.get("percent", "")),
        amount=loans.Money.of(amount, currency) if amount else None,
    )


def read_panel(
    session: Session,
    visit: Visit,
    conversation: str,
    *,
    voice: Voice,
    terms: TermsByCountry,
    locale: str,
) -> dict[str, Any]:
    """Raises ``Refused``."""
    asked = dict(visit.request.query_params)
    reference = asked.get("loan", "")
    request = read_request(asked, _currency(session, reference))
    at = AtDesk(session, conversation, visit.staff, terms, read_clock(session))
    considered = consider(at, reference, request)
    return {
        "conversation_id": conversation,
        "loan": reference,
        "asked": asked,
        "kinds": [kind.value for kind in loans.OfferKind],
        "offers": [_offer(voice, locale, n, o) for n, o in enumerate(considered.offers.made)],
        "refusals": [
            _refusal(voice, locale, considered, n) for n in range(len(considered.offers.refused))
        ],
    }


def _offer(voice: Voice, locale: str, place: int, offer: loans.Offer) -> OfferLine:
    named = values.response(
        f"part_kind_{offer.kind.value}",
        count=len(offer.installments),
        date=values.day(offer.first_date),
    )
    return OfferLine(place, voice.worded(named, locale), offer)


def _refusal(voice: Voice, locale: str, considered: Considered, place: int) -> RefusalLine:
    refusal, needed = considered.offers.refused[place], considered.overriders[place]
    arguments = {name: _argument(value, locale) for name, value in refusal.arguments.items()}
    worded = values.response(f"part_refused_{refusal.reason.value}", **arguments)
    return RefusalLine(
        voice.worded(worded, locale),
        refusal.reason.value,
        refusal.kind.value if refusal.kind else "",
        needed.value if needed else "",
        considered.may_override(place),
    )


def _argument(value: object, locale: str) -> Any:
    if isinstance(value, loans.Money):
        return format_money(value.minor, value.currency, locale)
    return values.day(value) if isinstance(value, date) else value


def _currency(session: Session, reference: str) -> str:
    row = find_loan(session, reference)
    return row.currency if row else "CNY"


def _number(text: str, longest: int = LONGEST) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= longest else None
