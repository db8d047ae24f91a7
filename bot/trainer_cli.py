"""Training, comparing and publishing models by command, for CI and for the careful."""

from __future__ import annotations

import getpass
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.command_line import ledger, settings, signed_in, stop
from bot.ledger.clock import machine_now
from bot.ledger.database import Database
from bot.servicing.staff import Role
from bot.trained import TrainedModels
from bot.trainer import publishing, runs
from bot.trainer.gate import the_gate
from bot.trainer.publishing import PublishRefused, Refusal, Word
from bot.understanding import held_out
from bot.understanding.message_tables import UnusableTableError

if TYPE_CHECKING:
    from bot.trainer.report import Report

app = typer.Typer(no_args_is_help=True)

Why = Annotated[str, typer.Option(help="Why; it stays in the history.")]
Labelled = Annotated[
    list[Path] | None, typer.Option("--with", help="More labelled messages to measure on.")
]
Play = Annotated[bool, typer.Option(help="Play the conversations of the tests as well.")]
Conversations = Annotated[Path | None, typer.Option(help="Another folder of conversations.")]
WORDS = {
    Refusal.NO_SUCH_MODEL: "There is no such model.",
    Refusal.SERVES_ALREADY: "It serves already.",
    Refusal.NOT_COMPARED: "It was not compared with the model in service: repay compare.",
    Refusal.GATE: "The gate is closed; a supervisor can open it with --override.",
    Refusal.NO_REASON: f"A reason has at least {publishing.REASON_LEAST} characters.",
    Refusal.NOTHING_BEFORE: "Nothing served before.",
}


@app.command()
def train(
    *,
    source: Annotated[
        Path, typer.Option("--from", help="Folder whose data are learned from.")
    ] = Path(),
    why: Why = "",
    more: Labelled = None,
    compare: Annotated[bool, typer.Option(help="Compare it with the model in service.")] = True,
    dialogues: Play = True,
    conversations: Conversations = None,
    run: Annotated[int, typer.Option(hidden=True)] = 0,
) -> None:
    """Make a candidate beside the model in service, and compare the two."""
    from bot.trainer.making import make  # noqa: PLC0415 - the encoder loads

    models, messages = _models(), _messages(more)
    with ledger() as database:
        progress = runs.Progress(database, run or _begin(database, why), typer.echo)
        try:
            with runs.followed(progress, with_parent=bool(run)):
                model = make(models, source, progress.tell)
                progress.made(model)
                if compare and model != models.current:
                    played = _chosen(dialogues, conversations, source)
                    _compare(progress, model, messages, played)
        except runs.RunFailed:
            raise typer.Exit(1) from None
    typer.echo(f"Candidate: {model}")


@app.command("compare")
def compare_model(
    model: Annotated[str, typer.Argument(help="A candidate's id.")],
    *,
    more: Labelled = None,
    dialogues: Play = True,
    conversations: Conversations = None,
) -> None:
    """Measure a candidate against the model in service. Exit code 3 where the gate is closed."""
    messages = _messages(more)
    with ledger() as database:
        try:
            comparing = Comparing(database, _me(), typer.echo)
            report = _compare(comparing, model, messages, _chosen(dialogues, conversations))
        except (runs.RunFailed, LookupError) as problem:
            stop(f"Cannot compare: {problem}")
    if the_gate().judge(report):
        raise typer.Exit(3)


@dataclass(frozen=True)
class Comparing:
    """As a run's ``Progress``, for who compares without a run."""

    database: Database
    by: str
    tell: runs.Tell


def _compare(
    progress: runs.Progress | Comparing,
    model: str,
    messages: list[held_out.Message],
    conversations: Path | None,
) -> Report:
    from bot.trainer.making import measure  # noqa: PLC0415 - the encoder loads
    from bot.trainer.report_lines import written  # noqa: PLC0415 - as above

    report = measure(_models(), model, messages, conversations, progress.tell)
    with progress.database.writing() as session:
        publishing.keep_report(session, report, by=progress.by, now=machine_now())
    for line in written(report, the_gate().judge(report)):
        typer.echo(line)
    return report


@app.command()
def publish(
    model: Annotated[str, typer.Argument(help="A candidate's id.")],
    *,
    why: Why = "",
    override: Annotated[str, typer.Option(help="A supervisor's reason against the gate.")] = "",
    by: Annotated[str, typer.Option(help="The supervisor who overrides the gate.")] = "",
) -> None:
    """Let a candidate that passed the gate serve; running programs take it over at once."""
    with ledger() as database:
        name = _supervisor(database, by) if override else _me()
        word = Word(name, why, override or None)
        try:
            with database.writing() as session:
                publishing.publish(session, _models(), model, word, now=machine_now())
        except PublishRefused as refused:
            for one in refused.findings:
                typer.echo(f"Gate: {one.fault.value} {one.detail}".rstrip(), err=True)
            stop(WORDS[refused.code])
    typer.echo(f"Model {model} is published.")


@app.command()
def rollback(*, why: Why = "") -> None:
    """Let the model serve that served before."""
    with ledger() as database:
        try:
            with database.writing() as session:
                model = publishing.roll_back(
                    session, _models(), Word(_me(), why), now=machine_now()
                )
        except PublishRefused as refused:
            stop(WORDS[refused.code])
    typer.echo(f"Model {model} serves again.")


@app.command("models")
def list_models(
    *, as_json: Annotated[bool, typer.Option("--json", help="As JSON, for programs.")] = False
) -> None:
    """The models that are here, the latest first, and which one serves."""
    models = _models()
    for model in models.ids():
        about = models.about(model)
        if as_json:
            kept = {**about.__dict__, "serves": model == models.current}
            typer.echo(json.dumps(kept, ensure_ascii=False))
            continue
        marks = {models.current: "serves", models.previous: "served before"}
        typer.echo(f"{model}  {about.made_at}  {about.examples} examples  {marks.get(model, '')}")


def _models() -> TrainedModels:
    return TrainedModels(settings().models_dir)


def _messages(more: list[Path] | None) -> list[held_out.Message]:
    try:
        return held_out.read_messages([*held_out.tables(), *(more or [])])
    except UnusableTableError as error:
        stop(str(error), 2)


def _chosen(
    dialogues: bool,
    conversations: Path | None,
    source: Path | None = None,
) -> Path | None:
    """Those named, those beside the data that were learned from, or the project's."""
    from bot.trainer.dialogue_tests import TESTS, can_play  # noqa: PLC0415 - the encoder loads
    from bot.trainer.sections import PROJECT  # noqa: PLC0415 - as above

    if not dialogues or not can_play():
        return None
    beside = source / TESTS if source else PROJECT / TESTS
    return conversations or (beside if beside.is_dir() else PROJECT / TESTS)


def _begin(database: Database, why: str) -> int:
    try:
        with database.writing() as session:
            return runs.begin(session, by=_me(), why=why, now=machine_now()).id
    except runs.Busy:
        stop("Another run is on.")


def _supervisor(database: Database, name: str) -> str:
    if not name:
        stop("Say who overrides the gate: --by NAME.", 2)
    staff = signed_in(database, name, typer.prompt("Password", hide_input=True))
    if staff.role != Role.SUPERVISOR:
        stop("Only a supervisor overrides the gate.")
    return staff.name


def _me() -> str:
    return f"{getpass.getuser()} (command)"
