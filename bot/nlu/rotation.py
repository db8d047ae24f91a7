"""Keeps a conversation's working memory short.

Rasa reads, copies and walks all events of the current session for each message, so that a long chat
becomes slower with every line. When a session has grown, a fresh one is begun that knows the same
slots and the same open form. Nothing is deleted: earlier events stay in the table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.events import ActionExecuted, ActiveLoop, SessionStarted, SlotSet

if TYPE_CHECKING:
    from rasa.shared.core.events import Event
    from rasa.shared.core.slots import Slot
    from rasa.shared.core.trackers import DialogueStateTracker

EVENTS_PER_SESSION = 60
EVENTS_PER_SESSION_IN_A_FORM = (
    2 * EVENTS_PER_SESSION
)  # a form ends soon, as a rule: better not cut there


def is_due(tracker: DialogueStateTracker) -> bool:
    limit = EVENTS_PER_SESSION_IN_A_FORM if tracker.active_loop_name else EVENTS_PER_SESSION
    return len(tracker.events) > limit and tracker.latest_action_name == ACTION_LISTEN_NAME


def fresh_session(tracker: DialogueStateTracker) -> list[Event]:
    """Events that bring an empty tracker to where this one is.

    They are made in order: the store takes a session to begin at its start event's time.
    """
    fresh: list[Event] = [ActionExecuted(ACTION_SESSION_START_NAME), SessionStarted()]
    fresh += [SlotSet(slot.name, slot.value) for slot in _filled(tracker)]
    if form := tracker.active_loop_name:
        fresh += [ActionExecuted(form), ActiveLoop(form)]
    return [*fresh, ActionExecuted(ACTION_LISTEN_NAME)]


def _filled(tracker: DialogueStateTracker) -> list[Slot]:
    return [slot for slot in tracker.slots.values() if slot.value != slot.initial_value]
