"""Values inside a reply's arguments, as JSON that survives Rasa and is worded only at the end."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

Value = dict[str, Any]


def money(minor: int, currency: str) -> Value:
    return {"money": minor, "currency": currency}


def day(value: date) -> Value:
    return {"date": value.isoformat()}


def moment(value: datetime, timezone: str) -> Value:
    return {"datetime": value.isoformat(), "timezone": timezone}


def percent(fraction: str) -> Value:
    """``fraction`` as a decimal string: "0.145" is worded as 14.5 %."""
    return {"percent": fraction}


def term(kind: str, code: str) -> Value:
    """A code of ours by its name for people: response ``term_<kind>_<code>``."""
    return response(f"term_{kind}_{code}")


def response(name: str, **arguments: Any) -> Value:
    return {"response": name, "arguments": arguments}


def lines(*values: Any) -> Value:
    return {"lines": list(values)}


def listing(*values: Any) -> Value:
    """Worded as "a, b and c"."""
    return {"list": list(values)}


def choice(title: Value, payload: str) -> Value:
    """A button that depends on the turn, for a reply's argument ``choices``."""
    return {"title": title, "payload": payload}
