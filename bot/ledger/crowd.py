"""A crowd of invented people and what they said, to see a demonstration at its full size."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from bot.conversations.statuses import PRIORITIES, HandoffReason, Status
from bot.ledger.clock import local_day
from bot.ledger.database import Database
from bot.ledger.demonstration import Person, load_person
from bot.ledger.tables import Borrower, Conversation, ConversationEntry, Label, Message

BATCH = 200
PEOPLE_IN = 3
"""One conversation in so many is with a borrower who was recognised; the others only asked."""
LABELS = ("vip", "疾病", "失業", "callback", "二次逾期")
SPREAD = {Status.ASSISTANT: 80, Status.OPEN: 10, Status.RESOLVED: 8, Status.SNOOZED: 2}
LOOKED_BACK = timedelta(days=120)
# A crisis is rare, and the commonest reason is the wish for a person.
REASONS = {
    HandoffReason.ASKED_FOR_PERSON: 40,
    HandoffReason.OUTSIDE_TERMS: 20,
    HandoffReason.DISPUTE: 12,
    HandoffReason.NOT_UNDERSTOOD: 12,
    HandoffReason.DISTRESS: 8,
    HandoffReason.COMPLAINT: 7,
    HandoffReason.CRISIS: 1,
}
WORDS: Mapping[str, Any] = yaml.safe_load(Path(__file__).with_name("crowd.yml").read_text("utf-8"))


@dataclass(frozen=True)
class Size:
    conversations: int
    messages: int


class Crowd:
    """The same people each time for the same ``seed``; ``agents`` have some of them."""

    def __init__(self, agents: Sequence[tuple[int, str]], *, now: datetime, seed: int = 1) -> None:
        self._agents = agents
        self._now = now
        self._chance = random.Random(seed)  # noqa: S311 - nothing here is secret

    def fill(self, database: Database, size: Size, told: Callable[[int], None]) -> None:
        """``told`` of each batch how many messages it had."""
        with database.reading() as session:
            first = session.scalar(select(func.count()).select_from(Conversation)) or 0
        numbers = range(first, first + size.conversations)
        for start in range(0, size.conversations, BATCH):
            some = numbers[start : start + BATCH]
            lengths = [_share(size, number - first) for number in some]
            with database.writing() as session:
                self._write(session, list(zip(some, lengths, strict=True)))
            told(sum(lengths))

    def _write(self, session: Session, some: Sequence[tuple[int, int]]) -> None:
        conversations = [self._conversation(session, number) for number, _ in some]
        session.execute(insert(Conversation), conversations)
        pairs = list(zip(conversations, some, strict=True))
        messages = [said for one, (_, length) in pairs for said in self._said(one, length)]
        session.execute(insert(Message), messages)
        entries = [entry for one in conversations for entry in self._entries(one)]
        if entries:
            session.execute(insert(ConversationEntry), entries)
        labelled = [one for one in conversations if self._chance.random() < 0.05]  # noqa: PLR2004
        if labelled:
            session.execute(insert(Label), [self._label(one) for one in labelled])

    def _conversation(self, session: Session, number: int) -> dict[str, Any]:
        locale = self._pick({name: words["share"] for name, words in WORDS.items()})
        status = self._pick(SPREAD)
        handed = status is not Status.ASSISTANT
        reason = self._pick(REASONS) if handed else None
        since = timedelta(minutes=90) if status is Status.OPEN else LOOKED_BACK
        last = self._now - since * self._chance.random()
        waits = status is Status.OPEN
        has_agent = handed and (not waits or self._chance.random() < 0.4)  # noqa: PLR2004
        known = number % PEOPLE_IN == 0
        return {
            "id": f"{number:08x}{self._chance.getrandbits(96):024x}",
            "channel": self._chance.choice(["telegram", "web"]),
            "address": f"invented-{number}",
            "locale": locale,
            "locale_chosen": True,
            "created_at": last - timedelta(days=30),
            "last_message_at": last,
            "borrower_id": self._borrower(session, number, locale).id if known else None,
            "status": status.value,
            "priority": PRIORITIES[reason] if waits and reason else None,
            "handoff_reason": reason.value if reason else None,
            "waiting_since": last if waits else None,
            "assignee_id": self._chance.choice(self._agents)[0] if has_agent else None,
            "distress_level": "crisis" if waits and reason is HandoffReason.CRISIS else "calm",
            "snoozed_until": self._now + LOOKED_BACK if status is Status.SNOOZED else None,
        }

    def _borrower(self, session: Session, number: int, locale: str) -> Borrower:
        words = WORDS[locale]
        given, surname = (self._chance.choice(words[part]) for part in ("given", "surnames"))
        apart = words["apart"]
        due = self._chance.randrange(3, 12)
        person = Person(
            reference=f"C-{number:06}",
            name=f"{given}{apart}{surname}" if apart else f"{surname}{given}",
            birth_date=date(1960, 1, 1) + timedelta(days=self._chance.randrange(15_000)),
            phone=f"{words['phone']}{number:08}",
            locale=locale,
            timezone=words["timezone"],
            country=words["country"],
            loan=f"CL-{number:06}",
            principal=words["principal"],
            annual_rate="0.15",
            installments=12,
            due_so_far=due,
            overdue=self._chance.randrange(3),
            days_ago=self._chance.randrange(1, 28),
        )
        borrower = load_person(session, person, today=local_day(self._now, person.timezone))
        session.flush()
        return borrower

    def _said(self, conversation: Mapping[str, Any], count: int) -> Iterator[dict[str, Any]]:
        has_agent = conversation["assignee_id"] is not None
        for place in range(count):
            author = "borrower"
            if place % 2:
                author = "agent" if has_agent and place > count - 6 else "assistant"
            yield {
                "conversation_id": conversation["id"],
                "key": f"crowd:{place}",
                "author": author,
                "kind": "text",
                "text": self._sentence(WORDS[conversation["locale"]][author]),
                "at": conversation["last_message_at"] - timedelta(minutes=7 * (count - 1 - place)),
                "staff_id": conversation["assignee_id"] if author == "agent" else None,
            }

    def _sentence(self, parts: Mapping[str, Sequence[str]]) -> str:
        chosen = (self._chance.choice(parts[part]) for part in ("openings", "middles", "closings"))
        return "".join(chosen).replace("%n", str(self._chance.randrange(2, 29)))

    def _entries(self, conversation: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        if conversation["handoff_reason"] is None:
            return
        at = conversation["last_message_at"]
        steps: list[tuple[str, str, dict[str, Any]]] = [
            ("handoff", "assistant", {"reason": conversation["handoff_reason"]})
        ]
        if conversation["assignee_id"] is not None:
            steps.append(("assigned", dict(self._agents)[conversation["assignee_id"]], {}))
        if conversation["status"] == Status.RESOLVED.value:
            steps.append(("resolved", steps[-1][1], {"outcome": "arranged"}))
        for place, (entry, by, detail) in enumerate(steps):
            yield {
                "conversation_id": conversation["id"],
                "entry": entry,
                "by": by,
                "at": at + timedelta(minutes=place),
                "detail": detail,
            }

    def _label(self, conversation: Mapping[str, Any]) -> dict[str, Any]:
        return {
            "conversation_id": conversation["id"],
            "name": self._chance.choice(LABELS),
            "set_by": self._agents[0][1],
            "set_at": self._now.astimezone(UTC),
        }

    def _pick(self, weighed: Mapping[Any, int]) -> Any:
        return self._chance.choices(list(weighed), list(weighed.values()))[0]


def _share(size: Size, place: int) -> int:
    """Of all messages; as even as whole numbers can be."""
    before = size.messages * place // size.conversations
    return size.messages * (place + 1) // size.conversations - before
