"""What must never be said is found, in every language; what we do say is free of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from babel.messages.pofile import read_po

from bot.replies.catalogue import LOCALES
from bot.replies.never_say import lint

ROOT = Path(__file__).parents[2]

# We say these of ourselves, to protect: what may not be asked for is named in order to warn.
WARNINGS = {"secret"}


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("If you don't pay, the police will come.", "threat"),
        ("再不还就起诉你", "threat"),
        ("我們會報警抓你", "threat"),
        ("唔還就拉人", "threat"),
        ("This is the court calling", "authority"),
        ("We will call your employer.", "third_party"),
        ("我们会联系你的紧急联系人", "third_party"),
        ("我哋會打給你屋企人", "third_party"),
        ("你就是老赖", "shame"),
        ("Stop making excuses", "shame"),
        ("This is your last chance", "pressure"),
        ("你可以先跟朋友借錢", "pressure"),
        ("這不會影響你的信用", "false_comfort"),
        ("请把验证码发给我", "secret"),
        ("I'm a human", "person"),
        ("别做傻事", "careless"),
    ],
)
def test_what_must_never_be_said_is_found(text: str, rule: str) -> None:
    assert rule in {finding.rule for finding in lint(text)}


@pytest.mark.parametrize(
    "text",
    [
        "You can pay in six installments. The first is due on 1 December.",
        "我帮你看看有哪些办法，慢慢来。",
        "多謝你講俾我聽，我會同你一齊睇下點安排。",
        "謝謝你告訴我，這邊先幫你暫停提醒。",
    ],
)
def test_kind_plain_words_pass(text: str) -> None:
    assert lint(text) == []


@pytest.mark.parametrize("locale", LOCALES)
def test_nothing_we_say_to_borrowers_must_never_be_said(locale: str) -> None:
    path = ROOT / f"bot/locale/{locale}/LC_MESSAGES/messages.po"
    with path.open("rb") as file:
        catalogue = read_po(file, locale=locale)
    said = [text for message in catalogue for text in _texts(message.string)]
    found = [(text, finding) for text in said for finding in lint(text)]
    assert [one for one in found if one[1].rule not in WARNINGS] == []


def test_nothing_the_domain_says_must_never_be_said() -> None:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text("utf-8"))
    said = [one.get("text", "") for some in domain["responses"].values() for one in some]
    found = [(text, finding) for text in said for finding in lint(text)]
    assert [one for one in found if one[1].rule not in WARNINGS] == []


def test_the_rules_are_regular_expressions() -> None:
    told = yaml.safe_load((ROOT / "bot/replies/never_say.yml").read_text("utf-8"))
    assert all(re.compile(pattern) for patterns in told.values() for pattern in patterns)


def _texts(said: str | tuple[str, ...] | list[str]) -> list[str]:
    return [said] if isinstance(said, str) else list(said)
