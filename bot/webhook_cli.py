"""``repay webhook``: other programs that are told what happens (docs/api.md)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from bot.command_line import ledger, stop
from bot.ledger.clock import machine_now

OPERATOR = "the operator"
app = typer.Typer(no_args_is_help=True, help="Other programs that are told what happens.")


@app.command("add")
def add(
    url: str,
    on: Annotated[list[str], typer.Option(help="A kind of notice; may be given several times.")],
) -> None:
    """Tell this address, signed with a secret that is shown once, here."""
    from bot.servicing.webhooks import add_webhook  # noqa: PLC0415 - the ledger's rules load

    with _refusals(url), ledger() as database, database.writing() as session:
        webhook = add_webhook(session, url, on, by=OPERATOR, now=machine_now())
        typer.echo(json.dumps({"id": webhook.id, "secret": webhook.secret}))


@app.command("list")
def list_all() -> None:
    """Each as a JSON line: what it is told, what waits, what the last try met."""
    from bot.servicing.webhooks import describe, list_webhooks  # noqa: PLC0415 - as above

    with ledger() as database, database.reading() as session:
        for one in list_webhooks(session):
            typer.echo(json.dumps(describe(one)))


@app.command("remove")
def remove(webhook: str) -> None:
    """Tell it nothing more, not even what waits."""
    from bot.servicing.webhooks import remove_webhook  # noqa: PLC0415 - as above

    with _refusals(webhook), ledger() as database, database.writing() as session:
        remove_webhook(session, webhook, by=OPERATOR, now=machine_now())
    typer.echo("It is told nothing more.")


@app.command("test")
def test(webhook: str) -> None:
    """Have the running program send it a notice of the kind ``test``; `list` says what it met."""
    from bot.servicing.webhooks import ask_for_test  # noqa: PLC0415 - as above

    with _refusals(webhook), ledger() as database, database.writing() as session:
        notice = ask_for_test(session, webhook, now=machine_now())
    typer.echo(f"{notice.key} is sent as soon as the program runs.")


@contextmanager
def _refusals(about: str) -> Iterator[None]:
    from bot.servicing.webhooks import KINDS, WebhookProblem, WebhookRefused  # noqa: PLC0415

    words = {
        WebhookProblem.NOT_SAFE: f"{about} is no https address, and only a demonstration may tell"
        " this machine itself without.",
        WebhookProblem.NOTHING_CHOSEN: f"--on takes {', '.join(KINDS)}.",
        WebhookProblem.TOO_MANY: "There are too many webhooks already.",
        WebhookProblem.NOT_FOUND: f"There is no webhook {about}.",
    }
    try:
        yield
    except WebhookRefused as refused:
        stop(words[refused.code])
