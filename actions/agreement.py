"""What was agreed: how it goes, and undoing it."""

from __future__ import annotations

from rasa_sdk.interfaces import Tracker

from actions import journeys, papers, wording
from actions.base import LedgerAction, Outcome, Reply, entities, intent_of, leave_forms, say
from actions.dispute import tell_cases
from actions.going_back import drop_aside
from bot.conversations.case_words import asks_about_a_case, asks_how_it_stands
from bot.loans import Arrangement, ArrangementStatus, Progress, PromiseStatus, Standing, follow
from bot.replies import values
from bot.replies.values import Value
from bot.servicing.account import LoanView, judge_promises, view_loans
from bot.servicing.arrangements import cancel, last_undoable, open_arrangement
from bot.servicing.files import attach
from bot.servicing.identity import is_trusted
from bot.servicing.promises import read_amount_of
from bot.servicing.turn import Turn, verified_borrower


class ActionShowArrangement(LedgerAction):
    """Each loan's agreement, or the last one that came to its end; and promises still open."""

    def name(self) -> str:
        return "action_show_arrangement"

    def act(self, turn: Turn, tracker: Tracker) -> Outcome:
        text = tracker.latest_message.get("text") or ""
        if asks_about_a_case(text) and (told := tell_cases(turn)) is not None:
            return told
        views = view_loans(turn, verified_borrower(turn))
        agreements = [reply for view in views if (reply := _agreement(turn, view))]
        promises = [reply for view in views for reply in _promises(turn, view)]
        if not agreements and not promises:
            told = tell_cases(turn) if asks_how_it_stands(text) else None
            return told or say("utter_no_arrangement")
        return Outcome(replies=[*agreements, *promises])


class ActionLeaveForm(LedgerAction):
    """Stops what was begun; or undoes an agreement that may still be undone, if that is meant."""

    def name(self) -> str:
        return "action_leave_form"

    def act(self, turn: Turn, tracker: Tracker) -> Outcome:
        if entities(tracker, "offer"):
            return leave_forms(self._undo(turn, entities(tracker, "offer")[0]))
        if intent_of(tracker) == "start_over":
            dropped = leave_forms(say("utter_started_over"))
            return Outcome(dropped.replies, [*dropped.events, *journeys.drop_aside()])
        if dropped_aside := drop_aside(turn, tracker):
            return dropped_aside
        if tracker.active_loop.get("name"):
            return leave_forms(say("utter_stopped"))
        undoable = self._undoable(turn)
        if undoable is not None:
            return undoable
        return leave_forms(say("utter_nothing_to_stop"))

    def _undoable(self, turn: Turn) -> Outcome | None:
        if not is_trusted(turn.conversation, now=turn.now):
            return None
        borrower = verified_borrower(turn)
        row = last_undoable(turn, borrower)
        if row is None:
            return None
        return say(
            "utter_ask_undo",
            reference=row.reference,
            until=values.moment(row.cooling_off_until, borrower.timezone),
            offer=row.offer_id,
        )

    def _undo(self, turn: Turn, offer_id: str) -> Outcome:
        borrower = verified_borrower(turn)
        for view in view_loans(turn, borrower):
            row = open_arrangement(turn, view)
            if row is not None and row.offer_id == offer_id:
                undone = cancel(turn, borrower, row)
                response = "utter_arrangement_undone" if undone else "utter_too_late_to_undo"
                return say(response, reference=row.reference)
        return say("utter_nothing_to_stop")


_ENDED = {
    ArrangementStatus.COMPLETED: "utter_arrangement_completed",
    ArrangementStatus.BROKEN: "utter_arrangement_broken",
}


def _agreement(turn: Turn, view: LoanView) -> Reply | None:
    """The last agreement; one that was undone or replaced is as if it had not been."""
    kept = view.open_arrangement or next(
        (kept for kept in reversed(view.loan.arrangements) if kept.status in _ENDED), None
    )
    if kept is None:
        return None
    common = {"loan": wording.loan_name(view), "reference": kept.reference}
    if not kept.is_open:
        return Reply(_ENDED[kept.status], common)
    progress = follow(kept, view.loan.payments, view.terms, today=view.state.as_of)
    return Reply(
        "utter_arrangement",
        {
            **common,
            "kind": wording.offer_kind(kept.offer),
            "installments": wording.offer_lines(kept.offer, shortened=True),
            "total": wording.money(kept.offer.total),
            "standing": _standing(kept, progress),
            "files": [attach(turn, papers.offer_chart(kept.offer))],
        },
    )


def _standing(kept: Arrangement, progress: Progress) -> Value:
    if progress.standing is Standing.SECOND_CHANCE and progress.missed_on:
        missed = {
            "amount": wording.money(progress.shortfall),
            "missed": values.day(progress.missed_on),
        }
        if progress.second_chance_until is None:
            return values.response(
                "part_standing_missed", days=kept.offer.second_chance_days, **missed
            )
        until = values.day(progress.second_chance_until)
        return values.response("part_standing_second_chance", until=until, **missed)
    if progress.next_outlay is None or progress.standing is Standing.BROKEN:
        return values.response("part_standing_ending")
    return values.response(
        "part_standing_on_track",
        amount=wording.money(progress.next_outlay.amount),
        date=values.day(progress.next_outlay.due_date),
    )


def _promises(turn: Turn, view: LoanView) -> list[Reply]:
    return [
        Reply(
            "utter_promise_pending",
            {
                "loan": wording.loan_name(view),
                "amount": wording.money(read_amount_of(row)),
                "date": values.day(row.due_on),
            },
        )
        for row, status in judge_promises(turn, view)
        if status is PromiseStatus.PENDING
    ]
