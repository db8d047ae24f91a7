from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import bot
from bot.replies import values
from bot.replies.catalogue import Catalogue, Source, load_catalogue
from bot.replies.render import MissingText, Renderer

DOMAIN = Path(bot.__file__).parent.parent / "domain.yml"


@pytest.fixture(scope="module")
def renderer() -> Renderer:
    return Renderer(load_catalogue(DOMAIN), brand="Anan")


def say(text: str, locale: str = "en", **arguments: object) -> str:
    return Renderer(Catalogue({"utter_it": Source(text)})).text("utter_it", arguments, locale)


@pytest.mark.parametrize(
    ("locale", "worded"),
    [
        ("zh_Hans_CN", "¥1,234.50"),
        ("zh_Hant_TW", "CN¥1,234.50"),
        ("zh_Hant_HK", "CN¥1,234.50"),
        ("en", "CN¥1,234.50"),
    ],
)
def test_money_is_worded_in_the_borrowers_locale(locale: str, worded: str) -> None:
    assert say("{amount}", locale, amount=values.money(123450, "CNY")) == worded


def test_currencies_keep_their_own_decimals() -> None:
    assert say("{amount}", amount=values.money(1234, "JPY")) == "¥1,234"
    assert say("{amount}", amount=values.money(1234, "KWD")).endswith("1.234")


def test_dates_lists_and_shares_are_worded() -> None:
    assert say("{day}", "zh_Hans_CN", day=values.day(date(2026, 12, 1))) == "2026年12月1日"
    assert say("{all}", all=values.listing("a", "b", "c")) == "a, b, and c"
    assert say("{rate}", rate=values.percent("0.145")) == "14.5%"
    at = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)
    assert "2026年11月23日" in say("{at}", "zh_Hans_CN", at=values.moment(at, "Asia/Shanghai"))


def test_plurals_follow_the_count(renderer: Renderer) -> None:
    one = renderer.text("part_days_late", {"count": 1}, "en")
    many = renderer.text("part_days_late", {"count": 3}, "en")
    assert (one, many) == ("1 day late", "3 days late")


def test_what_a_borrower_is_called_is_never_read_as_a_placeholder(renderer: Renderer) -> None:
    said = renderer.text("utter_proven", {"name": "{brand} {lines}"}, "en")
    assert "{brand} {lines}" in said


def test_choices_come_before_the_fixed_buttons(renderer: Renderer) -> None:
    choice = values.choice(values.response("part_button_promise"), "/affirm")
    arguments = {
        "amount": values.money(1, "CNY"),
        "date": values.day(date(2026, 1, 1)),
        "loan": "x",
        "choices": [choice],
    }
    reply = renderer.render("utter_promise_read_back", arguments, "en")
    assert [button.payload for button in reply.buttons] == ["/affirm", "/deny"]


def test_a_missing_value_is_a_defect_and_not_an_empty_place(renderer: Renderer) -> None:
    with pytest.raises(MissingText):
        renderer.text("utter_proven", {}, "en")
    with pytest.raises(MissingText):
        renderer.text("utter_nobody_wrote_this", {}, "en")
