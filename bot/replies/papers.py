"""Pictures, letters and calendars that go with a reply, as JSON, and how they become files.

They hold the same values as the reply's text, worded by the same catalogues when it is said. An
action does not call this module's second half: see ``actions.papers`` and ``Files`` in
``bot.servicing.files``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot.documents.calendar import Appointment, Calendar, write_calendar
from bot.documents.chart import Bar, Chart, Panel, draw_chart
from bot.documents.letter import Letter, Table, print_letter
from bot.replies.render import Renderer
from bot.replies.values import Value

PICTURE = "picture"
DOCUMENT = "document"

# What no file system takes in a name, and what could be read as part of a header.
_NOT_IN_A_NAME = re.compile(r'[\x00-\x1f<>:"/\\|?*\x7f]+')


@dataclass(frozen=True)
class Paper:
    """A finished file. ``alt`` says in words what a picture shows."""

    kind: str
    media_type: str
    name: str
    alt: str
    content: bytes


def bar(day: date, amount: Value, *, size: int, regular: int) -> Value:
    """``size`` and ``regular`` in minor units: the whole bar, and the part that is due anyway."""
    return {"day": {"date": day.isoformat()}, "amount": amount, "size": size, "regular": regular}


def panel(title: Value, summary: Value, bars: Sequence[Value]) -> Value:
    return {"title": title, "summary": summary, "bars": list(bars)}


def chart(
    name: Value,
    title: Value,
    panels: Sequence[Value],
    *,
    alt: Value,
    legend: tuple[Value, Value],
    note: Value,
    is_full: bool = False,
) -> Value:
    body = {"title": title, "panels": list(panels), "legend": list(legend), "note": note}
    return {"paper": "chart", "name": name, "alt": alt, **body, "is_full": is_full}


def table(
    heads: Sequence[Value],
    rows: Sequence[Sequence[Any]],
    *,
    total: Sequence[Any] = (),
    first_figure: int = 2,
) -> Value:
    body = {"heads": list(heads), "rows": [list(row) for row in rows], "total": list(total)}
    return {**body, "first_figure": first_figure}


def letter(
    name: Value,
    title: Value,
    *,
    facts: Sequence[tuple[Value, Any]],
    footer: Value,
    opening: Sequence[Value] = (),
    table: Value | None = None,
    closing: Sequence[Value] = (),
) -> Value:
    return {
        "paper": "letter",
        "name": name,
        "title": title,
        "facts": [list(fact) for fact in facts],
        "opening": list(opening),
        "table": table,
        "closing": list(closing),
        "footer": footer,
    }


def appointment(uid: str, day: date, title: Value, text: Value) -> Value:
    return {"uid": uid, "day": day.isoformat(), "title": title, "text": text}


def calendar(
    name: Value, appointments: Sequence[Value], *, timezone: str, written_at: datetime
) -> Value:
    return {
        "paper": "calendar",
        "name": name,
        "timezone": timezone,
        "written_at": written_at.isoformat(),
        "appointments": list(appointments),
    }


def record(name: Value, content: Mapping[str, Any]) -> Value:
    """Facts for programs, the same in every language."""
    return {"paper": "record", "name": name, "content": dict(content)}


def finish(paper: Mapping[str, Any], renderer: Renderer, locale: str) -> Paper:
    """The file, in the words of that locale."""
    words = _Words(renderer, locale)
    name = _NOT_IN_A_NAME.sub(" ", words(paper["name"])).strip()
    match paper["paper"]:
        case "chart":
            content = draw_chart(_chart(paper, words), locale)
            return Paper(PICTURE, "image/png", f"{name}.png", words(paper["alt"]), content)
        case "letter":
            content = print_letter(_letter(paper, words), locale)
            return Paper(DOCUMENT, "application/pdf", f"{name}.pdf", name, content)
        case "calendar":
            content = write_calendar(_calendar(paper, words))
            return Paper(DOCUMENT, "text/calendar", f"{name}.ics", name, content)
        case "record":
            written = json.dumps(paper["content"], ensure_ascii=False, indent=2)
            return Paper(DOCUMENT, "application/json", f"{name}.json", name, written.encode())
        case other:
            raise ValueError(f"no such paper: {other}")


@dataclass(frozen=True)
class _Words:
    renderer: Renderer
    locale: str

    def __call__(self, value: Any) -> str:
        return self.renderer.word(value, self.locale)

    def all(self, values: Sequence[Any]) -> tuple[str, ...]:
        return tuple(self(value) for value in values)


def _chart(paper: Mapping[str, Any], words: _Words) -> Chart:
    own, regular = words.all(paper["legend"])
    return Chart(
        title=words(paper["title"]),
        panels=tuple(_panel(one, words) for one in paper["panels"]),
        legend=(own, regular),
        note=words(paper["note"]),
        is_full=paper["is_full"],
    )


def _panel(drawn: Mapping[str, Any], words: _Words) -> Panel:
    bars = tuple(
        Bar(words(one["day"]), words(one["amount"]), one["size"], one["regular"])
        for one in drawn["bars"]
    )
    return Panel(words(drawn["title"]), words(drawn["summary"]), bars)


def _letter(paper: Mapping[str, Any], words: _Words) -> Letter:
    return Letter(
        sender=words.renderer.brand,
        title=words(paper["title"]),
        facts=tuple((words(name), words(value)) for name, value in paper["facts"]),
        opening=words.all(paper["opening"]),
        table=_table(paper["table"], words) if paper["table"] else None,
        closing=words.all(paper["closing"]),
        footer=words(paper["footer"]),
    )


def _table(given: Mapping[str, Any], words: _Words) -> Table:
    return Table(
        heads=words.all(given["heads"]),
        rows=tuple(words.all(row) for row in given["rows"]),
        total=words.all(given["total"]),
        first_figure=given["first_figure"],
    )


def _calendar(paper: Mapping[str, Any], words: _Words) -> Calendar:
    return Calendar(
        producer=words.renderer.brand,
        timezone=paper["timezone"],
        written_at=datetime.fromisoformat(paper["written_at"]),
        appointments=tuple(
            Appointment(
                one["uid"], date.fromisoformat(one["day"]), words(one["title"]), words(one["text"])
            )
            for one in paper["appointments"]
        ),
    )
