"""Each conversation of the tables beside this file, with the real program."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from dialogues import Dialogue, read_dialogues

pytestmark = pytest.mark.rasa


@pytest.mark.parametrize("dialogue", list(read_dialogues(Path(__file__).parent)), ids=str)
def test_conversation_goes_as_written(
    dialogue: Dialogue, outcome: Callable[[Dialogue], None]
) -> None:
    outcome(dialogue)
