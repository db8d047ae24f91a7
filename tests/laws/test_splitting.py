"""Laws of splitting a long text.

No part is empty or longer than Telegram takes. Nothing but white space is lost. A word is whole
where any border would have kept it so. A text that fits is one part.
"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.splitting import split_text

texts = st.text(
    st.sampled_from("ab 词句。，\n\u200d\U0001f62d\U0001f44b\U0001f3fd")
    | st.characters(codec="utf-8"),
    max_size=300,
)
limits = st.integers(min_value=2, max_value=60)
words = st.lists(st.text("abcdé", min_size=1, max_size=8), max_size=80)
spaces = st.sampled_from([" ", "\n", "\n\n", "  \n \n"])


def without_space(text: str) -> str:
    return "".join(text.split())


@given(texts, limits)
def test_each_part_fits_and_says_something(text: str, limit: int) -> None:
    for part in split_text(text, limit):
        assert part.strip()
        assert len(part.encode("utf-16-le")) <= 2 * limit


@given(texts, limits)
def test_nothing_but_white_space_is_lost(text: str, limit: int) -> None:
    parts = split_text(text, limit)
    assert without_space("".join(parts)) == without_space(text)


@given(words, spaces, st.integers(min_value=8, max_value=60))
def test_words_stay_whole(words: list[str], space: str, limit: int) -> None:
    parts = split_text(space.join(words), limit)
    assert [word for part in parts for word in part.split()] == words


@given(texts)
def test_a_text_that_fits_is_one_part(text: str) -> None:
    assert split_text(text, 1000) == ([text.strip()] if text.strip() else [])
