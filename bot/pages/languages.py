"""Which language a page is in, and its texts."""

from __future__ import annotations

import gettext
from functools import cache

from starlette.requests import Request

from bot.replies.catalogue import LOCALE_DIR, LOCALES

DOMAIN = "pages"
COOKIE = "language"


def own_name(locale: str) -> str:
    """The name that the language has for itself."""
    return translations(locale).gettext("This language, in its own words")


@cache
def translations(locale: str) -> gettext.NullTranslations:
    """Raises ``FileNotFoundError`` where a catalogue is not compiled."""
    return gettext.translation(DOMAIN, LOCALE_DIR, [locale])


def language_tag(locale: str) -> str:
    """As the ``lang`` attribute wants it: it decides the font and how a screen reader speaks."""
    return locale.replace("_", "-")


def native_names() -> dict[str, str]:
    return {locale: own_name(locale) for locale in LOCALES}


def choose_locale(request: Request, default: str) -> str:
    """Asked for in the address, chosen earlier, or as the browser prefers."""
    for chosen in (request.query_params.get("lang"), request.cookies.get(COOKIE)):
        if chosen in LOCALES:
            return chosen
    return from_browser(request.headers.get("accept-language", "")) or default


def from_browser(accepted: str) -> str | None:
    """The first language of an Accept-Language header that we speak."""
    tags = (part.split(";")[0].strip() for part in accepted.split(","))
    return next((locale for tag in tags if (locale := guess_locale(tag))), None)


def guess_locale(tag: str) -> str | None:
    """The locale nearest to a tag such as ``zh-HK`` or ``zh-Hant`` (RFC 5646)."""
    language, *rest = tag.lower().replace("_", "-").split("-")
    if language == "en":
        return "en"
    if language == "yue" or (language == "zh" and {"hk", "mo"} & set(rest)):
        return "zh_Hant_HK"
    if language != "zh":
        return None
    return "zh_Hant_TW" if {"tw", "hant"} & set(rest) else "zh_Hans_CN"
