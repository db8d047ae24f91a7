"""What tells who somebody is goes, what was meant stays; every name and number is invented."""

from __future__ import annotations

import pytest

from bot.conversations.masking import mask

MASKED = {
    "names": [
        ("我叫王伟，想问一下余额", "我叫[name]，想问一下余额"),
        ("我是李小明 想改还款日", "我是[name] 想改还款日"),
        ("陳先生你好，我姓歐陽", "[name]先生你好，我姓[name]"),
        ("我唔係張生", "我唔係[name]生"),
        ("my name is john smith and i cant pay", "my name is [name] and i cant pay"),
        ("I'm Alex Carter, can't pay", "I'm [name], can't pay"),
        ("who is mr adeyemi? never heard of him", "who is mr [name]? never heard of him"),
        ("please help\nThanks, Mei Lin", "please help\nThanks, [name]"),
    ],
    "numbers": [
        ("打我电话13800138000谢谢", "打我电话[phone]谢谢"),
        ("打 +852 6123 4567", "打 [phone]"),
        ("電話 0912-345-678", "電話 [phone]"),
        ("6 1 2 3 4 5 6 7 係我電話", "[phone] 係我電話"),
        ("一三八零零一三八零零零", "[account]"),
        ("身份证11010519491231002X", "身份证[id]"),
        ("身份证110105 19491231 002x", "身份证[id]"),
        ("HKID A123456(3)", "HKID [id]"),
        ("身分證 A123456789", "身分證 [id]"),
        ("NI AB 12 34 56 C", "NI [id]"),
        ("ssn 123-45-6789", "ssn [id]"),
        ("card 4111 1111 1111 1111 pls", "card [card] pls"),
        ("card 4111 1111 1111 1112", "card [account]"),
        ("account 12345678 sort code 12-34-56", "account [account] sort code [account]"),
        ("IBAN GB29NWBK60161331926819", "IBAN [account]"),
        ("生日1990年5月3日", "生日[birth date]"),
        ("I was born on 3 May 1990", "I was born on [birth date]"),
        ("19900503", "[birth date]"),
    ],
    "places": [
        ("我住在上海市浦东新区南京路100号3栋502室，寄信来", "我住在[address]，寄信来"),
        ("住香港九龍旺角彌敦道600號12樓B室", "住[address]"),
        ("台北市信義區忠孝東路五段12號3樓", "[address]"),
        ("update my address to 14 hillcrest road", "update my address to [address]"),
        ("22 Baker Street, London NW1 6XE, flat 3b", "[address], London [address], [address]"),
        ("mail me at a.b@example.co.uk", "mail me at [email]"),
        ("微信号 wang_123", "微信号 [handle]"),
        ("see https://example.org/me?x=1 ok", "see [link] ok"),
    ],
    "nothing personal": [
        (said, said)
        for said in (
            "",
            "我知道12号要还",
            "這裡15號發薪",
            "我先生失业了",
            "我要还12345678元，分12期",
            "pay $12345678 on 2026-12-01",
            "還款 20261115 可以嗎",
            "loan ending 4410, 3,500.00 left",
            "my name is not on the loan",
            "how many can i miss before it gets serious",
            "谢谢客服小姐姐",
            "2 weeks on the way to pay",
            "我叫你们别打了",
        )
    ],
}


@pytest.mark.parametrize(
    ("said", "shown"), [case for cases in MASKED.values() for case in cases], ids=lambda text: text
)
def test_a_message_is_masked_by_what_it_holds(said, shown):
    assert mask(said) == shown


@pytest.mark.parametrize(
    ("name", "said", "shown"),
    [
        ("王小雨", "王小雨要还钱，叫我小雨", "[name]要还钱，叫我[name]"),
        ("陳家明", "陈家明和家明", "[name]和[name]"),
        ("Alex Carter", "alex here, ALEX CARTER. mr carter", "[name] here, [name]. mr [name]"),
        ("Will May", "will may pays, Will will", "[name] pays, [name] will"),
        ("Xiaoyu Wang", "xiaoyu  wang", "[name]"),
    ],
)
def test_a_name_on_file_is_masked_wherever_it_stands(name, said, shown):
    assert mask(said, [name]) == shown
