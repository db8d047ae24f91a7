"""Who answers a conversation, and how it may change."""

from __future__ import annotations

from enum import Enum


class Status(str, Enum):
    """``OPEN`` waits for or is with an agent, ``SNOOZED`` comes back to one; else the assistant."""

    ASSISTANT = "assistant"
    OPEN = "open"
    SNOOZED = "snoozed"
    RESOLVED = "resolved"


class HandoffReason(str, Enum):
    CRISIS = "crisis"
    DISTRESS = "distress"
    ASKED_FOR_PERSON = "asked_for_person"
    REPRESENTATION = "representation"
    DEATH = "death"
    DISPUTE = "dispute"
    COMPLAINT = "complaint"
    WRONG_PERSON = "wrong_person"
    IDENTITY_LOCKED = "identity_locked"
    NO_SURPLUS = "no_surplus"
    OUTSIDE_TERMS = "outside_terms"
    PAYMENT = "payment"
    NOT_UNDERSTOOD = "not_understood"
    FAILURE = "failure"


# Lower comes first in the queue. Source: the operator's order of urgency, crisis before all else.
PRIORITIES: dict[HandoffReason, int] = {
    HandoffReason.CRISIS: 0,
    HandoffReason.DISTRESS: 1,
    HandoffReason.DEATH: 1,
    HandoffReason.REPRESENTATION: 2,
    HandoffReason.DISPUTE: 2,
    HandoffReason.COMPLAINT: 2,
    HandoffReason.WRONG_PERSON: 2,
    HandoffReason.ASKED_FOR_PERSON: 2,
    HandoffReason.NO_SURPLUS: 2,
    HandoffReason.IDENTITY_LOCKED: 3,
    HandoffReason.OUTSIDE_TERMS: 3,
    HandoffReason.PAYMENT: 3,
    HandoffReason.NOT_UNDERSTOOD: 3,
    HandoffReason.FAILURE: 3,
}

_MOVES: dict[Status, frozenset[Status]] = {
    Status.ASSISTANT: frozenset({Status.OPEN, Status.RESOLVED}),
    Status.OPEN: frozenset({Status.ASSISTANT, Status.SNOOZED, Status.RESOLVED}),
    Status.SNOOZED: frozenset({Status.OPEN, Status.ASSISTANT, Status.RESOLVED}),
    Status.RESOLVED: frozenset({Status.ASSISTANT, Status.OPEN}),
}


def may_become(current: Status, wanted: Status) -> bool:
    return wanted in _MOVES[current]


def assistant_answers(status: Status) -> bool:
    return status not in {Status.OPEN, Status.SNOOZED}


def is_silencing(reason: str | None) -> bool:
    """Only in a crisis; else the assistant goes on helping while a person is waited for.

    ``None``: an agent took the conversation unasked. Source: design, "Saying no".
    """
    return reason in {None, HandoffReason.CRISIS}


def more_urgent(current: int | None, reason: HandoffReason) -> bool:
    return current is None or PRIORITIES[reason] < current
