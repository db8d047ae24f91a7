"""The training examples in ``data/nlu/<language>/<journey>.yml``, changed one by one.

A file that cannot be read is told with its line and reason and stays out; the others go on.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import PurePosixPath

import yaml

from bot.trainer import example_blocks
from bot.trainer.drafts import Draft
from bot.trainer.example_blocks import Block, Malformed, read_blocks
from bot.trainer.problems import CannotChange, Problem
from bot.understanding.lint import Example, plain, read_tests
from bot.understanding.message_tables import UnusableTableError

FILES = "data/nlu/*/*.yml"
RULES = "data/rules/*.yml"
HELD_OUT = "data/held_out/*/*.tsv"
DOMAIN = "domain.yml"
EMPTY_FILE = 'version: "3.1"\n\nnlu:\n'
LONGEST = 500

_ENTITY = re.compile(r"\](?=[({])")
_UNSEEN = frozenset({"Cc", "Cs", "Zl", "Zp"})
_ORDER_SIGNS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\ufffe\uffff")


@dataclass(frozen=True)
class BrokenFile:
    path: str
    line: int
    reason: str


@dataclass(frozen=True)
class _Place:
    """Where the examples of an intent in a language are."""

    path: str
    text: str
    block: Block


class ExampleFiles:
    """Reads and writes through ``draft``: nothing is on disk before that is saved."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft

    def languages(self) -> Sequence[str]:
        return sorted({_language(path) for path in self._draft.find(FILES)})

    def intents(self) -> Sequence[str]:
        """As ``domain.yml`` lists them. Raises ``CannotChange`` where that file is broken."""
        try:
            domain = yaml.load(self._draft.read(DOMAIN), yaml.CSafeLoader)
            return [str(intent) for intent in domain["intents"]]
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark
            line = mark.line + 1 if mark else 1
            raise CannotChange(Problem.BROKEN_FILE, f"{DOMAIN}:{line}: {error.problem}") from error
        except (KeyError, TypeError) as error:
            raise CannotChange(Problem.BROKEN_FILE, f"{DOMAIN}: no intents") from error

    def broken(self) -> Sequence[BrokenFile]:
        found = []
        for path in self._draft.find(FILES):
            try:
                self._blocks(path)
            except Malformed as malformed:
                found.append(BrokenFile(path, malformed.line, malformed.reason))
        return found

    def examples(self) -> Sequence[Example]:
        return [
            Example(text, place.block.intent, _language(place.path), f"{place.path}:{line + 1}")
            for place in self._places()
            for line, text in place.block.examples
        ]

    def of(self, intent: str, language: str) -> Sequence[str]:
        return [
            text
            for place in self._places()
            if (place.block.intent, _language(place.path)) == (intent, language)
            for _, text in place.block.examples
        ]

    def add(self, intent: str, language: str, text: str) -> str:
        """The example as it was written down. Raises ``CannotChange``, as all that follow do."""
        example = written(text)
        self._require(intent, language)
        self._require_new(example)
        self.take_in(intent, language, [example])
        return example

    def remove(self, intent: str, language: str, text: str) -> None:
        place, line = self._holding(intent, language, text)
        if len(place.block.examples) > 1:
            self._draft.write(place.path, example_blocks.without(place.text, line))
            return
        if not any(example.intent == intent for example in self._others(place)):
            raise CannotChange(Problem.LAST_ONE, intent)
        self._draft.write(place.path, example_blocks.without_block(place.text, place.block))

    def edit(self, intent: str, language: str, text: str, to: str) -> str:
        """In its place."""
        place, line = self._holding(intent, language, text)
        example = written(to)
        if plain(example) != plain(text):
            self._require_new(example)
        changed = example_blocks.with_other(place.text, place.block, line, example)
        self._draft.write(place.path, changed)
        return example

    def move(self, intent: str, language: str, text: str, to: str) -> None:
        """To another intent, in the same language."""
        self._require(to, language)
        self.remove(intent, language, text)
        self.add(to, language, text)

    def take_in(self, intent: str, language: str, texts: Sequence[str]) -> None:
        """As they are, from an intent that is dropped."""
        if not texts:
            return
        if places := self._find(intent, language):
            place = places[-1]
            changed = example_blocks.with_examples(place.text, place.block, texts)
            self._draft.write(place.path, changed)
        else:
            self._add_block(intent, language, texts)

    def drop(self, intent: str) -> None:
        """All its examples."""
        for path in self._draft.find(FILES):
            text, blocks = self._blocks(path)
            for block in reversed(blocks):
                if block.intent == intent:
                    text = example_blocks.without_block(text, block)
            self._draft.write(path, text)

    def journey_of(self, intent: str) -> str:
        """The word that names the files of this intent."""
        for place in self._places():
            if place.block.intent == intent:
                return PurePosixPath(place.path).stem
        for path in self._draft.find(RULES):
            if re.search(rf"\bintent: {re.escape(intent)}\b", self._draft.read(path)):
                return PurePosixPath(path).stem
        raise CannotChange(Problem.NO_JOURNEY, intent)

    def _add_block(self, intent: str, language: str, examples: Sequence[str]) -> None:
        path = f"data/nlu/{language}/{self.journey_of(intent)}.yml"
        try:
            text = self._draft.read(path)
        except FileNotFoundError:
            text = EMPTY_FILE
        try:
            self._draft.write(path, example_blocks.with_block(text, intent, examples))
        except Malformed as malformed:
            raise CannotChange(Problem.BROKEN_FILE, f"{path}:{malformed.line}") from malformed

    def _others(self, place: _Place) -> Iterator[Example]:
        own = (place.block.intent, _language(place.path))
        return (one for one in self.examples() if (one.intent, one.language) != own)

    def _require(self, intent: str, language: str) -> None:
        if intent not in self.intents():
            raise CannotChange(Problem.UNKNOWN_INTENT, intent)
        if language not in self.languages():
            raise CannotChange(Problem.UNKNOWN_LANGUAGE, language)

    def _require_new(self, example: str) -> None:
        key = plain(example)
        for one in self.examples():
            if plain(one.text) == key:
                raise CannotChange(Problem.DUPLICATE, one.intent)
        if any(plain(text) == key for text in self._held_out()):
            raise CannotChange(Problem.HELD_OUT, example)

    def _held_out(self) -> Iterator[str]:
        """A table that cannot be used is told when models are measured, and stops nothing here."""
        for path in self._draft.find(HELD_OUT):
            with suppress(UnusableTableError):
                yield from (test.text for test in read_tests([self._draft.root / path]))

    def _holding(self, intent: str, language: str, text: str) -> tuple[_Place, int]:
        for place in self._find(intent, language):
            line = place.block.line_of(text)
            if line is not None:
                return place, line
        raise CannotChange(Problem.NOT_FOUND, intent)

    def _find(self, intent: str, language: str) -> Sequence[_Place]:
        return [
            place
            for place in self._places()
            if (place.block.intent, _language(place.path)) == (intent, language)
        ]

    def _places(self) -> Iterator[_Place]:
        """Of the files that can be read."""
        for path in self._draft.find(FILES):
            try:
                text, blocks = self._blocks(path)
            except Malformed:
                continue
            yield from (_Place(path, text, block) for block in blocks)

    def _blocks(self, path: str) -> tuple[str, Sequence[Block]]:
        try:
            text = self._draft.read(path)
        except UnicodeDecodeError as error:
            before = error.object[: error.start].count(b"\n")
            raise Malformed(before + 1, "not UTF-8") from error
        return text, read_blocks(text)


def written(text: str) -> str:
    """An example as a line of a file. Raises ``CannotChange``.

    Rasa reads ``[words](entity)`` as markup: a blank between the brackets keeps it plain words.
    """
    line = _ENTITY.sub("] ", re.sub(r"\s*[\r\n\t]\s*", " ", text)).strip()
    if not line:
        raise CannotChange(Problem.EMPTY)
    if len(line) > LONGEST:
        raise CannotChange(Problem.TOO_LONG, str(LONGEST))
    if has_unseen(line):
        raise CannotChange(Problem.UNPRINTABLE)
    return line


def has_unseen(line: str) -> bool:
    """Signs that show nothing, end a line, or turn the order of what is read."""
    return any(unicodedata.category(sign) in _UNSEEN or sign in _ORDER_SIGNS for sign in line)


def _language(path: str) -> str:
    return PurePosixPath(path).parent.name
