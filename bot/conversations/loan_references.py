"""Which loan: {"product": "jiebei"}, {"last_digits": "1234"} or {"ordinal": 2}, last -1."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .mentions import Mention
from .numbered_text import ANY, NumberedText
from .numerals import Number

_PRODUCTS = {
    "baitiao": "白条",
    "jintiao": "金条",
    "jiebei": "借呗",
    "huabei": "花呗",
    "fenfu": "分付",
    "weilidai": "微粒贷",
    "fangxinjie": "放心借",
    "langxiaohua": "浪小花",
    "jiequhua": "借去花",
    "credit_card": "信用卡 卡数 credit_card creditcard credit_cards",
    "car_loan": "车贷 汽车贷款 车会 上会 car_loan auto_loan car_finance",
    "mortgage": "房贷 按揭 楼按 mortgage home_loan",
    "online_loan": "网贷 网上贷款 online_loan",
    "cash_loan": "现金贷 现金贷款 cash_loan payday_loan",
    "personal_loan": "私人贷款 信用贷 信用贷款 信贷 个人贷款 私贷 personal_loan",
    "student_loan": "助学贷款 助学贷 学贷 就学贷款 student_loan",
    "overdraft": "透支 overdraft",
    "tax_loan": "税贷 税务贷款 tax_loan",
    "phone_plan": "手机分期 手机贷 phone_plan phone_loan",
    "business_loan": "经营贷 商业贷款 企业贷 business_loan",
    "consumer_loan": "消费贷 消费贷款 consumer_loan",
}
_PRODUCT_OF = {
    word.replace("_", " "): name for name, words in _PRODUCTS.items() for word in words.split()
}
_WORDS = sorted(_PRODUCT_OF, key=len, reverse=True)
_CHINESE_PRODUCT = re.compile("|".join(word for word in _WORDS if not word.isascii()))
_ENGLISH_PRODUCT = re.compile(
    rf"(?<![a-z])({'|'.join(word for word in _WORDS if word.isascii())})s?(?![a-z])"
)
_LAST_DIGITS = re.compile(
    r"(?:尾号|尾数|(?<!证)(?<!证号)[末后尾][四4三3](?:位|个(?:数)?字)|最后[四4三3](?:位|"
    r"个(?:数)?字)|"
    r"[末后][四五45]码|卡号后四?|"
    r"(?<![a-z])end(?:ing|s)(?: in| with)?"
    r"|last (?:4|four|three|3)(?: digits?| numbers?)?|\*{2,}|x{2,}|"
    r"(?<![a-z])(?:card|acct|account|a/c|loan) ?(?:\*+|\.{2,}))(?:数字|号码)?"
    r"(?:是|为|系|係|:| is| are| of)? ?(?P<digits>[0-9]{3,6})(?![0-9])"
    r"|(?<![a-z])(?<!a )(?<!new )loan (?P<named>[0-9]{4})"
    r"(?![0-9]|[.,][0-9]| ?(?:元|块|蚊|k(?![a-z])))"
    r"|(?<![0-9])(?P<before>[0-9]{3,6})(?:结尾|尾(?:号|数)?)(?:的|嘅|那|嗰)"
)
_ORDINAL = re.compile(
    rf"第 ?(?P<number>{ANY})(?:笔|条|单|张|项|个(?:贷款|借款|那个|嗰个)?(?=$|"
    r"[ ;,.!?的嘅呢吧那嗰贷借]))"
    r"|(?P<last>最后[一#]?(?:笔|个(?!月|星期|礼拜))|最[近新][那嗰的一#]?笔)"
    r"|(?P<oldest>(?:最[早旧先]|头先?)(?:借|贷)?的?[那嗰一#]?笔)"
)
_ORDINAL_WORDS = {
    "first": 1,
    "1st": 1,
    "oldest": 1,
    "second": 2,
    "2nd": 2,
    "third": 3,
    "3rd": 3,
    "fourth": 4,
    "4th": 4,
    "fifth": 5,
    "5th": 5,
    "last": -1,
    "latest": -1,
    "newest": -1,
}
_NUMBERED = re.compile(
    r"(?<![a-z])(?:loan|debt|account) ?(?:#|no\.? ?|number ) ?(?P<digit>[1-9])(?![0-9])"
)
_ENGLISH_ORDINAL = re.compile(
    rf"(?<![a-z0-9])(?:the )?(?P<word>{'|'.join(_ORDINAL_WORDS)}) (?:one|loan|debt|"
    r"account)(?![a-z]| (?:end|finish|stopp|was|bounc|came|arriv|got|i (?:paid|sent|made)))"
)


def _place(number: Number | None, match: re.Match[str]) -> int:
    if number is None:
        return 1 if match["oldest"] else -1
    return int(number.value)


def find_loan_references(text: NumberedText) -> Iterator[Mention]:
    """Loans that are named, numbered or told by their last digits."""
    if text.has_chinese:
        for match in _CHINESE_PRODUCT.finditer(text.folded):
            yield Mention("loan", {"product": _PRODUCT_OF[match[0]]}, *match.span())
        for match in _ORDINAL.finditer(text.shape):
            number = text.number(match)
            yield Mention("loan", {"ordinal": _place(number, match)}, *match.span())
    if text.has_english:
        for match in _ENGLISH_PRODUCT.finditer(text.folded):
            yield Mention("loan", {"product": _PRODUCT_OF[match[1]]}, *match.span())
        for match in _ENGLISH_ORDINAL.finditer(text.folded):
            yield Mention("loan", {"ordinal": _ORDINAL_WORDS[match["word"]]}, *match.span())
        for match in _NUMBERED.finditer(text.folded):
            yield Mention("loan", {"ordinal": int(match["digit"])}, *match.span())
    for match in _LAST_DIGITS.finditer(text.folded):
        digits = match["digits"] or match["named"] or match["before"]
        yield Mention("loan", {"last_digits": digits}, *match.span())
