"""``repay portfolio``: the lender's books in, what was agreed out."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import Progress

from bot.command_line import ledger, stop

if TYPE_CHECKING:
    from bot.ledger.portfolio_files import Imported, Refused

app = typer.Typer(no_args_is_help=True, help="The lender's books, in and out as files.")


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)],
    *,
    errors: Annotated[int, typer.Option(min=1, help="How many errors are printed.")] = 50,
) -> None:
    """Borrowers, loans and payments from a .jsonl or .csv file: all of it or nothing.

    docs/portfolio.md tells the format. The same file again changes nothing.
    """
    from bot.ledger.portfolio_files import Refused, import_portfolio  # noqa: PLC0415 - heavy
    from bot.terms import load_all  # noqa: PLC0415 - as above

    with ledger() as database:
        try:
            with _progress() as progress:
                imported = import_portfolio(
                    database, file, terms=load_all(), keep_faults=errors, progress=progress
                )
        except Refused as refused:
            stop(_refusal(file, refused))
    typer.echo(_summary(file, imported))


@app.command()
def export(
    file: Annotated[Path, typer.Argument(dir_okay=False, writable=True)],
    *,
    since: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Only what is new from this day on (UTC)."),
    ] = None,
    kind: Annotated[
        list[str] | None, typer.Option(help="Only these; borrower and loan are written if asked.")
    ] = None,
) -> None:
    """Payments, arrangements, promises and hardship reports to a .jsonl file."""
    from bot.ledger.portfolio_files import KINDS, USUAL, export_portfolio  # noqa: PLC0415 - heavy
    from bot.terms import load_all  # noqa: PLC0415 - as above

    kinds = kind or USUAL
    for unknown in set(kinds) - set(KINDS):
        stop(f"A kind is one of {', '.join(KINDS)}, not {unknown}.", 2)
    day = since.date() if since else None
    with ledger() as database:
        try:
            written = export_portfolio(database, file, terms=load_all(), since=day, kinds=kinds)
        except OSError as error:
            stop(f"{file} cannot be written: {error.strerror}.")
    counts = ", ".join(f"{count} {name}s" for name, count in written.items())
    typer.echo(f"{file}: {counts.replace('_', ' ')}.")


@app.command()
def sample(
    file: Annotated[Path, typer.Argument(dir_okay=False, writable=True)],
    *,
    loans: Annotated[int, typer.Option(min=1, help="How many, each with its borrower.")] = 1000,
    payments: Annotated[int, typer.Option(min=0, help="At most so many for each loan.")] = 6,
    seed: Annotated[int, typer.Option(help="The same seed and day give the same file.")] = 1,
) -> None:
    """Write an invented portfolio, to try and to measure the import."""
    from bot.ledger.portfolio_files import write_sample  # noqa: PLC0415 - heavy
    from bot.terms import load_all  # noqa: PLC0415 - as above

    today = date.today()  # noqa: DTZ011 - the day of whoever tries it
    with file.open("w", encoding="utf-8") as out:
        write_sample(out, loans=loans, payments=payments, terms=load_all(), today=today, seed=seed)


@app.command()
def schema() -> None:
    """The file format as a JSON Schema of one line."""
    from bot.ledger.portfolio_files import json_schema  # noqa: PLC0415 - heavy

    typer.echo(json.dumps(json_schema(), ensure_ascii=False, indent=2))


def _refusal(file: Path, refused: Refused) -> str:
    faults = refused.faults
    kept = [str(fault) for fault in faults.kept]
    more = f", of which the first {len(kept)} are above" if len(kept) < faults.count else ""
    count = "1 error" if faults.count == 1 else f"{faults.count} errors"
    return "\n".join([*kept, f"Nothing of {file} was imported: {count}{more}."])


def _summary(file: Path, imported: Imported) -> str:
    if imported.changed_nothing:
        return f"{file} changed nothing: all of it was in the ledger already."
    new = ", ".join(f"{count} {kind}s" for kind, count in imported.new.items())
    return f"{file} is imported. New: {new}. Borrowers brought up to date: {imported.changed}."


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None]]:
    """A bar on a terminal, nothing elsewhere."""
    console = Console(stderr=True)
    with Progress(console=console, disable=not console.is_terminal, transient=True) as bar:
        tasks = {}

        def show(doing: str, done: int, of: int) -> None:
            if doing not in tasks:
                tasks[doing] = bar.add_task(doing)
            bar.update(tasks[doing], completed=done, total=of)

        yield show
