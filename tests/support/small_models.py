"""Trained models of a few examples, for what goes on around models."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.trained import About, TrainedModels
from bot.understanding.distress import DistressScreen
from bot.understanding.intents import IntentClassifier

Examples = Mapping[str, Sequence[str]]

INTENTS: Examples = {
    "make_payment": ["我要还款", "pay now", "现在还五百", "i want to pay my loan", "还钱"],
    "ask_balance": ["还欠多少", "how much do i owe", "总共多少钱", "what is my balance", "欠多少"],
    "greet": ["你好", "hello", "hi there", "早上好", "您好"],
}
LEVELS: Examples = {
    "calm": ["你好", "pay now", "how much do i owe", "谢谢", "ok thanks", "请打我电话"],
    "distressed": ["我快撑不住了", "i cannot sleep", "压力好大", "so stressed", "崩溃了"],
    "crisis": ["我不想活了", "i want to die", "想结束生命", "kill myself", "活着没意思"],
}


def add_model(
    models: TrainedModels, model: str, *, intents: Examples = INTENTS, made_at: str = "2026-11-01"
) -> str:
    made = models.begin(model)
    IntentClassifier.fit(*_columns(intents)).save(made / "intents.npz")
    DistressScreen.fit(*_columns(LEVELS)).save(made / "distress.npz")
    (made / f"{model}.tar.gz").write_bytes(b"for Rasa")
    count = sum(map(len, intents.values()))
    models.finish(made, About(model, "code", "0123456789ab", made_at, 1.5, count))
    return model


def two_models(folder: Path) -> TrainedModels:
    """``first`` serves; ``second`` also knows that a tally is a balance."""
    models = TrainedModels(folder)
    add_model(models, "first")
    slang = [*INTENTS["ask_balance"], "hello tally", "morning tally", "hi tally", "tally hello"]
    add_model(models, "second", intents={**INTENTS, "ask_balance": slang}, made_at="2026-11-02")
    models.serve("first", chosen=False)
    return models


def _columns(examples: Examples) -> tuple[list[str], list[str]]:
    pairs = [(text, label) for label, texts in examples.items() for text in texts]
    return [text for text, _ in pairs], [label for _, label in pairs]
