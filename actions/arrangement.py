"""From a wish to an agreement: offers side by side, a read-back, consent, and undoing it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.interfaces import Tracker

from actions import wording
from actions.base import FormValidation, LedgerAction, Outcome, Reply, entities, leave_forms, say
from actions.requests import KINDS, read_request, remember, says_a_wish
from bot.conversations.choices import read_choice
from bot.ledger.tables import Borrower
from bot.loans import HardshipReason, OfferRequest, from_record
from bot.replies import values
from bot.servicing.account import LoanView, view_loans
from bot.servicing.arrangements import (
    NotAgreed,
    Offered,
    StoredOffer,
    agree,
    cancel,
    last_undoable,
    offer_arrangements,
    open_arrangement,
    read_offer,
)
from bot.servicing.hardship import report_hardship
from bot.servicing.identity import is_trusted
from bot.servicing.said import is_typed_command, last_said
from bot.servicing.turn import Turn, verified_borrower

FORM = "arrangement_form"
READ_BACK = "utter_read_back"


ANSWERS = frozenset(
    {"inform", "affirm", "deny", "make_payment", "promise_to_pay", "ask_minimum_payment"}
)


class ValidateArrangementForm(FormValidation):
    """Reads an answer to the question just asked; anything else is left to the rules."""

    answers = ANSWERS | KINDS.keys()

    def name(self) -> str:
        return "validate_arrangement_form"

    def act(self, turn: Turn, tracker: Tracker) -> Outcome:
        borrower = verified_borrower(turn)
        view = loan_in_question(turn, borrower)
        if view is None:
            return leave_forms(say("utter_no_loans"))
        _log_reasons(turn, borrower, tracker)
        asked = tracker.get_slot("requested_slot")
        if asked == "consent":
            answer = self._read_consent(turn, tracker)
            if answer is not None:
                return Outcome(events=answer)
        chosen = _chosen_offer(turn, tracker) if asked else None
        if chosen is not None:
            return Outcome(events=[SlotSet("offer", chosen), SlotSet("consent")])
        return Outcome(events=self._read_wish(tracker, view, asked))

    def _read_wish(self, tracker: Tracker, view: LoanView, asked: str | None) -> list[EventType]:
        intent = tracker.latest_message["intent"]["name"]
        if asked and intent not in KINDS and not (intent in ANSWERS and says_a_wish(tracker)):
            return []
        request = read_request(tracker, view, earlier=tracker.get_slot("request"))
        return [SlotSet("request", remember(request)), SlotSet("offer"), SlotSet("consent")]

    def _read_consent(self, turn: Turn, tracker: Tracker) -> list[EventType] | None:
        """Yes binds only to the read-back that was said last, by its button or in plain words."""
        intent = tracker.latest_message["intent"]["name"]
        if intent == "deny":
            return [SlotSet("offer"), SlotSet("consent")]
        if intent != "affirm" or says_a_wish(tracker):
            return None
        offered = tracker.get_slot("offer")
        pressed = entities(tracker, "offer")
        said = last_said(turn)
        is_fresh = said is not None and said.response == READ_BACK
        if is_typed_command(turn.message):
            return [SlotSet("consent")]
        if pressed and pressed[0] != offered:
            return [SlotSet("consent")]
        return [SlotSet("consent", True if pressed or is_fresh else None)]


class ActionAskOffer(LedgerAction):
    def name(self) -> str:
        return "action_ask_arrangement_form_offer"

    def act(self, turn: Turn, tracker: Tracker) -> Outcome:
        borrower = verified_borrower(turn)
        view = loan_in_question(turn, borrower)
        if view is None:
            return leave_forms(say("utter_no_loans"))
        request = _request(tracker)
        offered = offer_arrangements(turn, borrower, view, request)
        if not offered.made:
            reasons = wording.reasons(offered.refused)
            return leave_forms(say("utter_no_offers", reasons=reasons))
        return Outcome(replies=_offers(view, offered, request))


class ActionAskConsent(LedgerAction):
    """The read-back: every installment, the total, what changes, what happens if one is missed."""

    def name(self) -> str:
        return "action_ask_arrangement_form_consent"

    def act(self, turn: Turn, tracker: Tracker) -> Outcome:
        borrower = verified_borrower(turn)
        try:
            stored = read_offer(turn, borrower, str(tracker.get_slot("offer")))
        except NotAgreed:
            return leave_forms(say("utter_offer_unknown"))
        return Outcome(replies=[Reply(READ_BACK, _read_back(stored))])


class ActionAgreeArrangement(LedgerAction):
    def name(self) -> str:
        return "action_agree_arrangement"

    def act(self, turn: Turn, tracker: Tracker) -> Outcome:
        if tracker.get_slot("consent") is not True:
            return Outcome()  # the form was left, and why was said
        borrower = verified_borrower(turn)
        offer_id = str(tracker.get_slot("offer"))
        try:
            stored = read_offer(turn, borrower, offer_id)
            row = agree(turn, borrower, offer_id, read_back=_read_back(stored))
        except NotAgreed as refusal:
            return leave_forms(say(REFUSALS[refusal.code]))
        until = values.moment(row.cooling_off_until, borrower.timezone)
        return leave_forms(
            say(
                "utter_agreed",
                reference=row.reference,
                amount=wording.first_payment(stored.offer),
                first=values.day(stored.offer.first_date),
                until=until,
                offer=stored.id,
            )
        )


REFUSALS = {
    "unknown": "utter_offer_unknown",
    "stale": "utter_offer_stale",
    "edited": "utter_edited_binds_nothing",
    "arrangement_open": "utter_offer_stale",
}


class ActionShowArrangement(LedgerAction):
    def name(self) -> str:
        return "action_show_arrangement"

    def act(self, turn: Turn, tracker: Tracker) -> Outcome:
        borrower = verified_borrower(turn)
        held = [
            (view, view.open_arrangement)
            for view in view_loans(turn, borrower)
            if view.open_arrangement
        ]
        if not held:
            return say("utter_no_arrangement")
        return Outcome(
            replies=[
                Reply(
                    "utter_arrangement",
                    {
                        "loan": wording.loan_name(view),
                        "kind": wording.offer_kind(kept.offer),
                        "reference": kept.reference,
                        "installments": wording.offer_lines(kept.offer),
                        "total": wording.money(kept.offer.total),
                    },
                )
                for view, kept in held
                if kept is not None
            ]
        )


class ActionLeaveForm(LedgerAction):
    """Stops what was begun; or undoes an agreement that may still be undone, if that is meant."""

    def name(self) -> str:
        return "action_leave_form"

    def act(self, turn: Turn, tracker: Tracker) -> Outcome:
        if entities(tracker, "offer"):
            return leave_forms(self._undo(turn, entities(tracker, "offer")[0]))
        if tracker.active_loop.get("name"):
            return leave_forms(say("utter_stopped"))
        undoable = self._undoable(turn)
        if undoable is not None:
            return undoable
        return leave_forms(say("utter_nothing_to_stop"))

    def _undoable(self, turn: Turn) -> Outcome | None:
        if not is_trusted(turn.conversation, now=turn.now):
            return None
        borrower = verified_borrower(turn)
        row = last_undoable(turn, borrower)
        if row is None:
            return None
        return say(
            "utter_ask_undo",
            reference=row.reference,
            until=values.moment(row.cooling_off_until, borrower.timezone),
            offer=row.offer_id,
        )

    def _undo(self, turn: Turn, offer_id: str) -> Outcome:
        borrower = verified_borrower(turn)
        for view in view_loans(turn, borrower):
            row = open_arrangement(turn, view)
            if row is not None and row.offer_id == offer_id:
                undone = cancel(turn, borrower, row)
                response = "utter_arrangement_undone" if undone else "utter_too_late_to_undo"
                return say(response, reference=row.reference)
        return say("utter_nothing_to_stop")


def loan_in_question(turn: Turn, borrower: Borrower) -> LoanView | None:
    """The one furthest past due; the reply names it."""
    views = [view for view in view_loans(turn, borrower) if not view.state.is_paid_off]
    return views[0] if views else None


def _request(tracker: Tracker) -> OfferRequest:
    record = tracker.get_slot("request")
    return from_record(OfferRequest, dict(record)) if record else OfferRequest()


def _log_reasons(turn: Turn, borrower: Borrower, tracker: Tracker) -> None:
    report_hardship(
        turn, borrower, [HardshipReason(code) for code in entities(tracker, "hardship_reason")]
    )


def _chosen_offer(turn: Turn, tracker: Tracker) -> str | None:
    """By its button, or by its place among those shown last: "the second one", "2"."""
    if pressed := entities(tracker, "offer"):
        return str(pressed[0])
    said = last_said(turn, response="utter_offers")
    shown: Sequence[str] = (said.arguments or {}).get("offer_ids", ()) if said else ()
    text = tracker.latest_message.get("text") or ""
    place = read_choice(text, len(shown))
    return shown[place - 1] if place is not None else None


def _offers(view: LoanView, offered: Offered, request: OfferRequest) -> list[Reply]:
    replies = []
    asked_for = request.installments or request.amount or request.days or request.until
    if asked_for and offered.refused:
        reasons = wording.reasons(offered.refused)
        replies.append(Reply("utter_not_as_asked", {"reasons": reasons}))
    arguments: dict[str, Any] = {
        "loan": wording.loan_name(view),
        "arrears": wording.money(view.state.arrears),
        "offers": values.lines(
            *(_offer(place, stored) for place, stored in enumerate(offered.made, start=1))
        ),
        "offer_ids": [stored.id for stored in offered.made],
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
    return [*replies, Reply("utter_offers", arguments)]


def _offer(place: int, stored: StoredOffer) -> values.Value:
    offer = stored.offer
    return values.response(
        "part_offer",
        place=place,
        kind=wording.offer_kind(offer),
        mark=wording.mark(offer),
        installments=wording.offer_lines(offer),
        total=wording.money(offer.total),
        difference=wording.difference(offer),
        first=values.day(offer.first_date),
        last=values.day(offer.last_date),
    )


def _read_back(stored: StoredOffer) -> dict[str, Any]:
    offer = stored.offer
    charges = "part_charges_stop" if offer.charges_stop else "part_charges_run"
    return {
        "offer_id": stored.id,
        "loan": wording.loan_name(stored.view),
        "kind": wording.offer_kind(offer),
        "installments": wording.offer_lines(offer),
        "total": wording.money(offer.total),
        "difference": wording.difference(offer),
        "first": values.day(offer.first_date),
        "last": values.day(offer.last_date),
        "charges": values.response(charges),
        "missed": values.response(
            f"part_missed_{offer.if_missed.value}", days=offer.second_chance_days
        ),
        "hours": stored.view.terms.cooling_off_hours,
        "choices": [
            values.choice(values.response("part_button_agree"), f'/affirm{{"offer":"{stored.id}"}}')
        ],
    }
