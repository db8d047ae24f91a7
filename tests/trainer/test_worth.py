"""Which messages come first, and why."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest

from bot.conversations.masking import MASKS, mask
from bot.replies.catalogue import LOCALES
from bot.servicing.misreadings import Heard
from bot.trainer.worth import Reason, judge, load_rules, together
from bot.understanding.likeness import group

RULES = load_rules()


def heard(**given: Any) -> Heard:
    known: dict[str, Any] = {
        "message_id": 1,
        "conversation_id": "c",
        "text": "what",
        "locale": "en",
        "at": datetime(2026, 11, 20, tzinfo=UTC),
        "guesses": [("ask_balance", 0.98), ("ask_due_date", 0.01)],
        "answer": "utter_balance",
        "is_marked": False,
        "is_taken_back": False,
        "is_crisis": False,
    }
    return Heard(**{**known, **given})


def test_a_message_that_was_understood_is_not_worth_a_look() -> None:
    assert judge(heard(), 0.9, RULES).score == 0


@pytest.mark.parametrize(
    ("given", "likeness", "reason"),
    [
        ({"is_marked": True}, 0.9, Reason.MARKED),
        ({"answer": "utter_not_understood"}, 0.9, Reason.REFUSED),
        ({"is_taken_back": True}, 0.9, Reason.TAKEN_BACK),
        ({"guesses": [("a", 0.3), ("b", 0.05)]}, 0.9, Reason.UNSURE),
        ({"guesses": [("a", 0.8), ("b", 0.75)]}, 0.9, Reason.BOUNDARY),
        ({}, 0.2, Reason.UNLIKE),
    ],
)
def test_each_reason_is_told(given: dict[str, Any], likeness: float, reason: Reason) -> None:
    assert judge(heard(**given), likeness, RULES).reasons == [reason]


def test_what_an_agent_marked_comes_before_what_was_refused() -> None:
    marked = judge(heard(is_marked=True, guesses=[]), None, RULES)
    refused = judge(heard(answer="utter_out_of_scope"), None, RULES)
    assert marked.score > refused.score > judge(heard(is_taken_back=True), None, RULES).score


def test_the_strongest_reason_is_told_first() -> None:
    doubted = heard(guesses=[("a", 0.6), ("b", 0.3)], answer="utter_not_understood")
    assert judge(doubted, 0.59, RULES).reasons == [Reason.REFUSED, Reason.UNSURE, Reason.UNLIKE]


def test_what_several_say_comes_before_what_one_says() -> None:
    one = judge(heard(is_marked=True), None, RULES)
    three = together(one, [one, one], RULES)
    assert three.score > together(one, [one], RULES).score > together(one, [], RULES).score
    assert three.reasons[-1] is Reason.REPEATED


def test_near_duplicates_are_grouped_around_the_first() -> None:
    vectors = np.array([[1, 0], [0, 1], [0.96, 0.28], [0.28, 0.96]], np.float32)
    assert group(vectors, alike=0.9) == [[0, 2], [1, 3]]


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("kind", MASKS)
def test_each_mask_has_something_invented_in_its_place(kind: str, locale: str) -> None:
    written = RULES.without_masks(f"a [{kind}] b", locale)
    assert "[" not in written
    assert mask(written) != "" != RULES.stand_ins[kind][locale]
