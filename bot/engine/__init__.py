"""The app's side of the sealed Rasa process: starting it, watching it, asking it."""

from bot.engine.client import (
    EngineClient,
    EngineError,
    EngineUnavailableError,
    MessageRefusedError,
    ModelRefusedError,
    TurnFailedError,
    Utterance,
)
from bot.engine.supervisor import Engine, EngineConfig

__all__ = [
    "Engine",
    "EngineClient",
    "EngineConfig",
    "EngineError",
    "EngineUnavailableError",
    "MessageRefusedError",
    "ModelRefusedError",
    "TurnFailedError",
    "Utterance",
]
