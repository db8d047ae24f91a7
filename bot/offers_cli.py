"""``repay offers``: what can be offered on a loan, why the rest cannot, and setting that aside."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer
from sqlalchemy.orm import Session

from bot import loans
from bot.command_line import ledger, signed_in, stop
from bot.ledger.clock import local_day
from bot.ledger.clock import now as read_clock
from bot.ledger.portfolio import find_loan

if TYPE_CHECKING:
    from bot.servicing.account import LoanView

app = typer.Typer(no_args_is_help=True, help="Offers on a loan, for agents and auditors.")

Loan = Annotated[str, typer.Argument(help="The loan's reference.")]
OfKind = Annotated[loans.OfferKind | None, typer.Option(help="Only offers of this kind.")]


@app.command()
def show(
    loan: Loan,
    *,
    kind: OfKind = None,
    installments: Annotated[int | None, typer.Option(help="How many are asked for.")] = None,
    days: Annotated[int | None, typer.Option(help="How many days are asked for.")] = None,
    role: Annotated[loans.Role, typer.Option(help="Who would agree it.")] = loans.Role.ASSISTANT,
) -> None:
    """Offers made and refused today, each refusal with its reason and who may set it aside."""
    from bot.servicing.arrangements import find_offers  # noqa: PLC0415 - the rules load
    from bot.servicing.overrides import who_may  # noqa: PLC0415 - as above

    asked = loans.OfferRequest(kind=kind, installments=installments, days=days)
    with ledger() as database, database.reading() as session:
        view = _view(session, loan)
        now = read_clock(session)
        found = find_offers(session, view.row.borrower, view, asked, now=now, role=role)
        for offer in found.made:
            _print(offer=_short(offer))
        for refusal in found.refused:
            may = who_may(view, refusal.reason, refusal.kind)
            _print(refused=loans.to_record(refusal), overridden_by=may and may.value)


@app.command()
def override(
    loan: Loan,
    reason: Annotated[loans.Reason, typer.Argument(help="The reason that is set aside.")],
    *,
    by: Annotated[str, typer.Option(help="Your name, as you sign in to the console.")],
    why: Annotated[str, typer.Option(help="Why; it is named in the offer.")],
    kind: OfKind = None,
    password: Annotated[str, typer.Option(prompt=True, hide_input=True)] = "",
) -> None:
    """Let the assistant offer what it refused, where the terms give you the power."""
    from bot.servicing import overrides  # noqa: PLC0415 - the rules load

    with ledger() as database:
        staff = signed_in(database, by, password)
        with database.writing() as session:
            now = read_clock(session)
            try:
                overrides.override(
                    session, _view(session, loan), reason, kind, why=why, staff=staff, now=now
                )
            except overrides.OverrideRefused as refused:
                needed = f" It needs a {refused.needed.value}." if refused.needed else ""
                stop(f"Not set aside: {refused.code.value.replace('_', ' ')}.{needed}")
    typer.echo(f"{by} set {reason.value} aside for {loan}. The assistant will offer it when asked.")


def _view(session: Session, reference: str) -> LoanView:
    from bot.servicing.account import read_view  # noqa: PLC0415 - the rules load
    from bot.terms import load_all  # noqa: PLC0415 - as above

    row = find_loan(session, reference)
    if row is None:
        stop(f"No loan has the reference {reference}.")
    today = local_day(read_clock(session), row.borrower.timezone)
    return read_view(session, row.borrower, row, load_all(), today=today)


def _short(offer: loans.Offer) -> dict[str, object]:
    """Without its inputs, which are the loan's whole history."""
    record = offer.without_inputs().to_record()
    overrides = offer.inputs.overrides if offer.inputs else ()
    return {**record, "overrides": loans.to_record(overrides)}


def _print(**line: object) -> None:
    typer.echo(json.dumps(line, ensure_ascii=False))
