"""Conversations written as pairs: what is said, and what is answered.

In a file of ``tests/dialogues`` each conversation has a ``name``, the ``locales`` it is in and
``turns``. A turn is a list: what is said, then what each reply must be, in order, by its response's
name; other words must occur in the text of the replies. What is said is a text, or one of
these acts:

    "[Yes]"             the newest button whose title begins so
    "[[Yes]]"           the same, tapped twice; that the second tap was too late may be said
    "[old: Yes]"        the oldest such button, which may be spent
    "(link)"            the one-time link from the lender is opened; "(link: abc)" another one
    "(phone)"           the own number is shared and the birth date given
    "(wrong date)"      the same with another birth date
    "(2 hours later)"   nobody says anything for so long; also days
    "(pay)"             the newest payment link is opened, and paid; "(pay twice)" in two tabs,
                        "(decline)" so that it fails, "(cancel)" by the page's own button
    "(arrives: 500)"    so much is booked by the lender, as an import does
    "(phone only)", "(photo) caption", "(voice)", "(edited) text"    in Telegram alone

``{in 10 days}`` becomes a date, as people write it. ``ledger`` holds what
``repay borrower show`` must say in the end. ``mixed`` conversations change their language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml
from speakers import CHANNELS, InTelegram, OnTheWeb, Speaker
from world import World

from bot.conversations.scripts import detect_locale
from bot.ledger.tables import Message

WRONG_DATE = "1901-01-01"


@dataclass(frozen=True)
class Dialogue:
    name: str
    locale: str
    channel: str
    turns: Sequence[Sequence[str]]
    ledger: Mapping[str, Any] = field(default_factory=dict)
    borrower: Mapping[str, Any] = field(default_factory=dict)
    mixed: bool = False

    def __str__(self) -> str:
        return f"{self.name}, {self.locale}, {self.channel}"


def read_dialogues(folder: Path) -> Iterator[Dialogue]:
    for path in sorted(folder.glob("*.yml")):
        for entry in yaml.safe_load(path.read_text("utf-8")):
            for channel in entry.get("channels", CHANNELS):
                yield Dialogue(
                    name=f"{path.stem}: {entry['name']}",
                    locale=entry["locale"],
                    channel=channel,
                    turns=[turn if isinstance(turn, list) else [turn] for turn in entry["turns"]],
                    ledger=entry.get("ledger", {}),
                    borrower=entry.get("borrower", {}),
                    mixed=entry.get("mixed", False),
                )


def play(dialogue: Dialogue, world: World) -> None:
    """Fails where the assistant answers otherwise, more than once, or not at all."""
    person = world.borrower(dialogue.locale, **dialogue.borrower)
    speaker = CHANNELS[dialogue.channel](world, person)
    try:
        _converse(dialogue, speaker)
    finally:
        if isinstance(speaker, OnTheWeb):
            speaker.close()
    facts = facts_of(world.report(person)) | world.standing(speaker.channel, speaker.address)
    assert {name: facts[name] for name in dialogue.ledger} == dialogue.ledger


def _converse(dialogue: Dialogue, speaker: Speaker) -> None:
    today = speaker.world.today(speaker.person)
    for said, *expected in dialogue.turns:
        if silence := re.fullmatch(r"\((\d+) (minutes|hours|days) later\)", said):
            by = timedelta(**{silence[2]: int(silence[1])})
            speaker.world.age(speaker.channel, speaker.address, by)
            continue
        replies = act(speaker, with_dates(said, today, dialogue.locale))
        _compare(said, replies, [with_dates(words, today, dialogue.locale) for words in expected])
    told = [said.text for said in speaker.world.said(speaker.channel, speaker.address)]
    assert list(speaker.received()) == list(speaker.told())
    strange = [text for text in told if detect_locale(text, current=dialogue.locale)]
    assert dialogue.mixed or strange == []


def _compare(said: str, replies: Sequence[Message], expected: Sequence[str]) -> None:
    names = [words for words in expected if words.startswith("utter_")]
    texts = "\n".join(reply.text for reply in replies)
    assert [reply.response for reply in replies] == names, f"{said} -> {texts}"
    for words in expected:
        assert words in names or words in texts, f"{said} -> {texts}"


def with_dates(text: str, today: date, locale: str) -> str:
    def written(match: re.Match[str]) -> str:
        day = today + timedelta(days=int(match[1]))
        return day.isoformat() if locale == "en" else f"{day.month}月{day.day}日"

    return re.sub(r"\{in (-?\d+) days\}", written, text)


def act(speaker: Speaker, said: str) -> Sequence[Message]:
    if button := re.fullmatch(r"\[\[(.+)\]\]", said):
        twice = speaker.tap(button[1], times=2)
        return [reply for reply in twice if reply.response != "utter_button_spent"]
    if button := re.fullmatch(r"\[(old: )?(.+)\]", said):
        return speaker.tap(button[2], oldest=bool(button[1]))
    if at_cashier := re.fullmatch(r"\((pay|pay twice|decline|cancel)\)", said):
        return speaker.at_cashier(*at_cashier[1].split())
    if arrives := re.fullmatch(r"\(arrives: (.+)\)", said):
        return speaker.waits_for_news(arrives[1])
    if special := re.match(r"\((phone only|photo|voice|edited)\) ?", said):
        assert isinstance(speaker, InTelegram)
        return _in_telegram(speaker, special[1], said[special.end() :])
    return _prove(speaker, said) or speaker.say(said)


def _prove(speaker: Speaker, said: str) -> Sequence[Message]:
    if link := re.fullmatch(r"\(link(?:: (.+))?\)", said):
        return speaker.open_link(link[1])
    if said in {"(phone)", "(wrong date)"}:
        return speaker.prove_by_phone(birth_date=WRONG_DATE if "wrong" in said else "")
    return []


def _in_telegram(speaker: InTelegram, kind: str, text: str) -> Sequence[Message]:
    if kind == "edited":
        return speaker.edit(text)
    if kind == "phone only":
        return speaker.share_phone()
    file = {"file_id": "f", "file_unique_id": "u"}
    if kind == "voice":
        return speaker.write(voice={**file, "duration": 3})
    photo = [{**file, "width": 90, "height": 90}]
    return speaker.write(photo=photo, **({"caption": text} if text else {}))


def _days(day: str | None, today: date) -> str:
    return "?" if day is None else str((date.fromisoformat(day) - today).days)


def facts_of(report: Mapping[str, Any]) -> dict[str, Any]:
    """The report in words short enough for a table."""
    today = date.fromisoformat(report["as_of"])
    loan, *others = report["loans"]
    return {
        "paid": [
            payment["amount"]
            for kept in report["loans"]
            for payment in kept["payments"]
            if not payment["reference"].startswith("L-")
        ],
        "paid on the second": [
            payment["amount"]
            for kept in others
            for payment in kept["payments"]
            if not payment["reference"].startswith("L-")
        ],
        "claims": [
            f"{claim['amount']} {claim['state']}"
            for kept in report["loans"]
            for claim in kept["payment_claims"]
        ],
        "overdue": loan["days_past_due"] > 0,
        "hardship": [kept["reason"] for kept in report["hardship_reports"]],
        "files of the hardship": len(report["hardship_reports"][-1]["files"])
        if report["hardship_reports"]
        else 0,
        "hardship_days": [
            f"{kept['reason']} {_days(kept['since'], today)} {_days(kept['expected_end'], today)}"
            for kept in report["hardship_reports"]
        ],
        "arrangements": [
            f"{kept['kind']} of {len(kept['installments'])} {kept['status']}"
            for kept in loan["arrangements"]
        ],
        "promises": [
            f"{kept['amount']} in {(date.fromisoformat(kept['due_on']) - today).days} days"
            f" {kept['status']}"
            for kept in loan["promises"]
        ],
    }
