"""What holds of masking in any message.

Nothing personal remains in whatever it is embedded. Masking again changes nothing. Text without
figures, names or addresses comes back as it was. No text makes masking slow or fail.
"""

from __future__ import annotations

import time
from datetime import date

import phonenumbers
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversations.masking import MASKS, mask
from bot.conversations.masking.identity_numbers import (
    is_card_number,
    is_hong_kong_id,
    is_mainland_id,
    is_taiwan_id,
)

AROUND = (
    "{}",
    "我的是{}，谢谢",
    "係 {} 呀唔該",
    "請改成{}可以嗎",
    "it is {} thanks",
    "({}) pls call",
    "old one gone,{}.",
)
around_st = st.sampled_from(AROUND)
digits_st = st.text("0123456789", min_size=1)
GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰涛明超兰霞平刚桂婷雪飞"
SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林"
mobile_st = st.one_of(
    st.from_regex(r"1(?:3[0-9]|5[0-35-9]|8[0-9])[0-9]{8}", fullmatch=True),
    st.from_regex(r"\+852 [69][0-9]{3} [0-9]{4}", fullmatch=True),
    st.from_regex(r"09[0-9]{2}-[0-9]{3}-[0-9]{3}", fullmatch=True),
    st.from_regex(r"\+44 7[4-9][0-9]{8}", fullmatch=True),
)


def checked(stem: str, checks: str, is_valid) -> str:
    return next(stem + check for check in checks if is_valid(stem + check))


mainland_st = st.builds(
    lambda place, day, number: checked(
        f"{place:06}{day:%Y%m%d}{number:03}", "0123456789X", is_mainland_id
    ),
    st.integers(110000, 659999),
    st.dates(min_value=date(1920, 1, 1)),
    st.integers(0, 999),
)
card_st = st.from_regex(r"[3-6][0-9]{14}", fullmatch=True).map(
    lambda stem: checked(stem, "0123456789", is_card_number)
)
hong_kong_st = st.from_regex(r"[A-Z][0-9]{6}", fullmatch=True).map(
    lambda stem: checked(stem, "0123456789A", is_hong_kong_id)
)
taiwan_st = st.from_regex(r"[A-Z][12][0-9]{7}", fullmatch=True).map(
    lambda stem: checked(stem, "0123456789", is_taiwan_id)
)


@settings(max_examples=50)
@given(mobile_st, around_st)
def test_no_phone_remains(phone: str, around: str) -> None:
    shown = mask(around.format(phone))
    assert phone not in shown
    assert not any(
        list(phonenumbers.PhoneNumberMatcher(shown, region)) for region in ("CN", "HK", "TW", "GB")
    )


@given(st.one_of(mainland_st, card_st), around_st)
def test_no_long_number_remains(number: str, around: str) -> None:
    shown = mask(around.format(number))
    assert not any(sign.isdigit() for sign in shown)


@given(mainland_st.filter(lambda number: number[0] != "0"), around_st)
def test_an_identity_number_is_called_one(number: str, around: str) -> None:
    assert "[id]" in mask(around.format(number))


@given(st.one_of(hong_kong_st, taiwan_st), around_st)
def test_no_lettered_identity_remains(number: str, around: str) -> None:
    assert number not in mask(around.format(number))


@given(
    st.text(SURNAMES, min_size=1, max_size=1),
    st.text(GIVEN, min_size=1, max_size=2),
    st.sampled_from(["我叫{}，想还款", "{}的贷款", "告诉{}一声", "是{}要还", "{}"]),
)
def test_no_name_on_file_remains(surname: str, given_name: str, around: str) -> None:
    name = surname + given_name
    assert name not in mask(around.format(name), [name])


@given(st.from_regex(r"[A-Z][a-z]{2,9} [A-Z][a-z]{2,9}", fullmatch=True), around_st)
def test_no_latin_name_on_file_remains(name: str, around: str) -> None:
    shown = mask(around.format(name), [name])
    assert not any(part in shown.replace("[name]", "") for part in name.split())


@given(st.emails(), around_st)
def test_no_address_of_a_mailbox_remains(email: str, around: str) -> None:
    local = email.split("@", maxsplit=1)[0]
    assert f"{local}@" not in mask(around.format(email))


@settings(max_examples=300)
@given(st.text(max_size=120), st.lists(st.text(max_size=12), max_size=2))
def test_masking_again_changes_nothing_and_kinds_are_known(text: str, names: list[str]) -> None:
    shown = mask(text)
    assert mask(shown) == shown
    mask(text, names)


@given(st.text("的了吗怎么还款余额分期可以请问 ,.!?\n", max_size=80))
def test_words_without_figures_or_names_stay(text: str) -> None:
    assert mask(text) == text


@pytest.mark.parametrize("kind", MASKS)
def test_a_mask_is_left_alone(kind: str) -> None:
    assert mask(f"我叫[{kind}] [{kind}] my name is [{kind}]").count(f"[{kind}]") == 3


@pytest.mark.parametrize(
    "piece", ["道", "市区路1号室", "0", "1 ", "A1-", "王先", "a@", "st road ", "一二三", "我叫"]
)
def test_masking_is_quick_for_the_longest_message(piece: str) -> None:
    begun = time.monotonic()
    mask((piece * 4096)[:4096], ["王小雨", "Alex Carter"])
    assert time.monotonic() - begun < 10
