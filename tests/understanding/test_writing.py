import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.writing import read


@pytest.mark.parametrize(
    ("disguised", "plain"),
    [
        ("想 还 款", "想还款"),
        ("想.还*款", "想还款"),
        ("想\u200b还\ufeff款", "想还款"),
        ("想😭还款", "想还款"),
        ("Ｐａｙ　ＮＯＷ", "pay now"),
        ("h e l p me", "help me"),
        ("i'm here", "im here"),
        ("I   a m   1 9", "i am 19"),
        ("I* *a*m* *s*o* *s*a*d", "i am so sad"),
        ("he🌙lp", "help"),
        ("help🌙 me", "help me"),
        ("我要還錢，謝謝！", "我要还钱谢谢"),
    ],
)
def test_disguises_do_not_change_what_is_read(disguised, plain):
    assert read(disguised).bare == plain


@pytest.mark.parametrize("said", ["don't wait for me", "it's over, bye", "why? i can't go"])
def test_letters_set_apart_keep_the_sentences_own_signs(said):
    assert read(" ".join(said)).text == said


def test_homophones_sound_alike():
    assert read("在分期").sounds == read("再分期").sounds


def test_digits_sound_as_they_are_said():
    assert read("4了").sounds == ("si", "le")


def test_emoji_are_kept_apart_from_words():
    assert read("救命😭😭🔪").symbols == ("😭", "🔪")


@given(st.text(alphabet=st.characters(exclude_categories=()), max_size=200))
def test_any_string_is_read(text):
    writing = read(text)
    assert writing.bare == read(writing.bare).bare
