"""The trained screen, on the development split and on what people do to get past filters."""

import random
from pathlib import Path

import pytest

from bot.conversations.distress import DistressLevel
from bot.understanding.message_tables import read_table
from bot.understanding.writing import _simplified, _syllables, sounds

HARD = Path(__file__).parent / "distress_dev.tsv"
PLAIN = Path(__file__).parent / "distress_plain.tsv"
RECALL, FALSE_ALARMS = 0.88, 0.13
"""Held on a split made of the hardest messages we could write; measured just above and below."""
KEPT, KEPT_BY_SOUND = 0.97, 0.9
"""Of the crises found as they were written, the share found in a disguise."""


def split(level, path=HARD):
    lines = read_table(path, "text", "distress")
    return [line.cells["text"] for line in lines if line.cells["distress"] == level]


def alarmed(screen, texts):
    return [r.level is not DistressLevel.CALM for r in screen.screen_all(texts)]


def spaced(text):
    return " ".join(text)


def starred(text):
    return "*".join(text)


def invisible(text):
    return "\u200b".join(text)


def with_emoji(text):
    return "🌙".join(text[i : i + 2] for i in range(0, len(text), 2))


def full_width(text):
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def in_traditional(text):
    back = {ord(simple): chr(other) for other, simple in _simplified().items()}
    return text.translate(back)


def in_simplified(text):
    return text.translate(_simplified())


def by_sound(text):
    """A fifth of the Chinese characters, by chance, written as others that sound alike."""
    chance = random.Random(text)  # noqa: S311 - a test, not a secret
    alike: dict[str, list[str]] = {}
    for character, syllable in _syllables().items():
        alike.setdefault(syllable, []).append(character)
    return "".join(
        chance.choice(alike.get(sounds(c)[0], [c]))
        if c in _syllables() and chance.random() < 0.2
        else c
        for c in in_simplified(text)
    )


def share_kept(screen, disguise):
    plain = split("crisis")
    known = [text for text, found in zip(plain, alarmed(screen, plain), strict=True) if found]
    found = alarmed(screen, [disguise(text) for text in known])
    return sum(found) / len(known)


def test_crises_are_found(screen):
    found = alarmed(screen, split("crisis"))
    assert sum(found) / len(found) >= RECALL


def test_crises_said_as_most_people_say_them_are_all_found(screen):
    assert all(alarmed(screen, split("crisis", PLAIN)))


def test_plain_calm_messages_hardly_ever_alarm(screen):
    found = alarmed(screen, split("calm", PLAIN))
    assert sum(found) / len(found) <= 0.06


def test_hard_calm_messages_rarely_alarm(screen):
    found = alarmed(screen, split("calm"))
    assert sum(found) / len(found) <= FALSE_ALARMS


@pytest.mark.parametrize(
    "disguise",
    [spaced, starred, invisible, with_emoji, full_width, in_traditional, in_simplified],
)
def test_a_disguised_crisis_is_still_found(screen, disguise):
    assert share_kept(screen, disguise) >= KEPT


def test_a_crisis_spelled_by_sound_is_still_found(screen):
    assert share_kept(screen, by_sound) >= KEPT_BY_SOUND


@pytest.mark.parametrize("text", ["", " ", "\ud800", "\x00", "😀", "7", "a" * 20_000])
def test_any_text_is_read(screen, text):
    assert screen.screen(text).level is DistressLevel.CALM


def test_evidence_quotes_the_message_where_no_phrase_is_certain(screen):
    reading = screen.screen("我把猫送人了 房间也收拾好了 以后不用找我了 我走了以后别打给我妈")
    assert reading.level is not DistressLevel.CALM
    assert reading.evidence
