"""Values of the ledger as arguments of responses."""

from __future__ import annotations

from collections.abc import Sequence

from bot.loans import Mark, Money, Offer, Outlay, Refusal
from bot.replies import values
from bot.replies.values import Value
from bot.servicing.account import LoanView

_LAST_DIGITS = 4
_SHOWN_IN_FULL = 4


def money(amount: Money) -> Value:
    return values.money(amount.minor, amount.currency)


def loan_name(view: LoanView) -> Value:
    return values.response(
        "part_loan_name",
        product=values.term("product", view.row.product),
        digits=view.row.reference[-_LAST_DIGITS:],
    )


def offer_kind(offer: Offer) -> Value:
    return values.response(
        f"part_kind_{offer.kind.value}",
        count=len(offer.installments),
        date=values.day(offer.first_date),
    )


def offer_lines(offer: Offer, *, shortened: bool = False) -> Value:
    """One line an installment; of a long plan only the first and last where ``shortened``."""
    outlays = list(enumerate(offer.outlays, start=1))
    if shortened and len(outlays) > _SHOWN_IN_FULL:
        shown = [_outlay(*outlays[0]), _outlay(*outlays[1]), "…", _outlay(*outlays[-1])]
    else:
        shown = [_outlay(number, outlay) for number, outlay in outlays]
    return values.lines(*shown)


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
    arguments = {
        name: money(value) if isinstance(value, Money) else value
        for name, value in refusal.arguments.items()
    }
    return values.response(f"part_refused_{refusal.reason.value}", **arguments)


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
