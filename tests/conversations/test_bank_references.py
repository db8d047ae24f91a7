"""A transfer's number is evidence; a sum, a day or a telephone number is not."""

from __future__ import annotations

import pytest

from bot.conversations.bank_references import names_bank_reference


@pytest.mark.parametrize(
    "text",
    [
        "转账流水号 20261121003344556",
        "轉帳編號：FT9920114",
        "流水单号20261121",
        "ref 88812345678",
        "transaction id: 9AB12345C",
        "2026112100334455",
        "FT26325ABCD12345678",
    ],
)
def test_a_reference_is_recognised(text: str) -> None:
    assert names_bank_reference(text)


@pytest.mark.parametrize(
    "text",
    ["500", "2026-11-21", "13912345678", "我昨天还了500", "ref?", "流水是什么", "transfer 500", ""],
)
def test_other_numbers_are_none(text: str) -> None:
    assert not names_bank_reference(text)
