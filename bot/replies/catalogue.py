"""Borrower-facing text: English source in ``domain.yml``, translations in Babel catalogues."""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

LOCALES = ("en", "zh_Hans_CN", "zh_Hant_TW", "zh_Hant_HK")
DOMAIN = "messages"
LOCALE_DIR = Path(__file__).parent.parent / "locale"


@dataclass(frozen=True)
class Source:
    """A response as ``domain.yml`` gives it; ``plural`` and ``count`` come from its metadata."""

    text: str
    buttons: tuple[Mapping[str, str], ...] = ()
    plural: str | None = None
    count: str | None = None
    asks_for_phone: str | None = None


@dataclass(frozen=True)
class Catalogue:
    sources: Mapping[str, Source]
    locale_dir: Path = field(default=LOCALE_DIR)

    @cached_property
    def _translations(self) -> dict[str, gettext.NullTranslations]:
        return {
            locale: gettext.translation(
                DOMAIN, self.locale_dir, [locale], fallback=locale.startswith("en")
            )
            for locale in LOCALES
        }

    def say(self, text: str, locale: str) -> str:
        return self._translations[locale].gettext(text)

    def say_count(self, text: str, plural: str, count: int, locale: str) -> str:
        return self._translations[locale].ngettext(text, plural, count)


def load_catalogue(domain_file: Path, locale_dir: Path = LOCALE_DIR) -> Catalogue:
    """Raises ``FileNotFoundError`` where a catalogue is not compiled: better now than mid-talk."""
    domain = yaml.load(domain_file.read_text("utf-8"), Loader=yaml.CSafeLoader)
    catalogue = Catalogue(
        {name: _source(variants[0]) for name, variants in domain["responses"].items()}, locale_dir
    )
    catalogue.say("", "en")
    return catalogue


def _source(variant: Mapping[str, Any]) -> Source:
    metadata = variant.get("metadata") or {}
    return Source(
        text=variant.get("text", ""),
        buttons=tuple(variant.get("buttons") or ()),
        plural=metadata.get("plural"),
        count=metadata.get("count"),
        asks_for_phone=metadata.get("asks_for_phone"),
    )
