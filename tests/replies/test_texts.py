"""The catalogues against what they translate."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from bot.replies.catalogue import LOCALE_DIR, LOCALES
from bot.replies.texts import DOMAINS, extract, update

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")

everywhere = pytest.mark.parametrize("locale", LOCALES)
both = pytest.mark.parametrize("domain", DOMAINS)


def po(domain: str, locale: str) -> Path:
    return LOCALE_DIR / locale / "LC_MESSAGES" / f"{domain}.po"


def catalogue(domain: str, locale: str) -> Catalog:
    with po(domain, locale).open("rb") as file:
        return read_po(file, locale=locale)


@both
@everywhere
def test_no_text_is_missing_or_stale(domain: str, locale: str) -> None:
    used = {message.id for message in extract(domain) if message.id}
    translated = {
        message.id
        for message in catalogue(domain, locale)
        if message.id and message.string and all(message.string) and not message.fuzzy
    }
    assert used - translated == set()
    assert translated - used == set()


@both
@everywhere
def test_translations_keep_their_placeholders(domain: str, locale: str) -> None:
    for message in catalogue(domain, locale):
        ids = [message.id] if isinstance(message.id, str) else list(message.id)
        strings = [message.string] if isinstance(message.string, str) else list(message.string)
        for string in strings:
            assert set(PLACEHOLDER.findall(string)) == set(PLACEHOLDER.findall(ids[-1])), ids


@both
@everywhere
def test_updating_what_is_up_to_date_changes_nothing(
    domain: str, locale: str, tmp_path: Path
) -> None:
    copy = tmp_path / "copy.po"
    shutil.copy(po(domain, locale), copy)
    update(copy, extract(domain), locale)
    # Set against set: the difference of two long texts takes minutes to draw.
    before, after = (
        set(file.read_text("utf-8").splitlines()) for file in (po(domain, locale), copy)
    )
    assert after - before == set()
    assert before - after == set()


@everywhere
def test_the_order_of_a_birth_date_stays_an_order(locale: str) -> None:
    order = catalogue("pages", locale).get("day month year")
    assert order
    assert sorted(order.string.split()) == ["day", "month", "year"]
