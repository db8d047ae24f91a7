"""A date of birth, as a borrower writes it to prove who is writing."""

from __future__ import annotations

import re
from datetime import date

from .folding import fold
from .numerals import SHORT, read_number

_MONTHS = {
    name: number
    for number, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1
    )
}
_MONTH = r"(?P<name>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_EARLIEST = 1900
_MINGUO = 1911
_YEAR_FIRST = re.compile(
    rf"(?<![0-9])(?:(?P<minguo>民国) ?(?P<small>[0-9]{{1,3}}|"
    rf"[零一二三四五六七八九十百]{{1,5}})|(?P<year>[0-9]{{4}}|"
    rf"[零一二三四五六七八九]{{4}}))"
    rf" ?(?:年|[-/. ]) ?(?P<month>{SHORT}) ?(?:月|[-/. ]) ?(?P<day>{SHORT})(?: ?[日号])?(?![0-9])"
)
_COMPACT = re.compile(
    r"(?<![0-9])(?P<year>(?:19|20)[0-9]{2})(?P<month>[01][0-9])(?P<day>[0-3][0-9])(?![0-9])"
)
_COMPACT_YEAR_LAST = re.compile(
    r"(?<![0-9])(?P<first>[0-3][0-9])(?P<second>[0-3][0-9])(?P<year>(?:19|20)[0-9]{2})(?![0-9])"
)
_YEAR_LAST = re.compile(
    r"(?<![0-9])(?P<first>[0-9]{1,2}) ?[-/. ] ?(?P<second>[0-9]{1,2}) ?[-/. ] ?"
    r"(?P<year>[0-9]{4})(?![0-9])"
)
_DAY_NAME = re.compile(
    rf"(?<![0-9])(?P<day>[0-9]{{1,2}})(?:st|nd|rd|"
    rf"th)?(?: of)?[ -]?{_MONTH},?[ -]?(?P<year>[0-9]{{4}})(?![0-9])"
)
_NAME_DAY = re.compile(
    rf"(?<![a-z]){_MONTH} ?(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?,? (?P<year>[0-9]{{4}})(?![0-9])"
)
_SMALL_YEAR_FIRST = re.compile(
    r"(?<![0-9/.-])(?P<small>[0-9]{2,3})(?:年|(?P<separator>[-/.]))(?P<month>[0-9]{1,2})"
    r"(?(separator)(?P=separator)|月)(?P<day>[0-9]{1,2})日?(?![0-9])"
)
_SMALL_YEAR_COMPACT = re.compile(
    r"(?<![0-9])(?P<small>0?[0-9]{2}|1[0-9]{2})(?P<month>[01][0-9])(?P<day>[0-3][0-9])(?![0-9])"
)
_SMALL_YEAR_LAST = re.compile(
    r"(?<![0-9/.-])(?P<first>[0-9]{1,2})(?P<separator>[-/.])(?P<second>[0-9]{1,2})(?P=separator)"
    r"(?P<small>[0-9]{2})(?![0-9/.-])"
)
_PATTERNS = (_YEAR_FIRST, _DAY_NAME, _NAME_DAY, _COMPACT, _YEAR_LAST, _COMPACT_YEAR_LAST)
_IN_TAIWAN = (_SMALL_YEAR_FIRST, _SMALL_YEAR_COMPACT)
_LAST_OF_THIS_CENTURY = 9
"""90 is 1990 and 05 is 2005: nobody younger borrows, hardly anybody older writes so."""

_LONGEST_PROOF = 200


def read_birth_date(text: str, *, locale: str | None = None) -> date | None:
    """The only date of birth in the text; 4/5/1990 is 5 April where the month comes first.

    In Taiwan 79/5/17 is a year of the republic, as 民國79年5月17日 is everywhere. Elsewhere a
    year of two figures comes first in Chinese (90-5-17) and last in English (17/5/90).
    """
    folded = fold(text[:_LONGEST_PROOF])
    language = (locale or "").replace("-", "_")
    taiwan = language.endswith("TW")
    small = _IN_TAIWAN if taiwan else (_two_figures(language),)
    found = {
        day
        for pattern in (*_PATTERNS, *small)
        for match in pattern.finditer(folded)
        if (day := _read(match.groupdict(), month_first=language == "en_US", taiwan=taiwan))
    }
    return found.pop() if len(found) == 1 else None


def _two_figures(language: str) -> re.Pattern[str]:
    return _SMALL_YEAR_FIRST if language.startswith("zh") else _SMALL_YEAR_LAST


def _read(groups: dict[str, str | None], *, month_first: bool, taiwan: bool) -> date | None:
    if groups.get("first"):
        first, second = _figure(groups["first"]), _figure(groups["second"])
        swapped = (month_first or second > 12) and first <= 12
        month, day = (first, second) if swapped else (second, first)
    else:
        day = _figure(groups["day"])
        month = _MONTHS[str(groups["name"])] if groups.get("name") else _figure(groups["month"])
    try:
        year = _year(groups, taiwan=taiwan)
        return date(year, month, day) if year >= _EARLIEST else None
    except ValueError:
        return None


def _year(groups: dict[str, str | None], *, taiwan: bool) -> int:
    small = groups.get("small")
    if small is None:
        return _figure(groups.get("year"))
    if taiwan or groups.get("minguo"):
        return _figure(small) + _MINGUO
    return _figure(small) + (2000 if _figure(small) <= _LAST_OF_THIS_CENTURY else 1900)


def _figure(text: str | None) -> int:
    number = read_number(text) if text else None
    return int(number.value) if number else 0


def looks_like_a_proof(text: str) -> bool:
    """Whether a message holds figures long enough to be a date of birth or an identity number.

    Asked while the assistant waits for a proof: such a message stays out of transcripts, even
    where it cannot be read.
    """
    folded = fold(text[:_LONGEST_PROOF])
    if read_birth_date(text) or read_birth_date(text, locale="zh_Hant_TW"):
        return True
    figures = re.sub(r"[ ./-]", "", folded)
    return bool(re.search(r"[0-9]{6}|[a-z]{1,2}[0-9]{6}|[0-9]{17}x|年.{1,3}月", figures))
