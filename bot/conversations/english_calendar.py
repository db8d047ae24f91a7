"""Words and patterns of days, weekdays and months in English, as people write them."""

from __future__ import annotations

MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
MONTH = (
    r"(?P<month>jan(?:uary|urary)?|feb(?:r?uary|urary)?|mar(?:ch)?|apr(?:i?l)?|may|june?|july?"
    r"|aug(?:ust)?|sept?(?:em?ber)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?![a-z])"
)
_ORDINALS = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
]
ORDINAL_VALUES = {word: day for day, word in enumerate(_ORDINALS, 1)} | {"thirtieth": 30}
_ANY_WORD = "|".join(sorted(ORDINAL_VALUES, key=len, reverse=True))
_LATE_WORD = "|".join(
    word for word in sorted(ORDINAL_VALUES, key=len, reverse=True) if ORDINAL_VALUES[word] > 3
)
TENS = {"twenty": 20, "thirty": 30}
_WORD = rf"(?:(?P<tens>twenty|thirty)[- ])?(?P<word>{_ANY_WORD})"
_SURE_WORD = (
    rf"(?P<tens>twenty|thirty)[- ](?P<word>{_ANY_WORD})|(?<=the )(?P<late>{_LATE_WORD}|"
    r"(?<=on the )(?:first|second|third)(?=$|[,.;!?]| of| and| then| if))"
)
NTH = rf"(?:(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)|{_WORD})(?![a-z])"
SURE_NTH = rf"(?:(?<![0-9.,])(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)|{_SURE_WORD})(?![a-z])"
DAY = rf"(?:(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?|{_WORD})(?![0-9a-z])"
LATER_YEAR = r"(?:,? ?(?P<year>20[0-9]{2})(?![0-9]))?"
NOT_WHICH = (
    r"(?! ?(?:one(?! on| by| for)|"
    r"payment|install?ment|loan|time|party|floor|card|of them|person|account|"
    r"debt|option"
    r"|month|week|letter|call|day late|reminder|message|attempt)s?(?![a-z]))"
)
DAYS = {
    "day before yesterday": -2,
    "yesterday": -1,
    "last night": -1,
    "today": 0,
    "tonight": 0,
    "2day": 0,
    "tdy": 0,
    "this morning": 0,
    "this afternoon": 0,
    "this evening": 0,
    **dict.fromkeys(("tomorrow", "tmrw", "tmr", "tmw", "tommorow", "tommorrow", "tomorow"), 1),
    **dict.fromkeys(("tomoro", "2moro", "2mor", "2morrow", "tomo", "tmrow", "tomorrows"), 1),
    "day after tomorrow": 2,
    "day after tmr": 2,
    "day after tmrw": 2,
}
SHIFTS = {
    "the following": 1,
    "last": -1,
    "previous": -1,
    "this": 0,
    "the": 0,
    "current": 0,
    "next": 1,
    "nxt": 1,
    "following": 1,
}
_WEEKDAY_NAMES = (
    ("mon", "monday", "mondy", "monady"),
    ("tue", "tues", "tuesday", "teusday", "tuseday", "tusday"),
    ("wed", "weds", "wednesday", "wensday", "wednsday", "wendsday", "wedensday"),
    ("thu", "thur", "thurs", "thursday", "thrusday", "thurday", "thusday"),
    ("fri", "friday", "firday", "frday", "fridy"),
    ("saturday", "satuday", "saterday", "sat", "weekend"),
    ("sunday", "sundy", "sun"),
)
"""As people write them and mistype them; the weekend starts on Saturday."""

WEEKDAY_OF = {name: day for day, names in enumerate(_WEEKDAY_NAMES) for name in names}
_SURE_WEEKDAYS = "|".join(sorted(WEEKDAY_OF.keys() - {"sat", "sun"}, key=len, reverse=True))
WEEKDAY = (
    rf"(?P<day>{_SURE_WEEKDAYS}|(?<=on )s(?:at|un)|(?<=next )s(?:at|un)|(?<=this )s(?:at|un)"
    r"|(?<=by )s(?:at|un))(?![a-z])"
)
