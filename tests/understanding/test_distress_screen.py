"""The trained screen, on the development split and on what people do to get past filters."""

import random
import re
from pathlib import Path

import pytest

from bot.conversations.distress import DistressLevel
from bot.understanding.message_tables import read_table
from bot.understanding.writing import _simplified, _syllables, sounds

TABLES = Path("data/held_out/distress")
HARD = TABLES / "dev.tsv"
PLAIN = TABLES / "plain.tsv"
POSTS = TABLES / "posts.tsv"
HELD_OUT = TABLES / "held_out.tsv"
"""Never looked at for anything but its figures."""
BOUNDS = {POSTS: (0.98, 0.05), HELD_OUT: (0.98, 0.1), HARD: (0.92, 0.08)}
"""Crises found at least, calm messages alarmed at most; the hard split is of hints and jokes."""
KEPT, KEPT_MISSPELLED = 0.97, 0.9
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


def mistyped(text):
    """Two letters of each long English word changed places."""
    return re.sub(r"(?<=[a-z])([a-z])([a-z])(?=[a-z]{2})", r"\2\1", text, count=2)


def with_emoji_after(text):
    return f"{text} 😭😭🙏"


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


def share_kept(screen, disguise, path):
    plain = split("crisis", path)
    known = [text for text, found in zip(plain, alarmed(screen, plain), strict=True) if found]
    found = alarmed(screen, [disguise(text) for text in known])
    return sum(found) / len(known)


@pytest.mark.parametrize("path", BOUNDS, ids=lambda path: path.stem)
def test_crises_are_found(screen, path):
    found = alarmed(screen, split("crisis", path))
    assert sum(found) / len(found) >= BOUNDS[path][0]


@pytest.mark.parametrize("path", BOUNDS, ids=lambda path: path.stem)
def test_calm_messages_rarely_alarm(screen, path):
    found = alarmed(screen, split("calm", path))
    assert sum(found) / len(found) <= BOUNDS[path][1]


def test_a_long_calm_message_is_no_likelier_to_alarm(screen):
    calm = [text for text in split("calm", POSTS) if screen.screen(text).distressed < 1 / 2]
    posts = ["。".join(calm[i : i + 12]) for i in range(0, len(calm), 12)]
    assert sum(alarmed(screen, posts)) <= 1


def test_a_cry_in_a_long_message_is_found_where_no_phrase_is_certain(screen):
    weary = split("distressed", POSTS)
    posts = [
        "。".join([*weary[i % 40 : i % 40 + 5], cry, *weary[i % 40 + 5 : i % 40 + 10]])
        for i, cry in enumerate(split("crisis", POSTS))
    ]
    found = alarmed(screen, posts)
    assert sum(found) / len(found) >= 0.98


def test_crises_said_as_most_people_say_them_are_all_found(screen):
    assert all(alarmed(screen, split("crisis", PLAIN)))


def test_plain_calm_messages_hardly_ever_alarm(screen):
    found = alarmed(screen, split("calm", PLAIN))
    assert sum(found) / len(found) <= 0.06


@pytest.mark.parametrize(
    "disguise",
    [
        spaced,
        starred,
        invisible,
        with_emoji,
        with_emoji_after,
        full_width,
        in_traditional,
        in_simplified,
        str.upper,
    ],
)
@pytest.mark.parametrize("path", [HARD, POSTS], ids=lambda path: path.stem)
def test_a_disguised_crisis_is_still_found(screen, disguise, path):
    assert share_kept(screen, disguise, path) >= KEPT


@pytest.mark.parametrize("disguise", [by_sound, mistyped])
def test_a_misspelled_crisis_is_still_found(screen, disguise):
    assert share_kept(screen, disguise, POSTS) >= KEPT_MISSPELLED


@pytest.mark.parametrize("text", ["", " ", "\ud800", "\x00", "😀", "7", "a" * 20_000])
def test_any_text_is_read(screen, text):
    assert screen.screen(text).level is DistressLevel.CALM


def test_evidence_quotes_the_message_where_no_phrase_is_certain(screen):
    reading = screen.screen("我把猫送人了 房间也收拾好了 以后不用找我了 我走了以后别打给我妈")
    assert reading.level is not DistressLevel.CALM
    assert reading.evidence
