"""Renaming and merging intents: all that refers to them follows, or is listed for a person."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.trainer.drafts import Draft
from bot.trainer.example_files import ExampleFiles
from bot.trainer.naming import Mention, merge, rename
from bot.trainer.problems import CannotChange, Problem

PROJECT = Path(__file__).parents[2]
TABLE = (
    "text\tintent\tlanguage\ncancel it\tcancel\ten\nask_balance\tgreet\ten\nowe?\task_balance\ten\n"
)
RULES = """rules:
  # What people owe.
  - rule: the balance is told
    steps:
      - intent: ask_balance
      - action: action_tell_balance

  # What can be undone.
  - rule: leaving a form
    condition:
      - active_loop: plan_form
    steps:
      - intent: cancel
      - action: action_leave

  - rule: leaving nothing
    steps:
      - intent: cancel
      - action: action_nothing

  - rule: goodbye
    steps:
      - intent: goodbye
      - action: utter_goodbye
"""
MENU = """  utter_menu: [{text: "So?", buttons: [{title: "Owe", payload: /ask_balance}, {title: "Cancel", payload: '/cancel{"loan": 1}'}]}]"""  # noqa: E501
CODE = """WISHES = {"ask_balance": 1}
BUTTONS = ("/ask_balance", '/cancel{"loan": 1}')
if intent in {"deny", "cancel"} or form.get("do") == "cancel":
    pass
"""


@pytest.fixture
def draft(project: Path) -> Draft:
    domain = project / "domain.yml"
    domain.write_text(
        domain.read_text("utf-8").replace("  - chitchat\n", "  - chitchat\n  - cancel\n  - deny\n")
        + MENU
        + "\n"
        + '  term_meaning_ask_balance: [{text: "What I owe"}]\n',
        "utf-8",
    )
    smalltalk = project / "data/nlu/en/smalltalk.yml"
    smalltalk.write_text(
        smalltalk.read_text("utf-8")
        + "\n- intent: cancel\n  examples: |\n    - stop this\n    - bye!\n"
        + "\n- intent: deny\n  examples: |\n    - no\n",
        "utf-8",
    )
    for path, text in {
        "data/rules/all.yml": RULES,
        "tests/dev/en.tsv": TABLE,
        "actions/wishes.py": CODE,
    }.items():
        (project / path).parent.mkdir(parents=True, exist_ok=True)
        (project / path).write_text(text, "utf-8")
    return Draft(project)


def changed(draft: Draft) -> dict[str, list[str]]:
    return {
        change.path: [line for line in change.lines if line[0] in "+-"] for change in draft.diff()
    }


def test_a_renamed_intent_is_renamed_wherever_it_is_meant(draft: Draft) -> None:
    in_a_message = Mention("tests/dev/en.tsv", 3, "ask_balance\tgreet\ten")
    assert rename(draft, "ask_balance", "ask_owed") == [in_a_message]
    told = changed(draft)
    assert told["data/rules/all.yml"] == [
        "-      - intent: ask_balance",
        "+      - intent: ask_owed",
    ]
    assert told["data/nlu/zh_Hans/account.yml"] == ["-- intent: ask_balance", "+- intent: ask_owed"]
    assert told["tests/dev/en.tsv"] == ["-owe?\task_balance\ten", "+owe?\task_owed\ten"]
    assert [line for line in told["domain.yml"] if line[0] == "+"] == [
        "+  - ask_owed",
        f"+{MENU.replace('/ask_balance', '/ask_owed')}",
        '+  term_meaning_ask_owed: [{text: "What I owe"}]',
    ]
    assert [line for line in told["actions/wishes.py"] if line[0] == "+"] == [
        '+WISHES = {"ask_owed": 1}',
        '+BUTTONS = ("/ask_owed", \'/cancel{"loan": 1}\')',
    ]


def test_a_name_that_may_mean_something_else_is_listed_for_a_person(draft: Draft) -> None:
    found = rename(draft, "cancel", "call_off")
    line = 'if intent in {"deny", "cancel"} or form.get("do") == "cancel":'
    assert found == [Mention("actions/wishes.py", 3, line)]
    assert '/call_off{"loan": 1}' in draft.read("actions/wishes.py")


def test_a_merged_intents_examples_join_the_other_once(draft: Draft) -> None:
    merge(draft, "cancel", "goodbye")
    files = ExampleFiles(draft)
    assert files.of("goodbye", "en") == ["bye", "stop this"]
    assert "cancel" not in files.intents()
    assert files.of("cancel", "en") == []
    assert "cancel it\tgoodbye\ten" in draft.read("tests/dev/en.tsv")
    assert "payload: '/goodbye{\"loan\": 1}'" in draft.read("domain.yml")


def test_a_merged_intents_rules_go_where_the_other_has_its_own(draft: Draft) -> None:
    merge(draft, "cancel", "goodbye")
    assert changed(draft)["data/rules/all.yml"] == [
        "-      - intent: cancel",
        "+      - intent: goodbye",
        "-",
        "-  - rule: leaving nothing",
        "-    steps:",
        "-      - intent: cancel",
        "-      - action: action_nothing",
    ]


def test_merging_lists_what_code_says(draft: Draft) -> None:
    lines = {mention.line for mention in merge(draft, "ask_balance", "greet")}
    assert lines >= {1}
    assert "ask_balance" in draft.read("actions/wishes.py")


@pytest.mark.parametrize(
    ("work", "intent", "to", "problem"),
    [
        (rename, "missing", "other", Problem.UNKNOWN_INTENT),
        (rename, "greet", "Hello World", Problem.BAD_NAME),
        (rename, "greet", "goodbye", Problem.NAME_TAKEN),
        (merge, "greet", "missing", Problem.UNKNOWN_INTENT),
        (merge, "greet", "greet", Problem.NAME_TAKEN),
    ],
)
def test_what_cannot_be_is_refused(draft: Draft, work, intent: str, to: str, problem: Problem):
    with pytest.raises(CannotChange) as refused:
        work(draft, intent, to)
    assert refused.value.problem is problem


def test_nothing_is_renamed_while_a_file_cannot_be_read(draft: Draft, project: Path) -> None:
    (project / "data/nlu/en/account.yml").write_text("nlu: [", "utf-8")
    with pytest.raises(CannotChange) as refused:
        rename(draft, "greet", "welcome")
    assert refused.value.detail == "data/nlu/en/account.yml:1"


def test_the_projects_own_rules_stay_whole_when_intents_are_merged() -> None:
    draft = Draft(PROJECT)
    merge(draft, "request_waiver", "request_deferral")
    rules = yaml.safe_load(draft.read("data/rules/arrangement.yml"))["rules"]
    assert all(rule["steps"] for rule in rules)
    assert "request_waiver" not in draft.read("data/rules/arrangement.yml")
    assert {one.path for one in ExampleFiles(draft).broken()} == set()
