"""What is drawn or printed for the borrower, from the same values as the reply beside it.

``attach`` keeps a paper in the action's own transaction; the reply names it in ``files``:

    say("utter_agreed", ..., files=[attach(turn, papers.agreement(stored, row, borrower))])

Pictures are shown with the reply's text, other papers are sent after it, under their own names.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from actions import wording
from bot.ledger.tables import Arrangement, Borrower
from bot.loans import Money, Offer, Outlay, Payment
from bot.replies import papers, values
from bot.replies.values import Value
from bot.servicing.account import LoanView
from bot.servicing.arrangements import StoredOffer


def offers_chart(made: Sequence[StoredOffer]) -> Value:
    """Offers under one another, drawn to one scale."""
    panels = [_panel(stored.offer, place) for place, stored in enumerate(made, start=1)]
    alt = values.lines(*(_in_words(stored.offer, place) for place, stored in enumerate(made, 1)))
    return _chart("part_chart_title_options", panels, alt, as_of=made[0].offer.computed_on)


def offer_chart(offer: Offer) -> Value:
    """One offer or arrangement with every date written out."""
    panels = [_panel(offer)]
    as_of = offer.computed_on
    return _chart("part_chart_title_one", panels, _in_words(offer), as_of=as_of, is_full=True)


def agreement(stored: StoredOffer, row: Arrangement, borrower: Borrower) -> Value:
    offer = stored.offer
    charges = "part_charges_stop" if offer.charges_stop else "part_charges_run"
    return papers.letter(
        values.response("part_file_agreement", reference=row.reference),
        values.response("part_agreement_title"),
        facts=[
            *_who(borrower, stored.view),
            _fact("reference", row.reference),
            _fact("kind", wording.offer_kind(offer)),
            _fact("agreed_at", values.moment(row.agreed_at, borrower.timezone)),
            _fact("undo_until", values.moment(row.cooling_off_until, borrower.timezone)),
        ],
        opening=[values.response("part_agreement_opening")],
        table=_installments(offer),
        closing=[
            values.response("part_paper_difference", difference=wording.difference(offer)),
            values.response(charges),
            *wording.disclosures(offer, stored.view.terms.jurisdiction),
            values.response(f"part_missed_{offer.if_missed.value}", days=offer.second_chance_days),
            values.response("part_paper_questions"),
        ],
        footer=_footer(offer.computed_on, offer.terms_version),
    )


def dates(stored: StoredOffer, row: Arrangement, borrower: Borrower) -> Value:
    """For the borrower's calendar; one entry for each day on which something is to be paid."""
    text = "part_calendar_text"
    return papers.calendar(
        values.response("part_file_calendar", reference=row.reference),
        [
            papers.appointment(
                f"{row.reference}-{number}@repayment",
                outlay.due_date,
                values.response("part_calendar_title"),
                values.response(text, amount=wording.money(outlay.amount), reference=row.reference),
            )
            for number, outlay in enumerate(stored.offer.outlays, start=1)
        ],
        timezone=borrower.timezone,
        written_at=row.agreed_at,
    )


def receipt(view: LoanView, borrower: Borrower, payment: Payment) -> Value:
    """``view`` is the loan with this payment in its books."""
    state = view.state
    return papers.letter(
        values.response("part_file_receipt", reference=payment.reference),
        values.response("part_receipt_title"),
        facts=[
            *_who(borrower, view),
            _fact("reference", payment.reference),
            _fact("received_on", values.day(payment.received_on)),
            _fact("amount", wording.money(payment.amount)),
            _fact("overdue", wording.money(state.arrears)),
            _fact("outstanding", wording.money(state.outstanding)),
        ],
        opening=[values.response("part_receipt_opening")],
        closing=[values.response("part_paper_questions")],
        footer=_footer(state.as_of, view.terms.version),
    )


def statement(view: LoanView, borrower: Borrower) -> Value:
    """The balance, every booked payment, and what falls due from now on."""
    state = view.state
    entries = sorted(view.loan.payments, key=lambda payment: payment.received_on)
    return papers.letter(
        values.response("part_file_statement", date=values.day(state.as_of)),
        values.response("part_statement_title"),
        facts=[
            *_who(borrower, view),
            _fact("outstanding", wording.money(state.outstanding)),
            _fact("overdue", wording.money(state.arrears)),
            _fact("charges", wording.money(state.overdue.charges)),
            *_next_installment(view),
        ],
        opening=[] if entries else [values.response("part_statement_no_payments")],
        table=_history(entries, total=state.paid.total) if entries else None,
        closing=[values.response("part_paper_questions")],
        footer=_footer(state.as_of, view.terms.version),
    )


def confirmation(view: LoanView, borrower: Borrower) -> Value:
    """That the loan is paid off; or, while it is not, what closes it today."""
    state = view.state
    title = "part_settled_title" if state.is_paid_off else "part_payoff_title"
    opening = "part_settled_opening" if state.is_paid_off else "part_payoff_opening"
    paid = (
        [_fact("last_payment", values.day(state.last_payment_on))] if state.last_payment_on else []
    )
    owed = [] if state.is_paid_off else [_fact("payoff", wording.money(state.payoff))]
    return papers.letter(
        values.response("part_file_confirmation", date=values.day(state.as_of)),
        values.response(title),
        facts=[
            *_who(borrower, view),
            *owed,
            *paid,
            _fact("outstanding", wording.money(state.outstanding)),
        ],
        opening=[values.response(opening, date=values.day(state.as_of))],
        closing=[values.response("part_paper_questions")],
        footer=_footer(state.as_of, view.terms.version),
    )


def _chart(
    title: str, panels: Sequence[Value], alt: Value, *, as_of: date, is_full: bool = False
) -> Value:
    return papers.chart(
        values.response("part_file_schedule"),
        values.response(title),
        panels,
        alt=values.response("part_chart_alt", shown=alt),
        legend=(
            values.response("part_chart_own"),
            values.response("part_chart_regular"),
        ),
        note=values.response("part_as_of", date=values.day(as_of)),
        is_full=is_full,
    )


def _panel(offer: Offer, place: int | None = None) -> Value:
    kind = wording.offer_kind(offer)
    title = values.response("part_button_offer", place=place, kind=kind) if place else kind
    bars = [
        papers.bar(
            outlay.due_date,
            wording.money(outlay.amount),
            size=outlay.amount.minor,
            regular=outlay.regular.minor,
        )
        for outlay in offer.outlays
    ]
    summary = values.response(
        "part_chart_summary",
        total=wording.money(offer.total),
        difference=wording.difference(offer),
        mark=wording.mark(offer),
    )
    return papers.panel(title, summary, bars)


def _in_words(offer: Offer, place: int | None = None) -> Value:
    kind = wording.offer_kind(offer)
    title = values.response("part_button_offer", place=place, kind=kind) if place else kind
    return values.lines(title, wording.offer_lines(offer))


def _installments(offer: Offer) -> Value:
    """A column of its own for the regular installments only where there are any."""
    beside = any(outlay.regular.minor for outlay in offer.outlays)
    columns = ["number", "date", "arrangement", *(["regular", "to_pay"] if beside else [])]
    rows = [
        [number, values.day(one.due_date), *map(wording.money, _amounts(one, beside=beside))]
        for number, one in enumerate(offer.outlays, start=1)
    ]
    total = ["", values.response("part_paper_total"), wording.money(offer.total)]
    total += [""] * (len(columns) - len(total))
    return papers.table([_column(name) for name in columns], rows, total=total)


def _amounts(one: Outlay, *, beside: bool) -> tuple[Money, ...]:
    return (one.arrangement, one.regular, one.amount) if beside else (one.arrangement,)


def _history(entries: Sequence[Payment], *, total: Money) -> Value:
    rows = [
        (
            values.day(entry.received_on),
            values.response("part_entry_reversal" if entry.reversal_of else "part_entry_payment"),
            entry.reference,
            wording.money(-entry.amount if entry.reversal_of else entry.amount),
        )
        for entry in entries
    ]
    return papers.table(
        [_column(name) for name in ("date", "entry", "reference", "amount")],
        rows,
        total=(values.response("part_paper_total"), "", "", wording.money(total)),
        first_figure=3,
    )


def _next_installment(view: LoanView) -> list[tuple[Value, Value | str]]:
    following = view.state.next_installment
    if following is None:
        return []
    amount = wording.money(following.unpaid.total)
    text = values.response("part_paper_due", amount=amount, date=values.day(following.due_date))
    return [_fact("next", text)]


def _who(borrower: Borrower, view: LoanView) -> list[tuple[Value, Value | str]]:
    return [_fact("borrower", borrower.name), _fact("loan", wording.loan_name(view))]


def _fact(name: str, value: Value | str) -> tuple[Value, Value | str]:
    return values.response(f"part_fact_{name}"), value


def _column(name: str) -> Value:
    return values.response(f"part_column_{name}")


def _footer(as_of: date, version: str) -> Value:
    return values.response("part_paper_footer", date=values.day(as_of), version=version)
