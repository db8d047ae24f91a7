"""A new phone, e-mail or address: proof anew, read back masked, then a request for a person."""

from __future__ import annotations

from datetime import datetime

from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.interfaces import Tracker

from actions.base import (
    FormQuestion,
    FormValidation,
    LedgerAction,
    Outcome,
    intent_of,
    leave_forms,
    say,
)
from bot.ledger.tables import Borrower, Message
from bot.loans import CaseKind
from bot.replies import values
from bot.servicing.cases import open_case
from bot.servicing.contact import UNKNOWN_COUNTRY, Contact, masked, read_contact
from bot.servicing.said import is_typed_command, last_said
from bot.servicing.turn import NotProven, Turn, reproven_borrower

READ_BACK = "utter_contact_read_back"
PROVE_AGAIN = "utter_ask_proof_again"


class ValidateContactForm(FormValidation):
    answers = frozenset({"inform", "update_contact", "affirm", "deny"})

    def name(self) -> str:
        return "validate_contact_form"

    def act(self, turn: Turn, tracker: Tracker) -> Outcome:
        asked_at = _asked_at(turn, tracker)
        begun = SlotSet("contact_asked_at", asked_at.isoformat())
        asked = tracker.get_slot("requested_slot")
        try:
            borrower = reproven_borrower(turn, since=asked_at)
        except NotProven:
            if asked and read_contact(turn.message.text, country=UNKNOWN_COUNTRY) is None:
                raise
            return Outcome(events=[begun, SlotSet("contact")])
        if read_contact(turn.message.text, country=borrower.country) is not None:
            return Outcome(events=[begun, SlotSet("contact", turn.message.id), SlotSet("consent")])
        if asked and intent_of(tracker) not in self.answers:
            return Outcome()
        consent = _consent(turn, tracker) if asked == "consent" else []
        return Outcome(events=[begun, *consent])


class ActionAskContact(FormQuestion):
    def name(self) -> str:
        return "action_ask_contact_form_contact"

    def act(self, turn: Turn, tracker: Tracker) -> Outcome:
        reproven_borrower(turn, since=_asked_at(turn, tracker))
        return say("utter_ask_contact")

    def ask_who_it_is(self, tracker: Tracker) -> Outcome:
        return say(PROVE_AGAIN)


class ActionAskContactConsent(FormQuestion):
    def name(self) -> str:
        return "action_ask_contact_form_consent"

    def act(self, turn: Turn, tracker: Tracker) -> Outcome:
        borrower = reproven_borrower(turn, since=_asked_at(turn, tracker))
        contact = _contact(turn, tracker, borrower)
        if contact is None:
            return Outcome(events=[SlotSet("contact")])
        agree = values.choice(values.response("part_button_contact"), "/affirm")
        field = values.term("contact", contact.field)
        return say(READ_BACK, field=field, masked=masked(contact), choices=[agree])

    def ask_who_it_is(self, tracker: Tracker) -> Outcome:
        return say(PROVE_AGAIN)


class ActionRequestContactChange(LedgerAction):
    """The books are the lender's: what is kept here is the request, with a number and a clock."""

    def name(self) -> str:
        return "action_request_contact_change"

    def act(self, turn: Turn, tracker: Tracker) -> Outcome:
        if tracker.get_slot("consent") is not True:
            return Outcome()  # the form was left, and why was said
        begun = tracker.get_slot("contact_asked_at")
        since = datetime.fromisoformat(begun) if begun else turn.message.at
        borrower = reproven_borrower(turn, since=since)
        contact = _contact(turn, tracker, borrower)
        if contact is None:
            return leave_forms(say("utter_nothing_to_stop"))
        detail = {"field": contact.field, "value": contact.value}
        case = open_case(turn, CaseKind.CONTACT_CHANGE, detail=detail)
        return leave_forms(
            say(
                "utter_contact_requested",
                number=case.reference,
                field=values.term("contact", contact.field),
                masked=masked(contact),
                by=values.day(case.answer_by) if case.answer_by else "",
            )
        )


def _asked_at(turn: Turn, tracker: Tracker) -> datetime:
    """When the change was begun: a proof from before it does not count."""
    begun = tracker.get_slot("contact_asked_at")
    goes_on = tracker.get_slot("requested_slot") in {"contact", "consent"}
    return datetime.fromisoformat(begun) if begun and goes_on else turn.message.at


def _contact(turn: Turn, tracker: Tracker, borrower: Borrower) -> Contact | None:
    """Read again from the message: what is personal stays in the ledger, not in a slot."""
    told = tracker.get_slot("contact")
    message = turn.session.get(Message, int(told)) if told is not None else None
    if message is None or message.conversation_id != turn.conversation.id:
        return None
    return read_contact(message.text, country=borrower.country)


def _consent(turn: Turn, tracker: Tracker) -> list[EventType]:
    intent = intent_of(tracker)
    said = last_said(turn)
    if intent == "affirm" and said is not None and said.response == READ_BACK:
        binds = turn.message.kind != "edited" and not is_typed_command(turn.message)
        return [SlotSet("consent", binds or None)]
    if intent == "deny":
        return [SlotSet("contact"), SlotSet("consent")]
    return []
