"""Offers side by side, and the read-back of the one that was chosen."""

from __future__ import annotations

from typing import Any

from actions import papers, wording
from actions.base import Reply
from bot.loans import OfferRequest
from bot.replies import values
from bot.servicing.account import LoanView
from bot.servicing.arrangements import Offered, StoredOffer
from bot.servicing.files import attach
from bot.servicing.turn import Turn

LONG = 24
"""As many dates are a picture with each of them, and few lines of text."""
OFFERS = ("utter_offers", "utter_offers_on_time")


def offers(turn: Turn, view: LoanView, offered: Offered, request: OfferRequest) -> list[Reply]:
    """Why it is not quite what was asked for, where it is not; then what is possible."""
    replies = []
    refused = [refusal for refusal in offered.refused if request.kind in {None, refusal.kind}]
    if refused and request.kind is not None:
        replies.append(Reply("utter_not_as_asked", {"reasons": wording.reasons(refused)}))
    arguments: dict[str, Any] = {
        "loan": wording.loan_name(view),
        "arrears": wording.money(view.state.arrears),
        "offers": values.lines(
            *(_offer(place, stored) for place, stored in enumerate(offered.made, start=1))
        ),
        "offer_ids": [stored.id for stored in offered.made],
        "files": [attach(turn, papers.offers_chart(offered.made))],
        "choices": [
            values.choice(
                values.response(
                    "part_button_offer", place=place, kind=wording.offer_kind(stored.offer)
                ),
                f'/inform{{"offer":"{stored.id}"}}',
            )
            for place, stored in enumerate(offered.made, start=1)
        ],
    }
    return [*replies, Reply(OFFERS[0] if view.state.is_late else OFFERS[1], arguments)]


def read_back(stored: StoredOffer) -> dict[str, Any]:
    """Every installment, the total, what changes, what is to be known, what happens if missed."""
    offer = stored.offer
    charges = "part_charges_stop" if offer.charges_stop else "part_charges_run"
    return {
        "offer_id": stored.id,
        "loan": wording.loan_name(stored.view),
        "kind": wording.offer_kind(offer),
        "installments": wording.offer_lines(offer, shortened=len(offer.outlays) >= LONG),
        "total": wording.money(offer.total),
        "difference": wording.difference(offer),
        "rate": wording.rate(offer),
        "first": values.day(offer.first_date),
        "last": values.day(offer.last_date),
        "charges": values.response(charges),
        "disclosures": values.lines(*wording.disclosures(offer, stored.view.terms.jurisdiction)),
        "missed": values.response(
            f"part_missed_{offer.if_missed.value}", days=offer.second_chance_days
        ),
        "time": wording.length(stored.view.terms.cooling_off_hours),
        "choices": [
            values.choice(values.response("part_button_agree"), f'/affirm{{"offer":"{stored.id}"}}')
        ],
    }


def _offer(place: int, stored: StoredOffer) -> values.Value:
    offer = stored.offer
    return values.response(
        "part_offer",
        place=place,
        kind=wording.offer_kind(offer),
        mark=wording.mark(offer),
        installments=wording.offer_lines(offer, shortened=True),
        total=wording.money(offer.total),
        difference=wording.difference(offer),
        rate=wording.rate(offer),
        first=values.day(offer.first_date),
        last=values.day(offer.last_date),
    )
