"""What is known of a run, also when its process is gone."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.ledger.database import Database
from bot.trainer import runs
from bot.trainer.runs import Busy, Progress, RunFailed, State


def begin(database: Database, now: datetime) -> int:
    with database.writing() as session:
        return runs.begin(session, by="Tess", why="slang", now=now).id


def state(database: Database) -> tuple[str, int, str]:
    with database.reading() as session:
        run = runs.newest(session)[0]
        return run.state, run.step, run.log


def test_a_run_tells_how_far_it_is(database: Database, now: datetime) -> None:
    said: list[str] = []
    progress = Progress(database, begin(database, now), said.append)
    with runs.followed(progress, with_parent=False):
        progress.tell("[3/4] Putting together")
        progress.tell("a line")
        assert state(database) == ("running", 3, "[3/4] Putting together\na line\n")
    assert state(database)[:2] == (State.DONE.value, runs.STEPS)
    assert said == ["[3/4] Putting together", "a line"]


def test_why_a_run_failed_stands_in_its_log(database: Database, now: datetime) -> None:
    progress = Progress(database, begin(database, now), lambda _: None)
    with pytest.raises(RunFailed), runs.followed(progress, with_parent=False):
        raise RunFailed("no examples")
    assert state(database) == (State.FAILED.value, 0, "no examples\n")


def test_only_one_goes_on_at_a_time(database: Database, now: datetime) -> None:
    begin(database, now)
    with pytest.raises(Busy):
        begin(database, now)


def test_what_is_not_heard_of_any_more_is_broken_off(database: Database, now: datetime) -> None:
    begin(database, now)
    later = now + runs.DEAD_AFTER + timedelta(seconds=1)
    begin(database, later)
    with database.reading() as session:
        assert [run.state for run in runs.newest(session)] == ["running", "abandoned"]
