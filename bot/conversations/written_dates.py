"""Dates that name a day of a month: 2025-04-15, 4月15号, 民国114年4月15日, the 15th, 4/15."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date

from .calendar_days import add_months, day_in_month, month_end
from .mentions import Mention
from .numerals import SHORT, read_number

Reading = tuple[date, "str | None"]

_MONTHS = (
    "jan(?:uary)?|feb(?:r?uary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    "sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_MONTH_NUMBERS = {
    name: number
    for number, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1
    )
}
_WORDS = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
    "twenty-first",
    "twenty-second",
    "twenty-third",
    "twenty-fourth",
    "twenty-fifth",
    "twenty-sixth",
    "twenty-seventh",
    "twenty-eighth",
    "twenty-ninth",
    "thirtieth",
    "thirty-first",
]
_ORDINAL_WORDS = {word: day for day, word in enumerate(_WORDS, 1)} | {
    word.replace("-", " "): day for day, word in enumerate(_WORDS, 1)
}
_LATE_WORDS = "|".join(
    sorted((word for word, day in _ORDINAL_WORDS.items() if day > 3), key=len, reverse=True)
)
_ALL_WORDS = "|".join(sorted(_ORDINAL_WORDS, key=len, reverse=True))
_MONTH_OF = {
    "上上": -2,
    "上": -1,
    "这": 0,
    "本": 0,
    "今": 0,
    "呢": 0,
    "当": 0,
    "下": 1,
    "下下": 2,
    "来": 1,
    "last": -1,
    "previous": -1,
    "this": 0,
    "the": 0,
    "current": 0,
    "next": 1,
    "the following": 1,
    "following": 1,
}
_WHICH_MONTH = r"(?P<which>上上|上|这|本|今|呢|当|下下|下)(?:一)?个?月(?:份)?(?:的|嘅)?(?: )?"
_YEAR = (
    r"(?:(?P<year>[0-9]{4}|[零一二三四五六七八九]{4})年|(?P<which_year>今年|明年|后年|去年|"
    r"上年|出年|旧年)|(?:民国|roc ?)(?P<minguo>[0-9]{1,3}|"
    r"[零一二三四五六七八九十百]{1,5})年|(?P<short_minguo>1[0-9]{2})年)"
)
_NOT_A_DAY = (
    r"(?! ?(?:期|次|块|元|圆|蚊|个|千|百|万|k|w|%|号楼|分|成|天|年|笔|岁|多|点|\.[0-9]|[0-9]))"
)
_NUMERIC = (
    r"(?<![0-9/.-])(?P<year>(?:19|20)[0-9]{2})(?P<separator>[-/.])(?P<month>[0-9]{1,2})"
    r"(?P=separator)(?P<day>[0-9]{1,2})(?![0-9/])"
)


def find_written_dates(text: str, *, as_of: date, day_first: bool) -> Iterator[Mention]:
    """Dates in folded text, the next one where no year is said; 4/5 is 4 May if `day_first`."""
    for pattern, read in _READERS:
        for match in pattern.finditer(text):
            try:
                reading = read(match.groupdict(), as_of, day_first)
            except (ValueError, OverflowError):
                continue  # there is no such day
            if reading:
                yield Mention(
                    "date", reading[0].isoformat(), match.start(), match.end(), reading[1]
                )


def _numeric(groups: dict[str, str], _as_of: date, _day_first: bool) -> Reading:
    return date(int(groups["year"]), int(groups["month"]), int(groups["day"])), None


def _numeric_year_last(groups: dict[str, str], as_of: date, day_first: bool) -> Reading | None:
    month, day, rule = _order(int(groups["first"]), int(groups["second"]), day_first=day_first)
    if not groups["year"]:
        return _without_year(as_of, month, day, rule)
    year = int(groups["year"])
    return date(year + 2000 if year < 100 else year, month, day), rule


def _order(first: int, second: int, *, day_first: bool) -> tuple[int, int, str | None]:
    if first > 12 or second > 12:
        return (second, first, None) if first > 12 else (first, second, None)
    return (second, first, "day_first") if day_first else (first, second, "month_first")


def _minguo_numeric(groups: dict[str, str], _as_of: date, _day_first: bool) -> Reading:
    return date(int(groups["year"]) + 1911, int(groups["month"]), int(groups["day"])), "minguo_year"


def _without_year(as_of: date, month: int, day: int, rule: str | None = None) -> Reading:
    this_year = day_in_month(as_of.year, month, day)
    if this_year >= as_of:
        return this_year, _clamped(this_year, day) or rule
    next_year = day_in_month(as_of.year + 1, month, day)
    return next_year, _clamped(next_year, day) or rule or "next_year"


def _clamped(day: date, wanted: int) -> str | None:
    return "last_day_of_month" if day.day != wanted else None


def _chinese(groups: dict[str, str], as_of: date, _day_first: bool) -> Reading | None:
    month, day = _number(groups["month"]), _number(groups["day"])
    if not 1 <= month <= 12:
        return None
    year, rule = _year(groups, as_of)
    if year is None:
        return _without_year(as_of, month, day)
    found = day_in_month(year, month, day)
    return found, _clamped(found, day) or rule


def _year(groups: dict[str, str], as_of: date) -> tuple[int | None, str | None]:
    if groups["year"]:
        return _number(groups["year"]), None
    if groups["minguo"]:
        return _number(groups["minguo"]) + 1911, None
    if groups["short_minguo"]:
        return int(groups["short_minguo"]) + 1911, "minguo_year"
    if groups["which_year"]:
        shift = {"今年": 0, "明年": 1, "出年": 1, "后年": 2}.get(groups["which_year"], -1)
        return as_of.year + shift, None
    return None, None


def _day_of_named_month(groups: dict[str, str], as_of: date, _day_first: bool) -> Reading:
    day = _day(groups)
    found = add_months(as_of, _MONTH_OF[groups["which"]], on=day)
    return found, _clamped(found, day)


def _day_alone(groups: dict[str, str], as_of: date, _day_first: bool) -> Reading:
    day = _day(groups)
    this_month = add_months(as_of, 0, on=day)
    if this_month >= as_of:
        return this_month, _clamped(this_month, day)
    found = add_months(as_of, 1, on=day)
    return found, _clamped(found, day) or "next_month"


def _english(groups: dict[str, str], as_of: date, _day_first: bool) -> Reading:
    month, day = _MONTH_NUMBERS[groups["month"][:3]], _day(groups)
    if not groups.get("year"):
        return _without_year(as_of, month, day)
    year = int(groups["year"])
    return date(year + 2000 if year < 100 else year, month, day), None


def _day(groups: dict[str, str]) -> int:
    if groups.get("word"):
        return _ORDINAL_WORDS[groups["word"]]
    return _number(groups["day"])


def _number(text: str) -> int:
    number = read_number(text)
    if number is None or number.value != int(number.value):
        raise ValueError(f"{text!r} is no day, month or year")
    return int(number.value)


def _month_part(groups: dict[str, str], as_of: date, _day_first: bool) -> Reading | None:
    first, rule = _first_of_month(groups, as_of)
    part = groups["part"]
    if part in ("底", "末", "尾"):
        return month_end(first), rule
    day = {"初": 1, "头": 1, "上旬": 1, "中": 15, "中旬": 15, "下旬": 21}[part]
    found = first.replace(day=day)
    if found < as_of and not (groups["which"] or groups["month"]):
        found = add_months(found, 1)
    return found, {1: "start_is_the_first", 15: "middle_is_the_15th", 21: "late_is_the_21st"}[day]


def _first_of_month(groups: dict[str, str], as_of: date) -> tuple[date, str | None]:
    if groups["month"]:
        month = _number(groups["month"])
        year = as_of.year + (month < as_of.month)
        return date(year, month, 1), "next_year" if year > as_of.year else None
    return add_months(as_of, _MONTH_OF[groups["which"] or "这"], on=1), None


_DAY_SUFFIX = r"(?P<day>(?<![0-9])[0-9]{1,2})(?:st|nd|rd|th)"
_ORDINAL_OF_WHAT = (
    r"(?! ?(?:one|payment|install?ment|loan|time|party|floor|card|of them|person|account|"
    r"debt|option|month|week|letter|call)(?![a-z]))"
)
_READERS: tuple[
    tuple[re.Pattern[str], Callable[[dict[str, str], date, bool], Reading | None]], ...
] = (
    (re.compile(_NUMERIC), _numeric),
    (
        re.compile(
            r"(?<![0-9])(?P<year>20[0-9]{2})(?P<month>[01][0-9])(?P<day>[0-3][0-9])(?![0-9])"
        ),
        _numeric,
    ),
    (
        re.compile(
            r"(?<![0-9/.-])(?P<year>1[0-9]{2})(?P<separator>[-/.])(?P<month>[0-9]{1,2})"
            r"(?P=separator)(?P<day>[0-9]{1,2})(?![0-9/])"
        ),
        _minguo_numeric,
    ),
    (
        re.compile(
            r"(?<![0-9/.$£€¥-])(?P<first>[0-9]{1,2})(?P<separator>[/.-])(?P<second>[0-9]"
            r"{1,2})(?P=separator)(?P<year>20[0-9]{2}|[0-9]{2})(?![0-9/])"
        ),
        _numeric_year_last,
    ),
    (
        re.compile(
            r"(?<![0-9/.$£€¥-])(?P<first>[0-9]{1,2})/(?P<second>[0-9]{1,2})(?P<year>)"
            r"(?![0-9/%]| ?(?:of|的|先))"
        ),
        _numeric_year_last,
    ),
    (
        re.compile(
            rf"(?:{_YEAR} ?(?:的|嘅)?)?(?<![0-9])(?P<month>{SHORT})月(?:份)?(?:的|"
            rf"嘅)? ?(?P<day>{SHORT})(?:[号日](?!线|楼)|{_NOT_A_DAY})"
        ),
        _chinese,
    ),
    (
        re.compile(rf"{_WHICH_MONTH}(?P<day>{SHORT})(?:[号日](?!线|楼)|{_NOT_A_DAY})"),
        _day_of_named_month,
    ),
    (
        re.compile(
            rf"(?<![月第0-9])(?P<day>{SHORT})(?:号(?!线|楼|码|房|店|院|门|单|机)|日(?!内|"
            r"子|元|息|语|文|本|常|后|之后|以后|期|利|圆))"
        ),
        _day_alone,
    ),
    (
        re.compile(
            rf"(?<![a-z0-9])(?:the )?(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?(?: of)?[ -]?"
            rf"(?P<month>{_MONTHS})(?![a-z])\.?(?:,? ?(?P<year>20[0-9]{{2}}))?"
        ),
        _english,
    ),
    (
        re.compile(
            rf"(?<![a-z])(?P<month>{_MONTHS})\.? ?(?:the )?(?P<day>[0-9]{{1,2}})(?:st|nd|"
            rf"rd|th)?(?![0-9a-z%])(?:,? (?P<year>20[0-9]{{2}})(?![0-9]))?"
        ),
        _english,
    ),
    (
        re.compile(
            rf"(?<![a-z])(?:the )?(?P<word>{_ALL_WORDS})(?: of)? (?P<month>{_MONTHS})"
            r"(?![a-z])|"
            rf"(?<![a-z])(?P<month2>{_MONTHS}) (?:the )?(?P<word2>{_LATE_WORDS})(?![a-z])"
        ),
        lambda groups, as_of, day_first: _english(
            {
                "month": groups["month"] or groups["month2"],
                "word": groups["word"] or groups["word2"],
            },
            as_of,
            day_first,
        ),
    ),
    (
        re.compile(
            rf"(?<![a-z])(?:the )?(?:{_DAY_SUFFIX}|"
            rf"(?P<word>{_ALL_WORDS}))(?: day)?(?: of)? (?P<which>next|this|last|"
            r"the following|the|following|current)(?: coming)? month(?![a-z])"
        ),
        _day_of_named_month,
    ),
    (
        re.compile(
            r"(?<![a-z])(?P<which>next|this|"
            rf"last) month,? (?:on )?(?:the )?(?:{_DAY_SUFFIX}|"
            rf"(?P<word>{_LATE_WORDS}))(?![a-z])"
        ),
        _day_of_named_month,
    ),
    (
        re.compile(
            rf"(?<![a-z0-9.])(?:the )?{_DAY_SUFFIX}(?![a-z]){_ORDINAL_OF_WHAT}|"
            rf"(?<![a-z])(?:the )(?P<word>{_LATE_WORDS})(?![a-z]){_ORDINAL_OF_WHAT}"
        ),
        _day_alone,
    ),
    (
        re.compile(
            r"(?:(?P<which>上上|上|这|本|今|呢|当|下下|下)(?:一)?个?|"
            rf"(?<![0-9])(?P<month>{SHORT}))?月(?P<part>中旬|上旬|下旬|底|末|尾|初|头|"
            r"中(?!国|秋|旬))"
        ),
        _month_part,
    ),
)
