"""Values of the ledger as arguments of responses."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby

from bot.loans import Mark, Money, Offer, Outlay, Refusal
from bot.replies import values
from bot.replies.values import Value
from bot.servicing import account
from bot.servicing.account import LoanView
from bot.terms.debt_advice import load_debt_advice

_SHOWN_IN_FULL = 4


money = account.money


def loan_name(view: LoanView) -> Value:
    return account.loan_name(view.row)


def offer_kind(offer: Offer) -> Value:
    return values.response(
        f"part_kind_{offer.kind.value}",
        count=len(offer.installments),
        date=values.day(offer.first_date),
    )


def offer_lines(offer: Offer, *, shortened: bool = False) -> Value:
    """One line an installment; where ``shortened``, those in a row that ask the same are one."""
    numbered = list(enumerate(offer.outlays, start=1))
    if not shortened or len(numbered) <= _SHOWN_IN_FULL:
        return values.lines(*(_outlay(number, outlay) for number, outlay in numbered))
    runs = groupby(numbered, key=lambda line: (line[1].arrangement, line[1].regular))
    return values.lines(*(_run(list(run)) for _, run in runs))


def _run(run: list[tuple[int, Outlay]]) -> Value:
    (number, first), (last_number, last) = run[0], run[-1]
    if number == last_number:
        return _outlay(number, first)
    return values.response(
        "part_installments_alike",
        first=_outlay(number, first),
        number=last_number,
        date=values.day(last.due_date),
    )


def rate(offer: Offer) -> Value:
    """The annual percentage rate, where one is charged."""
    if offer.apr is None:
        return values.response("part_rate_none")
    return values.response("part_rate", rate=values.percent(str(offer.apr)))


def disclosures(offer: Offer, country: str) -> list[Value]:
    """What the terms require to be told with this kind of offer, a line each."""
    told = {
        "total": money(offer.total),
        "currency": offer.total.currency,
        "first": values.day(offer.first_date),
        "last": values.day(offer.last_date),
        "advice": debt_advice(country),
    }
    return [values.response(f"part_disclosure_{name}", **told) for name in offer.disclosures]


def debt_advice(country: str) -> Value:
    """Who advises free of charge there; without any that was checked, how to look for one."""
    known = load_debt_advice().for_country(country)
    if not known:
        return values.response("part_debt_advice_none")
    return values.listing(
        *(
            values.response("part_debt_advice", adviser=kept.name, contact=kept.contact)
            for kept in known
        )
    )


def first_payment(offer: Offer) -> Value:
    """Several installments may be moved to the same day."""
    on_first_day = (line for line in offer.outlays if line.due_date == offer.first_date)
    return money(next(on_first_day).arrangement)


def difference(offer: Offer) -> Value:
    by = offer.difference
    if by.minor == 0:
        return values.response("part_difference_same")
    name = "part_difference_more" if by.minor > 0 else "part_difference_less"
    return values.response(name, amount=values.money(abs(by.minor), by.currency))


def mark(offer: Offer) -> Value:
    if len(offer.marks) == len(Mark):
        return values.response("part_mark_both")
    names = [f"part_mark_{one.value}" for one in offer.marks]
    return values.response(names[0] if names else "part_mark_none")


def reasons(refused: Sequence[Refusal]) -> Value:
    seen = {refusal.reason: _refusal(refusal) for refusal in refused}
    return values.lines(*seen.values())


def _refusal(refusal: Refusal) -> Value:
    arguments = {name: _argument(value) for name, value in refusal.arguments.items()}
    return values.response(f"part_refused_{refusal.reason.value}", **arguments)


def _argument(value: str | int | Money | date) -> Value | str | int:
    if isinstance(value, Money):
        return money(value)
    return values.day(value) if isinstance(value, date) else value


def _outlay(number: int, outlay: Outlay) -> Value:
    if outlay.regular.minor == 0:
        return values.response(
            "part_installment",
            number=number,
            date=values.day(outlay.due_date),
            amount=money(outlay.arrangement),
        )
    if outlay.arrangement.minor == 0:
        return values.response(
            "part_installment_regular",
            number=number,
            date=values.day(outlay.due_date),
            amount=money(outlay.regular),
        )
    return values.response(
        "part_installment_with_regular",
        number=number,
        date=values.day(outlay.due_date),
        amount=money(outlay.arrangement),
        outlay=money(outlay.amount),
    )


def length(hours: int) -> Value:
    """More than one whole day is told in days."""
    days, rest = divmod(hours, 24)
    if rest or days == 1:
        return values.response("part_hours", count=hours)
    return values.response("part_days", count=days)
