"""A response name and its arguments become what a borrower reads, in their locale."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal, format_percent, get_currency_precision

from bot.replies.catalogue import Catalogue

_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")


def placeholders(text: str) -> frozenset[str]:
    """The names of what is filled in."""
    return frozenset(_PLACEHOLDER.findall(text))


@dataclass(frozen=True)
class ReplyButton:
    title: str
    payload: str


@dataclass(frozen=True)
class Reply:
    text: str
    buttons: tuple[ReplyButton, ...] = ()
    asks_for_phone: str | None = None


class MissingText(LookupError):  # noqa: N818 - named for what happened
    """A response or an argument that a text needs is not there: a defect of ours."""


class Renderer:
    def __init__(self, catalogue: Catalogue, **constants: Any) -> None:
        """``constants`` may be used by every text, such as the lender's ``brand``."""
        self._catalogue = catalogue
        self._constants = constants

    def know(self, **constants: Any) -> None:
        """What is known only once the program runs, such as its own address."""
        self._constants.update(constants)

    def render(self, name: str, arguments: Mapping[str, Any], locale: str) -> Reply:
        source = self._catalogue.sources.get(name)
        if source is None:
            raise MissingText(name)
        buttons = [
            ReplyButton(self.word(b["title"], locale), b["payload"])
            for b in arguments.get("choices", ())
        ]
        buttons += [
            ReplyButton(
                self._fill(self._catalogue.say(b["title"], locale), arguments, locale),
                self._fill(b["payload"], arguments, locale),
            )
            for b in source.buttons
        ]
        phone = source.asks_for_phone
        return Reply(
            text=self.text(name, arguments, locale),
            buttons=tuple(buttons),
            asks_for_phone=self._catalogue.say(phone, locale) if phone else None,
        )

    def text(self, name: str, arguments: Mapping[str, Any], locale: str) -> str:
        source = self._catalogue.sources.get(name)
        if source is None:
            raise MissingText(name)
        if source.plural and source.count:
            number = arguments[source.count]
            count = number if isinstance(number, int) else int(number["number"])
            said = self._catalogue.say_count(source.text, source.plural, count, locale)
        else:
            said = self._catalogue.say(source.text, locale) if source.text else ""
        return self._fill(said, arguments, locale)

    def _fill(self, text: str, arguments: Mapping[str, Any], locale: str) -> str:
        def value(match: re.Match[str]) -> str:
            name = match[1]
            if name in arguments:
                return self.word(arguments[name], locale)
            if name in self._constants:
                return self.word(self._constants[name], locale)
            raise MissingText(f"{{{name}}} in: {text}")

        return _PLACEHOLDER.sub(value, text)

    @property
    def brand(self) -> str:
        return str(self._constants.get("brand", ""))

    def word(self, value: Any, locale: str) -> str:
        """A value of ``bot.replies.values``, or what is text already."""
        if not isinstance(value, Mapping):
            return "" if value is None else _plain(value, locale)
        if "response" in value:
            return self.text(value["response"], value.get("arguments", {}), locale)
        if "lines" in value:
            return "\n".join(self.word(line, locale) for line in value["lines"])
        if "list" in value:
            return format_list([self.word(v, locale) for v in value["list"]], locale=locale)
        return _format(value, locale)


def _plain(value: Any, locale: str) -> str:
    if isinstance(value, int):
        return format_decimal(value, locale=locale)
    return str(value)


def _format(value: Mapping[str, Any], locale: str) -> str:
    if "money" in value:
        return format_money(value["money"], value["currency"], locale)
    if "date" in value:
        return format_date(date.fromisoformat(value["date"]), "long", locale)
    if "datetime" in value:
        at = datetime.fromisoformat(value["datetime"])
        zone = ZoneInfo(value["timezone"])
        day = format_date(at.astimezone(zone), "long", locale=locale)
        return f"{day} {format_time(at, 'short', tzinfo=zone, locale=locale)}"
    if "percent" in value:
        fraction = Decimal(value["percent"])
        pattern = Locale.parse(locale).percent_formats[None].pattern.replace("0", "0.##")
        return format_percent(fraction, pattern, locale=locale)
    if "number" in value:
        return format_decimal(value["number"], locale=locale)
    raise MissingText(f"no wording for {sorted(value)}")


def format_money(minor: int, currency: str, locale: str) -> str:
    exact = Decimal(minor).scaleb(-get_currency_precision(currency))
    return format_currency(exact, currency, locale=locale)
