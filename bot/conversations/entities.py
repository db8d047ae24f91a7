"""The entities of a message, with where each stands in it and how it was read.

| entity | value |
|---|---|
| amount | `{"value": "3500.00", "currency": "CNY"}`, currency null where none is said |
| amount | `{"share": "0.5"}`, or `"all"`, `"rest"`, `"minimum"` |
| date | `"2025-04-15"`; or `{"unresolved": "payday"}` |
| duration | ISO 8601: `"P2W"`, `"P6M"` |
| count | `{"value": 6, "frequency": "monthly"}`, frequency null where none is said |
| hardship_reason | one of the reasons of `hardship_reasons` |
| loan | `{"product": "jiebei"}`, `{"last_digits": "1234"}` or `{"ordinal": 2}`, -1 being the last |
| language | BCP 47 tag |
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .amounts import find_amounts
from .corrections import without_taken_back
from .counts import find_counts
from .dates import find_dates, writes_day_first
from .durations import find_durations
from .hardship_reasons import find_hardship_reasons
from .languages import find_languages
from .loan_references import find_loan_references
from .mentions import Mention, Value, without_overlaps
from .numbered_text import number_text
from .numbers_alone import find_number_alone
from .other_numbers import find_other_numbers
from .shares import find_shares


@dataclass(frozen=True)
class Entity:
    """An entity of a message; `rule` names how it was read where people may mean something else."""

    entity: str
    value: Value
    start: int
    end: int
    text: str
    rule: str | None = None


def extract(
    text: str,
    *,
    as_of: date,
    currency: str,
    locale: str | None = None,
    expecting: str | None = None,
) -> tuple[Entity, ...]:
    """Entities in the order in which they stand; `as_of` is the day where the borrower is.

    `expecting` names the entity that was asked for: it decides what a number alone is.
    """
    read = number_text(text)
    if (number := find_number_alone(read, as_of=as_of, expecting=expecting)) is not None:
        return (_entity(text, number),)
    written = locale or ("zh" if read.has_chinese else "en")
    day_first = writes_day_first(written, currency=currency)
    figures = (
        *find_dates(read, as_of=as_of, day_first=day_first),
        *find_counts(read),
        *find_amounts(read, currency=currency),
        *find_shares(read),
        *find_durations(read),
        *find_loan_references(read),
        *find_other_numbers(read),
    )
    kept = without_taken_back(read.folded, without_overlaps(figures))
    kept += find_hardship_reasons(read)
    kept += without_overlaps(find_languages(read))
    return tuple(_entity(text, mention) for mention in sorted(kept, key=lambda found: found.start))


def _entity(text: str, mention: Mention) -> Entity:
    entity, value, start, end, rule = mention
    return Entity(entity, value, start, end, text[start:end], rule)
