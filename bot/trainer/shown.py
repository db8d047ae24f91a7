"""What a page showed, so that a change made on it is not made to something else meanwhile."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

KEPT = 2000


@dataclass
class Shown:
    """The latest lists, by a name that is their content's hash."""

    _lists: OrderedDict[str, tuple[str, ...]] = field(default_factory=OrderedDict)

    def keep(self, texts: Sequence[str]) -> str:
        name = hashlib.sha256("\0".join(texts).encode("utf-8", "surrogatepass")).hexdigest()[:20]
        self._lists[name] = tuple(texts)
        self._lists.move_to_end(name)
        if len(self._lists) > KEPT:
            self._lists.popitem(last=False)
        return name

    def became(self, name: str, text: str, now: Sequence[str]) -> str | None:
        """What ``text`` was made into since then; None where it went, or nobody knows any more."""
        before = self._lists.get(name, ())
        if text not in before:
            return None
        place = before.index(text)
        for tag, start, stop, first, last in SequenceMatcher(
            None, before, now, autojunk=False
        ).get_opcodes():
            if tag == "replace" and start <= place < stop:
                return now[min(first + place - start, last - 1)]
        return None
