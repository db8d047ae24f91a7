"""Models in the making: what is known of each run, and by whom it is found dead."""

from __future__ import annotations

import os
import re
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.ledger.clock import machine_now
from bot.ledger.database import Database
from bot.ledger.model_tables import TrainingRun
from bot.servicing import audit

STEPS = 6
BEAT_SECONDS = 3
DEAD_AFTER = timedelta(seconds=30)
LOG_LIMIT = 20_000
SHOWN = 20
_STEP = re.compile(r"\[(\d)/\d\] ")


class State(StrEnum):
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    ABANDONED = "abandoned"


class Busy(Exception):  # noqa: N818 - named for what is wrong
    """Another run is on; two at once would make both slower than one after the other."""


class RunFailed(Exception):  # noqa: N818 - named for what happened
    """In one sentence, for the person who began it."""


Tell = Callable[[str], None]


def begin(session: Session, *, by: str, why: str, now: datetime) -> TrainingRun:
    """Raises ``Busy``."""
    bury(session, now=now)
    if running(session) is not None:
        raise Busy
    run = TrainingRun(
        by=by[:80], why=why.strip()[:400], state=State.RUNNING.value, started_at=now, beat_at=now
    )
    session.add(run)
    session.flush()
    audit.record(session, "training begun", by=by, subject=str(run.id), now=now)
    return run


def bury(session: Session, *, now: datetime) -> None:
    """Whose process has not been heard of: it died with the program, or was killed."""
    session.execute(
        update(TrainingRun)
        .where(TrainingRun.state == State.RUNNING.value, TrainingRun.beat_at < now - DEAD_AFTER)
        .values(state=State.ABANDONED.value, ended_at=now)
    )


def running(session: Session) -> TrainingRun | None:
    wanted = select(TrainingRun).where(TrainingRun.state == State.RUNNING.value)
    return session.scalar(wanted.order_by(TrainingRun.id.desc()).limit(1))


def newest(session: Session) -> Sequence[TrainingRun]:
    return session.scalars(select(TrainingRun).order_by(TrainingRun.id.desc()).limit(SHOWN)).all()


@dataclass
class Progress:
    """What a run's process tells of itself."""

    database: Database
    run: int
    echo: Tell

    def tell(self, line: str) -> None:
        self.echo(line)
        with self.database.writing() as session:
            run = session.get_one(TrainingRun, self.run)
            run.log = f"{run.log}{line}\n"[-LOG_LIMIT:]
            run.beat_at = machine_now()
            if step := _STEP.match(line):
                run.step = int(step[1])

    @property
    def by(self) -> str:
        """Who began it."""
        with self.database.reading() as session:
            return session.get_one(TrainingRun, self.run).by

    def made(self, model: str) -> None:
        with self.database.writing() as session:
            session.get_one(TrainingRun, self.run).model = model

    def end(self, state: State) -> None:
        with self.database.writing() as session:
            run = session.get_one(TrainingRun, self.run)
            run.state, run.ended_at = state.value, machine_now()
            if state is State.DONE:
                run.step = STEPS

    def beat(self) -> None:
        with self.database.writing() as session:
            session.get_one(TrainingRun, self.run).beat_at = machine_now()


@contextmanager
def followed(progress: Progress, *, with_parent: bool) -> Iterator[None]:
    """Beats until the end, which is told whatever it is; ``with_parent`` ends with who began it."""
    over, parent = threading.Event(), os.getppid()

    def beat() -> None:
        while not over.wait(BEAT_SECONDS):
            if with_parent and os.getppid() != parent:
                os.killpg(os.getpgrp(), signal.SIGKILL)
            progress.beat()

    beating = threading.Thread(target=beat, daemon=True)
    beating.start()
    state = State.FAILED
    try:
        yield
        state = State.DONE
    except RunFailed as failed:
        progress.tell(str(failed))
        raise
    finally:
        over.set()
        beating.join()
        progress.end(state)
