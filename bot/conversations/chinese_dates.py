"""Dates in Chinese: 4月15号, 民国114年4月15日, 下个月15号, 大后天, 下周五, 两周后, 月底."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from . import durations
from .calendar_days import (
    NoSuchDayError,
    add_months,
    clamped,
    existing_day,
    month_end,
    next_day_of_month,
    next_such_day,
    start_of_month,
    start_of_week,
)
from .chinese_calendar import (
    A_DAY,
    DAY,
    DAYS,
    ONE_TO_NINE,
    PART,
    PARTS,
    SHIFTS,
    SURE_DAY,
    WEEK,
    WEEKDAYS,
    WHICH,
    YEAR,
    YEARS,
)
from .mentions import OTHER, Mention
from .numbered_text import ANY, NumberedText
from .numeric_dates import MINGUO
from .tenses import speaks_of_past

Reading = tuple[date, "str | None"]

_GIVING = re.compile(
    r"(?:宽限|延(?:期|后|长)?|缓|[俾畀给停迟晚]多?(?:咗|了)?|多[俾畀给])(?:我|多)*$"
)
_ONLY_DAYS = re.compile(r"[一二三四五六日天末]+|[1-7]")
Reader = Callable[[NumberedText, "re.Match[str]", date], "Reading | None"]


def find_chinese_dates(text: NumberedText, *, as_of: date) -> Iterator[Mention]:
    """Dates, the next one where no year or month is said."""
    for pattern, read in _READERS:
        for match in pattern.finditer(text.shape):
            try:
                reading = read(text, match, as_of)
            except NoSuchDayError:
                yield Mention(OTHER, "", *match.span())
                continue
            except (ValueError, OverflowError):
                continue  # no date at all
            if reading:
                yield Mention("date", reading[0].isoformat(), *match.span(), reading[1])


def _named_day(_text: NumberedText, match: re.Match[str], as_of: date) -> Reading:
    return as_of + timedelta(days=DAYS[match[0]]), None


def _month_and_day(text: NumberedText, match: re.Match[str], as_of: date) -> Reading | None:
    month, day = text.whole(match, "month"), text.whole(match, "day")
    if not 1 <= month <= 12:
        return None
    if match["which_year"]:
        year, rule = as_of.year + YEARS[match["which_year"]], None
    elif match["year"]:
        year, rule = _full_year(text.whole(match, "year"), minguo=bool(match["minguo"]))
    else:
        return next_such_day(as_of, month, day)
    return existing_day(year, month, day), rule


def _full_year(year: int, *, minguo: bool) -> tuple[int, str | None]:
    if minguo:
        return year + MINGUO, None
    if year < 100:
        return year + 2000, "short_year"
    return (year + MINGUO, "minguo_year") if year < 1000 else (year, None)


def _month_alone(text: NumberedText, match: re.Match[str], as_of: date) -> Reading | None:
    month = text.whole(match, "month")
    if not 1 <= month <= 12 or speaks_of_past(text.folded, *match.span()):
        return None
    if text.folded[match.start("month")] in "两俩":
        return None  # 两月 is how long; February is 二月
    if which_year := match.groupdict().get("which_year"):
        return date(as_of.year + YEARS[which_year], month, 1), "start_of_period"
    return start_of_month(as_of, month), "start_of_period"


def _month_of_year(text: NumberedText, match: re.Match[str], as_of: date) -> Reading | None:
    year, _rule = _full_year(text.whole(match, "year"), minguo=bool(match["minguo"]))
    found = date(year, text.whole(match, "month"), 1)
    return (found, "start_of_period") if found > as_of else None


def _week_of_month(text: NumberedText, match: re.Match[str], as_of: date) -> Reading:
    if match["month"]:
        first = start_of_month(as_of, text.whole(match, "month")).replace(day=1)
    else:
        first = add_months(as_of, SHIFTS[match["which"]], on=1)
    return first + timedelta(days=7 * (text.whole(match, "nth") - 1)), "start_of_period"


def _day_of_which_month(text: NumberedText, match: re.Match[str], as_of: date) -> Reading:
    day, number = text.whole(match, "day"), text.number(match, "day")
    found = add_months(as_of, SHIFTS[match["which"]], on=day)
    return found, clamped(found, day) or (number.rule if number else None)


def _day_alone(text: NumberedText, match: re.Match[str], as_of: date) -> Reading | None:
    day = text.whole(match, "day")
    number = text.number(match, "day")
    if number and number.rule in ("at_least", "few_is_three"):
        return None  # 二十几号
    if match[0].endswith("日"):
        in_words = text.folded[match.start()] in ONE_TO_NINE and day < 10
        if in_words or _GIVING.search(text.folded, max(0, match.start() - 6), match.start()):
            return None  # 三日 is three days, 3日 the third, unless time is asked for
    return next_day_of_month(as_of, day)


def _earliest(text: NumberedText, match: re.Match[str], as_of: date) -> Reading:
    return next_day_of_month(as_of, text.whole(match, "day"))[0], "range_earliest"


def _part_of_month(text: NumberedText, match: re.Match[str], as_of: date) -> Reading | None:
    groups = match.groupdict()
    first = add_months(as_of, SHIFTS[groups.get("which") or "这"], on=1)
    if groups.get("month"):
        month = text.whole(match, "month")
        first = date(as_of.year + (month < as_of.month), month, 1)
    if match["part"] in ("底", "末", "尾", "低") or match["part"].startswith("最后"):
        return month_end(first), None
    day, rule = PARTS[match["part"]]
    found = first.replace(day=day)
    gone_by = found < as_of and not groups.get("which") and not groups.get("month")
    return add_months(found, 1) if gone_by else found, rule


def _weekday(text: NumberedText, match: re.Match[str], as_of: date) -> Reading | None:
    name = text.folded[match.start("day")]  # 礼拜一三五 starts on Monday
    weekday = WEEKDAYS.get(name, -1)
    if weekday < 0 or not _ONLY_DAYS.fullmatch(text.folded, *match.span("day")):
        return None
    if match["which"]:
        found = start_of_week(as_of, SHIFTS[match["which"]]) + timedelta(days=weekday)
        return found, "week_starts_on_monday"
    return as_of + timedelta(days=(weekday - as_of.weekday()) % 7 or 7), "weekday_to_come"


def _after(text: NumberedText, match: re.Match[str], as_of: date) -> Reading | None:
    length = durations.read_length(text, match)
    if length is None:
        return None
    inside = match["end"].endswith("内")
    if length.minutes and (inside or length.minutes < 1440):
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
    return start_of_week(as_of, SHIFTS[match["which"]]), "start_of_period"


def _month(_text: NumberedText, match: re.Match[str], as_of: date) -> Reading:
    return add_months(as_of, SHIFTS[match["which"]], on=1), "start_of_period"


def _end_of_this(_text: NumberedText, match: re.Match[str], as_of: date) -> Reading:
    if match["unit"] == "月":
        return month_end(as_of), "deadline"
    return start_of_week(as_of) + timedelta(days=6), "deadline"


def _end_of_year(_text: NumberedText, match: re.Match[str], as_of: date) -> Reading:
    return date(
        as_of.year + YEARS[f"{match['which_year'] or '今'}".removesuffix("年") + "年"], 12, 31
    ), None


def _end_of_week(_text: NumberedText, match: re.Match[str], as_of: date) -> Reading:
    weeks = SHIFTS[match["which"] or "这"]
    return start_of_week(as_of, weeks) + timedelta(days=4), "week_ends_on_friday"


_MORE = r"(?:大概|大约|差不多|多)?"
_READERS: tuple[tuple[re.Pattern[str], Reader], ...] = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        ("|".join(sorted(DAYS, key=len, reverse=True)), _named_day),
        (rf"{YEAR}(?P<month>{ANY})月份?(?:的|嘅)? ?{DAY}{A_DAY}", _month_and_day),
        (
            (
                rf"(?P<minguo>民国 ?)?(?P<year>{ANY})年(?P<month>{ANY})月份?"
                r"(?![#底末中初尾头日号第]|的?#)"
            ),
            _month_of_year,
        ),
        (rf"{WHICH}(?:月|month)份?(?:的|嘅)? ?{DAY}{A_DAY}", _day_of_which_month),
        (rf"(?:每个?月|月[初中底末头尾]|(?<![月第#=同每])){DAY}{SURE_DAY}", _day_alone),
        (rf"(?<![#=月]){DAY}(?:[号日]?(?:-|~|到|至)|、){ANY}[号日](?!内)", _earliest),
        (rf"(?<![#=]){DAY}好(?=还|前|之前|给|发|转|打|付)", _day_alone),  # 号, misheard
        (
            rf"(?:[改换推挪延调拖转移](?:到|成|为|至|去|做)){DAY}(?=$|[ ;,.!?吧吗行可得就再还])",
            _day_alone,
        ),
        (rf"(?P<month>{ANY})月?(?:-|~|到|至|、|或){ANY}月份?(?![#=底末中初])", _month_alone),
        (rf"(?P<month>{ANY})月(?P<part>{PART})", _part_of_month),
        (
            (
                rf"(?<![第每近个#=])(?:(?P<which_year>{'|'.join(YEARS)})的?)?(?P<month>{ANY})月份?"
                rf"(?:(?<=到#月)|(?<=到#=月)|(?=[之以]?[前后]|可以|#次|[ .!?吧啊]*$|"
                r"[再才还先就会能起到发毕开付缴供结清俾畀]))"
            ),
            _month_alone,
        ),
        (
            rf"(?:{WHICH}月|(?P<month>{ANY})月)的?第(?P<nth>{ANY})个?{WEEK}(?![#=日天末])",
            _week_of_month,
        ),
        (rf"(?:{WHICH})?月(?P<part>{PART})", _part_of_month),
        (
            (
                rf"(?:{WHICH})?(?<![每逢])(?<!每个)(?:{WEEK}|"
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
        (rf"(?P<which>next|last|this) month ?的?{DAY}{A_DAY}", _day_of_which_month),
        (rf"{WHICH.replace('|这|本|今|呢|当', '')}{WEEK}(?![#=日天末])", _week),
        (
            rf"{WHICH.replace('|这|本|今|呢|当', '')}月(?![#=底末尾初头中上下供付]|的[#=])份?",
            _month,
        ),
        (
            (
                rf"(?:(?:这|本|今|呢)个?|(?<![#=个上下]))(?P<unit>月|{WEEK})"
                r"(?:(?:之|以)?内|(?<=[这本今呢个].)(?:之|以)?前)"
            ),
            _end_of_this,
        ),
        (r"(?P<which_year>今|本|明)年(?:之|以)?内|(?<![#=])年(?:之|以)?内", _end_of_year),
        (rf"(?:{WHICH}|(?P<month>{ANY}))?月份?的?(?P<part>最后(?:#|一)[天日])", _part_of_month),
        (rf"(?P<which_year>{'|'.join(YEARS)})?年?(?<=年)[底尾末]", _end_of_year),
        (r"(?P<which>下|这|本)?周[底尾]", _end_of_week),
    )
)
