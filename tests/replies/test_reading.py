"""Short sentences: a tired twelve-year-old reads them on a small screen."""

from __future__ import annotations

import re

import pytest
from babel.messages.pofile import read_po

from bot.replies.catalogue import LOCALE_DIR, LOCALES

WORDS = 28
"""Of an English sentence."""
CHARACTERS = 48
"""Of a Chinese one, without its placeholders."""
AVERAGE_WORDS = 12
_PLACEHOLDER = re.compile(r"\{[a-z_]+\}")
_ENGLISH_END = re.compile(r"(?<=[.!?:])\s+|\n")
_CHINESE_END = re.compile(r"[。！？；：\n]")


def sentences(locale: str) -> list[str]:
    with (LOCALE_DIR / locale / "LC_MESSAGES" / "messages.po").open("rb") as file:
        catalogue = read_po(file, locale=locale)
    end = _ENGLISH_END if locale == "en" else _CHINESE_END
    return [
        sentence.strip()
        for message in catalogue
        if message.id
        for text in ([message.string] if isinstance(message.string, str) else message.string)
        for sentence in end.split(_PLACEHOLDER.sub("#", text))
        if sentence.strip()
    ]


@pytest.mark.parametrize("locale", LOCALES)
def test_no_sentence_is_long(locale: str) -> None:
    if locale == "en":
        long = [said for said in sentences(locale) if len(said.split()) > WORDS]
    else:
        long = [said for said in sentences(locale) if len(said) > CHARACTERS]
    assert long == []


def test_english_sentences_are_short_on_average() -> None:
    counts = [len(said.split()) for said in sentences("en") if len(said.split()) > 2]
    assert sum(counts) / len(counts) < AVERAGE_WORDS
