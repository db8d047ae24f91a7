"""What a borrower may set going besides a payment, and by when the lender has to answer it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum


class CaseKind(str, Enum):
    DISPUTE = "dispute"
    WRONG_AMOUNT = "wrong_amount"
    WRONG_CHARGE = "wrong_charge"
    NOT_MINE = "not_mine"
    FRAUD = "fraud"
    COMPLAINT = "complaint"
    HARASSMENT = "harassment"
    REPRESENTATION = "representation"
    DEATH = "death"
    INCAPACITY = "incapacity"
    WRONG_PERSON = "wrong_person"
    CALLBACK = "callback"
    CONTACT_CHANGE = "contact_change"
    DATA_ERASURE = "data_erasure"


class Duty(str, Enum):
    """What has to be answered within a time."""

    DISPUTE = "dispute"
    COMPLAINT = "complaint"
    CORRECTION = "correction"
    ERASURE = "erasure"


DUTIES: Mapping[CaseKind, Duty] = {
    CaseKind.DISPUTE: Duty.DISPUTE,
    CaseKind.WRONG_AMOUNT: Duty.DISPUTE,
    CaseKind.WRONG_CHARGE: Duty.DISPUTE,
    CaseKind.NOT_MINE: Duty.DISPUTE,
    CaseKind.FRAUD: Duty.DISPUTE,
    CaseKind.COMPLAINT: Duty.COMPLAINT,
    CaseKind.HARASSMENT: Duty.COMPLAINT,
    CaseKind.WRONG_PERSON: Duty.CORRECTION,
    CaseKind.CONTACT_CHANGE: Duty.CORRECTION,
    CaseKind.DATA_ERASURE: Duty.ERASURE,
}


@dataclass(frozen=True)
class Clock:
    """``source`` names the rule; "policy" where no rule with a figure is known."""

    days: int
    source: str


@dataclass(frozen=True)
class Retention:
    """How long the books stay, by which law, after the last business with a borrower."""

    years: int
    source: str


@dataclass(frozen=True)
class Deadline:
    day: date
    source: str


def deadline(
    kind: CaseKind, opened_on: date, clocks: Iterable[Mapping[Duty, Clock]]
) -> Deadline | None:
    """The earliest of ``clocks``, where it is not known whose law holds."""
    duty = DUTIES.get(kind)
    running = [found[duty] for found in clocks if duty is not None and duty in found]
    if not running:
        return None
    first = min(running, key=lambda clock: clock.days)
    return Deadline(opened_on + timedelta(days=first.days), first.source)
