"""A running program follows the link to the model in service."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_models import two_models

from bot.engine import EngineUnavailableError, ModelRefusedError
from bot.model_follower import ModelFollower
from bot.served import Served
from bot.trained import TrainedModels


class Engine:
    """Loads what it is given, or fails as it is told."""

    def __init__(self) -> None:
        self.loaded: list[str] = []
        self.fails: list[Exception] = []

    async def load(self, model: Path) -> None:
        if self.fails:
            raise self.fails.pop()
        self.loaded.append(model.name)


@pytest.fixture
def models(tmp_path: Path) -> TrainedModels:
    return two_models(tmp_path)


class Following:
    def __init__(self, models: TrainedModels) -> None:
        self.engine, self.served = Engine(), Served(models)
        self.refused: list[tuple[str, str]] = []
        self.follower = ModelFollower(models, self.served, self.engine, self._note)

    async def _note(self, model: str, goes_on: str) -> None:
        self.refused.append((model, goes_on))


async def test_both_readers_change_together(models: TrainedModels) -> None:
    following = Following(models)
    told = following.served.understand("hey tally please")
    assert told is not None
    assert told.intent != "ask_balance"
    await following.follower.look()
    models.serve("second", chosen=True)
    await following.follower.look()
    assert following.engine.loaded == ["second.tar.gz"]
    assert following.served.model == "second"
    told = following.served.understand("hey tally please")
    assert told is not None
    assert told.intent == "ask_balance"


async def test_an_engine_that_is_starting_is_asked_again(models: TrainedModels) -> None:
    following = Following(models)
    following.engine.fails = [EngineUnavailableError("starting")]
    models.serve("second", chosen=True)
    await following.follower.look()
    assert following.served.model == "first"
    await following.follower.look()
    assert following.served.model == "second"


async def test_a_model_that_cannot_serve_is_put_back(models: TrainedModels) -> None:
    following = Following(models)
    following.engine.fails = [ModelRefusedError("damaged")]
    models.serve("second", chosen=True)
    await following.follower.look()
    assert (models.current, following.served.model) == ("first", "first")
    assert following.refused == [("second", "first")]


async def test_artefacts_that_cannot_be_read_never_reach_the_engine(models: TrainedModels) -> None:
    following = Following(models)
    (models.path("second") / "intents.npz").write_bytes(b"damaged")
    models.serve("second", chosen=True)
    await following.follower.look()
    assert following.engine.loaded == []
    assert models.current == "first"
