from datetime import date

import pytest

from bot.conversations.birth_dates import looks_like_a_proof, read_birth_date

BORN = date(1990, 5, 17)


@pytest.mark.parametrize(
    "text",
    [
        "1990-05-17",
        "1990/5/17",
        "1990.05.17",
        "1990 05 17",
        "19900517",
        "17/05/1990",
        "17-5-1990",
        "17051990",
        "1990年5月17日",
        "1990年05月17號",
        "１９９０年５月１７日",
        "一九九〇年五月十七日",
        "民國79年5月17日",
        "民國七十九年五月十七日",
        "17 May 1990",
        "17th of May 1990",
        "May 17, 1990",
        "my dob is 17 may 1990 thanks",
        "我的生日是1990年5月17日",
    ],
)
def test_a_date_of_birth_is_read_in_every_usual_form(text):
    assert read_birth_date(text) == BORN
    assert looks_like_a_proof(text)


@pytest.mark.parametrize("text", ["79/5/17", "79.5.17", "79年5月17日", "790517", "0790517"])
def test_a_year_of_the_republic_needs_no_name_in_taiwan(text):
    assert read_birth_date(text, locale="zh_Hant_TW") == BORN


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("90-5-17", "zh_Hans_CN"),
        ("90年5月17日", "zh_Hans_CN"),
        ("17/5/90", "en"),
        ("5/17/90", "en_US"),
    ],
)
def test_a_year_of_two_figures_is_of_the_last_century(text, locale):
    assert read_birth_date(text, locale=locale) == BORN


def test_the_youngest_borrowers_are_of_this_century():
    assert read_birth_date("17/5/05", locale="en") == date(2005, 5, 17)


@pytest.mark.parametrize(
    ("locale", "born"),
    [("en", date(1990, 5, 4)), ("en_GB", date(1990, 5, 4)), ("en_US", date(1990, 4, 5))],
)
def test_day_or_month_comes_first_as_the_locale_writes_it(locale, born):
    assert read_birth_date("4/5/1990", locale=locale) == born


@pytest.mark.parametrize(
    "text", ["", "hello", "1990", "31/02/1990", "1990-13-01", "500", "17 May", "0000-00-00"]
)
def test_what_is_no_date_of_birth_is_none(text):
    assert read_birth_date(text) is None


def test_two_dates_are_no_answer():
    assert read_birth_date("1990-05-17 or 1991-05-17") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("31/02/1990", True),
        ("A123456789", True),
        ("110101199003078888", True),
        ("我想还款", False),
        ("I can pay 500 on Friday", False),
    ],
)
def test_figures_as_long_as_a_proof_look_like_one(text, expected):
    assert looks_like_a_proof(text) is expected
