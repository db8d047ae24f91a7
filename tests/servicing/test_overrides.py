"""Who may set a refusal aside, what then is offered, and how an auditor computes it again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from people import TERMS, Sender
from sqlalchemy import select

from bot import loans
from bot.ledger.clock import now as read_clock
from bot.ledger.tables import Offer, Staff
from bot.ledger.terms_versions import keep_terms
from bot.servicing.account import view_loans
from bot.servicing.affordability import keep_budget, latest_affordability
from bot.servicing.arrangements import agree, offer_arrangements
from bot.servicing.overrides import NotOverridden, OverrideRefused, override
from bot.servicing.recomputing import Finding, recompute_offers
from bot.servicing.report import describe_borrower

LONG = loans.OfferRequest(kind=loans.OfferKind.ARREARS_PLAN, installments=30)
MANY = loans.Reason.TOO_MANY_INSTALLMENTS
APPROVAL = loans.Reason.NEEDS_APPROVAL


@pytest.fixture
def proven(sender: Sender) -> Sender:
    sender.proves()
    sender.says("can I pay in thirty parts")
    with sender.database.writing() as session:
        keep_terms(session, TERMS, now=read_clock(session))
    return sender


def colleague(session, role: str) -> Staff:
    name = f"Mei ({role})"
    staff = session.scalar(select(Staff).where(Staff.name == name))
    if staff is None:
        staff = Staff(name=name, role=role, password_hash="-")
        session.add(staff)
        session.flush()
    return staff


def allow(sender: Sender, reason=MANY, kind=LONG.kind, role="supervisor", why="back in spring"):
    with sender.turn() as (turn, borrower):
        view = view_loans(turn, borrower)[0]
        staff = colleague(turn.session, role)
        override(turn.session, view, reason, kind, why=why, staff=staff, now=turn.now)


def offered(sender: Sender, request=LONG):
    with sender.turn() as (turn, borrower):
        return offer_arrangements(turn, borrower, view_loans(turn, borrower)[0], request)


def test_who_may_sets_a_limit_aside_and_the_offer_names_it(proven: Sender) -> None:
    assert MANY in {refusal.reason for refusal in offered(proven).refused}
    allow(proven)
    first = offered(proven).made[0].offer
    assert len(first.installments) == 30
    assert [(kept.by, kept.why) for kept in first.inputs.overrides] == [
        ("Mei (supervisor)", "back in spring")
    ]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"role": "agent"}, NotOverridden.NO_AUTHORITY),
        ({"role": "auditor"}, NotOverridden.NO_AUTHORITY),
        ({"why": "  "}, NotOverridden.WHY_MISSING),
        ({"reason": loans.Reason.ABOVE_SURPLUS}, NotOverridden.NOBODY_MAY),
        ({"reason": APPROVAL, "kind": loans.OfferKind.EARLY_SETTLEMENT}, NotOverridden.NOBODY_MAY),
    ],
)
def test_without_authority_or_reason_nothing_is_set_aside(proven: Sender, given, code) -> None:
    with pytest.raises(OverrideRefused) as refused:
        allow(proven, **given)
    assert refused.value.code is code
    assert MANY in {refusal.reason for refusal in offered(proven).refused}


def test_an_agent_approves_as_far_as_their_limits_go(proven: Sender) -> None:
    request = loans.OfferRequest(kind=LONG.kind, installments=20)
    assert APPROVAL in {refusal.reason for refusal in offered(proven, request).refused}
    allow(proven, reason=APPROVAL, role="agent")
    assert len(offered(proven, request).made[0].offer.installments) == 20


def test_an_override_is_used_up_by_an_agreement_and_grows_old(proven: Sender) -> None:
    allow(proven)
    proven.waits(timedelta(days=15))
    assert len(offered(proven).made[0].offer.installments) != 30
    allow(proven, why="again")
    proven.waits(timedelta(minutes=1))
    proven.says("yes")
    with proven.turn() as (turn, borrower):
        view = view_loans(turn, borrower)[0]
        stored = offer_arrangements(turn, borrower, view, LONG).made[0]
        agree(turn, borrower, stored.id, read_back={})
    replacing = loans.OfferRequest(kind=LONG.kind, installments=30, replaces_open=True)
    assert len(offered(proven, replacing).made[0].offer.installments) != 30
    with proven.turn() as (turn, borrower):
        report = describe_borrower(turn.session, borrower, terms=TERMS)
    assert [kept["why"] for kept in report["loans"][0]["overrides"]] == ["back in spring", "again"]


def test_every_stored_offer_comes_out_the_same_for_an_auditor(proven: Sender) -> None:
    allow(proven)
    offered(proven)
    offered(proven, loans.OfferRequest())
    offered(proven, loans.OfferRequest(kind=loans.OfferKind.WAIVER))
    with proven.database.reading() as session:
        found = list(recompute_offers(session))
    assert len(found) >= 6
    assert {recomputed.finding for recomputed in found} == {Finding.MATCH}


@pytest.mark.parametrize(
    ("change", "finding"),
    [
        (lambda record: {**record, "total": "CNY 1.00"}, Finding.MISMATCH),
        (lambda record: {**record, "kind": "deferral"}, Finding.MISMATCH),
        (lambda _: {"kind": "?"}, Finding.UNREADABLE),
    ],
)
def test_an_offer_that_was_changed_is_found(proven: Sender, change, finding) -> None:
    offered(proven, loans.OfferRequest(kind=LONG.kind, installments=3))
    with proven.database.writing() as session:
        row = session.scalars(select(Offer).order_by(Offer.made_at)).first()
        row.record = change(row.record)
        changed = row.id
    with proven.database.reading() as session:
        found = {kept.offer_id: kept.finding for kept in recompute_offers(session)}
    assert found.pop(changed) is finding
    assert set(found.values()) == {Finding.MATCH}


def test_nothing_above_what_they_said_is_left_is_proposed_afterwards(proven: Sender) -> None:
    budget = loans.Budget(*(loans.Money.parse(f"CNY {n}.00") for n in (6000, 2500, 1000)))
    for _ in range(2):
        with proven.turn() as (turn, borrower):
            keep_budget(turn, borrower, budget)
    with proven.turn() as (turn, borrower):
        can = latest_affordability(turn.session, borrower, TERMS["CN"])
        report = describe_borrower(turn.session, borrower, terms=TERMS)
    assert can.proposable == loans.Money.parse("CNY 2250.00")
    [kept] = report["budgets"]
    assert (kept["surplus"], kept["proposable"]) == ("CNY 2500.00", "CNY 2250.00")
    found = offered(proven, loans.OfferRequest())
    assert found.made
    for stored in found.made:
        assert stored.offer.highest_outlay.amount <= can.proposable
    above = offered(proven, loans.OfferRequest(kind=loans.OfferKind.ARREARS_PLAN, installments=3))
    assert loans.Reason.ABOVE_SURPLUS in {refusal.reason for refusal in above.refused}
