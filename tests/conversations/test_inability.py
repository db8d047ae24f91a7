"""Words that say that somebody cannot pay, and those that say more."""

import pytest

from bot.conversations.inability import only_says_cannot_pay


@pytest.mark.parametrize(
    "text",
    [
        "还不了款",
        "我现在真的还不上了",
        "這個月繳不出來",
        "冇錢還",
        "我而家還唔到錢呀",
        "I can't pay",
        "so I can’t afford my payments right now",
        "I'm unable to pay this month",
    ],
)
def test_that_one_cannot_pay_is_all_that_is_said(text):
    assert only_says_cannot_pay(text)


@pytest.mark.parametrize(
    "text",
    [
        "还不了款，页面报错",
        "付款失敗",
        "還不了可以分期嗎",
        "用呢張卡還唔到",
        "I can't pay with my card",
        "I can't pay, can you move the date",
        "why can't I pay",
        "我要还款",
        "",
    ],
)
def test_what_says_more_is_heard_as_it_is(text):
    assert not only_says_cannot_pay(text)
