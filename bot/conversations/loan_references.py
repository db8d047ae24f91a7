"""Which loan: {"product": "jiebei"}, {"last_digits": "1234"} or {"ordinal": 2}, last -1."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .mentions import Mention
from .numerals import SHORT, read_number

_PRODUCTS = {
    "baitiao": "白条",
    "jintiao": "金条",
    "jiebei": "借呗",
    "huabei": "花呗",
    "fenfu": "分付",
    "weilidai": "微粒贷",
    "fangxinjie": "放心借",
    "credit_card": r"信用卡|卡数|credit ?card",
    "car_loan": r"车贷|汽车贷款?|车会|上会|(?:car|auto) (?:loan|finance|payment)",
    "mortgage": r"房贷|按揭|楼按|mortgage|home loan",
    "online_loan": r"网贷|网上贷款",
    "cash_loan": r"现金贷|现金贷款|payday loan|cash loan",
    "personal_loan": r"私人贷款|信用贷款?|信贷|个人贷款|私贷|personal loan",
    "student_loan": r"助学贷款?|学贷|就学贷款|student loan",
    "overdraft": r"透支|overdraft",
    "tax_loan": r"税贷|税务贷款|tax loan",
    "phone_plan": r"手机分期|手机贷|phone (?:plan|loan|installment|instalment)",
    "business_loan": r"经营贷|商业贷款|企业贷|business loan",
}
_PRODUCT = re.compile(
    "|".join(
        f"(?P<{name}>(?<![a-z])(?:{words})(?:s(?![a-z]))?(?![a-z]))"
        for name, words in _PRODUCTS.items()
    )
)
_LAST_DIGITS = re.compile(
    r"(?:尾号|尾数|末[四4]位|后[四4]位|最后[四4]位|尾[四4]位|末四码|后四码|卡号后|"
    r"ending (?:in|with)?|ends (?:in|with)|last (?:4|four|three|3)(?: digits?)?|"
    r"-?\*{2,}|xx+)(?:数字|号码)?(?:是|为|系|係|:| is| are|"
    r" of)? ?(?P<digits>[0-9]{3,6})(?![0-9])"
    r"|(?<![0-9])(?P<before>[0-9]{3,6})(?:结尾|尾(?:号|数)?)(?:的|嘅|那)"
)
_ORDINAL = re.compile(
    rf"第(?P<number>{SHORT})(?:笔|个(?:贷款|借款|那个|嗰个)?(?!月|人|星期|礼拜|孩|小时)|"
    r"条|单|张|项)|(?P<chinese_last>最后(?:一)?(?:笔|个(?!月|星期|礼拜))|最近(?:那|嗰|"
    r"一)?(?:笔))"
    r"|(?<![a-z])(?:the )?(?P<word>first|1st|second|2nd|third|3rd|fourth|4th|fifth|5th|"
    r"last|latest|newest|oldest) (?:one|loan|debt|account)(?![a-z])"
)
_WORDS = {
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
}


def find_loan_references(text: str) -> Iterator[Mention]:
    """Loans named in folded text."""
    for match in _PRODUCT.finditer(text):
        yield Mention("loan", {"product": str(match.lastgroup)}, match.start(), match.end())
    for match in _LAST_DIGITS.finditer(text):
        yield Mention(
            "loan", {"last_digits": match["digits"] or match["before"]}, match.start(), match.end()
        )
    for match in _ORDINAL.finditer(text):
        number = read_number(match["number"]) if match["number"] else None
        ordinal = int(number.value) if number else _WORDS.get(match["word"] or "", -1)
        yield Mention("loan", {"ordinal": ordinal}, match.start(), match.end())
