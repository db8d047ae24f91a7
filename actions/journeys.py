"""What was begun and put aside for something else, as it is kept in Rasa's slots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet
from rasa_sdk.interfaces import Tracker

from bot.replies import values
from bot.replies.values import Value

FORM_SLOTS = (
    "offer",
    "request",
    "promise_amount",
    "promise_date",
    "loan",
    "payment_amount",
    "claim_amount",
    "claim_date",
    "consent",
    "income",
    "essentials",
    "other_debts",
    "hardship_reason",
    "hardship_since",
    "hardship_until",
    "representative",
    "contact",
    "contact_asked_at",
)
"""Every value that a form asks for; none of them outlives its journey."""
HOMES = {"offer": "arrangement_form"}
"""What only buttons carry, and the form that it answers."""
PUT_ASIDE_AT_MOST = 3
OPTIONAL = frozenset({"hardship_form", "representation_form"})
"""What was told in them is in the ledger already; nobody is asked to come back for the rest."""


@dataclass(frozen=True)
class Journey:
    """A form with what was said in it, and whose it is: nobody else's is ever gone on with."""

    form: str
    borrower: int | None
    answers: Mapping[str, Any] = field(default_factory=dict)


def asked(tracker: Tracker, message: int) -> EventType:
    """The open form's question was asked in answer to ``message``."""
    return SlotSet("journey", {**(tracker.get_slot("journey") or {}), "asked": message})


def last_asked(tracker: Tracker) -> int | None:
    return (tracker.get_slot("journey") or {}).get("asked")


def open_journey(tracker: Tracker) -> Journey | None:
    kept = tracker.get_slot("journey")
    if not kept:
        return None
    answers = {slot: tracker.get_slot(slot) for slot in FORM_SLOTS}
    said = {slot: value for slot, value in answers.items() if value is not None}
    return Journey(kept["form"], kept["borrower"], said)


def put_aside(tracker: Tracker, *, borrower: int | None) -> list[Journey]:
    """The oldest first."""
    kept = [Journey(**record) for record in tracker.get_slot("put_aside") or ()]
    return [journey for journey in kept if journey.borrower in {None, borrower}]


def begin(tracker: Tracker, form: str, *, borrower: int | None) -> list[EventType]:
    """Empty, whatever was open before; that is put aside. Nothing, if ``form`` is open already."""
    before = open_journey(tracker)
    if before is not None and before.form == form and before.borrower in {None, borrower}:
        if before.borrower == borrower:
            return []
        kept: dict[str, Any] = tracker.get_slot("journey") or {}
        return [SlotSet("journey", {**kept, "borrower": borrower})]
    aside = aside_for(tracker, form, borrower=borrower)
    for slot in (*FORM_SLOTS, "requested_slot"):
        tracker.slots[slot] = None
    tracker.slots["journey"] = None
    return [*_answered({}), *_aside(aside), opened(form, borrower)]


def go_on(tracker: Tracker, journey: Journey) -> list[EventType]:
    """With what was said in it; its next question is asked at once."""
    aside = aside_for(tracker, journey.form, borrower=journey.borrower)
    return [
        *_answered(journey.answers),
        *_aside(aside),
        *start(journey.form, journey.borrower),
    ]


def start(form: str, borrower: int | None) -> list[EventType]:
    """For an action that begins a form itself; its first question is asked at once."""
    return [
        opened(form, borrower),
        SlotSet("requested_slot"),
        ActiveLoop(form),
        FollowupAction(form),
    ]


def aside_for(tracker: Tracker, form: str, *, borrower: int | None) -> list[Journey]:
    """What is put aside while ``form`` is open."""
    aside = put_aside(tracker, borrower=borrower)
    before = open_journey(tracker)
    if before is not None and before.borrower in {None, borrower} and before.form not in OPTIONAL:
        aside.append(before)
    newest = {journey.form: journey for journey in aside}
    return [kept for kept in newest.values() if kept.form != form][-PUT_ASIDE_AT_MOST:]


def forget_open() -> list[EventType]:
    return [ActiveLoop(None), SlotSet("requested_slot"), SlotSet("journey"), *_answered({})]


def leave_aside(tracker: Tracker, *, borrower: int | None) -> list[EventType]:
    """Nothing is open any more, and nothing that was said is lost."""
    return [*forget_open(), *_aside(aside_for(tracker, "", borrower=borrower))]


def drop_aside(aside: Sequence[Journey] = ()) -> list[EventType]:
    """Keeps ``aside`` alone, and does not bring it up."""
    return [SlotSet("put_aside", [asdict(kept) for kept in aside]), SlotSet("go_back")]


def name_of(form: str) -> Value:
    return values.term("journey", form)


def choices(form: str) -> list[Value]:
    """Go on with it, or drop it."""
    return [
        values.choice(values.response("part_button_go_on"), f'/affirm{{"journey":"{form}"}}'),
        values.choice(values.response("part_button_drop"), f'/cancel{{"journey":"{form}"}}'),
    ]


def _answered(answers: Mapping[str, Any]) -> list[EventType]:
    return [SlotSet(slot, answers.get(slot)) for slot in FORM_SLOTS]


def opened(form: str, borrower: int | None) -> EventType:
    """For an action that opens a form itself, once the one before is left."""
    return SlotSet("journey", {"form": form, "borrower": borrower})


def _aside(aside: Sequence[Journey]) -> list[EventType]:
    kept = [asdict(journey) for journey in aside]
    return [SlotSet("put_aside", kept), SlotSet("go_back", True if kept else None)]
