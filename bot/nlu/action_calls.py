"""How the engine calls the app's actions, instead of Rasa's `RemoteAction.run`.

Rasa opens a connection for each call, sends the whole conversation along, and checks the answer
against a schema that it compiles anew. This keeps its connections and sends what actions read.
"""

from __future__ import annotations

import json
from functools import cache
from http import HTTPStatus
from itertools import takewhile
from typing import TYPE_CHECKING, Any

import aiohttp
import rasa
from rasa.core.actions.action import ActionExecutionRejection
from rasa.shared.core.events import ActionExecuted, UserUttered, deserialise_events

if TYPE_CHECKING:
    from rasa.core.actions.action import RemoteAction
    from rasa.core.channels.channel import OutputChannel
    from rasa.core.nlg.generator import NaturalLanguageGenerator
    from rasa.shared.core.domain import Domain
    from rasa.shared.core.events import Event
    from rasa.shared.core.trackers import DialogueStateTracker

_SECONDS_TO_ACT = 300.0
# Shorter than the server's own patience (five seconds), which would close one that is being used.
_SECONDS_KEPT = 3.0


class ActionFailedError(BaseException):
    """An action could not be run, so the turn is given up before anything of it is saved.

    Not an `Exception`: Rasa swallows those, loses the action's events and goes on as if it had
    answered.
    """

    def __init__(self, action: str) -> None:
        super().__init__(action)
        self.action = action


async def run(
    self: RemoteAction,
    output_channel: OutputChannel,
    nlg: NaturalLanguageGenerator,
    tracker: DialogueStateTracker,
    _domain: Domain,
) -> list[Event]:
    """Raises ActionExecutionRejection, a form's ordinary way to say "not mine"."""
    name = self.name()
    try:
        status, answer = await _post(self.action_endpoint, _call(name, tracker))
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        raise ActionFailedError(name) from error
    if status == HTTPStatus.BAD_REQUEST:
        raise ActionExecutionRejection(name, answer.get("error"))
    if status != HTTPStatus.OK:
        raise ActionFailedError(name)
    try:
        said = await self._utter_responses(answer["responses"], output_channel, nlg, tracker)
        return [*said, *deserialise_events(answer["events"])]
    except Exception as error:
        raise ActionFailedError(name) from error


def _call(name: str, tracker: DialogueStateTracker) -> dict[str, Any]:
    """As Rasa describes it, of its events only which actions answered this message already."""
    return {
        "next_action": name,
        "sender_id": tracker.sender_id,
        "tracker": {**tracker.current_state(), "events": _actions_so_far(tracker)},
        "version": rasa.__version__,
    }


def _actions_so_far(tracker: DialogueStateTracker) -> list[dict[str, Any]]:
    """A form tells by them whether a rule has answered before it asks again."""
    newest = takewhile(lambda event: not isinstance(event, UserUttered), reversed(tracker.events))
    done = [event for event in newest if isinstance(event, ActionExecuted)]
    return [{"event": "action", "name": event.action_name} for event in reversed(done)]


async def _post(endpoint: Any, call: dict[str, Any]) -> tuple[int, dict[str, Any]]:
    async with _connections().post(
        endpoint.url, params=endpoint.combine_parameters(), json=call
    ) as response:
        return response.status, json.loads(await response.read() or b"{}")


@cache
def _connections() -> aiohttp.ClientSession:
    """Those of the process, which has one loop; they end with it."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(keepalive_timeout=_SECONDS_KEPT),
        timeout=aiohttp.ClientTimeout(total=_SECONDS_TO_ACT),
    )
