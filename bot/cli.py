"""``repay``: the one command, with sub-commands that read like sentences."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Annotated

import typer

from bot import (
    audit_cli,
    case_cli,
    demonstration_cli,
    offers_cli,
    portfolio_cli,
    trainer_cli,
    understand_cli,
    webhook_cli,
)
from bot.command_line import ledger, settings, stop
from bot.ledger.clock import NotADemonstration, advance_clock, machine_now, set_clock
from bot.ledger.portfolio import find_borrower
from bot.terminal import TerminalChat, Unreachable

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
borrower = typer.Typer(no_args_is_help=True, help="Borrowers, as the ledger knows them.")
clock = typer.Typer(no_args_is_help=True, help="The clock of a demonstration.")
staff = typer.Typer(no_args_is_help=True, help="People with a sign-in to the console.")
app.add_typer(understand_cli.app)  # without a name: its commands are the program's own
app.add_typer(trainer_cli.app)  # as above
app.add_typer(borrower, name="borrower")
app.add_typer(portfolio_cli.app, name="portfolio")
app.add_typer(audit_cli.app, name="audit")
app.add_typer(offers_cli.app, name="offers")
app.add_typer(case_cli.app, name="case")
app.add_typer(webhook_cli.app, name="webhook")
app.add_typer(demonstration_cli.app, name="demonstration")
app.add_typer(clock, name="clock")
app.add_typer(staff, name="staff")


@app.command()
def serve(
    *,
    demonstration: Annotated[
        bool, typer.Option(help="Load an invented portfolio into an empty ledger.")
    ] = False,
    only: Annotated[
        str, typer.Option(help="One part of many machines: channels, actions or console.")
    ] = "",
) -> None:
    """Run the assistant until Ctrl-C."""
    from bot.program import CannotServe  # noqa: PLC0415 - heavy, and no other command needs it
    from bot.serve import run  # noqa: PLC0415 - as above

    try:
        run(settings(), demonstration=demonstration, only=only)
    except CannotServe as problem:
        stop(str(problem))


@app.command()
def chat(
    *,
    link: Annotated[str, typer.Option(help="Token of a one-time link, to prove who you are.")] = "",
    locale: Annotated[str, typer.Option(help="Language until you show one.")] = "",
    url: Annotated[str, typer.Option(help="Where the program runs.")] = "",
) -> None:
    """Talk to the running assistant in this terminal. Ctrl-D ends it."""
    read = settings()
    address = url or f"http://{read.host}:{read.port}"
    talk = TerminalChat(address, locale or read.default_locale, typer.echo, _prompt)
    try:
        talk.run(link)
    except Unreachable:
        stop(f"Nothing answers at {address}: start the assistant with `make run`.")


def _prompt(question: str) -> str:
    return input(question)


@borrower.command("show")
def show_borrower(
    reference: str,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, for programs.")] = False,
) -> None:
    """Loans, schedule, arrears, arrangements, promises, hardship, cases, pauses, conversations."""
    from bot.servicing.report import describe_borrower  # noqa: PLC0415 - the ledger's rules load
    from bot.terms import load_all  # noqa: PLC0415 - as above

    with ledger() as database, database.reading() as session:
        found = find_borrower(session, reference)
        if found is None:
            stop(f"No borrower has the reference {reference}.")
        described = describe_borrower(session, found, terms=load_all())
    indent = None if as_json and not sys.stdout.isatty() else 2
    typer.echo(json.dumps(described, ensure_ascii=False, indent=indent))


@borrower.command("erase")
def borrower_erase(
    reference: str,
    *,
    by: Annotated[str, typer.Option(help="Who decided it.")],
    reason: Annotated[str, typer.Option(help="Why, in a few words.")],
) -> None:
    """Erase what was said and sent; what the law keeps stays. It cannot be taken back."""
    from bot.erasing import erase_borrower  # noqa: PLC0415 - the ledger's rules load

    typer.echo(erase_borrower(reference, by=by, why=reason))


@clock.command("set")
def clock_set(moment: Annotated[datetime, typer.Argument(help="Local date and time.")]) -> None:
    """Set the demonstration's clock."""
    with ledger() as database, _demonstration_only(), database.writing() as session:
        typer.echo(set_clock(session, moment.astimezone()).isoformat())


@clock.command("advance")
def clock_advance(
    days: Annotated[int, typer.Option()] = 0,
    hours: Annotated[int, typer.Option()] = 0,
    minutes: Annotated[int, typer.Option()] = 0,
) -> None:
    """Move the demonstration's clock."""
    by = timedelta(days=days, hours=hours, minutes=minutes)
    if not by:
        stop("Say how far: --days, --hours or --minutes.", 2)
    with ledger() as database, _demonstration_only(), database.writing() as session:
        typer.echo(advance_clock(session, by).isoformat())


@contextmanager
def _demonstration_only() -> Iterator[None]:
    try:
        yield
    except NotADemonstration:
        stop("Only a demonstration's clock can be moved, and this ledger is not one.")


@staff.command("add")
def add_staff_member(
    name: str,
    role: Annotated[str, typer.Option(help="agent, supervisor, trainer or auditor")] = "agent",
    password: Annotated[
        str, typer.Option(prompt=True, hide_input=True, confirmation_prompt=True)
    ] = "",
) -> None:
    """Let somebody sign in to the console."""
    from bot.servicing.staff import Role, SignInRefused, add_staff  # noqa: PLC0415 - argon2 loads

    if role not in set(Role):
        stop(f"A role is one of {', '.join(Role)}, not {role}.", 2)
    with ledger() as database, database.writing() as session:
        try:
            add_staff(session, name, password, role=Role(role))
        except SignInRefused as refused:
            stop(f"{name} cannot be added: {refused.code.value.replace('_', ' ')}.")
    typer.echo(f"{name} can sign in as {role}.")


@staff.command("email")
def set_staff_email(name: str, email: str) -> None:
    """The address by which the provider of identities (OIDC_ISSUER) vouches for somebody."""
    from bot.servicing.staff import SignInProblem, SignInRefused, set_email  # noqa: PLC0415 - heavy

    with ledger() as database, database.writing() as session:
        try:
            set_email(session, name, email)
        except SignInRefused as refused:
            if refused.code is SignInProblem.WRONG:
                stop(f"Nobody called {name} can sign in.")
            stop(f"{email} is no e-mail address, or is somebody else's.")
    typer.echo(f"{name} can sign in as {email}.")


@staff.command("clear")
def clear_staff_member(
    name: str,
    *,
    revoke: Annotated[bool, typer.Option(help="They may not any more.")] = False,
) -> None:
    """Let a trainer see what people in crisis wrote; it goes on the record."""
    from bot.servicing.staff import SignInRefused, set_clearance  # noqa: PLC0415 - argon2 loads

    with ledger() as database, database.writing() as session:
        try:
            set_clearance(session, name, is_cleared=not revoke, now=machine_now())
        except SignInRefused:
            stop(f"Nobody called {name} can sign in.")
    typer.echo(f"{name} {'does not see' if revoke else 'sees'} messages written in a crisis.")


@staff.command("remove")
def remove_staff_member(name: str) -> None:
    """Let somebody in no more; what they did keeps their name."""
    from bot.servicing.staff import SignInRefused, deactivate  # noqa: PLC0415 - argon2 loads

    with ledger() as database, database.writing() as session:
        try:
            deactivate(session, name)
        except SignInRefused:
            stop(f"Nobody called {name} can sign in.")
    typer.echo(f"{name} cannot sign in any more.")


@staff.command("token")
def make_staff_token(
    name: str,
    program: Annotated[str, typer.Option("--for", help="Which program will use it.")] = "desk",
    *,
    revoke: Annotated[bool, typer.Option(help="End the tokens of that program.")] = False,
) -> None:
    """A token with which a program acts for somebody over HTTP (docs/api.md); shown once."""
    from bot.servicing import api_tokens  # noqa: PLC0415 - the ledger's rules load
    from bot.servicing.staff import find_staff  # noqa: PLC0415 - as above

    with ledger() as database, database.writing() as session:
        found = find_staff(session, name)
        if found is None:
            stop(f"Nobody called {name} can sign in.")
        if revoke:
            ended = api_tokens.revoke(session, found, program, now=machine_now())
            typer.echo("Ended." if ended else f"{name} has no token for {program}.")
            return
        typer.echo(api_tokens.make_token(session, found, program, now=machine_now()))


if __name__ == "__main__":
    app()
