"""What every command needs: one clear sentence at the end, the settings, the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer
from pydantic import ValidationError
from sqlalchemy.exc import SQLAlchemyError

from bot.ledger.clock import now as read_clock
from bot.ledger.database import Database
from bot.ledger.schema import migrate
from bot.ledger.tables import Staff
from bot.settings import Settings, read_settings


def stop(sentence: str, code: int = 1) -> NoReturn:
    """One clear sentence and a non-zero exit."""
    typer.echo(sentence, err=True)
    raise typer.Exit(code)


def settings() -> Settings:
    try:
        return read_settings()
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]).upper() if first["loc"] else "settings"
        stop(f"The setting {name} cannot be used: {first['msg']}.")


@contextmanager
def ledger() -> Iterator[Database]:
    database = Database(settings().ledger_url)
    try:
        migrate(database)
        yield database
    except SQLAlchemyError as error:
        stop(f"The ledger at {database.engine.url!r} cannot be used: {_first_line(error)}")
    finally:
        database.close()


def signed_in(database: Database, name: str, password: str) -> Staff:
    """Whoever sets a limit aside is who they say they are."""
    from bot.servicing.staff import (  # noqa: PLC0415 - argon2 loads
        SignInRefused,
        is_password,
        open_attempt,
    )

    try:
        with database.writing() as session:
            attempt = open_attempt(session, name, now=read_clock(session))
    except SignInRefused as refused:
        stop(f"{name} cannot sign in: {refused.code.value}.")
    if attempt.staff_id is None or not is_password(attempt, password):
        stop("This name and password do not belong together.")
    with database.reading() as session:
        return session.get_one(Staff, attempt.staff_id)


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0]
