"""The connection to the ledger, on SQLite or PostgreSQL, from synchronous and async code."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from functools import cache
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine, Select, bindparam, create_engine, event, inspect, select
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

Result = TypeVar("Result")
Args = ParamSpec("Args")

_WRITES = "repay_writes"
_LASTS = "repay_lasts"


class _Transaction(Session):
    """One short one, in which nothing is read twice: what was read lives as long as it does."""

    def get(self, entity: Any, ident: Any, **options: Any) -> Any:
        """As ``Session.get``, which puts its statement together anew: that takes twice the time."""
        is_plain = not (isinstance(ident, tuple) or any(options.values()))
        if not is_plain or (entity, (ident,), None) in self.identity_map:
            return super().get(entity, ident, **options)
        return self.scalar(_by_key(entity), {"key": ident})


@cache
def _by_key(entity: type[Any]) -> Select[Any]:
    (key,) = inspect(entity).primary_key
    return select(entity).where(key == bindparam("key"))


@event.listens_for(_Transaction, "loaded_as_persistent")
@event.listens_for(_Transaction, "pending_to_persistent")
def _keep(session: Session, row: object) -> None:
    session.info.setdefault("kept", []).append(row)


class Database:
    """Short transactions: ``write`` takes SQLite's write lock at once, ``read`` never does.

    The async pair runs the same functions in worker threads, so that no query holds up the loop.
    """

    def __init__(self, url: str, *, threads: int = 8) -> None:
        self.url = url
        self.engine = _connect(url, pool=threads + 4)
        self._writer = self.engine.execution_options(**{_WRITES: True, _LASTS: True})
        self._noter = self.engine.execution_options(**{_WRITES: True, _LASTS: False})
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="ledger")
        # SQLite lets one write at a time; waiting here costs less than asking it again and again.
        alone = self.engine.dialect.name == "sqlite"
        self._turn: AbstractContextManager[object] = threading.RLock() if alone else nullcontext()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with _Transaction(self.engine, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def writing(self, *, lasting: bool = True) -> Iterator[Session]:
        writer = self._writer if lasting else self._noter
        with self._turn, _Transaction(writer, expire_on_commit=False) as session, session.begin():
            yield session

    async def read(
        self,
        work: Callable[Concatenate[Session, Args], Result],
        *args: Args.args,
        **kwargs: Args.kwargs,
    ) -> Result:
        def run() -> Result:
            with self.reading() as session:
                return work(session, *args, **kwargs)

        return await asyncio.get_running_loop().run_in_executor(self._threads, run)

    async def write(
        self,
        work: Callable[Concatenate[Session, Args], Result],
        *args: Args.args,
        **kwargs: Args.kwargs,
    ) -> Result:
        return await self._write(lambda session: work(session, *args, **kwargs), lasting=True)

    async def note(
        self,
        work: Callable[Concatenate[Session, Args], Result],
        *args: Args.args,
        **kwargs: Args.kwargs,
    ) -> Result:
        """As ``write``, for what a power cut may undo, but the program's own end does not.

        Nothing may be told or sent because of it before something else was written.
        """
        return await self._write(lambda session: work(session, *args, **kwargs), lasting=False)

    async def _write(self, work: Callable[[Session], Result], *, lasting: bool) -> Result:
        def run() -> Result:
            with self.writing(lasting=lasting) as session:
                return work(session)

        return await asyncio.get_running_loop().run_in_executor(self._threads, run)

    def close(self) -> None:
        self._threads.shutdown()
        self.engine.dispose()


def _connect(url: str, *, pool: int) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(url, pool_size=pool, pool_pre_ping=True)
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, pool_size=pool, connect_args={"timeout": 15})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver's own transaction handling is off: _begin_sqlite says when and how one starts.
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    options = connection.get_execution_options()
    if not options.get(_WRITES, False):
        connection.exec_driver_sql("BEGIN")
        return
    # Waiting for the disk is most of a small transaction. It makes all earlier ones last as well.
    until = "FULL" if options[_LASTS] else "NORMAL"
    connection.connection.cursor().execute(f"PRAGMA synchronous={until}").close()
    # Taking the write lock first avoids the dead end of two readers that both want to write.
    connection.exec_driver_sql("BEGIN IMMEDIATE")
