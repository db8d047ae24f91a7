from __future__ import annotations

from datetime import timedelta

import pytest
from people import WANG, Sender, wang
from sqlalchemy import select

from bot.ledger.clock import now as read_clock
from bot.ledger.tables import Message, ProofLink
from bot.servicing.identity import is_trusted, issue_link
from bot.servicing.turn import NotProven, verified_borrower

WRONG_DAY = "1971-01-02"


def link_for(sender: Sender) -> str:
    with sender.database.writing() as session:
        now = read_clock(session)
        return issue_link(session, wang(session), life=timedelta(hours=1), now=now)


def trusted(sender: Sender) -> bool:
    with sender.database.reading() as session:
        return is_trusted(sender.conversation(), now=read_clock(session))


def test_a_link_proves_once(sender: Sender) -> None:
    token = link_for(sender)
    sender.says(link_token=token)
    assert trusted(sender)
    other = Sender(sender.database, "chat-2")
    other.says(link_token=token)
    assert other.heard() == ["utter_link_invalid"]
    assert not trusted(other)


def test_a_link_expires(sender: Sender) -> None:
    token = link_for(sender)
    sender.waits(timedelta(hours=2))
    sender.says(link_token=token)
    assert sender.heard() == ["utter_link_invalid"]


def test_the_shared_phone_and_the_birth_date_prove(sender: Sender) -> None:
    sender.says(phone_shared="8619900000001")
    sender.says("1990年5月17日")
    assert sender.heard() == ["utter_ask_birth_date", "utter_proven_what_next"]
    assert trusted(sender)


def test_a_number_not_on_file_is_answered_like_one_that_is(sender: Sender) -> None:
    sender.says(phone_shared="+8613912345678")
    sender.says("1990-05-17")
    assert sender.heard() == ["utter_ask_birth_date", "utter_proof_wrong"]


def test_proof_is_stored_nowhere(sender: Sender) -> None:
    token = link_for(sender)
    sender.says(phone_shared=WANG.phone)
    sender.says("1990-05-17")
    sender.says(link_token=token)
    with sender.database.reading() as session:
        kept = [f"{m.text} {m.arguments}" for m in session.scalars(select(Message))]
        hashes = session.scalars(select(ProofLink.token_hash)).all()
    everything = " ".join(kept)
    assert "1990" not in everything.replace("1990-05-17.", "")  # the question's own example
    assert WANG.phone.lstrip("+") not in everything
    assert token not in everything
    assert token not in hashes


def test_wrong_answers_lock_and_a_person_is_asked_for(sender: Sender) -> None:
    for _ in range(3):
        sender.says(phone_shared=WANG.phone, birth_date=WRONG_DAY)
    assert sender.heard()[-1] == "utter_proof_locked"
    assert sender.conversation().handoff_reason == "identity_locked"
    sender.says(phone_shared=WANG.phone, birth_date=WANG.birth_date.isoformat())
    assert not trusted(sender)


def test_the_lock_holds_for_the_borrower_in_every_chat(sender: Sender) -> None:
    for _ in range(3):
        sender.says(phone_shared=WANG.phone, birth_date=WRONG_DAY)
    other = Sender(sender.database, "chat-2")
    other.proves()
    assert other.heard() == ["utter_proof_locked"]


def test_the_lock_ends(sender: Sender) -> None:
    for _ in range(3):
        sender.says(phone_shared=WANG.phone, birth_date=WRONG_DAY)
    sender.waits(timedelta(minutes=61))
    sender.proves()
    assert trusted(sender)


def test_what_cannot_be_read_as_a_date_is_no_try(sender: Sender) -> None:
    sender.says(phone_shared=WANG.phone)
    for _ in range(4):
        sender.says("1990-13-45")
    sender.says("1990-05-17")
    assert trusted(sender)


def test_trust_lapses_with_silence_and_goes_on_with_talk(sender: Sender) -> None:
    sender.proves()
    for _ in range(3):
        sender.waits(timedelta(minutes=20))
        sender.says("hello")
    assert trusted(sender)
    sender.waits(timedelta(minutes=31))
    assert not trusted(sender)
    sender.says("what do I owe")
    with sender.turn() as (turn, _), pytest.raises(NotProven):
        verified_borrower(turn)


def test_what_was_asked_before_the_proof_is_answered_after_it(sender: Sender) -> None:
    sender.says("what do I owe")
    with sender.turn_before_proof() as turn, pytest.raises(NotProven):
        verified_borrower(turn)
    sender.proves()
    assert sender.heard()[-1] == "utter_proven"
    assert sender.waiting() == [("what do I owe", True)]
