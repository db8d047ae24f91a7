"""``repay demonstration``: what only an invented portfolio may be asked."""

from __future__ import annotations

import secrets
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from bot.command_line import ledger, stop
from bot.ledger.clock import now
from bot.ledger.demonstration import NotEmpty, load_demonstration

AGENTS = ("Lin", "Mei", "Sam", "Ting")

app = typer.Typer(no_args_is_help=True, help="What only a demonstration can do.")


@app.callback()
def demonstration() -> None:
    """What only a demonstration can do."""


@app.command()
def seed(
    conversations: Annotated[int, typer.Option(min=1, help="How many to add.")] = 10_000,
    messages: Annotated[int, typer.Option(min=1, help="How many in all of them.")] = 500_000,
) -> None:
    """Add invented conversations in four languages, to see everything at its full size."""
    from bot.ledger.crowd import Crowd, Size  # noqa: PLC0415 - reads its words
    from bot.terms import load_all  # noqa: PLC0415 - the ledger's rules load

    with ledger() as database:
        with database.writing() as session:
            moment = now(session)
            try:
                load_demonstration(session, now=moment, countries=load_all())
            except NotEmpty:
                stop("This ledger holds a lender's books: a demonstration needs one of its own.")
            crowd = Crowd(_agents(session), now=moment)
        with typer.progressbar(length=messages, label="Messages") as bar:
            crowd.fill(database, Size(conversations, messages), bar.update)
    typer.echo(f"Added {conversations} conversations with {messages} messages.")


def _agents(session: Session) -> list[tuple[int, str]]:
    """They have a part of the conversations, and a password that nobody knows."""
    from bot.servicing.staff import Role, add_staff, find_staff  # noqa: PLC0415 - argon2 loads

    password = secrets.token_urlsafe(32)
    agents = (
        find_staff(session, name) or add_staff(session, name, password, role=Role.AGENT)
        for name in AGENTS
    )
    return [(one.id, one.name) for one in agents]
