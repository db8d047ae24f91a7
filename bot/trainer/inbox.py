"""The queue of messages worth a look, and what helps to judge one of them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Lock

import numpy as np

from bot.ledger.clock import machine_now
from bot.ledger.database import Database
from bot.ledger.tables import Staff
from bot.servicing.misreadings import Heard, unlabelled
from bot.trainer.changes import Changes
from bot.trainer.example_files import FILES, ExampleFiles
from bot.trainer.worth import InboxRules, Worthy, judge, together
from bot.understanding.embeddings import KeptEmbeddings
from bot.understanding.encoder import DIMENSIONS, Vectors
from bot.understanding.likeness import Likeness, Near, embed, group

log = logging.getLogger(__name__)

NEAREST = 5

Fingerprint = tuple[tuple[str, int], ...]


@dataclass
class KnownExamples:
    """Encoded in the background: the first time takes a minute where nothing was trained yet."""

    changes: Changes
    kept: KeptEmbeddings
    likeness: Likeness | None = None
    _state: Fingerprint | None = None
    _loading: asyncio.Task[None] | None = None

    def look(self) -> Likeness | None:
        """What is known by now; none at first."""
        if self._loading is None or self._loading.done():
            self._loading = asyncio.create_task(self._load())
        return self.likeness

    async def _load(self) -> None:
        try:
            await asyncio.to_thread(self._read)
        except Exception:
            log.exception("the training examples could not be compared with")

    def _read(self) -> None:
        draft = self.changes.look()
        state = tuple((path, (draft.root / path).stat().st_mtime_ns) for path in draft.find(FILES))
        if state != self._state:
            self.likeness = Likeness.of(ExampleFiles(draft).examples(), self.kept)
            self._state = state


@dataclass
class Compared:
    """Messages are looked at again with each label, and compared once: that takes the longest."""

    _vectors: dict[str, Vectors] = field(default_factory=dict)
    _nearness: dict[str, float] = field(default_factory=dict)
    _known: Likeness | None = None
    _lock: Lock = field(default_factory=Lock)

    def compare(
        self, texts: Sequence[str], known: Likeness | None
    ) -> tuple[Vectors, Sequence[float | None]]:
        """Their embeddings, and how like they are to the nearest example, if any are known."""
        with self._lock:
            if known is not self._known:
                self._nearness, self._known = {}, known
            self._embed(texts)
            if known is not None:
                new = [text for text in dict.fromkeys(texts) if text not in self._nearness]
                self._nearness.update(zip(new, known.highest(self._rows(new)), strict=True))
            return self._rows(texts), [self._nearness.get(text) for text in texts]

    def _rows(self, texts: Sequence[str]) -> Vectors:
        rows = [self._vectors[text] for text in texts]
        return np.array(rows, np.float32).reshape(-1, DIMENSIONS)

    def _embed(self, texts: Sequence[str]) -> None:
        """Of these texts and no others, so that what is forgotten elsewhere is forgotten here."""
        new = [text for text in dict.fromkeys(texts) if text not in self._vectors]
        there = {text: self._vectors[text] for text in texts if text in self._vectors}
        self._vectors = {**there, **dict(zip(new, embed(new), strict=True))}


@dataclass
class Inbox:
    database: Database
    known: KnownExamples
    rules: InboxRules
    compared: Compared = field(default_factory=Compared)

    async def queue(self, staff: Staff) -> list[Worthy]:
        """The most useful first; messages that say the same are one line."""
        since = machine_now() - timedelta(days=self.rules.days)
        heard = await self.database.read(unlabelled, staff, since=since, most=self.rules.most)
        return await asyncio.to_thread(self._rank, heard, self.known.look())

    async def nearest(self, heard: Heard) -> Sequence[Near]:
        likeness = self.known.look()
        if likeness is None:
            return ()
        return await asyncio.to_thread(lambda: likeness.nearest(embed([heard.text])[0], NEAREST))

    def _rank(self, heard: Sequence[Heard], known: Likeness | None) -> list[Worthy]:
        vectors, nearness = self.compared.compare([one.text for one in heard], known)
        judged = [judge(one, near, self.rules) for one, near in zip(heard, nearness, strict=True)]
        order = sorted(
            (place for place, one in enumerate(judged) if one.score > 0),
            key=lambda place: -judged[place].score,
        )
        worthy = [
            together(judged[order[first]], [judged[order[place]] for place in others], self.rules)
            for first, *others in group(vectors[order], alike=self.rules.same_from)
        ]
        return sorted(worthy, key=lambda one: -one.score)
