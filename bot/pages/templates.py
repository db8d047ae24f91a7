"""Templates, worded in the reader's language; everything put into them is escaped."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from babel.dates import format_date, format_datetime, format_timedelta
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

from bot.pages.languages import language_tag, native_names, translations
from bot.replies.render import format_money

SHARED = Path(__file__).parent / "templates"


class Templates:
    """One folder's templates beside the shared ones."""

    def __init__(self, folder: Path, **constants: Any) -> None:
        self._folders = ChoiceLoader([FileSystemLoader(folder), FileSystemLoader(SHARED)])
        self._constants = {**constants, "languages": native_names()}
        self._environments: dict[str, Environment] = {}

    def text(self, name: str, locale: str, values: Mapping[str, Any] | None = None) -> str:
        template = self._environment(locale).get_template(name)
        return template.render(**self._constants, **(values or {}))

    def page(
        self, name: str, locale: str, values: Mapping[str, Any] | None = None, *, status: int = 200
    ) -> HTMLResponse:
        return HTMLResponse(self.text(name, locale, values), status)

    def _environment(self, locale: str) -> Environment:
        if locale not in self._environments:
            self._environments[locale] = _worded_in(locale, self._folders)
        return self._environments[locale]


def _worded_in(locale: str, folders: ChoiceLoader) -> Environment:
    environment = Environment(
        loader=folders,
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    # The extension adds this method to the environment when it is loaded.
    install: Any = getattr(environment, "install_gettext_translations")  # noqa: B009
    install(translations(locale), newstyle=True)
    environment.globals.update(locale=locale, lang=language_tag(locale))
    environment.filters.update(
        date_and_time=lambda at: format_datetime(at, "medium", locale=locale),
        since=lambda at, now: format_timedelta(now - at, locale=locale),
        lasting=lambda time: format_timedelta(time, locale=locale),
        money=lambda amount: format_money(amount.minor, amount.currency, locale),
        day=lambda day: format_date(day, "long", locale=locale),
        lang_tag=language_tag,
        iso=iso,
    )
    return environment


def iso(at: datetime) -> str:
    """UTC, for a ``time`` element."""
    return at.isoformat(timespec="seconds")
