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
_SMALL_YEAR = re.compile(
    r"(?<![0-9])(?P<small>[0-9]{2,3})(?P<separator>[-/.])(?P<month>[0-9]{1,2})"
    r"(?P=separator)(?P<day>[0-9]{1,2})(?![0-9])"
)
_PATTERNS = (_YEAR_FIRST, _DAY_NAME, _NAME_DAY, _COMPACT, _YEAR_LAST, _COMPACT_YEAR_LAST)
_LONGEST_PROOF = 200


def read_birth_date(text: str, *, locale: str | None = None) -> date | None:
    """The only date of birth in the text; 4/5/1990 is 5 April where the month comes first.

    In Taiwan 79/5/17 is a year of the republic, as 民國79年5月17日 is everywhere.
    """
    folded = fold(text[:_LONGEST_PROOF])
    month_first = (locale or "").replace("-", "_") == "en_US"
    patterns = (*_PATTERNS, _SMALL_YEAR) if (locale or "").endswith("TW") else _PATTERNS
    found = {
        day
        for pattern in patterns
        for match in pattern.finditer(folded)
        if (day := _read(match.groupdict(), month_first=month_first))
    }
    return found.pop() if len(found) == 1 else None


def _read(groups: dict[str, str | None], *, month_first: bool) -> date | None:
    small, year_text = groups.get("small"), groups.get("year")
    year = _figure(small) + _MINGUO if small else _figure(year_text)
    if groups.get("first"):
        first, second = _figure(groups["first"]), _figure(groups["second"])
        swapped = (month_first or second > 12) and first <= 12
        month, day = (first, second) if swapped else (second, first)
    else:
        day = _figure(groups["day"])
        month = _MONTHS[str(groups["name"])] if groups.get("name") else _figure(groups["month"])
    try:
        return date(year, month, day) if year >= _EARLIEST else None
    except ValueError:
        return None


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
