"""What trainers see of messages, and what becomes of what they say of them; on both ledgers."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from misread import CONVERSATION, conversation, read, said
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.ledger.database import Database
from bot.ledger.demonstration import load_demonstration
from bot.ledger.tables import AuditEntry, Borrower, Staff
from bot.ledger.training_tables import MessageReading
from bot.servicing import labelling, misreadings
from bot.servicing.labelling import Decision, LabelProblem, LabelRefused, Mark, Verdict
from bot.understanding.reading import Reading

DUE = ("ask_due_date", 0.4)
BALANCE = ("ask_balance", 0.35)
SURE = ("ask_balance", 0.98)


@pytest.fixture
def session(database: Database, now: datetime):
    with database.writing() as opened:
        conversation(opened, now=now)
        yield opened


def trainer(session: Session, name: str = "Yu", *, is_cleared: bool = False) -> Staff:
    made = Staff(name=name, role="trainer", password_hash="-", is_cleared=is_cleared)
    session.add(made)
    session.flush()
    return made


def heard_by(session: Session, staff: Staff, now: datetime) -> list[misreadings.Heard]:
    return misreadings.unlabelled(session, staff, since=now - timedelta(days=1), most=100)


def test_the_last_reading_of_a_message_counts(session: Session, now: datetime) -> None:
    message = said(session, "how much?", now=now)
    for answer in ("utter_ask_proof", "utter_balance"):
        reading = Reading([("ask_balance", 0.91234)], ())
        misreadings.keep_reading(session, message.id, reading, answer=answer)
    kept = session.scalars(select(MessageReading)).one()
    assert kept.understood == {"guesses": [["ask_balance", 0.9123]], "entities": []}
    assert kept.answer == "utter_balance"


def test_a_trainer_sees_messages_masked_by_the_name_on_file(
    session: Session, now: datetime
) -> None:
    load_demonstration(session, now=now, countries={"US", "GB"})
    alex = session.scalars(select(Borrower).where(Borrower.name == "Alex Carter")).one()
    conversation(session, now=now, id="c2", address="2", borrower_id=alex.id)
    read(session, "alex again, 020 7946 0958", DUE, now=now, conversation_id="c2")
    [heard] = heard_by(session, trainer(session), now)
    assert heard.text == "[name] again, [phone]"


@pytest.mark.parametrize(("is_cleared", "seen"), [(False, 0), (True, 2)])
def test_a_crisis_is_only_for_who_is_cleared(
    session: Session, now: datetime, is_cleared: bool, seen: int
) -> None:
    read(session, "I want to end it", SURE, now=now, distress_level="crisis")
    missed = read(session, "no point any more", DUE, ("express_crisis", 0.2), now=now)
    staff = trainer(session, is_cleared=is_cleared)
    assert len(heard_by(session, staff, now)) == seen
    assert (misreadings.find_heard(session, staff, missed.id) is not None) == is_cleared


def test_around_a_message_a_crisis_is_hidden(session: Session, now: datetime) -> None:
    said(session, "I want to end it", now=now, distress_level="crisis")
    message = read(session, "my id is A123456(3)", DUE, now=now)
    said(session, "Alright, Yu", now=now, author="agent")
    staff = trainer(session)
    heard = misreadings.find_heard(session, staff, message.id)
    assert heard
    around = misreadings.around(session, staff, heard, count=3)
    assert [one.text for one in around] == [None, "my id is [id]", "Alright, [name]"]


def test_what_the_borrower_takes_back_right_after_is_noted(session: Session, now: datetime) -> None:
    texts = ["pay it all", "no, not that", "show my balance", "tell me about fees"]
    for minute, text in enumerate(texts):
        read(session, text, SURE, now=now + timedelta(minutes=minute))
    later = now + timedelta(hours=2)
    read(session, "no, the other one", ("cancel", 0.9), now=later)
    taken_back = {
        heard.text for heard in heard_by(session, trainer(session), now) if heard.is_taken_back
    }
    assert taken_back == {"pay it all"}


def test_a_button_is_not_for_labelling(session: Session, now: datetime) -> None:
    read(session, "Yes", SURE, now=now, kind="button")
    assert heard_by(session, trainer(session), now) == []


def test_an_agent_marks_a_message_of_the_borrower_only(session: Session, now: datetime) -> None:
    theirs = said(session, "what is my rate", now=now)
    ours = said(session, "It is 5%.", now=now, author="assistant")
    for _ in range(2):
        assert misreadings.mark_misread(session, CONVERSATION, theirs.id, by="Lin", now=now)
    assert not misreadings.mark_misread(session, CONVERSATION, ours.id, by="Lin", now=now)
    assert not misreadings.mark_misread(session, "c9", theirs.id, by="Lin", now=now)
    [heard] = heard_by(session, trainer(session), now)
    assert heard.is_marked


def test_a_label_is_kept_masked_and_takes_the_message_off_the_inbox(
    session: Session, now: datetime
) -> None:
    message = read(session, "我叫王伟，还多少", DUE, now=now)
    same = read(session, "还要还多少", DUE, now=now)
    staff = trainer(session)
    decision = Decision(Verdict.INTENT, ["ask_balance"], marks=[Mark("amount", 10, 12)])
    labelling.label(session, staff, [message.id, same.id], decision, now=now)
    first, second = labelling.unwritten(session)
    assert first.text == "我叫[name]，还多少"
    assert first.marks["marks"][0]["text"] == "多少"
    assert (second.marks["marks"], first.language) == ([], "zh_Hans_CN")
    assert heard_by(session, staff, now) == []
    assert session.scalars(select(AuditEntry.action)).all() == ["label"]


def test_undoing_brings_all_back_that_were_labelled_at_once(
    session: Session, now: datetime
) -> None:
    messages = [read(session, text, DUE, now=now).id for text in ("one", "two", "three")]
    staff, other = trainer(session), trainer(session, "Mo")
    labelling.label(session, staff, messages[:2], Decision(Verdict.NOT_USEFUL), now=now)
    labelling.label(session, other, messages[2:], Decision(Verdict.NOT_USEFUL), now=now)
    assert len(labelling.undo(session, staff, now=now)) == 2
    assert {heard.text for heard in heard_by(session, staff, now)} == {"one", "two"}
    with pytest.raises(LabelRefused) as refused:
        labelling.undo(session, staff, now=now)
    assert refused.value.code is LabelProblem.NOTHING_TO_UNDO


def test_what_is_an_example_is_not_undone(session: Session, now: datetime) -> None:
    message = read(session, "one", DUE, now=now)
    staff = trainer(session)
    decision = Decision(Verdict.INTENT, ["ask_balance"])
    labelling.label(session, staff, [message.id], decision, now=now)
    assert labelling.count_unwritten(session) == 1
    labelling.unwritten(session)[0].written_at = now
    assert labelling.count_unwritten(session) == 0
    with pytest.raises(LabelRefused):
        labelling.undo(session, staff, now=now)
    assert len(labelling.standing(session, most=5)) == 1


@pytest.mark.parametrize(
    ("decision", "problem"),
    [
        (Decision(Verdict.INTENT), LabelProblem.INTENTS),
        (Decision(Verdict.INTENT, ["a", "b"]), LabelProblem.INTENTS),
        (Decision(Verdict.SEVERAL, ["a"]), LabelProblem.INTENTS),
        (Decision(Verdict.NOT_USEFUL, ["a"]), LabelProblem.INTENTS),
        (Decision(Verdict.NEW_INTENT, note=" "), LabelProblem.NOTE),
        (Decision(Verdict.NOT_USEFUL, note="x" * 501), LabelProblem.NOTE),
        (Decision(Verdict.NOT_USEFUL, marks=[Mark("date", 0, 1)] * 21), LabelProblem.MARKS),
        (Decision(Verdict.NOT_USEFUL, marks=[Mark("date", 2, 9)]), LabelProblem.MARKS),
    ],
)
def test_a_label_that_cannot_be_is_refused(
    session: Session, now: datetime, decision: Decision, problem: LabelProblem
) -> None:
    message = read(session, "what", DUE, now=now)
    with pytest.raises(LabelRefused) as refused:
        labelling.label(session, trainer(session), [message.id], decision, now=now)
    assert refused.value.code is problem


def test_a_message_is_labelled_once_and_must_be_there(session: Session, now: datetime) -> None:
    message = read(session, "what", DUE, now=now)
    staff = trainer(session)
    decision = Decision(Verdict.SEVERAL, ["ask_balance", "ask_due_date"], "two at once")
    labelling.label(session, staff, [message.id], decision, now=now)
    for number, problem in ((message.id, LabelProblem.LABELLED), (10**9, LabelProblem.NOT_FOUND)):
        with pytest.raises(LabelRefused) as refused:
            labelling.label(session, staff, [number], decision, now=now)
        assert refused.value.code is problem
