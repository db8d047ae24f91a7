"""``repay case``: what borrowers set going and somebody has to answer."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from bot.command_line import ledger, stop

app = typer.Typer(
    no_args_is_help=True, help="Disputes, complaints and requests, with their clocks."
)


@app.command("list")
def list_cases(
    *, everything: Annotated[bool, typer.Option("--all", help="Closed ones too.")] = False
) -> None:
    """Open cases, the one to be answered first on top, as JSON lines."""
    from bot.servicing.cases import all_cases  # noqa: PLC0415 - the ledger's rules load
    from bot.servicing.report import describe_case  # noqa: PLC0415 - as above

    with ledger() as database, database.reading() as session:
        for case in all_cases(session, closed=everything):
            typer.echo(json.dumps(describe_case(case), ensure_ascii=False))


@app.command("close")
def close(
    number: str,
    *,
    by: Annotated[str, typer.Option(help="Who answered it.")],
    why: Annotated[str, typer.Option(help="What came of it, in a few words.")],
) -> None:
    """Note that a case was answered; reminders that only it held back may go out again."""
    from bot.ledger.clock import now  # noqa: PLC0415 - the ledger loads
    from bot.servicing.cases import close_case, find_case, is_open  # noqa: PLC0415 - as above

    with ledger() as database, database.writing() as session:
        case = find_case(session, number)
        if case is None:
            stop(f"No case has the number {number}.")
        if not is_open(case):
            stop(f"{number} is closed already.")
        close_case(session, case, by=by, why=why, now=now(session))
    typer.echo(f"{number} is closed.")
