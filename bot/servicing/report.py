"""Everything the ledger knows of one borrower, as JSON, for people and programs outside."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot import loans
from bot.ledger.clock import local_day
from bot.ledger.clock import now as read_clock
from bot.ledger.payment_tables import PaymentClaim
from bot.ledger.portfolio import promises_of, read_loan
from bot.ledger.tables import (
    Borrower,
    Budget,
    Case,
    Conversation,
    HardshipReport,
    Loan,
    OfferOverride,
    Pause,
)
from bot.servicing.account import judge_promise
from bot.servicing.affordability import read_budget
from bot.servicing.cases import cases_of, is_open, kind_of
from bot.servicing.claims import EVIDENCE, claim_state, claims_of
from bot.servicing.hardship import not_replaced
from bot.servicing.overrides import all_overrides
from bot.servicing.received_files import files_with_report
from bot.terms.holidays import due_date_holidays


def describe_borrower(
    session: Session, borrower: Borrower, *, terms: Mapping[str, loans.Terms]
) -> dict[str, Any]:
    """Amounts as "CNY 12.50", days as ISO dates in the borrower's time zone, times in UTC."""
    now = read_clock(session)
    today = local_day(now, borrower.timezone)
    return {
        "reference": borrower.reference,
        "name": borrower.name,
        "locale": borrower.locale,
        "timezone": borrower.timezone,
        "country": borrower.country,
        "as_of": today.isoformat(),
        "loans": [
            _loan(session, row, timezone=borrower.timezone, terms=terms, today=today)
            for row in borrower.loans
        ],
        "hardship_reports": [
            {
                "reason": report.reason,
                "since": report.since and report.since.isoformat(),
                "expected_end": report.expected_end and report.expected_end.isoformat(),
                "reported_at": report.reported_at.isoformat(),
                "files": files_with_report(session, report),
            }
            for report in session.scalars(
                select(HardshipReport)
                .where(HardshipReport.borrower_id == borrower.id, not_replaced())
                .order_by(HardshipReport.id)
            )
        ],
        "budgets": [
            _budget(row, terms.get(borrower.country))
            for row in session.scalars(
                select(Budget).where(Budget.borrower_id == borrower.id).order_by(Budget.id)
            )
        ],
        "cases": [describe_case(case) for case in cases_of(session, borrower)],
        "pauses": [_pause(pause) for pause in _pauses(session, borrower)],
        "conversations": [_conversation(row) for row in _conversations(session, borrower)],
    }


def _loan(
    session: Session, row: Loan, *, timezone: str, terms: Mapping[str, loans.Terms], today: date
) -> dict[str, Any]:
    loan = read_loan(session, row, timezone=timezone)
    state = loans.assess(loan, today=today, holidays=due_date_holidays(loan.terms))
    agreed = terms[loan.terms.jurisdiction]
    return {
        "reference": row.reference,
        "product": row.product,
        "currency": row.currency,
        "outstanding": str(state.outstanding),
        "arrears": str(state.arrears),
        "overdue": loans.to_record(state.overdue),
        "days_past_due": state.days_past_due,
        "bucket": state.bucket.value,
        "payoff": str(state.payoff),
        "next_installment": loans.to_record(state.next_installment),
        "schedule": loans.to_record(state.installments),
        "payments": loans.to_record(loan.payments),
        "arrangements": [_arrangement(kept, loan, agreed, today) for kept in loan.arrangements],
        "overrides": [_override(kept) for kept in all_overrides(session, row)],
        "promises": [
            {
                "amount": str(loans.Money(promise.amount_minor, promise.currency)),
                "due_on": promise.due_on.isoformat(),
                "made_at": promise.made_at.isoformat(),
                "status": judge_promise(promise, loan, agreed, today=today).value,
            }
            for promise in promises_of(session, row)
        ],
        "payment_claims": [_claim(claim) for claim in claims_of(session, row)],
    }


def _arrangement(
    kept: loans.Arrangement, loan: loans.Loan, terms: loans.Terms, today: date
) -> dict[str, Any]:
    offer = kept.offer
    return {
        "reference": kept.reference,
        "kind": offer.kind.value,
        "status": kept.status.value,
        **_standing(loans.follow(kept, loan.payments, terms, today=today)),
        "agreed_at": kept.agreed_at.isoformat(),
        "cooling_off_until": kept.cooling_off_until.isoformat(),
        "terms_version": offer.terms_version,
        "installments": loans.to_record(offer.installments),
        "total": str(offer.total),
        "difference": str(offer.difference),
        "entries": loans.to_record(kept.entries),
    }


def _standing(progress: loans.Progress) -> dict[str, Any]:
    return {
        "standing": progress.standing.value,
        "paid": str(progress.paid),
        "remaining": str(progress.remaining),
        "missed_on": loans.to_record(progress.missed_on),
        "second_chance_until": loans.to_record(progress.second_chance_until),
    }


def _budget(row: Budget, terms: loans.Terms | None) -> dict[str, Any]:
    said = read_budget(row)
    can = loans.afford(said, terms) if terms else None
    return {
        **loans.to_record(said),
        "surplus": can and str(can.surplus),
        "proposable": can and str(can.proposable),
        "at": row.at.isoformat(),
    }


def _override(row: OfferOverride) -> dict[str, Any]:
    return {
        "reason": row.reason,
        "kind": row.kind,
        "why": row.why,
        "by": row.by,
        "role": row.role,
        "at": row.at.isoformat(),
    }


def describe_case(case: Case) -> dict[str, Any]:
    return {
        "number": case.reference,
        "kind": kind_of(case).value,
        "status": "open" if is_open(case) else case.entries[-1].entry,
        "opened_at": case.opened_at.isoformat(),
        "answer_by": case.answer_by and case.answer_by.isoformat(),
        "clock": case.clock_source,
        "conversation": case.conversation_id,
        "detail": case.detail,
        "entries": [
            {
                "entry": entry.entry,
                "by": entry.by,
                "at": entry.at.isoformat(),
                "message": entry.message_id,
                "detail": entry.detail,
            }
            for entry in case.entries
        ],
    }


def _pauses(session: Session, borrower: Borrower) -> list[Pause]:
    of_theirs = select(Conversation.id).where(Conversation.borrower_id == borrower.id)
    return list(
        session.scalars(
            select(Pause)
            .where((Pause.borrower_id == borrower.id) | Pause.conversation_id.in_(of_theirs))
            .order_by(Pause.id)
        )
    )


def _claim(claim: PaymentClaim) -> dict[str, Any]:
    amount = loans.Money(claim.amount_minor or 0, claim.currency)
    return {
        "amount": str(amount) if claim.amount_minor is not None else None,
        "paid_on": claim.paid_on.isoformat(),
        "made_at": claim.made_at.isoformat(),
        "deadline": claim.deadline.isoformat(),
        "state": claim_state(claim),
        "evidence": [e.message_id for e in claim.entries if e.entry == EVIDENCE],
    }


def _pause(pause: Pause) -> dict[str, Any]:
    return {
        "reason": pause.reason,
        "set_by": pause.set_by,
        "set_at": pause.set_at.isoformat(),
        "until": pause.until and pause.until.isoformat(),
        "ends_when": pause.ends_when,
        "ended_at": pause.ended_at and pause.ended_at.isoformat(),
        "ended_by": pause.ended_by,
        "ended_why": pause.ended_why,
    }


def _conversations(session: Session, borrower: Borrower) -> list[Conversation]:
    return list(
        session.scalars(
            select(Conversation)
            .where(Conversation.borrower_id == borrower.id)
            .order_by(Conversation.created_at)
        )
    )


def _conversation(row: Conversation) -> dict[str, Any]:
    return {
        "id": row.id,
        "channel": row.channel,
        "status": row.status,
        "assignee": row.assignee.name if row.assignee else None,
        "priority": row.priority,
        "handoff_reason": row.handoff_reason,
        "waiting_since": row.waiting_since and row.waiting_since.isoformat(),
        "distress_level": row.distress_level,
        "locale": row.locale,
        "last_message_at": row.last_message_at.isoformat(),
    }
