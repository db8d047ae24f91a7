"""What a borrower asks of an arrangement, from the entities and words of their messages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from rasa_sdk.interfaces import Tracker

from actions.base import entities
from bot.conversations.help_kinds import (
    is_too_much,
    kind_named,
    month_named,
    names_a_beginning,
    names_a_due_day,
)
from bot.loans import HardshipReason, Money, OfferKind, OfferRequest, from_record, to_record
from bot.servicing.account import LoanView

KINDS: Mapping[str, OfferKind] = {
    "request_installment": OfferKind.ARREARS_PLAN,
    "request_deferral": OfferKind.DEFERRAL,
    "request_waiver": OfferKind.WAIVER,
    "change_due_date": OfferKind.CHANGE_DUE_DAY,
    "settle_early": OfferKind.EARLY_SETTLEMENT,
}
_INSTALLMENTS = frozenset(
    {
        OfferKind.ARREARS_PLAN,
        OfferKind.RESPREAD,
        OfferKind.REDUCED_PAYMENTS,
        OfferKind.INTEREST_ONLY,
        OfferKind.DISCOUNT_SETTLEMENT,
    }
)
_BY_A_DAY = frozenset({OfferKind.DEFERRAL, OfferKind.EARLY_SETTLEMENT})
_DURATION = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?$")
_DAYS_A_MONTH = 30
_MONTHS_A_YEAR = 12
_PERCENT = 100


def read_request(
    tracker: Tracker, view: LoanView, *, earlier: Mapping[str, Any] | None = None
) -> OfferRequest:
    """The latest message's wishes over the ``earlier`` ones; a new kind starts anew."""
    before = from_record(OfferRequest, dict(earlier)) if earlier else OfferRequest()
    kind = _kind(tracker, before.kind)
    if kind is not before.kind:
        before = OfferRequest(
            hardship_reason=before.hardship_reason, replaces_open=before.replaces_open
        )
    said = _said(tracker, view, kind)
    if entities(tracker, "replaces"):
        said["replaces_open"] = True
    return replace(before, kind=kind, **said)


def says_a_wish(tracker: Tracker) -> bool:
    """Whether there is anything in the message that changes what was asked for."""
    said = any(entities(tracker, name) for name in ("amount", "count", "duration", "date"))
    return said or bool(entities(tracker, "kind")) or _month(tracker) is not None


def duration_in_days(duration: str) -> int | None:
    """Months as 30 days: what is moved is told by its date anyway."""
    parts = _duration(duration)
    if parts is None:
        return None
    years, months, weeks, days = parts
    return (years * _MONTHS_A_YEAR + months) * _DAYS_A_MONTH + weeks * 7 + days or None


def read_amount(value: Mapping[str, Any], view: LoanView, *, whole: Money) -> Money | None:
    """A figure, or a share of ``whole``. Another currency than the loan's is not understood."""
    if "share" in value:
        return _share(str(value["share"]), whole)
    if value.get("currency") not in {None, view.row.currency}:
        return None
    return Money.parse(f"{view.row.currency} {value['value']}")


def _kind(tracker: Tracker, before: OfferKind | None) -> OfferKind | None:
    """By the button, by its name in words, or by the intent.

    In the middle of talking about one kind, only what does not fit it changes it: "eight months",
    "from March" and "400 each" go on about the installments on the table.
    """
    if pressed := entities(tracker, "kind"):
        return OfferKind(pressed[0])
    text = tracker.latest_message.get("text") or ""
    asked = KINDS.get(tracker.latest_message["intent"]["name"])
    if before in _INSTALLMENTS and _is_about_installments(tracker, text, asked):
        return before
    named = kind_named(text) if asked else None
    return named or asked or before


def _is_about_installments(tracker: Tracker, text: str, asked: OfferKind | None) -> bool:
    counted = bool(entities(tracker, "count") or entities(tracker, "amount"))
    months = any(_months(str(value)) for value in entities(tracker, "duration"))
    if asked is OfferKind.DEFERRAL:
        return _begins_on(tracker) is not None
    if asked is OfferKind.CHANGE_DUE_DAY:
        return (counted or months) and not names_a_due_day(text)
    return counted or months


def _said(tracker: Tracker, view: LoanView, kind: OfferKind | None) -> dict[str, Any]:
    said: dict[str, Any] = {}
    if reasons := entities(tracker, "hardship_reason"):
        said["hardship_reason"] = HardshipReason(reasons[0])
    if kind in _BY_A_DAY:
        return {**said, **_time(tracker)}
    if kind is OfferKind.WAIVER:
        return {**said, **_percent(tracker)}
    if kind is OfferKind.CHANGE_DUE_DAY:
        return {**said, **_due_day(tracker)}
    count = _count(tracker)
    if kind is OfferKind.EXTENSION:
        return said if count is None else {**said, "skipped": count}
    if (begins := _begins_on(tracker)) is not None:
        said["starts_on"] = begins
    if count is not None:
        return {**said, "installments": count, "amount": None}
    amount = _amount(tracker, view)
    return said if amount is None else {**said, "amount": amount, "installments": None}


def _count(tracker: Tracker) -> int | None:
    """Installments, also when they are told in months."""
    for value in entities(tracker, "count"):
        return int(value["value"])
    return next((m for value in entities(tracker, "duration") if (m := _months(str(value)))), None)


def _amount(tracker: Tracker, view: LoanView) -> Money | None:
    """The first that is not called too much: "600 a month is too much, 400"."""
    text = tracker.latest_message.get("text") or ""
    found = [e for e in tracker.latest_message.get("entities") or [] if e["entity"] == "amount"]
    for place, entity in enumerate(found):
        end = found[place + 1]["start"] if place + 1 < len(found) else len(text)
        if "end" in entity and is_too_much(text, start=entity["end"], end=end):
            continue
        return read_amount(entity["value"], view, whole=view.state.arrears)
    return None


def _time(tracker: Tracker) -> dict[str, Any]:
    for day in entities(tracker, "date"):
        if isinstance(day, str):
            return {"until": date.fromisoformat(day), "days": None}
    for duration in entities(tracker, "duration"):
        if days := duration_in_days(duration):
            return {"days": days, "until": None}
    month = _month(tracker)
    return {} if month is None else {"until": month, "days": None}


def _percent(tracker: Tracker) -> dict[str, Any]:
    """A share of the late charges: "half of them", "all"."""
    for value in entities(tracker, "amount"):
        if "share" in value:
            share = str(value["share"])
            whole = share in {"all", "rest"}
            if whole or share.replace(".", "", 1).isdecimal():
                return {"percent": _PERCENT if whole else int(Decimal(share) * _PERCENT)}
    return {}


def _due_day(tracker: Tracker) -> dict[str, Any]:
    for day in entities(tracker, "date"):
        if isinstance(day, str):
            return {"due_day": date.fromisoformat(day).day}
    return {}


def _begins_on(tracker: Tracker) -> date | None:
    """The day before which no installment can be paid, if one is named."""
    text = tracker.latest_message.get("text") or ""
    if not names_a_beginning(text):
        return None
    for day in entities(tracker, "date"):
        if isinstance(day, str):
            return date.fromisoformat(day)
    return _month(tracker)


def _month(tracker: Tracker) -> date | None:
    text = tracker.latest_message.get("text") or ""
    as_of = (tracker.latest_message.get("metadata") or {}).get("as_of")
    if as_of is None or not names_a_beginning(text):
        return None
    return month_named(text, as_of=date.fromisoformat(as_of))


def _months(duration: str) -> int | None:
    parts = _duration(duration)
    return parts[0] * _MONTHS_A_YEAR + parts[1] if parts and not any(parts[2:]) else None


def _duration(duration: str) -> tuple[int, int, int, int] | None:
    match = _DURATION.match(duration)
    if match is None:
        return None
    years, months, weeks, days = (int(part or 0) for part in match.groups())
    return years, months, weeks, days


def _share(share: str, whole: Money) -> Money | None:
    if share in {"all", "rest", "minimum"}:
        return whole
    return whole.share(Decimal(share))


def remember(request: OfferRequest) -> dict[str, Any]:
    """For the slot: what survives Rasa's JSON."""
    record: dict[str, Any] = to_record(request)
    return record
