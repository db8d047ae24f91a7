"""A case holds reminders back until somebody answers it; what is told later belongs to it."""

from __future__ import annotations

from datetime import date

from people import Sender, wang

from bot.conversations.statuses import HandoffReason
from bot.loans import CaseKind, HardshipReason
from bot.servicing.cases import (
    cases_of,
    close_case,
    find_open,
    is_open,
    kind_of,
    open_case,
    specify,
)
from bot.servicing.hardship import report_hardship, standing_reports
from bot.servicing.pauses import standing_pauses


def test_two_cases_hold_until_both_are_answered(sender: Sender, now) -> None:
    sender.says("the amount is wrong")
    with sender.turn_before_proof() as turn:
        first = open_case(turn, CaseKind.WRONG_AMOUNT).reference
    sender.says("and that fee")
    with sender.turn_before_proof() as turn:
        second = open_case(turn, CaseKind.WRONG_CHARGE)
        case = find_open(turn, {CaseKind.WRONG_AMOUNT})
        assert case is not None
        assert case.reference == first
        close_case(turn.session, case, by="Mei", why="corrected", now=now)
        here = standing_pauses(turn.session, turn.conversation, now=now)
        assert [kept.reason for kept in here] == ["dispute"]
        close_case(turn.session, second, by="Mei", why="explained", now=now)
        assert standing_pauses(turn.session, turn.conversation, now=now) == []


def test_the_same_message_opens_one_case_however_often_it_is_answered(sender: Sender) -> None:
    sender.says("this is not my loan")
    for _ in range(2):
        with sender.turn_before_proof() as turn:
            number = open_case(turn, CaseKind.NOT_MINE).reference
            assert turn.conversation.handoff_reason == HandoffReason.DISPUTE.value
    with sender.turn_before_proof() as turn:
        found = find_open(turn, {CaseKind.NOT_MINE})
        assert found is not None
        assert found.reference == number
        assert [entry.entry for entry in found.entries] == ["opened"]


def test_a_case_said_more_exactly_keeps_its_number_and_its_history(sender: Sender) -> None:
    sender.says("I dispute this")
    with sender.turn_before_proof() as turn:
        number = open_case(turn, CaseKind.DISPUTE).reference
    sender.says("somebody used my name")
    with sender.turn_before_proof() as turn:
        case = find_open(turn, {CaseKind.DISPUTE})
        assert case is not None
        specify(turn, case, CaseKind.FRAUD)
        assert (case.reference, kind_of(case)) == (number, CaseKind.FRAUD)
        assert case.kind == CaseKind.DISPUTE.value
        assert is_open(case)


def test_what_was_told_before_the_proof_is_found_with_the_borrower_after_it(
    sender: Sender,
) -> None:
    sender.says("the amount is wrong")
    with sender.turn_before_proof() as turn:
        case = open_case(turn, CaseKind.WRONG_AMOUNT)
        assert case.borrower_id is None
        turn.conversation.borrower_id = wang(turn.session).id
        assert list(cases_of(turn.session, wang(turn.session))) == [case]


def test_a_hardship_said_more_fully_replaces_what_was_said_and_keeps_it(sender: Sender) -> None:
    sender.says("lost my job")
    with sender.turn_before_proof() as turn:
        report_hardship(turn, wang(turn.session), [HardshipReason.JOB_LOSS])
    sender.says("since September")
    with sender.turn_before_proof() as turn:
        borrower = wang(turn.session)
        report_hardship(turn, borrower, [], since=date(2026, 9, 1))
        [standing] = standing_reports(turn, borrower)
        assert (standing.reason, standing.since) == ("job_loss", date(2026, 9, 1))
        assert standing.supersedes_id is not None
    sender.says("no, I was ill")
    with sender.turn_before_proof() as turn:
        borrower = wang(turn.session)
        report_hardship(
            turn,
            borrower,
            [HardshipReason.ILLNESS_INJURY],
            replaced={HardshipReason.JOB_LOSS},
        )
        [standing] = standing_reports(turn, borrower)
        assert (standing.reason, standing.since) == ("illness_injury", date(2026, 9, 1))
