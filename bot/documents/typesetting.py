"""Typst: a template and its data become a page. Fonts are our own, whatever the machine has."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, Literal

import typst

HERE = Path(__file__).parent
TEMPLATES = HERE / "templates"
REMEMBERED = 32
"""Pages that are not drawn again: they are drawn before the ledger is locked, and kept then."""

# The same character is drawn differently in each place; the font has all four shapes.
_REGIONS = {
    "en": ("en", "GB"),
    "zh_Hans_CN": ("zh", "CN"),
    "zh_Hant_TW": ("zh", "TW"),
    "zh_Hant_HK": ("zh", "HK"),
}
_one_at_a_time = threading.Lock()


def typeset(
    template: str,
    data: Mapping[str, Any],
    locale: str,
    *,
    kind: Literal["pdf", "png"],
    ppi: float | None = None,
) -> bytes:
    """The same data gives the same bytes: nothing in a page tells when it was made."""
    lang, region = _REGIONS[locale]
    given = json.dumps({**data, "lang": lang, "region": region}, ensure_ascii=False)
    return _compiled(template, given, kind, ppi)


@lru_cache(maxsize=REMEMBERED)
def _compiled(template: str, given: str, kind: Literal["pdf", "png"], ppi: float | None) -> bytes:
    with _one_at_a_time:
        page = _compiler(template).compile(
            format=kind,
            ppi=ppi,
            sys_inputs={"data": given},
            pdf_standards="ua-1" if kind == "pdf" else [],
        )
    return page if isinstance(page, bytes) else b"".join(page or ())


@cache
def _compiler(template: str) -> typst.Compiler:
    # Characters that our font lacks, as in rare names, are taken from the machine's fonts.
    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[HERE / "fonts"],
    )
    return typst.Compiler(TEMPLATES / template, root=TEMPLATES, font_paths=fonts)
