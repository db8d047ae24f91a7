"""Models on disk: made whole or not at all, served by a link."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.trained import ABOUT, ARTEFACTS, About, NoSuchModelError, TrainedModels


@pytest.fixture
def models(tmp_path: Path) -> TrainedModels:
    kept = TrainedModels(tmp_path)
    for number in range(4):
        make(kept, f"m{number}", f"2026-11-0{number + 1}")
    return kept


def make(models: TrainedModels, model: str, made_at: str) -> None:
    made = models.begin(model)
    for name in (*ARTEFACTS, f"{model}.tar.gz"):
        (made / name).write_text("x", "utf-8")
    models.finish(made, About(model, "code", "", made_at, 1, 1))


def test_the_latest_made_comes_first(models: TrainedModels) -> None:
    assert models.ids() == ["m3", "m2", "m1", "m0"]


def test_what_served_before_is_remembered(models: TrainedModels) -> None:
    models.serve("m1", chosen=False)
    models.serve("m2", chosen=True)
    assert (models.current, models.previous, models.chosen) == ("m2", "m1", "m2")
    models.serve("m2", chosen=True)
    assert models.previous == "m1"


def test_training_by_itself_forgets_who_was_chosen(models: TrainedModels) -> None:
    models.serve("m1", chosen=True)
    models.serve("m2", chosen=False)
    assert models.chosen is None


def test_a_model_made_half_is_no_model_and_is_cleared_away(models: TrainedModels) -> None:
    half = models.begin("half")
    (half / ABOUT).write_text("{}", "utf-8")
    assert "half" not in models.ids()
    make(models, "m9", "2026-11-09")
    assert not half.exists()


def test_what_lost_a_part_cannot_be_served(models: TrainedModels) -> None:
    models.serve("m1", chosen=False)
    (models.folder / "m2/distress.npz").unlink()
    with pytest.raises(NoSuchModelError):
        models.serve("m2", chosen=True)
    assert models.current == "m1"


@pytest.mark.parametrize("name", ["", "..", "../m1", "m1/..", "current/../m1", "gone"])
def test_only_names_of_models_are_found(models: TrainedModels, name: str) -> None:
    with pytest.raises(NoSuchModelError):
        models.path(name)


def test_old_ones_go_but_not_those_that_are_needed(models: TrainedModels) -> None:
    models.serve("m0", chosen=False)
    models.serve("m1", chosen=False)
    models.forget_old(kept=1)
    assert models.ids() == ["m3", "m1", "m0"]
