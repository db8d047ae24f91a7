"""Where Rasa 3.6 hides a failure or wastes its time, and no setting helps. Each has its reason."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from rasa.core.actions.action import RemoteAction
from rasa.core.agent import Agent
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.nlu.classifiers.regex_message_handler import RegexMessageHandler
from rasa.shared.core.events import Event

from bot.nlu import action_calls, graph

if TYPE_CHECKING:
    from rasa.core.tracker_store import TrackerStore
    from rasa.shared.core.domain import Domain
    from rasa.shared.nlu.training_data.message import Message


def apply() -> None:
    RemoteAction.run = action_calls.run
    DaskGraphRunner.run = graph.run
    Agent._create_tracker_store = staticmethod(_bare_tracker_store)  # noqa: SLF001
    RegexMessageHandler.process = _leave_text_alone
    # Rasa walks all its event classes for each event that it reads: a seventh of a turn.
    Event.resolve_by_type = staticmethod(cache(Event.resolve_by_type))


def _bare_tracker_store(store: TrackerStore, domain: Domain) -> TrackerStore:
    """Rasa's wrapper forgets conversations in silence when the database fails."""
    store.domain = domain
    return store


def _leave_text_alone(
    _self: RegexMessageHandler, messages: list[Message], domain: Domain | None = None
) -> list[Message]:
    """A typed `/intent{...}` is text. Buttons come in by the channel's `payload`."""
    del domain
    return messages
