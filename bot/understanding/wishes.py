"""A second wish in the same message, which the one intent of a message would lose."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.conversations.entities import extract
from bot.conversations.inability import only_says_cannot_pay
from bot.understanding.intents import IntentClassifier

SURE = 0.95
"""Confidence of a part's intent from which it is offered."""
SHORTEST = 3

WISHES = frozenset(
    {
        "ask_account_service",
        "ask_arrangement",
        "ask_balance",
        "ask_charges",
        "ask_consequences",
        "ask_due_date",
        "ask_help_options",
        "ask_minimum_payment",
        "ask_payment_history",
        "ask_payment_methods",
        "ask_statement",
        "change_due_date",
        "change_payment_method",
        "make_payment",
        "promise_to_pay",
        "report_autopay_problem",
        "report_payment_made",
        "report_payment_problem",
        "request_deferral",
        "request_human",
        "request_installment",
        "request_my_data",
        "request_settlement_letter",
        "request_waiver",
        "resume_messages",
        "settle_early",
        "stop_messages",
        "update_contact",
    }
)
"""What is asked for rather than told: an intent that has an answer of its own beside another."""

_HAN = r"\u3400-\u9fff"
_SEAMS = re.compile(
    rf"[。！？!?；;，,\n]+|\.\s|(?<=[{_HAN}])\s+|\s(?=(?:and|also|plus|btw|by the way|then)\b)"
    r"|(?=另外|顺便|順便|还有|還有|仲有|同埋|以及|然后|然後)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Wish:
    """The borrower's own words, and what a button that repeats the wish means to Rasa."""

    text: str
    payload: str


@dataclass(frozen=True)
class SecondWishes:
    """Without a trained `classifier` there never is one."""

    classifier: IntentClassifier | None

    def find(self, text: str, metadata: Mapping[str, Any]) -> Wish | None:
        """The first part that wishes for something else than the message as a whole does."""
        parts = list(_parts(text))
        if self.classifier is None or len(parts) == 1:
            return None
        whole, *rankings = self.classifier.predict_all([text, *parts])
        for part, ranking in zip(parts, rankings, strict=True):
            intent, share = ranking[0]
            if only_says_cannot_pay(part):
                continue  # the reason for the wish, or the hardship that the message reports
            if intent in WISHES and intent != whole[0][0] and share >= SURE:
                return Wish(part, f"/{intent}{_values(part, metadata)}")
        return None


def _parts(text: str) -> Iterator[str]:
    parts = [part.strip() for part in _SEAMS.split(text) if part]
    yield from [part for part in parts if len(part) >= SHORTEST] or [text]


def _values(part: str, metadata: Mapping[str, Any]) -> str:
    found: Sequence[Any] = extract(
        part, as_of=date.fromisoformat(metadata["as_of"]), currency=metadata["currency"]
    )
    values = {one.entity: one.value for one in found}
    return json.dumps(values, ensure_ascii=False) if values else ""
