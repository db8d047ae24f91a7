"""The pages' catalogues against their templates."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from jinja2.ext import babel_extract

import bot
from bot.replies.catalogue import LOCALE_DIR, LOCALES

BOT = Path(bot.__file__).parent
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")
METHODS = [("**/templates/**.*", babel_extract), ("pages/languages.py", "python")]


@pytest.fixture(scope="module")
def used() -> set[str]:
    found = extract_from_dir(BOT, method_map=METHODS)
    ids = [message[2] for message in found]
    return {given if isinstance(given, str) else given[0] for given in ids}


def catalogue(locale: str) -> Catalog:
    with (LOCALE_DIR / locale / "LC_MESSAGES" / "pages.po").open("rb") as file:
        return read_po(file, locale=locale)


@pytest.mark.parametrize("locale", LOCALES)
def test_no_page_text_is_missing_or_stale(locale: str, used: set[str]) -> None:
    translated = {
        message.id if isinstance(message.id, str) else message.id[0]
        for message in catalogue(locale)
        if message.id and message.string and not message.fuzzy
    }
    assert translated == used


@pytest.mark.parametrize("locale", LOCALES)
def test_translations_keep_their_placeholders(locale: str) -> None:
    for message in catalogue(locale):
        ids = [message.id] if isinstance(message.id, str) else list(message.id)
        strings = [message.string] if isinstance(message.string, str) else list(message.string)
        for string in strings:
            assert set(PLACEHOLDER.findall(string)) == set(PLACEHOLDER.findall(ids[-1])), ids


@pytest.mark.parametrize("locale", LOCALES)
def test_the_order_of_a_birth_date_stays_an_order(locale: str) -> None:
    order = catalogue(locale).get("day month year")
    assert order
    assert sorted(order.string.split()) == ["day", "month", "year"]
