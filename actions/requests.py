"""What a borrower asks of an arrangement, from the entities of their messages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from rasa_sdk.interfaces import Tracker

from actions.base import entities
from bot.loans import HardshipReason, Money, OfferKind, OfferRequest, from_record, to_record
from bot.servicing.account import LoanView

KINDS: Mapping[str, OfferKind] = {
    "request_installment": OfferKind.ARREARS_PLAN,
    "request_deferral": OfferKind.DEFERRAL,
}
_DURATION = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?$")
_DAYS_A_MONTH = 30
_MONTHS_A_YEAR = 12


def read_request(
    tracker: Tracker, view: LoanView, *, earlier: Mapping[str, Any] | None = None
) -> OfferRequest:
    """The latest message's wishes over the ``earlier`` ones; a new kind starts anew."""
    before = from_record(OfferRequest, dict(earlier)) if earlier else OfferRequest()
    kind = KINDS.get(tracker.latest_message["intent"]["name"]) or before.kind
    if kind is not before.kind:
        before = OfferRequest(hardship_reason=before.hardship_reason)
    said = _said(tracker, view, kind)
    return OfferRequest(**{**_given(before), "kind": kind, **said})


def says_a_wish(tracker: Tracker) -> bool:
    """Whether there is anything in the message that changes what was asked for."""
    return any(entities(tracker, name) for name in ("amount", "count", "duration", "date"))


def duration_in_days(duration: str) -> int | None:
    """Months as 30 days: what is moved is told by its date anyway."""
    match = _DURATION.match(duration)
    if match is None:
        return None
    years, months, weeks, days = (int(part or 0) for part in match.groups())
    return (years * _MONTHS_A_YEAR + months) * _DAYS_A_MONTH + weeks * 7 + days or None


def read_amount(value: Mapping[str, Any], view: LoanView, *, whole: Money) -> Money | None:
    """A figure, or a share of ``whole``. Another currency than the loan's is not understood."""
    if "share" in value:
        return _share(str(value["share"]), whole)
    if value.get("currency") not in {None, view.row.currency}:
        return None
    return Money.parse(f"{view.row.currency} {value['value']}")


def _share(share: str, whole: Money) -> Money | None:
    if share in {"all", "rest", "minimum"}:
        return whole
    return whole.share(Decimal(share))


def _said(tracker: Tracker, view: LoanView, kind: OfferKind | None) -> dict[str, Any]:
    said: dict[str, Any] = {}
    if reasons := entities(tracker, "hardship_reason"):
        said["hardship_reason"] = HardshipReason(reasons[0])
    if kind is OfferKind.DEFERRAL:
        return {**said, **_time(tracker)}
    if counts := entities(tracker, "count"):
        said["installments"] = int(counts[0]["value"])
        said["amount"] = None
    elif amounts := entities(tracker, "amount"):
        said["amount"] = read_amount(amounts[0], view, whole=view.state.arrears)
        said["installments"] = None
    return said


def _time(tracker: Tracker) -> dict[str, Any]:
    for day in entities(tracker, "date"):
        if isinstance(day, str):
            return {"until": date.fromisoformat(day), "days": None}
    for duration in entities(tracker, "duration"):
        if days := duration_in_days(duration):
            return {"days": days, "until": None}
    return {}


def _given(request: OfferRequest) -> dict[str, Any]:
    return {name: getattr(request, name) for name in request.__dataclass_fields__}


def remember(request: OfferRequest) -> dict[str, Any]:
    """For the slot: what survives Rasa's JSON."""
    record: dict[str, Any] = to_record(request)
    return record
