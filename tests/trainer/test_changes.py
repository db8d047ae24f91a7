"""Trainers' changes are commits of their own branch; the checkout that serves never moves."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from trainer_project import git

from bot.trainer.changes import Changes
from bot.trainer.example_files import ExampleFiles
from bot.trainer.problems import CannotChange, Problem

SMALLTALK = "data/nlu/en/smalltalk.yml"


def add(changes: Changes, text: str, *, by: str = "Mei", intent: str = "greet") -> None:
    with changes.draft(by=by, why=f"Add to {intent}: {text}") as draft:
        ExampleFiles(draft).add(intent, "en", text)


def test_a_change_is_a_commit_by_the_trainer(changes: Changes, checkout: Path) -> None:
    add(changes, "hi there", by="林小美 <x>")
    [commit] = changes.commits()
    assert (commit.by, commit.why) == ("林小美 x", "Add to greet: hi there")
    assert git(checkout, "log", "-1", "--format=%an|%cn", changes.branch) == (
        "林小美 x|Repayment assistant\n"
    )
    told = [line for line in changes.patch().splitlines() if line[0] in "+-"]
    assert told[2:] == ["+    - hi there"]
    assert changes.patch(commit.id) == changes.patch()


def test_the_checkout_stays_as_it_is(changes: Changes, checkout: Path) -> None:
    before = (checkout / SMALLTALK).read_bytes()
    add(changes, "hi there")
    assert git(checkout, "status", "--porcelain") == ""
    assert git(checkout, "branch", "--show-current") == "main\n"
    assert (checkout / SMALLTALK).read_bytes() == before
    assert "hi there" in (changes.folder() / SMALLTALK).read_text("utf-8")


def test_a_refused_change_leaves_nothing(changes: Changes) -> None:
    def add_two() -> None:
        with changes.draft(by="Mei", why="Two") as draft:
            ExampleFiles(draft).add("greet", "en", "hi there")
            ExampleFiles(draft).add("greet", "en", "hello")

    with pytest.raises(CannotChange):
        add_two()
    assert changes.commits() == []
    assert "hi there" not in (changes.folder() / SMALLTALK).read_text("utf-8")


def test_a_change_that_cannot_be_committed_is_undone(changes: Changes) -> None:
    (changes.folder() / SMALLTALK).write_text(
        (changes.folder() / SMALLTALK).read_text("utf-8").replace("hello", "by hand"), "utf-8"
    )
    before = (changes.folder() / SMALLTALK).read_bytes()
    lock = Path(git(changes.folder(), "rev-parse", "--absolute-git-dir").strip()) / "index.lock"
    lock.touch()
    with pytest.raises(CannotChange) as refused:
        add(changes, "hi there")
    assert refused.value.problem is Problem.CANNOT_COMMIT
    assert (changes.folder() / SMALLTALK).read_bytes() == before
    lock.unlink()
    add(changes, "hi there")
    assert len(changes.commits()) == 1


def test_many_at_once_lose_nothing(changes: Changes, checkout: Path, tmp_path: Path) -> None:
    other = Changes(checkout, tmp_path / "var")
    texts = [f"hi number {number}" for number in range(8)]
    work = [
        threading.Thread(target=add, args=(one, text))
        for one, text in zip([changes, other] * 4, texts, strict=True)
    ]
    for thread in work:
        thread.start()
    for thread in work:
        thread.join()
    assert len(changes.commits()) == 8
    assert set(ExampleFiles(changes.look()).of("greet", "en")) >= set(texts)


def test_a_second_program_has_a_branch_of_its_own(
    changes: Changes, checkout: Path, tmp_path: Path
) -> None:
    other = Changes(checkout, tmp_path / "other")
    assert (changes.branch, other.branch) == ("trainer/workbench", "trainer/workbench-2")
    add(changes, "hi there")
    assert other.commits() == []


def test_the_branch_is_gone_on_with_after_a_restart(
    changes: Changes, checkout: Path, tmp_path: Path
) -> None:
    add(changes, "hi there")
    assert [one.why for one in Changes(checkout, tmp_path / "var").commits()] == [
        "Add to greet: hi there"
    ]


def test_the_branch_is_gone_on_with_after_the_project_was_moved(
    changes: Changes, checkout: Path, tmp_path: Path
) -> None:
    add(changes, "hi there")
    moved = checkout.rename(tmp_path / "elsewhere")
    again = Changes(moved, tmp_path / "var")
    add(again, "hi again")
    assert [one.why for one in again.commits()] == [
        "Add to greet: hi again",
        "Add to greet: hi there",
    ]


def test_what_developers_did_is_taken_over(changes: Changes, checkout: Path) -> None:
    add(changes, "hi there")
    assert not changes.is_behind()
    (checkout / "README.md").write_text("new", "utf-8")
    git(checkout, "add", ".")
    git(checkout, "commit", "-m", "Say it")
    assert changes.is_behind()
    changes.take_over(by="Mei")
    assert not changes.is_behind()
    assert (changes.folder() / "README.md").read_text("utf-8") == "new"
    assert "hi there" in (changes.folder() / SMALLTALK).read_text("utf-8")


def test_a_conflict_with_developers_is_told_and_changes_nothing(
    changes: Changes, checkout: Path
) -> None:
    add(changes, "see you", intent="goodbye")
    file = checkout / SMALLTALK
    file.write_text(file.read_text("utf-8") + "    - ciao\n", "utf-8")
    git(checkout, "commit", "-am", "Say ciao")
    before = changes.commits()
    with pytest.raises(CannotChange) as refused:
        changes.take_over(by="Mei")
    assert refused.value.detail == SMALLTALK
    assert changes.commits() == before
    add(changes, "hi there")


def test_without_git_the_files_themselves_are_changed(project: Path, tmp_path: Path) -> None:
    changes = Changes(project, tmp_path / "var")
    add(changes, "hi there")
    assert changes.folder() == project
    assert "hi there" in (project / SMALLTALK).read_text("utf-8")
    assert (changes.branch, list(changes.commits()), changes.patch()) == ("", [], "")


def test_a_commit_that_is_not_among_the_changes_is_not_shown(
    changes: Changes, checkout: Path
) -> None:
    with pytest.raises(LookupError):
        changes.patch(git(checkout, "rev-parse", "HEAD").strip())
    with pytest.raises(LookupError):
        changes.patch("--output=/tmp/x")
