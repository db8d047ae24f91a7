"""``domain.yml``, the rules and the training data held to the code and to one another."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

import bot
from actions.base import FormQuestion, FormValidation
from actions.journeys import FORM_SLOTS
from actions.registry import ACTIONS

ROOT = Path(bot.__file__).parent.parent


@cache
def domain() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "domain.yml").read_text("utf-8"))


@cache
def rules() -> list[dict[str, Any]]:
    files = sorted((ROOT / "data" / "rules").glob("*.yml"))
    return [rule for file in files for rule in yaml.safe_load(file.read_text("utf-8"))["rules"]]


def test_the_domain_names_every_action_and_no_other() -> None:
    named = [action(None, {}).name() for action in ACTIONS]
    assert sorted(named) == sorted(domain()["actions"])


def test_every_intent_has_a_rule() -> None:
    answered = {step["intent"] for rule in rules() for step in rule["steps"] if "intent" in step}
    assert sorted(set(domain()["intents"]) - answered) == []


def test_every_rule_says_something_that_exists() -> None:
    known = set(domain()["responses"]) | set(domain()["actions"]) | set(domain()["forms"])
    for rule in rules():
        for step in rule["steps"]:
            if "action" in step:
                assert step["action"] in known, rule["rule"]


def test_every_question_of_a_form_can_be_asked() -> None:
    asked = set(domain()["responses"]) | set(domain()["actions"])
    for form, written in domain()["forms"].items():
        for slot in written["required_slots"]:
            ways = {f"action_ask_{form}_{slot}", f"utter_ask_{form}_{slot}", f"utter_ask_{slot}"}
            assert ways & asked, (form, slot)


def test_every_form_bends_in_the_same_way() -> None:
    made = {action(None, {}).name(): action for action in ACTIONS}
    for form, written in domain()["forms"].items():
        assert f"term_journey_{form}" in domain()["responses"], "a recap names it"
        assert issubclass(made[f"validate_{form}"], FormValidation)
        for slot in written["required_slots"]:
            asks = made.get(f"action_ask_{form}_{slot}") or made[f"action_ask_{slot}"]
            assert issubclass(asks, FormQuestion)
            assert slot in FORM_SLOTS, "it is forgotten with the form"
