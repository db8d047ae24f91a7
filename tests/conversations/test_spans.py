"""Since when and until when, as people say it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date

import pytest

from bot.conversations.entities import extract
from bot.conversations.spans import Span, does_not_know, read_span

TODAY = date(2026, 11, 20)


def span(text: str, asked: str | None = None) -> Span:
    found = [asdict(entity) for entity in extract(text, as_of=TODAY, currency="CNY")]
    return read_span(text, found, as_of=TODAY, asked=asked)


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("I lost my job two months ago", date(2026, 9, 20), None),
        ("laid off since September", date(2026, 9, 1), None),
        ("I've been ill for three weeks", date(2026, 10, 30), None),
        ("失业三个月了", date(2026, 8, 20), None),
        ("从9月开始没工作", date(2026, 9, 1), None),
        ("兩個月前被裁員", date(2026, 9, 20), None),
        ("兩個月前冇咗份工，大概三個月後返工", date(2026, 9, 20), date(2027, 2, 20)),
        ("失业两个月了，预计1月恢复", date(2026, 9, 20), date(2027, 1, 1)),
        (
            "lost my job in September, should be back to work by January",
            date(2026, 9, 1),
            date(2027, 1, 1),
        ),
        ("I can't pay", None, None),
    ],
)
def test_both_ends_are_read_from_one_message(
    text: str, since: date | None, until: date | None
) -> None:
    assert span(text) == Span(since, until)


def test_a_bare_time_answers_what_was_asked() -> None:
    assert span("两个月", "since").since == date(2026, 9, 20)
    assert span("两个月", "until").until == date(2027, 1, 20)
    assert span("in two months", "until").until == date(2027, 1, 20)


def test_not_knowing_is_an_answer() -> None:
    assert all(map(does_not_know, ["I don't know", "不知道", "唔知呀", "說不準"]))
    assert not does_not_know("in two months")
