"""The commands that show, measure and check what the assistant understands."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer

from bot.understanding import evaluation, held_out, lint
from bot.understanding.kernel import UnusableModelError
from bot.understanding.message_tables import Line, UnusableTableError, read_table
from bot.understanding.understand import DEFAULT_MODELS, Understanding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

app = typer.Typer(no_args_is_help=True)

Models = Annotated[Path, typer.Option(help="Folder of the trained model.")]
AsOf = Annotated[
    str | None,
    typer.Option(
        help="The borrower's day, YYYY-MM-DD, or a moment, 2026-03-31T23:30Z; now if left."
    ),
]
Zone = Annotated[str, typer.Option("--timezone", help="The borrower's time zone.")]
Currency = Annotated[str, typer.Option(help="The loan's currency, ISO 4217.")]


@app.command()
def understand(
    texts: Annotated[list[str] | None, typer.Argument(help="Messages; or use --file.")] = None,
    *,
    file: Annotated[Path | None, typer.Option(help="Tab-separated file with a heading.")] = None,
    column: Annotated[str, typer.Option(help="The file's column with the messages.")] = "text",
    as_of: AsOf = None,
    timezone: Zone = "Asia/Shanghai",
    currency: Currency = "CNY",
    models: Models = DEFAULT_MODELS,
) -> None:
    """Tell what is understood of each message, a JSON line each."""
    if bool(texts) == bool(file):
        _refuse("give messages, or --file, and not both")
    model, day = _load(models), _day(as_of, timezone)
    lines = _typed(texts or []) if file is None else _lines(file, column)
    size = 1 if file is None else evaluation.BATCH
    rest = iter(lines)
    while batch := list(islice(rest, size)):
        _tell(model, batch, column, day, currency)


def _tell(model: Understanding, batch: list[Line], column: str, day: date, currency: str) -> None:
    texts = [line.cells[column] for line in batch if line.error is None]
    told = iter(model.understand(texts, as_of=day, currency=currency))
    for line in batch:
        said = {"line": line.number, "error": line.error} if line.error else next(told)
        typer.echo(json.dumps(said, ensure_ascii=False))


@app.command()
def evaluate(
    file: Annotated[Path, typer.Argument(help="Columns text, intent; optional others.")],
    *,
    compare: Annotated[Path | None, typer.Option(help="Folder of another model.")] = None,
    pictures: Annotated[Path, typer.Option(help="Where pictures go.")] = Path("var/evaluation"),
    as_of: AsOf = None,
    timezone: Zone = "Asia/Shanghai",
    currency: Currency = "CNY",
    models: Models = DEFAULT_MODELS,
) -> None:
    """Measure a model on labelled messages."""
    day = _day(as_of, timezone)
    try:
        labelled = evaluation.read_labelled(file)
    except UnusableTableError as error:
        _refuse(str(error))
    answers = evaluation.answer(_load(models), labelled, as_of=day, currency=currency)
    _print(evaluation.report(labelled, answers))
    if compare is not None and labelled.has_intents:
        others = evaluation.answer(_load(compare), labelled, as_of=day, currency=currency)
        _print(evaluation.comparison(labelled, answers, others))
    _draw(labelled, answers, pictures)


def _draw(labelled: evaluation.Labelled, answers: evaluation.Answers, folder: Path) -> None:
    from bot.understanding import pictures  # noqa: PLC0415 - Matplotlib takes a second to load

    if labelled.has_intents:
        truth = labelled.column("intent")
        pictures.draw_confusion(truth, answers.intents, folder / "confusion.png")
        pictures.draw_calibration(
            evaluation.reliability(truth, answers), folder / "calibration.png"
        )
    if points := evaluation.distress_curve(labelled, answers):
        pictures.draw_distress(points, folder / "distress.png")
    typer.echo(f"Pictures are in {folder}.")


@app.command()
def lint_data(
    tests: Annotated[
        list[Path] | None,
        typer.Argument(help="Tables that must not leak; what is held out if left."),
    ] = None,
    *,
    data: Annotated[Path, typer.Option(help="Folder of training examples.")] = Path("data/nlu"),
) -> None:
    """Find examples that contradict, repeat or leak, and intents short of examples."""
    examples = lint.read_examples(data)
    if not examples:
        _refuse(f"no training examples under {data}")
    try:
        kept_apart = lint.read_tests(tests or held_out.tables())
    except UnusableTableError as error:
        _refuse(str(error))
    counts: Counter[str] = Counter()
    for finding in lint.lint(examples, kept_apart):
        counts[finding.kind] += 1
        typer.echo(f"{finding.kind}: {finding.message}")
    summary = ", ".join(f"{count} {kind}" for kind, count in counts.most_common()) or "nothing"
    typer.echo(f"{len(examples)} examples; found: {summary}")
    if counts["leak"] or counts["duplicate"]:
        raise typer.Exit(1)


def _typed(texts: list[str]) -> list[Line]:
    return [Line(number, {"text": text}) for number, text in enumerate(texts, start=1)]


def _lines(file: Path, column: str) -> Iterator[Line]:
    try:
        yield from read_table(file, column)
    except UnusableTableError as error:
        _refuse(str(error))


def _load(models: Path) -> Understanding:
    try:
        model = Understanding.load(models)
    except UnusableModelError as error:
        _refuse(f"{error} (train one with `make train`)")
    if not model.screen.is_learned:
        typer.echo("Distress is read by certain phrases alone: no model was trained.", err=True)
    return model


def _day(as_of: str | None, timezone: str) -> date:
    try:
        zone = ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError):
        _refuse(f"no time zone is called {timezone}")
    if not as_of:
        return datetime.now(zone).date()
    try:
        if "T" in as_of:
            moment = datetime.fromisoformat(as_of)
            return (moment.astimezone(zone) if moment.tzinfo else moment).date()
        return date.fromisoformat(as_of)
    except ValueError:
        _refuse(f"not a day: {as_of}; write it as 2026-03-31 or 2026-03-31T23:30Z")


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        typer.echo(line)


def _refuse(reason: str) -> NoReturn:
    typer.echo(reason, err=True)
    raise typer.Exit(2)


if __name__ == "__main__":
    app()
