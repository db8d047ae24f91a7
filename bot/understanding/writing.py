"""One message without its disguises: script, width, gaps, invisible signs, spelling by sound."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

MAX_CHARACTERS = 4096
"""Telegram's longest message; a longer text is cut here."""

REMEMBERED = 64
"""Messages kept: one is read for its distress, its intent, and the wishes in it."""

_TABLES = Path(__file__).parent / "tables"
_HAN = r"\u3400-\u9fff"
_BETWEEN_HAN = re.compile(rf"(?<=[{_HAN}])[^\w{_HAN}]+(?=[{_HAN}])")
_BLANKS_BETWEEN_HAN = re.compile(rf"(?<=[{_HAN}])[\s*_.·~\-]+(?=[{_HAN}])")
_SPELLED_OUT = re.compile(r"(?<![^\W_])[a-z0-9](?:[\W_]+[a-z0-9]){3,}(?![^\W_])")
_GAP = re.compile(r"[\W_]+")
_TOKEN = re.compile(rf"[{_HAN}]|[a-z]+|[0-9]+")
_SENTENCE_SIGNS = frozenset("',.!?")
_INVISIBLE = frozenset({"Cf", "Cc", "Co", "Me", "Mn"})
_SYMBOLS = frozenset({"So", "Sk", "Cn"})  # Cn: emoji younger than this Python
_DIGIT_SOUNDS = ("ling", "yi", "er", "san", "si", "wu", "liu", "qi", "ba", "jiu")


@dataclass(frozen=True)
class Writing:
    """A message as the classifiers read it.

    `text` keeps words and punctuation, for the encoder; `folded` is the same in simplified script;
    `bare` has letters and digits only, with no gap between Chinese characters; `sounds` are
    toneless pinyin syllables and Latin words; `symbols` are its emoji.
    """

    text: str
    folded: str
    bare: str
    sounds: tuple[str, ...]
    symbols: tuple[str, ...]


@lru_cache(maxsize=REMEMBERED)
def read(message: str) -> Writing:
    """Never fails: lone surrogates, NUL, empty and endless texts are read as far as they can be."""
    visible = _visible(message[:MAX_CHARACTERS])
    symbols = tuple(dict.fromkeys(c for c in visible if _is_symbol(c)))
    text = _join(_without_symbols(visible))
    folded = simplify(text)
    bare = _bare(folded)
    return Writing(text, folded, bare, sounds(bare), symbols)


def simplify(text: str) -> str:
    return text.translate(_simplified())


def sounds(bare: str) -> tuple[str, ...]:
    """Pinyin of each Chinese character; Latin words as they are; digits as they are said."""
    syllables = _syllables()
    said: list[str] = []
    for token in _TOKEN.findall(bare):
        if token.isdigit():
            said.extend(_DIGIT_SOUNDS[int(digit)] for digit in token)
        else:
            said.append(syllables.get(token, token))
    return tuple(said)


def _visible(text: str) -> str:
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    shown = unicodedata.normalize("NFKD", whole)
    seen = (c for c in shown if c.isspace() or unicodedata.category(c) not in _INVISIBLE)
    return unicodedata.normalize("NFC", "".join(seen).casefold())


def _is_symbol(character: str) -> bool:
    return unicodedata.category(character) in _SYMBOLS


def _without_symbols(text: str) -> str:
    """Symbols part words, except inside one, where they only hide it."""
    words = "".join("\N{REPLACEMENT CHARACTER}" if _is_symbol(c) else c for c in text)
    inside = re.sub("(?<=\\w)\N{REPLACEMENT CHARACTER}+(?=\\w)", "", words)
    return inside.replace("\N{REPLACEMENT CHARACTER}", " ")


def _join(text: str) -> str:
    spelled = _SPELLED_OUT.sub(_unspell, text)
    return _BLANKS_BETWEEN_HAN.sub("", " ".join(spelled.split()))


def _unspell(run: re.Match[str]) -> str:
    """Letters set apart joined to words: a wider gap holds a sentence's own space and signs."""
    usual = min(map(len, _GAP.findall(run.group())))
    return _GAP.sub(lambda gap: _own_signs(gap.group(), usual), run.group())


def _own_signs(gap: str, usual: int) -> str:
    if len(gap) <= usual:
        return ""
    signs = "".join(c for c in gap if c in _SENTENCE_SIGNS)
    parts_words = any(c.isspace() for c in gap) and "'" not in gap
    return f"{signs} " if parts_words else signs


def _bare(folded: str) -> str:
    joined = _BETWEEN_HAN.sub("", folded)
    return " ".join(re.sub(r"[^\w]+|_", " ", joined.replace("'", "").replace("’", "")).split())


@cache
def _simplified() -> dict[int, str]:
    traditional, simplified = (_TABLES / "simplified.txt").read_text("utf-8").split()
    return {ord(a): b for a, b in zip(traditional, simplified, strict=True)}


@cache
def _syllables() -> dict[str, str]:
    lines = (_TABLES / "pinyin.txt").read_text("utf-8").splitlines()
    return {character: syllable for syllable, group in map(str.split, lines) for character in group}
