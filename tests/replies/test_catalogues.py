"""The texts for borrowers against ``domain.yml`` and against the code that says them."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
import yaml
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

import bot
from bot.replies.catalogue import LOCALE_DIR, LOCALES
from bot.replies.extract import extract_domain

ROOT = Path(bot.__file__).parent.parent
PLACEHOLDER = re.compile(r"\{[a-z][a-z0-9_]*\}")
SAID = re.compile(r'"((?:utter|part)_[a-z0-9_]+)"')
# Threats, shame, false urgency, pressure to borrow or sell, and lies about being a person.
NEVER_SAID = re.compile(
    r"arrest|police|prison|deadbeat|last chance|sell your|borrow from|I am a human|I'm a human"
    r"|逮捕|坐牢|报警|報警|老赖|老賴|最后机会|最後機會|后果自负|後果自負|借新还旧|通知您的家人|通知你的家人"
    r"|400-161-9995"
)


@cache
def sources() -> dict[str, tuple[str, ...]]:
    with (ROOT / "domain.yml").open("rb") as file:
        found = [message for _, _, message, _ in extract_domain(file, None, None, None)]
    return {
        one if isinstance(one, str) else one[0]: (one,) if isinstance(one, str) else one
        for one in found
    }


def catalogue(locale: str) -> Catalog:
    with (LOCALE_DIR / locale / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale=locale)


def strings(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)


def translations(locale: str) -> dict[str, list[str]]:
    return {
        message.id if isinstance(message.id, str) else message.id[0]: strings(message)
        for message in catalogue(locale)
        if message.id and not message.fuzzy
    }


@pytest.mark.parametrize("locale", LOCALES)
def test_no_text_is_missing_or_stale(locale: str) -> None:
    translated = translations(locale)
    assert sorted(translated) == sorted(sources())
    assert [source for source, said in translated.items() if not all(said)] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_translations_keep_their_placeholders(locale: str) -> None:
    for source, said in translations(locale).items():
        wanted = set(PLACEHOLDER.findall(sources()[source][-1]))
        for text in said:
            assert set(PLACEHOLDER.findall(text)) == wanted, source


@pytest.mark.parametrize("locale", LOCALES)
def test_what_must_never_be_said_is_not(locale: str) -> None:
    for said in translations(locale).values():
        for text in said:
            assert not NEVER_SAID.search(text)


@pytest.mark.parametrize("locale", ["zh_Hans_CN", "zh_Hant_TW", "zh_Hant_HK"])
def test_chinese_texts_are_chinese(locale: str) -> None:
    own_names = {"English"}
    for source, said in translations(locale).items():
        letters = PLACEHOLDER.sub("", source)
        if source not in own_names and re.search("[A-Za-z]", letters):
            assert re.search(r"[\u4e00-\u9fff·]", "".join(said)), source


def test_everything_the_code_says_is_in_the_domain() -> None:
    responses = yaml.safe_load((ROOT / "domain.yml").read_text("utf-8"))["responses"]
    code = [*ROOT.glob("bot/**/*.py"), *ROOT.glob("actions/*.py")]
    said = {
        name
        for file in code
        if ".venv" not in file.parts
        for name in SAID.findall(file.read_text("utf-8"))
    }
    assert sorted(name for name in said if name not in responses) == []
