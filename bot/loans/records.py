"""Values to JSON-able records and back, losing nothing: money as ``CNY 12.50``, dates as ISO."""

from __future__ import annotations

import sys
import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime, time
from enum import Enum
from functools import cache
from typing import Any, TypeVar

from bot.loans.errors import FactsError, LoanError, RecordError
from bot.loans.money import Money

T = TypeVar("T")


def to_record(value: Any) -> Any:
    """What JSON can hold, for any value of this package."""
    if isinstance(value, Enum):
        return value.value
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, (Mapping, tuple, list, frozenset)) or is_dataclass(value):
        return _collection_to_record(value)
    return str(value)


def _collection_to_record(value: Any) -> Any:
    if isinstance(value, Money):
        return str(value)
    if isinstance(value, Mapping):
        return {to_record(key): to_record(kept) for key, kept in value.items()}
    if isinstance(value, frozenset):
        return sorted(to_record(kept) for kept in value)
    if isinstance(value, (tuple, list)):
        return [to_record(kept) for kept in value]
    return {f.name: to_record(getattr(value, f.name)) for f in fields(value)}


def from_record(kind: type[T], record: Any) -> T:
    """The value a record was made from; ``RecordError`` names the field that does not fit."""
    value: T = _read(kind, record, kind.__name__)
    return value


def _read(kind: Any, record: Any, where: str) -> Any:
    origin = typing.get_origin(kind)
    if origin in {typing.Union, types.UnionType}:
        inner = next(option for option in typing.get_args(kind) if option is not type(None))
        return None if record is None else _read(inner, record, where)
    if origin in {tuple, frozenset}:
        inner = typing.get_args(kind)[0]
        kept = enumerate(_a(list, record, where))
        return origin(_read(inner, value, f"{where}.{place}") for place, value in kept)
    if origin is not None and issubclass(origin, Mapping):
        key, inner = typing.get_args(kind)
        pairs = _a(dict, record, where).items()
        return {_read(key, k, f"{where}.{k}"): _read(inner, v, f"{where}.{k}") for k, v in pairs}
    if is_dataclass(kind) and kind is not Money:
        return _read_dataclass(kind, record, where)
    return _read_plain(kind, record, where)


def _read_dataclass(kind: Any, record: Any, where: str) -> Any:
    hints = _hints(kind)
    given = _a(dict, record, where)
    for name in given:
        if name not in hints:
            raise RecordError("unknown_field", where=f"{where}.{name}", field=name)
    missing = sorted(_required(kind) - given.keys())
    if missing:
        raise RecordError("missing_field", where=where, field=missing[0])
    values = {name: _read(hints[name], value, f"{where}.{name}") for name, value in given.items()}
    try:
        return kind(**values)
    except FactsError as error:
        raise RecordError(error.code, where=where, **error.arguments) from error


def _read_plain(kind: Any, record: Any, where: str) -> Any:
    if kind in {int, bool, str}:
        return _a(kind, record, where)
    text = _a(str, record, where)
    try:
        if kind is Money:
            return Money.parse(text)
        if kind in {date, datetime, time}:
            return kind.fromisoformat(text)
        return kind(text)
    except (ArithmeticError, ValueError, LoanError):
        raise RecordError("not_a_value", where=where, kind=kind.__name__, value=text) from None


def _a(kind: type[T], record: Any, where: str) -> T:
    if not isinstance(record, kind) or (kind is int and isinstance(record, bool)):
        raise RecordError("wrong_type", where=where, expected=kind.__name__, value=str(record))
    return record


@cache
def _hints(kind: type) -> dict[str, Any]:
    # Values refer to one another; names checked only for types are found in the package.
    package = vars(sys.modules["bot.loans"])
    hints = typing.get_type_hints(kind, localns=dict(package))
    return {f.name: hints[f.name] for f in fields(kind)}


@cache
def _required(kind: Any) -> frozenset[str]:
    return frozenset(
        f.name for f in fields(kind) if f.default is MISSING and f.default_factory is MISSING
    )
