"""The certain phrases: found however they are spaced, written or spelled by sound."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from bot.conversations.distress import DistressLevel
from bot.understanding.writing import Writing, sounds

PATH = Path(__file__).parent / "phrases.yml"
LONG_TOKEN = 8
"""A Latin token this long may be a whole phrase written without gaps."""


@dataclass(frozen=True)
class Phrases:
    harmless: tuple[str, ...]
    certain: dict[DistressLevel, tuple[str, ...]]
    by_sound: dict[str, str]

    def find(self, writing: Writing) -> dict[DistressLevel, tuple[str, ...]]:
        """The phrases met, by level; only levels with a phrase are there."""
        text = self._blanked(f" {writing.bare} ")
        found = {
            level: tuple(p for p in phrases if _occurs(p, text))
            for level, phrases in self.certain.items()
        }
        heard = f" {' '.join(sounds(text))} "
        crisis = [phrase for sound, phrase in self.by_sound.items() if f" {sound} " in heard]
        said = found[DistressLevel.CRISIS]
        found[DistressLevel.CRISIS] = tuple(dict.fromkeys([*said, *crisis]))
        return {level: phrases for level, phrases in found.items() if phrases}

    def _blanked(self, text: str) -> str:
        for phrase in self.harmless:
            text = text.replace(phrase, " ")
        return text


@cache
def load(path: Path = PATH) -> Phrases:
    said = yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
    by_sound = {" ".join(sounds(phrase)): phrase for phrase in _all(said["sounds"])}
    return Phrases(
        tuple(sorted(_all(said["harmless"]), key=len, reverse=True)),
        {level: tuple(_all(said[level.value])) for level in _RULED},
        by_sound,
    )


_RULED = (DistressLevel.CRISIS, DistressLevel.DISTRESSED)


def _all(by_language: dict[str, list[str]]) -> Iterable[str]:
    return (phrase for phrases in by_language.values() for phrase in phrases)


def _occurs(phrase: str, text: str) -> bool:
    """A Chinese phrase anywhere; a Latin one as whole words, or run together in one token."""
    if not phrase.isascii():
        return phrase in text
    if f" {phrase} " in text:
        return True
    squeezed = phrase.replace(" ", "")
    return len(squeezed) >= LONG_TOKEN and any(
        squeezed in token for token in text.split() if len(token) >= LONG_TOKEN
    )
