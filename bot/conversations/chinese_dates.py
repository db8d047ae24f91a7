"""Dates in Chinese: 4月15号, 民国114年4月15日, 下个月15号, 大后天, 下周五, 两周后, 月底."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from . import durations
from .calendar_days import (
    add_months,
    clamped,
    day_in_month,
    month_end,
    next_day_of_month,
    next_such_day,
    start_of_week,
)
from .mentions import Mention
from .numbered_text import ANY, NumberedText
from .numeric_dates import MINGUO

Reading = tuple[date, "str | None"]

_DAYS = {
    "前天": -2,
    "前日": -2,
    "昨天": -1,
    "昨日": -1,
    "昨晚": -1,
    "寻日": -1,
    "琴日": -1,
    "噖日": -1,
    "寻晚": -1,
    "琴晚": -1,
    "昨儿": -1,
    "今天": 0,
    "今日": 0,
    "今晚": 0,
    "今早": 0,
    "今儿": 0,
    "今夜": 0,
    "即日": 0,
    "今朝": 0,
    "明天": 1,
    "明日": 1,
    "明早": 1,
    "明晚": 1,
    "明儿": 1,
    "明朝": 1,
    "明个": 1,
    "听日": 1,
    "听晚": 1,
    "听朝": 1,
    "后天": 2,
    "后日": 2,
    "后儿": 2,
    "大后天": 3,
    "大后日": 3,
    "大前天": -3,
    "大大后天": 4,
    "明后天": 1,
    "明后两天": 1,
    "大大后日": 4,
    "大前日": -3,
}
_SHIFTS = {
    "上上": -2,
    "上": -1,
    "这": 0,
    "本": 0,
    "今": 0,
    "呢": 0,
    "当": 0,
    "同": 0,
    "下": 1,
    "隔": 1,
    "次": 1,
    "翌": 1,
    "下下": 2,
    "下下下": 3,
    "last": -1,
    "this": 0,
    "next": 1,
}
_YEARS = {"今年": 0, "本年": 0, "明年": 1, "出年": 1, "后年": 2, "去年": -1, "上年": -1, "旧年": -1}
_ONE_TO_NINE = "一两二三四五六七八九"
_GIVING = re.compile(
    r"(?:宽限|延(?:期|后|长)?|缓|[俾畀给停迟晚]多?(?:咗|了)?|多[俾畀给])(?:我|多)*$"
)
_WEEKDAYS = {
    **{name: day for names in ("一二三四五六日", "1234567") for day, name in enumerate(names)},
    "天": 6,
    "末": 5,
}
_ONLY_DAYS = re.compile(r"[一二三四五六日天末]+|[1-7]")
_PARTS = {
    "初": (1, "start_is_the_first"),
    "头": (1, "start_is_the_first"),
    "上旬": (1, "start_is_the_first"),
    "中": (15, "middle_is_the_15th"),
    "中旬": (15, "middle_is_the_15th"),
    "下旬": (21, "late_is_the_21st"),
}
_PART = r"中旬|上旬|下旬|底|末|尾|低|初|头|中(?![国秋旬])"
_WHICH = r"(?<![剩留])(?<!(?<!其)余)(?P<which>隔|次|翌|上上|上|下下下|下下|下|这|本|今|呢|当)一?个?"
_WEEK = r"(?:周|星期|礼拜)"
_YEAR = (
    rf"(?:(?:(?P<minguo>民国 ?)?(?P<year>{ANY})年|(?P<which_year>{'|'.join(_YEARS)}))(?:的|嘅)? ?)?"
)
_DAY = rf"(?P<day>{ANY})"
_A_DAY = (
    r"(?:[号日](?!线|楼|码|房|店|院|门|单|机|子|元|息|语|文|本|常|利|圆)"
    r"|(?! ?(?:[#期次块元圆蚊个千百万kw%分成天年笔岁多点折月半起直定样些下共般齐]|\.[0-9])))"
)
_SURE_DAY = (
    r"(?:号(?!线|楼|码|房|店|院|门|单|机|风|波|干)|日(?!内|子|元|息|语|文|本|常|后|之后|"
    r"以后|之内|期|利|圆))"
)
Reader = Callable[[NumberedText, "re.Match[str]", date], "Reading | None"]


def find_chinese_dates(text: NumberedText, *, as_of: date) -> Iterator[Mention]:
    """Dates, the next one where no year or month is said."""
    for pattern, read in _READERS:
        for match in pattern.finditer(text.shape):
            try:
                reading = read(text, match, as_of)
            except (ValueError, OverflowError):
                continue  # there is no such day
            if reading:
                yield Mention("date", reading[0].isoformat(), *match.span(), reading[1])


def _named_day(_text: NumberedText, match: re.Match[str], as_of: date) -> Reading:
    return as_of + timedelta(days=_DAYS[match[0]]), None


def _month_and_day(text: NumberedText, match: re.Match[str], as_of: date) -> Reading | None:
    month, day = text.whole(match, "month"), text.whole(match, "day")
    if not 1 <= month <= 12:
        return None
    if match["which_year"]:
        year, rule = as_of.year + _YEARS[match["which_year"]], None
    elif match["year"]:
        year, rule = _full_year(text.whole(match, "year"), minguo=bool(match["minguo"]))
    else:
        return next_such_day(as_of, month, day)
    found = day_in_month(year, month, day)
    return found, clamped(found, day) or rule


def _full_year(year: int, *, minguo: bool) -> tuple[int, str | None]:
    if minguo:
        return year + MINGUO, None
    if year < 100:
        return year + 2000, "short_year"
    return (year + MINGUO, "minguo_year") if year < 1000 else (year, None)


def _day_of_which_month(text: NumberedText, match: re.Match[str], as_of: date) -> Reading:
    day = text.whole(match, "day")
    found = add_months(as_of, _SHIFTS[match["which"]], on=day)
    return found, clamped(found, day)


def _day_alone(text: NumberedText, match: re.Match[str], as_of: date) -> Reading | None:
    day = text.whole(match, "day")
    number = text.number(match, "day")
    if number and number.rule in ("at_least", "few_is_three"):
        return None  # 二十几号
    if match[0].endswith("日"):
        in_words = text.folded[match.start()] in _ONE_TO_NINE and day < 10
        if in_words or _GIVING.search(text.folded, max(0, match.start() - 6), match.start()):
            return None  # 三日 is three days, 3日 the third, unless time is asked for
    return next_day_of_month(as_of, day)


def _earliest(text: NumberedText, match: re.Match[str], as_of: date) -> Reading:
    return next_day_of_month(as_of, text.whole(match, "day"))[0], "range_earliest"


def _part_of_month(text: NumberedText, match: re.Match[str], as_of: date) -> Reading | None:
    groups = match.groupdict()
    first = add_months(as_of, _SHIFTS[groups.get("which") or "这"], on=1)
    if groups.get("month"):
        month = text.whole(match, "month")
        first = date(as_of.year + (month < as_of.month), month, 1)
    if match["part"] in ("底", "末", "尾", "低") or match["part"].startswith("最后"):
        return month_end(first), None
    day, rule = _PARTS[match["part"]]
    found = first.replace(day=day)
    gone_by = found < as_of and not groups.get("which") and not groups.get("month")
    return add_months(found, 1) if gone_by else found, rule


def _weekday(text: NumberedText, match: re.Match[str], as_of: date) -> Reading | None:
    name = text.folded[match.start("day")]  # 礼拜一三五 starts on Monday
    weekday = _WEEKDAYS.get(name, -1)
    if weekday < 0 or not _ONLY_DAYS.fullmatch(text.folded, *match.span("day")):
        return None
    if match["which"]:
        found = start_of_week(as_of, _SHIFTS[match["which"]]) + timedelta(days=weekday)
        return found, "week_starts_on_monday"
    return as_of + timedelta(days=(weekday - as_of.weekday()) % 7 or 7), "weekday_to_come"


def _after(text: NumberedText, match: re.Match[str], as_of: date) -> Reading | None:
    length = durations.read_length(text, match)
    if length is None:
        return None
    inside = match["end"].endswith("内")
    if inside and length.minutes:
        return None  # hours to answer in are a duration
    rule = "deadline" if inside else None
    found = length.after(as_of, direction=-1 if match["end"].endswith("前") else 1)
    return found, length.rule or rule


def _passing(text: NumberedText, match: re.Match[str], as_of: date) -> Reading | None:
    length = durations.read_length(text, match)
    if length is None:
        return None
    return length.after(as_of), length.rule or ("couple_is_two" if length.days == 2 else None)


def _week(_text: NumberedText, match: re.Match[str], as_of: date) -> Reading:
    return start_of_week(as_of, _SHIFTS[match["which"]]), "start_of_period"


def _month(_text: NumberedText, match: re.Match[str], as_of: date) -> Reading:
    return add_months(as_of, _SHIFTS[match["which"]], on=1), "start_of_period"


def _end_of_this(_text: NumberedText, match: re.Match[str], as_of: date) -> Reading:
    if match["unit"] == "月":
        return month_end(as_of), "deadline"
    return start_of_week(as_of) + timedelta(days=6), "deadline"


def _end_of_year(_text: NumberedText, match: re.Match[str], as_of: date) -> Reading:
    return date(
        as_of.year + _YEARS[f"{match['which_year'] or '今'}".removesuffix("年") + "年"], 12, 31
    ), None


def _end_of_week(_text: NumberedText, match: re.Match[str], as_of: date) -> Reading:
    weeks = _SHIFTS[match["which"] or "这"]
    return start_of_week(as_of, weeks) + timedelta(days=4), "week_ends_on_friday"


_MORE = r"(?:大概|大约|差不多|多)?"
_READERS: tuple[tuple[re.Pattern[str], Reader], ...] = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        ("|".join(sorted(_DAYS, key=len, reverse=True)), _named_day),
        (rf"{_YEAR}(?P<month>{ANY})月份?(?:的|嘅)? ?{_DAY}{_A_DAY}", _month_and_day),
        (rf"{_WHICH}(?:月|month)份?(?:的|嘅)? ?{_DAY}{_A_DAY}", _day_of_which_month),
        (rf"(?:每个?月|月[初中底末头尾]|(?<![月第#=同每])){_DAY}{_SURE_DAY}", _day_alone),
        (rf"(?<![#=月]){_DAY}[号日]?(?:-|~|到|至){ANY}[号日](?!内)", _earliest),
        (rf"(?<![#=]){_DAY}好(?=还|前|之前|给|发|转|打|付)", _day_alone),  # 号, misheard
        (
            rf"(?:[改换推挪延调拖转移](?:到|成|为|至|去|做)){_DAY}(?=$|[ ;,.!?吧吗行可得就再还])",
            _day_alone,
        ),
        (rf"(?P<month>{ANY})月(?P<part>{_PART})", _part_of_month),
        (rf"(?:{_WHICH})?月(?P<part>{_PART})", _part_of_month),
        (
            (
                rf"(?:{_WHICH})?(?<![每逢])(?<!每个)(?:{_WEEK}|"
                rf"(?<!礼)拜)(?P<day>{ANY}(?![个号月次起])|"
                r"[日天末])"
            ),
            _weekday,
        ),
        (
            (
                rf"(?<!逾期)(?:再?[过等隔])?{_MORE}{durations.CHINESE}(?:左右)?(?P<end>[之以]?(?:后|"
                r"前|"
                r"内(?!的)))"
            ),
            _after,
        ),
        (rf"再?过(?:了|咗|多)?{_MORE}{durations.CHINESE}", _passing),
        (rf"再{durations.CHINESE}(?=就)", _passing),
        (rf"{durations.ENGLISH} ?(?P<end>[之以]?后)", _after),
        (rf"(?P<which>next|last|this) month ?的?{_DAY}{_A_DAY}", _day_of_which_month),
        (rf"{_WHICH.replace('|这|本|今|呢|当', '')}{_WEEK}(?![#=日天末])", _week),
        (
            rf"{_WHICH.replace('|这|本|今|呢|当', '')}月(?![#=底末尾初头中上下供付]|的[#=])份?",
            _month,
        ),
        (rf"(?:这|本|今|呢)个?(?P<unit>月|{_WEEK})(?:之|以)?[内前]", _end_of_this),
        (r"(?P<which_year>今|本|明)?年(?:之|以)?内", _end_of_year),
        (rf"(?:{_WHICH}|(?P<month>{ANY}))?月份?的?(?P<part>最后(?:#|一)[天日])", _part_of_month),
        (rf"(?P<which_year>{'|'.join(_YEARS)})?年?(?<=年)[底尾末]", _end_of_year),
        (r"(?P<which>下|这|本)?周[底尾]", _end_of_week),
    )
)
