"""Each conversation of the tables beside this file, with the real program."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from dialogues import Dialogue, read_dialogues

pytestmark = pytest.mark.rasa
# A candidate may be tried on other conversations.
FOLDER = Path(os.environ.get("TEST_DIALOGUES", Path(__file__).parent))


@pytest.mark.parametrize("dialogue", list(read_dialogues(FOLDER)), ids=str)
def test_conversation_goes_as_written(
    dialogue: Dialogue, outcome: Callable[[Dialogue], None]
) -> None:
    outcome(dialogue)
