"""Whether colleagues are there now, and when they will be, in the borrower's place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.ledger.tables import Conversation
from bot.loans import OfficeHours, Terms, attendance
from bot.replies import values
from bot.replies.values import Value
from bot.terms.holidays import bank_holidays

# Where a chat most likely is, while nobody has proven who they are.
_COUNTRIES = {"zh_Hans_CN": "CN", "zh_Hant_TW": "TW", "zh_Hant_HK": "HK", "en": "GB"}


def terms_here(conversation: Conversation, terms: Mapping[str, Terms]) -> Terms | None:
    """Those of the country on file; otherwise of the country where the language is spoken."""
    borrower = conversation.borrower
    known = terms.get(borrower.country) if borrower else None
    return known or terms.get(_COUNTRIES.get(conversation.locale, ""))


def office_zone(conversation: Conversation, terms: Mapping[str, Terms]) -> str:
    """The borrower's own time zone; the office's before it is known."""
    if conversation.borrower is not None:
        return conversation.borrower.timezone
    here = terms_here(conversation, terms)
    return here.office.timezone if here and here.office else "UTC"


def office_hours(
    conversation: Conversation, terms: Mapping[str, Terms], *, now: datetime
) -> Value | str:
    """One sentence: until when they are there, or when they are back. Empty where unknown."""
    here = terms_here(conversation, terms)
    if here is None or here.office is None:
        return ""
    return _sentence(here.office, here.jurisdiction, now=now)


def _sentence(office: OfficeHours, jurisdiction: str, *, now: datetime) -> Value | str:
    local = now.astimezone(ZoneInfo(office.timezone))
    closed = bank_holidays(jurisdiction, local.year, local.year + 1)
    found = attendance(office, now=local, holidays=closed)
    if found.until is not None:
        until = values.moment(found.until, office.timezone)
        return values.response("part_office_open", until=until)
    if found.again_at is not None:
        again = values.moment(found.again_at, office.timezone)
        return values.response("part_office_closed", again=again)
    return ""
