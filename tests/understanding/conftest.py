from pathlib import Path

import pytest

from bot.understanding.distress import DistressScreen
from bot.understanding.intents import DEFAULT_PATH
from bot.understanding.understand import Understanding

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def trained() -> Understanding:
    """What `make train` left; `make test` trains first."""
    if not DEFAULT_PATH.is_file():
        pytest.skip("nothing is trained: make train")
    return Understanding.load()


@pytest.fixture(scope="session")
def screen() -> DistressScreen:
    found = DistressScreen.load()
    if not found.is_learned:
        pytest.skip("nothing is trained: make train")
    return found
