from datetime import date

import pytest

from bot.terms import load_all
from bot.terms.holidays import bank_holidays


@pytest.mark.parametrize(
    ("jurisdiction", "day"),
    [
        ("CN", date(2026, 10, 1)),
        ("CN", date(2026, 2, 17)),
        ("HK", date(2026, 7, 1)),
        ("TW", date(2026, 10, 10)),
        ("US", date(2026, 11, 26)),
        ("GB", date(2026, 5, 4)),
    ],
)
def test_known_holidays_are_closed(jurisdiction, day):
    assert day in bank_holidays(jurisdiction, 2026, 2026)


def test_every_jurisdiction_with_terms_has_a_calendar():
    for jurisdiction in load_all():
        assert bank_holidays(jurisdiction, 2026, 2027)


def test_an_unknown_place_has_no_calendar():
    with pytest.raises(KeyError):
        bank_holidays("XX", 2026, 2026)
