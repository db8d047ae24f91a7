"""Which kind of dispute, complaint or wish about data is meant, in four ways of writing."""

from __future__ import annotations

import pytest

from bot.conversations.case_words import (
    asks_about_a_case,
    data_wish,
    dispute_kind,
    is_harassment,
    is_incapacity,
    wants_a_call,
)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("somebody took this loan in my name", "fraud"),
        ("我被冒名贷款了", "fraud"),
        ("有人盜用我的身分借錢", "fraud"),
        ("this isn't my loan", "not_mine"),
        ("这不是我借的", "not_mine"),
        ("我從來沒有申請過這筆貸款", "not_mine"),
        ("呢筆數唔係我借嘅", "not_mine"),
        ("that late fee is wrong", "wrong_charge"),
        ("你们多收了我的手续费", "wrong_charge"),
        ("違約金算得不合理", "wrong_charge"),
        ("the amount is wrong", "wrong_amount"),
        ("金额不对", "wrong_amount"),
        ("帳單金額有誤", "wrong_amount"),
        ("條數計錯咗", "wrong_amount"),
        ("I disagree with this", None),
        ("我有异议", None),
    ],
)
def test_what_is_disputed_is_read_from_its_words(text: str, kind: str | None) -> None:
    assert dispute_kind(text) == kind


@pytest.mark.parametrize(
    ("text", "harassing"),
    [
        ("your people called my mother", True),
        ("you ring me 20 times a day", True),
        ("催收半夜打电话骂我", True),
        ("你們一直打給我公司", True),
        ("啲人打去我屋企嚇我", True),
        ("your app is slow and nobody answers", False),
        ("客服态度差，没人回复", False),
    ],
)
def test_harassment_is_told_from_other_complaints(text: str, harassing: bool) -> None:
    assert is_harassment(text) is harassing


def test_who_lives_is_not_mourned() -> None:
    assert is_incapacity("my wife is in a coma and can't pay")
    assert is_incapacity("我爸中風昏迷了")
    assert not is_incapacity("my husband died after a stroke")
    assert not is_incapacity("我媽上個月過世了")


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("what about my complaint?", True),
        ("any news on my case?", True),
        ("我的投诉怎么样了", True),
        ("我的申訴有結果了嗎", True),
        ("我個投訴點呀", True),
        ("I want to make a complaint", False),
        ("我要投诉", False),
        ("what about my loan?", False),
    ],
)
def test_asking_how_a_case_stands_is_not_opening_one(text: str, asks: bool) -> None:
    assert asks_about_a_case(text) is asks


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("delete my data", "delete"),
        ("請刪除我的個人資料", "delete"),
        ("I want a copy of my data", "export"),
        ("我要匯出我的資料", "export"),
        ("what do you know about me", "see"),
        ("你们有我什么资料", "see"),
        ("你哋有我咩資料", "see"),
        ("how do you use my data", "notice"),
        ("隐私政策", "notice"),
        ("log me out", "sign_out"),
        ("退出登录", "sign_out"),
        ("請在這台裝置上忘記我", "sign_out"),
        ("my data", None),
    ],
)
def test_what_is_wished_of_ones_data_is_read_from_its_words(text: str, wish: str | None) -> None:
    assert data_wish(text) == wish


def test_a_call_back_is_told_from_a_chat() -> None:
    assert all(map(wants_a_call, ["call me back please", "请给我回电话", "請打給我", "打返畀我"]))
    assert not any(map(wants_a_call, ["I want to talk to a person", "转人工", "我要找真人"]))
