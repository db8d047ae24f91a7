"""All chosen conversations are held at once: people do not wait for one another either."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from dialogues import Dialogue, play
from world import World

AT_ONCE = 16

Outcome = Callable[[Dialogue], None]


@pytest.fixture(scope="session")
def outcome(world: World, request: pytest.FixtureRequest) -> Iterator[Outcome]:
    """Waits for a conversation's end and raises what went wrong in it."""
    chosen = [
        item.callspec.params["dialogue"]
        for item in request.session.items
        if isinstance(item, pytest.Function)
        and hasattr(item, "callspec")
        and "dialogue" in item.callspec.params
    ]
    with ThreadPoolExecutor(AT_ONCE) as people:
        held: dict[str, Future[None]] = {
            str(dialogue): people.submit(play, dialogue, world) for dialogue in chosen
        }
        yield lambda dialogue: held[str(dialogue)].result()
