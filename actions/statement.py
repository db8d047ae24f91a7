"""The account in detail: the bill, what was paid, what being late costs, what follows."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rasa_sdk.interfaces import Tracker

from actions import papers, wording
from actions.base import LedgerAction, Outcome, Reply, entities, say
from actions.loans import loans_spoken_of
from bot.ledger.clock import is_demonstration
from bot.ledger.tables import Borrower
from bot.loans import Charge, InstallmentStatus, LateCharges, Payment, PenaltyBase, late_charges_of
from bot.loans import payable as payable_of
from bot.replies import values
from bot.servicing.account import LoanView
from bot.servicing.files import attach
from bot.servicing.turn import Turn, verified_borrower

SHOWN_AT_ONCE = 5


@dataclass(frozen=True)
class Asked:
    turn: Turn
    tracker: Tracker
    borrower: Borrower


class LoanAnswer(LedgerAction):
    """One reply for each loan that is spoken of."""

    def act(self, turn: Turn, tracker: Tracker) -> Outcome:
        borrower = verified_borrower(turn)
        views = loans_spoken_of(turn, tracker, borrower)
        if not views:
            return say("utter_no_loans")
        return Outcome(replies=[self.answer(Asked(turn, tracker, borrower), v) for v in views])

    @abstractmethod
    def answer(self, asked: Asked, view: LoanView) -> Reply: ...


class ActionShowHistory(LoanAnswer):
    def name(self) -> str:
        return "action_show_history"

    def answer(self, asked: Asked, view: LoanView) -> Reply:
        newest = sorted(view.loan.payments, key=lambda p: p.received_on, reverse=True)
        if not newest:
            return Reply("utter_history_none", {"loan": wording.loan_name(view)})
        after = next(iter(entities(asked.tracker, "after")), 0)
        start = after if isinstance(after, int) and 0 <= after < len(newest) else 0
        shown = newest[start : start + SHOWN_AT_ONCE]
        told: dict[str, Any] = {
            "loan": wording.loan_name(view),
            "payments": values.lines(*_payment_lines(shown)),
            "count": len(newest),
            "paid": wording.money(view.state.paid.total + view.state.credit),
        }
        following = start + SHOWN_AT_ONCE
        if following < len(newest):
            payload = f'{{"after":{following},"loan":"{view.row.reference}"}}'
            title = values.response("part_button_more")
            told["choices"] = [values.choice(title, f"/ask_payment_history{payload}")]
        return Reply("utter_history", told)


class ActionExplainCharges(LoanAnswer):
    """Each fee and penalty with the rule and the day it comes from."""

    def name(self) -> str:
        return "action_explain_charges"

    def answer(self, asked: Asked, view: LoanView) -> Reply:
        charged = late_charges_of(view.loan, today=view.state.as_of, holidays=view.holidays)
        rules = view.loan.terms.late_charges
        told = {
            "loan": wording.loan_name(view),
            "rate": values.percent(str(view.loan.terms.annual_rate)),
            "rules": values.lines(*_rules(rules)),
        }
        if not charged:
            return Reply("utter_charges_none", told)
        told["charges"] = values.lines(*(line for one in charged for line in _charge(one)))
        told["unpaid"] = wording.money(view.state.overdue.charges)
        return Reply("utter_charges", told)


class ActionShowStatement(LoanAnswer):
    def name(self) -> str:
        return "action_show_statement"

    def answer(self, asked: Asked, view: LoanView) -> Reply:
        state, terms = view.state, view.loan.terms
        overdue = [
            values.response(
                "part_statement_overdue",
                number=kept.number,
                date=values.day(kept.due_date),
                amount=wording.money(kept.unpaid.total),
                charges=wording.money(kept.unpaid.charges),
            )
            for kept in state.installments
            if kept.status is InstallmentStatus.OVERDUE
        ]
        return Reply(
            "utter_statement",
            {
                "loan": wording.loan_name(view),
                "as_of": values.day(state.as_of),
                "borrowed": wording.money(terms.principal),
                "borrowed_on": values.day(terms.disbursed_on),
                "paid": wording.money(state.paid.total + state.credit),
                "principal": wording.money(state.paid.principal),
                "interest": wording.money(state.paid.interest),
                "charges": wording.money(state.paid.charges),
                "overdue": values.lines(*overdue)
                if overdue
                else values.response("part_statement_nothing_overdue"),
                "due": wording.money(state.due_now),
                "outstanding": wording.money(state.outstanding),
                "payoff": wording.money(state.payoff),
                "files": [attach(asked.turn, papers.statement(view, asked.borrower))],
            },
        )


class ActionTellConsequences(LoanAnswer):
    """Facts of the lender's terms for that place; no word of it is a threat."""

    def name(self) -> str:
        return "action_tell_consequences"

    def answer(self, asked: Asked, view: LoanView) -> Reply:
        facts = [
            values.response(f"part_consequence_{name}", **_figures(view))
            for name in view.terms.consequences
        ]
        told = {"loan": wording.loan_name(view), "facts": values.lines(*facts)}
        return Reply("utter_consequences", told)


class ActionTellPaymentMethods(LoanAnswer):
    def name(self) -> str:
        return "action_tell_payment_methods"

    def answer(self, asked: Asked, view: LoanView) -> Reply:
        has_link = self.payment_rules.hosted or is_demonstration(asked.turn.session)
        ways = [
            values.response(f"part_method_{name}", loan_reference=view.row.reference)
            for name in view.terms.payment_methods
            if has_link or name != "link"
        ]
        told = {"loan": wording.loan_name(view), "ways": values.lines(*ways)}
        return Reply("utter_payment_methods", told)


class ActionTellMinimum(LoanAnswer):
    def name(self) -> str:
        return "action_tell_minimum"

    def answer(self, asked: Asked, view: LoanView) -> Reply:
        figures = payable_of(view.loan, view.state, view.terms)
        told = {
            "loan": wording.loan_name(view),
            "least": wording.money(figures.least),
            "due": wording.money(figures.due),
        }
        if view.state.is_paid_off:
            return Reply("utter_balance_paid_off", told)
        if figures.plan:
            return Reply("utter_minimum_plan", told)
        return Reply("utter_minimum_due" if figures.due else "utter_minimum_on_time", told)


class ActionShowSettlementLetter(LoanAnswer):
    """For a loan that is paid off; otherwise what is missing until it can be given."""

    def name(self) -> str:
        return "action_show_settlement_letter"

    def answer(self, asked: Asked, view: LoanView) -> Reply:
        state = view.state
        told: dict[str, Any] = {"loan": wording.loan_name(view), "as_of": values.day(state.as_of)}
        if state.is_paid_off and state.last_payment_on:
            told["paid_on"] = values.day(state.last_payment_on)
            told["loan_reference"] = view.row.reference
            told["files"] = [attach(asked.turn, papers.confirmation(view, asked.borrower))]
            return Reply("utter_settlement_letter", told)
        told["payoff"] = wording.money(state.payoff or state.outstanding)
        return Reply("utter_settlement_letter_not_yet", told)


def _payment_lines(payments: Sequence[Payment]) -> Iterator[values.Value]:
    for payment in payments:
        name = "part_payment_taken_back" if payment.reversal_of else "part_payment"
        yield values.response(
            name,
            date=values.day(payment.received_on),
            amount=wording.money(payment.amount),
            reference=payment.reference,
        )


def _charge(charge: Charge) -> Iterator[values.Value]:
    about = {"number": charge.number, "due": values.day(charge.due_date)}
    since = values.day(charge.charged_from)
    if charge.late_fee:
        fee = wording.money(charge.late_fee)
        yield values.response("part_charge_fee", **about, amount=fee, date=since)
    if charge.penalty_interest:
        amount = wording.money(charge.penalty_interest)
        yield values.response("part_charge_penalty", **about, amount=amount, date=since)


def _rules(rules: LateCharges) -> Iterator[values.Value]:
    if rules.penalty_annual_rate:
        base = "principal" if rules.penalty_base is PenaltyBase.PRINCIPAL else "overdue"
        rate = values.percent(str(rules.penalty_annual_rate))
        yield values.response(f"part_rule_penalty_on_{base}", rate=rate)
    if rules.late_fee:
        yield values.response("part_rule_fee", amount=wording.money(rules.late_fee))
    if rules.late_fee_rate:
        rate = values.percent(str(rules.late_fee_rate))
        yield values.response("part_rule_fee_rate", rate=rate)
    if rules.grace_days:
        yield values.response("part_rule_grace", count=rules.grace_days)
    if rules.cap_rate is not None:
        yield values.response("part_rule_cap", rate=values.percent(str(rules.cap_rate)))
    if not (rules.penalty_annual_rate or rules.late_fee or rules.late_fee_rate):
        yield values.response("part_rule_nothing")


def _figures(view: LoanView) -> dict[str, Any]:
    rules = view.loan.terms.late_charges
    contact = view.terms.contact
    return {
        "rules": values.lines(*_rules(rules)),
        "opens": contact.workdays.opens.strftime("%H:%M") if contact else "",
        "closes": contact.workdays.closes.strftime("%H:%M") if contact else "",
    }
