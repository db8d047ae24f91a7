"""From the sources to the catalogues: what is new is added untranslated, what is gone leaves.

``python -m bot.replies.texts`` is what ``make texts`` runs.
"""

from __future__ import annotations

import io
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

from bot.replies.catalogue import LOCALE_DIR, LOCALES
from bot.replies.compiling import compile_catalogues

ROOT = LOCALE_DIR.parent.parent
DOMAINS = ("messages", "pages")
NOTE = "Translators:"
# They change with every run and say nothing.
_HEADERS_LEFT_OUT = (b'"POT-Creation', b'"PO-Rev', b'"Last-Tr', b'"Report-Msgid', b'"Language-Team')


def extract(domain: str, root: Path = ROOT) -> Catalog:
    """Every text of a domain as its sources have it now; the mapping is ``locale/<domain>.cfg``."""
    with (LOCALE_DIR / f"{domain}.cfg").open(encoding="utf-8") as file:
        # Babel types all but its own command line.
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    catalogue = Catalog(charset="utf-8")
    found = extract_from_dir(
        root,
        methods,
        options,
        comment_tags=(NOTE,),
        directory_filter=_is_ours,
        strip_comment_tags=True,
    )
    for _file, _line, text, comments, context in found:
        catalogue.add(text, auto_comments=comments, context=context)
    return catalogue


def update(po: Path, template: Catalog, locale: str) -> None:
    with po.open("rb") as file:
        catalogue = read_po(file, locale=locale)
    catalogue.update(template, no_fuzzy_matching=True)
    po.write_bytes(written(catalogue))


def written(catalogue: Catalog) -> bytes:
    """As the file has it, laid out the same by everybody who changes it."""
    file = io.BytesIO()
    write_po(
        file,
        catalogue,
        width=100,
        no_location=True,
        sort_output=True,
        ignore_obsolete=True,
        include_lineno=False,
    )
    lines = file.getvalue().splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(_HEADERS_LEFT_OUT))


def _is_ours(folder: str) -> bool:
    return Path(folder).name[:1] not in {".", "_"} and Path(folder).name not in {"data", "var"}


if __name__ == "__main__":
    for name in DOMAINS:
        texts = extract(name)
        for language in LOCALES:
            update(LOCALE_DIR / language / "LC_MESSAGES" / f"{name}.po", texts, language)
    compile_catalogues()
