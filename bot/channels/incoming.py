"""What every channel does to what it receives, before it hands it over."""

from __future__ import annotations

_CHINESE = {
    "hk": "zh_Hant_HK",
    "mo": "zh_Hant_HK",
    "tw": "zh_Hant_TW",
    "hant": "zh_Hant_TW",
}


def storable(text: str) -> str:
    """The same text where every database takes it: no NUL, no half of a surrogate pair."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return whole.replace("\0", "")


def guess_locale(language_tag: str | None) -> str | None:
    """The locale nearest to a tag such as ``zh-hant-hk`` (RFC 5646); None for other languages."""
    language, *rest = (language_tag or "").lower().replace("_", "-").split("-")
    if language == "en":
        return "en"
    if language == "yue":
        return "zh_Hant_HK"
    if language != "zh":
        return None
    return next((_CHINESE[part] for part in reversed(rest) if part in _CHINESE), "zh_Hans_CN")
