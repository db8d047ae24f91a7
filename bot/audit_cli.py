"""``repay audit``: what an auditor asks of the record."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Annotated

import typer

from bot.command_line import ledger, stop
from bot.ledger.portfolio import find_borrower
from bot.servicing import audit

if TYPE_CHECKING:
    from bot.servicing.recomputing import Finding

app = typer.Typer(no_args_is_help=True, help="What staff did and what was offered, proved.")


@app.command()
def verify(
    *,
    containing: Annotated[
        str, typer.Option(help="A hash that an earlier run printed and that must still be there.")
    ] = "",
) -> None:
    """Check that no entry was changed, removed or inserted."""
    with ledger() as database, database.reading() as session:
        verdict = audit.verify(session, containing=containing)
    if verdict.broken_at is not None:
        stop(
            f"The record is broken at entry {verdict.broken_at}: it, or one before it, was changed."
        )
    if not verdict.found:
        stop(f"{containing} is not in the record: its end was cut off, or it is another record.")
    typer.echo(f"{verdict.entries} entries, none changed. The last one: {verdict.head}")


@app.command()
def recompute(
    *,
    borrower: Annotated[str, typer.Option(help="Only this borrower's, by reference.")] = "",
    every: Annotated[bool, typer.Option(help="A line for each that matches too.")] = False,
) -> None:
    """Compute every stored offer again from its inputs, under the terms it names."""
    from bot.servicing.recomputing import Finding, recompute_offers  # noqa: PLC0415 - the rules

    counts: Counter[Finding] = Counter()
    with ledger() as database, database.reading() as session:
        found = find_borrower(session, borrower) if borrower else None
        if borrower and found is None:
            stop(f"No borrower has the reference {borrower}.")
        for offer in recompute_offers(session, borrower_id=found.id if found else None):
            counts[offer.finding] += 1
            if every or offer.finding is not Finding.MATCH:
                agreed = f", agreed as {offer.agreed_as}" if offer.agreed_as else ""
                typer.echo(
                    f"{offer.finding.value}: offer {offer.offer_id} on {offer.loan}, {offer.kind},"
                    f" terms {offer.terms_version}{agreed}"
                )
    others = counts.total() - counts[Finding.MATCH]
    summary = (
        f"{counts.total()} offers: {counts[Finding.MATCH]} come out the same, {others} do not."
    )
    if others:
        stop(summary)
    typer.echo(summary)
