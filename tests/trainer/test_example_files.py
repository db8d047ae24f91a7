"""One example more or less is one line more or less; everything else stays to the byte."""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.trainer.drafts import Draft
from bot.trainer.example_files import LONGEST, ExampleFiles, written
from bot.trainer.problems import CannotChange, Problem

SMALLTALK = "data/nlu/en/smalltalk.yml"


@pytest.fixture
def draft(project: Path) -> Draft:
    return Draft(project)


@pytest.fixture
def files(draft: Draft) -> ExampleFiles:
    return ExampleFiles(draft)


def changed(draft: Draft) -> dict[str, list[str]]:
    """By file, the lines that come and go."""
    return {
        change.path: [line for line in change.lines if line[0] in "+-"] for change in draft.diff()
    }


def refused(work, *given) -> tuple[Problem, str]:
    with pytest.raises(CannotChange) as told:
        work(*given)
    return told.value.problem, told.value.detail


def test_an_added_example_is_one_line(draft: Draft, files: ExampleFiles) -> None:
    files.add("greet", "en", "  hi there\n")
    assert changed(draft) == {SMALLTALK: ["+    - hi there"]}
    assert files.of("greet", "en") == ["hello", "good evening", "hi there"]


def test_a_removed_example_is_one_line_less(draft: Draft, files: ExampleFiles) -> None:
    files.remove("greet", "en", "hello")
    assert changed(draft) == {SMALLTALK: ["-    - hello"]}


def test_an_edited_example_stays_in_its_place(draft: Draft, files: ExampleFiles) -> None:
    files.edit("greet", "en", "hello", "hello you")
    assert changed(draft) == {SMALLTALK: ["-    - hello", "+    - hello you"]}
    assert files.of("greet", "en") == ["hello you", "good evening"]


def test_an_example_may_be_written_another_way(files: ExampleFiles) -> None:
    files.edit("greet", "en", "hello", "Hello!")
    assert files.of("greet", "en") == ["Hello!", "good evening"]


def test_a_moved_example_leaves_one_intent_for_the_other(files: ExampleFiles) -> None:
    files.move("greet", "en", "good evening", "goodbye")
    assert files.of("greet", "en") == ["hello"]
    assert files.of("goodbye", "en") == ["bye", "good evening"]


def test_the_last_example_in_a_language_takes_its_block_along(files: ExampleFiles) -> None:
    files.remove("ask_balance", "en", "what do i owe")
    assert files.of("ask_balance", "en") == []
    assert files.of("ask_balance", "zh_Hans") == ["我欠多少", "还剩多少没还"]


def test_a_block_in_the_middle_leaves_no_gap(draft: Draft, files: ExampleFiles) -> None:
    files.add("greet", "zh_Hans", "你好")
    files.remove("greet", "en", "hello")
    files.remove("greet", "en", "good evening")
    assert draft.read(SMALLTALK).endswith("nlu:\n- intent: goodbye\n  examples: |\n    - bye\n")


def test_the_last_example_of_all_stays(files: ExampleFiles) -> None:
    assert refused(files.remove, "goodbye", "en", "bye") == (Problem.LAST_ONE, "goodbye")


def test_an_intent_without_examples_in_a_language_goes_to_its_journeys_file(
    draft: Draft, files: ExampleFiles
) -> None:
    files.remove("ask_balance", "en", "what do i owe")
    files.add("ask_balance", "en", "what do i owe now")
    files.add("ask_if_bot", "en", "are you a robot")
    assert draft.read("data/nlu/en/account.yml").endswith("    - what do i owe now\n")
    files.add("ask_if_bot", "zh_Hans", "你是机器人吗")
    assert files.of("ask_if_bot", "zh_Hans") == ["你是机器人吗"]
    assert draft.read(SMALLTALK).endswith(
        "    - bye\n\n- intent: ask_if_bot\n  examples: |\n    - are you a robot\n"
    )


def test_nothing_is_on_disk_before_the_draft_is_saved(
    draft: Draft, files: ExampleFiles, project: Path
) -> None:
    before = (project / SMALLTALK).read_bytes()
    files.add("greet", "en", "hi there")
    assert (project / SMALLTALK).read_bytes() == before
    draft.save()
    assert "hi there" in (project / SMALLTALK).read_text("utf-8")


@pytest.mark.parametrize(
    ("intent", "language", "text", "problem"),
    [
        ("greeting", "en", "hi", (Problem.UNKNOWN_INTENT, "greeting")),
        ("greet", "../en", "hi", (Problem.UNKNOWN_LANGUAGE, "../en")),
        ("greet", "en", "Hello!", (Problem.DUPLICATE, "greet")),
        ("goodbye", "en", "hello", (Problem.DUPLICATE, "greet")),
        ("greet", "en", " \n ", (Problem.EMPTY, "")),
        ("greet", "en", "h" * (LONGEST + 1), (Problem.TOO_LONG, str(LONGEST))),
        ("greet", "en", "hi\0", (Problem.UNPRINTABLE, "")),
        ("greet", "en", "hi\u2028- bye", (Problem.UNPRINTABLE, "")),
        ("greet", "en", "hi \u202eereht", (Problem.UNPRINTABLE, "")),
        ("greet", "en", "Well, hello!", (Problem.HELD_OUT, "Well, hello!")),
        ("chitchat", "en", "nice weather", (Problem.NO_JOURNEY, "chitchat")),
    ],
)
def test_what_would_break_is_refused(
    files: ExampleFiles, draft: Draft, intent: str, language: str, text: str, problem: object
) -> None:
    assert refused(files.add, intent, language, text) == problem
    assert draft.changed == []


def test_a_held_out_table_without_a_heading_stops_nothing(
    project: Path, files: ExampleFiles
) -> None:
    (project / "data/held_out/intents/en.tsv").write_text("", "utf-8")
    assert files.add("greet", "en", "well, hello") == "well, hello"


def test_what_is_gone_cannot_be_changed(files: ExampleFiles) -> None:
    assert refused(files.edit, "greet", "en", "howdy", "hey") == (Problem.NOT_FOUND, "greet")
    assert refused(files.remove, "greet", "en", "howdy") == (Problem.NOT_FOUND, "greet")


def test_markup_of_rasa_becomes_plain_words() -> None:
    assert written('pay [500](amount) by [friday]{"entity": "date"}') == (
        'pay [500] (amount) by [friday] {"entity": "date"}'
    )


@pytest.mark.parametrize(
    ("broken", "line"),
    [
        ("nlu:\n- intent: greet\n  examples: |\n    - hello\n   - hi\n", 5),
        ("nlu: [\n", 2),
        ("nlu: none\n", 1),
        ("nlu:\n- intent: greet\n- intent: goodbye\n  examples: |\n    - bye\n", 2),
        ("nlu:\n- intent: greet\n  examples:\n  - hello\n", 2),
        ("nlu:\n- greet\n", 2),
        ("nlu:\n- intent: greet\n  examples: |\n    - a\x85    - b\n", 4),
        ("nlu:\n- intent: greet\n  examples: |\n    - hi\n  examples: |\n    - hey\n", 5),
        ("", 1),
    ],
)
def test_a_broken_file_is_told_and_the_others_go_on(
    project: Path, files: ExampleFiles, broken: str, line: int
) -> None:
    (project / SMALLTALK).write_text(broken, "utf-8")
    [told] = files.broken()
    assert (told.path, told.line) == (SMALLTALK, line)
    assert told.reason
    files.add("ask_balance", "en", "how much is it")
    assert files.of("ask_balance", "en") == ["what do i owe", "how much is it"]


def test_a_file_in_another_encoding_is_told(project: Path, files: ExampleFiles) -> None:
    (project / SMALLTALK).write_bytes(b"nlu:\n- intent: greet\n  examples: |\n    - caf\xe9\n")
    [told] = files.broken()
    assert (told.line, told.reason) == (4, "not UTF-8")


@pytest.mark.parametrize("ending", ["", "\n", "\n\n", "\n# the end\n"])
def test_however_a_file_ends_an_example_can_be_added(
    project: Path, files: ExampleFiles, draft: Draft, ending: str
) -> None:
    text = "nlu:\n- intent: greet\n  examples: |\n    - hello" + ending
    (project / SMALLTALK).write_text(text, "utf-8")
    files.add("greet", "en", "hi there")
    assert draft.read(SMALLTALK) == (
        "nlu:\n- intent: greet\n  examples: |\n    - hello\n    - hi there" + (ending or "\n")
    )


def test_the_line_ends_of_a_file_are_kept(project: Path, files: ExampleFiles, draft: Draft) -> None:
    text = (project / SMALLTALK).read_text("utf-8").replace("\n", "\r\n")
    (project / SMALLTALK).write_bytes(text.encode())
    files.add("goodbye", "en", "see you")
    files.edit("greet", "en", "hello", "hello you")
    expected = text.replace("- hello\r", "- hello you\r") + "    - see you\r\n"
    assert draft.read(SMALLTALK) == expected


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=30
)
@given(said=st.text(min_size=1, max_size=60))
def test_what_is_written_is_read_again_and_other_lines_stay(project: Path, said: str) -> None:
    draft = Draft(project)
    files = ExampleFiles(draft)
    before = draft.read(SMALLTALK)
    try:
        example = files.add("greet", "en", said)
    except CannotChange:
        assert draft.changed == []
        return
    after = draft.read(SMALLTALK)
    assert files.of("greet", "en") == ["hello", "good evening", example]
    told = [
        line for line in difflib.ndiff(before.split("\n"), after.split("\n")) if line[0] in "+-"
    ]
    assert told == [f"+     - {example}"]
    [greet, _] = yaml.safe_load(after)["nlu"]
    assert greet["examples"].split("\n")[-2].removeprefix("- ").strip() == example
    files.remove("greet", "en", example)
    assert draft.read(SMALLTALK) == before


def test_the_projects_own_files_can_be_read() -> None:
    files = ExampleFiles(Draft(Path(__file__).parents[2]))
    assert files.broken() == []
    assert set(files.intents()) >= {example.intent for example in files.examples()}
