import pytest

from bot.conversations.phone_numbers import read_phone_number


@pytest.mark.parametrize(
    ("text", "country", "expected"),
    [
        ("13800138000", "CN", "+8613800138000"),
        ("我的新号码是138 0013 8000", "CN", "+8613800138000"),
        ("+86 138-0013-8000", "HK", "+8613800138000"),
        ("0086 13800138000", "CN", "+8613800138000"),
        ("8613800138000", "CN", "+8613800138000"),
        ("９１２３４５６７", "HK", "+85291234567"),
        ("9123 4567", "HK", "+85291234567"),
        ("0912-345-678", "TW", "+886912345678"),
        ("(02) 2345-6789", "TW", "+886223456789"),
        ("07700 900123", "GB", "+447700900123"),
        ("+44 (0)7700 900123", "GB", "+447700900123"),
        ("(415) 555-0132", "US", "+14155550132"),
        ("hello", "CN", None),
        ("1234", "CN", None),
        ("13800138000 or 13900139000", "CN", None),
    ],
)
def test_a_telephone_number_is_read_as_e164(text, country, expected):
    assert read_phone_number(text, country=country) == expected
