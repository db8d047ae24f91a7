"""Where Rasa 3.6 hides a failure or wastes its time, and no setting helps. Each has its reason."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from jsonschema import Draft7Validator
from rasa.core.actions.action import ActionExecutionRejection, RemoteAction
from rasa.core.agent import Agent
from rasa.nlu.classifiers.regex_message_handler import RegexMessageHandler
from rasa.shared.core.events import Event

if TYPE_CHECKING:
    from rasa.core.channels.channel import OutputChannel
    from rasa.core.nlg.generator import NaturalLanguageGenerator
    from rasa.core.tracker_store import TrackerStore
    from rasa.shared.core.domain import Domain
    from rasa.shared.core.trackers import DialogueStateTracker
    from rasa.shared.nlu.training_data.message import Message

_RESULT = Draft7Validator(RemoteAction.action_response_format_spec())
_run_remotely = RemoteAction.run


class ActionFailedError(BaseException):
    """An action could not be run, so the turn is given up before anything of it is saved.

    Not an `Exception`: Rasa swallows those, loses the action's events and goes on as if it had
    answered.
    """

    def __init__(self, action: str) -> None:
        super().__init__(action)
        self.action = action


def apply() -> None:
    RemoteAction.run = _run_or_give_up
    RemoteAction._validate_action_result = _validate_result  # noqa: SLF001
    Agent._create_tracker_store = staticmethod(_bare_tracker_store)  # noqa: SLF001
    RegexMessageHandler.process = _leave_text_alone
    # Rasa walks all its event classes for each event that it reads: a seventh of a turn.
    Event.resolve_by_type = staticmethod(cache(Event.resolve_by_type))


async def _run_or_give_up(
    self: RemoteAction,
    output_channel: OutputChannel,
    nlg: NaturalLanguageGenerator,
    tracker: DialogueStateTracker,
    domain: Domain,
) -> list[Event]:
    try:
        events: list[Event] = await _run_remotely(self, output_channel, nlg, tracker, domain)
    except ActionExecutionRejection:
        raise  # a form's ordinary way to say "not mine"
    except Exception as error:
        raise ActionFailedError(self.name()) from error
    return events


def _validate_result(_self: RemoteAction, result: dict[str, Any]) -> bool:
    """Rasa compiles the constant schema on each call: half the time of a turn."""
    _RESULT.validate(result)
    return True


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
