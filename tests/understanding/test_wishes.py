"""The second wish of a message is found, and only a second one."""

import pytest

from bot.understanding.wishes import SecondWishes, Wish

METADATA = {"as_of": "2026-03-20", "currency": "CNY"}


@pytest.fixture(scope="session")
def wishes(trained):
    return SecondWishes(trained.classifier)


@pytest.mark.parametrize(
    ("text", "payload"),
    [
        ("how much do I owe? please stop texting me", "/stop_messages"),
        ("我要还500，顺便问下利息怎么算的", '/make_payment{"amount": '),
        ("欠多少錢？還有可以晚一個月繳嗎", "/request_deferral"),
        ("爭幾多錢呀 仲有搵個真人同我傾", "/request_human"),
        ("balance多少? also 可以 extend 吗", "/request_deferral"),
    ],
)
def test_the_other_wish_is_found_with_its_values(wishes, text, payload):
    found = wishes.find(text, METADATA)
    assert found is not None
    assert found.payload.startswith(payload)
    assert found.text in text


@pytest.mark.parametrize(
    "text",
    [
        "还有多少没还",
        "我失业了，能分6期吗",
        "失业三个星期了，预计两周后恢复，还不了款",
        "hello, how much do I owe?",
        "I'm sorry, I was ill. I'll pay 200 on Friday",
        "谢谢，再见",
        "",
    ],
)
def test_a_reason_or_a_greeting_is_no_second_wish(wishes, text):
    assert wishes.find(text, METADATA) is None


def test_nothing_is_found_before_anything_is_trained():
    assert SecondWishes(None).find("how much? also call me", METADATA) is None


def test_a_wish_is_the_borrowers_own_words(wishes):
    found = wishes.find("how much do I owe? please stop texting me", METADATA)
    assert found == Wish("please stop texting me", "/stop_messages")
