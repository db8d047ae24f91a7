from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.conversations.statuses import HandoffReason
from bot.ledger.database import Database
from bot.ledger.tables import Conversation, ConversationEntry, Message, Outbox, Pause, Staff
from bot.replies.catalogue import LOCALES, Catalogue, Source
from bot.replies.compiling import compile_catalogues
from bot.replies.render import Renderer
from bot.servicing import handoff
from bot.servicing.handoff import Refusal, Refused
from bot.servicing.transcript import Voice

Work = Callable[..., Any]


BACK = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8"

msgid "I am the assistant again."
msgstr "我又是自動助理了。"
"""


@pytest.fixture
def voice(tmp_path: Path) -> Voice:
    for locale in LOCALES:
        folder = tmp_path / locale / "LC_MESSAGES"
        folder.mkdir(parents=True)
        (folder / "messages.po").write_text(BACK, "utf-8")
    compile_catalogues(tmp_path)
    sources = {"utter_assistant_is_back": Source("I am the assistant again.")}
    return Voice(Renderer(Catalogue(sources, tmp_path)), button_life=timedelta(hours=1))


@pytest.fixture
def desk(database: Database, voice: Voice, now: datetime) -> Desk:
    return Desk(database, voice, now)


class Desk:
    """One conversation and the agents Lin and Mei."""

    def __init__(self, database: Database, voice: Voice, now: datetime) -> None:
        self.database = database
        self.voice = voice
        self.now = now
        with database.writing() as session:
            session.add(
                Conversation(
                    id="c1",
                    channel="web",
                    address="a1",
                    locale="zh_Hant_TW",
                    created_at=now,
                    last_message_at=now,
                )
            )
            self.lin, self.mei = (
                Staff(name=name, role="agent", password_hash="-") for name in ("Lin", "Mei")
            )
            session.add_all([self.lin, self.mei])

    def do(self, work: Work, *args: Any, **kwargs: Any) -> Any:
        with self.database.writing() as session:
            return work(session, *args, **{"now": self.now, **kwargs})

    def ask_for_agent(self, reason: HandoffReason, **kwargs: Any) -> bool:
        def work(session: Session, **options: Any) -> bool:
            conversation = session.get_one(Conversation, "c1")
            if reason is HandoffReason.CRISIS:
                conversation.distress_level = "crisis"
            return handoff.hand_over(session, conversation, reason, **options)

        return bool(self.do(work, **kwargs))

    def claim(self, staff: Staff) -> Conversation:
        return self.do(handoff.claim, "c1", staff=staff)

    def answer(self, text: str, staff: Staff, key: str = "k1") -> Message:
        return self.do(handoff.answer, "c1", text, key=key, staff=staff)

    @property
    def conversation(self) -> Conversation:
        with self.database.reading() as session:
            return session.get_one(Conversation, "c1")

    def entries(self) -> list[str]:
        with self.database.reading() as session:
            return list(
                session.scalars(select(ConversationEntry.entry).order_by(ConversationEntry.id))
            )


def refusal(work: Callable[[], Any]) -> Refusal:
    with pytest.raises(Refused) as caught:
        work()
    return caught.value.code


def test_handing_over_puts_the_conversation_in_the_queue_with_its_evidence(desk: Desk) -> None:
    assert desk.ask_for_agent(HandoffReason.DISTRESS, evidence={"words": ["can't sleep"]})
    assert desk.conversation.status == "open"
    assert desk.conversation.priority == 1
    assert desk.conversation.waiting_since == desk.now
    with desk.database.reading() as session:
        entry = session.scalars(select(ConversationEntry)).one()
    assert entry.detail == {"reason": "distress", "evidence": {"words": ["can't sleep"]}}


def test_handing_over_twice_for_the_same_reason_writes_one_entry(desk: Desk) -> None:
    desk.ask_for_agent(HandoffReason.ASKED_FOR_PERSON)
    assert not desk.ask_for_agent(HandoffReason.ASKED_FOR_PERSON)
    assert desk.entries() == ["handoff"]


def test_a_crisis_moves_a_waiting_conversation_to_the_front_and_keeps_its_wait(desk: Desk) -> None:
    desk.ask_for_agent(HandoffReason.OUTSIDE_TERMS)
    later = desk.now + timedelta(minutes=5)
    assert desk.ask_for_agent(HandoffReason.CRISIS, now=later)
    assert desk.conversation.priority == 0
    assert desk.conversation.handoff_reason == "crisis"
    assert desk.conversation.waiting_since == desk.now


def test_a_lesser_reason_does_not_lower_a_crisis(desk: Desk) -> None:
    desk.ask_for_agent(HandoffReason.CRISIS)
    assert not desk.ask_for_agent(HandoffReason.NOT_UNDERSTOOD)
    assert desk.conversation.handoff_reason == "crisis"


def test_of_twenty_agents_who_claim_at_once_one_has_the_conversation(desk: Desk) -> None:
    desk.ask_for_agent(HandoffReason.ASKED_FOR_PERSON)
    with desk.database.writing() as session:
        crowd = [Staff(name=f"agent {n}", role="agent", password_hash="-") for n in range(20)]
        session.add_all(crowd)

    def attempt(staff: Staff) -> int | None:
        try:
            desk.claim(staff)
        except Refused:
            return None
        return staff.id

    with ThreadPoolExecutor(20) as pool:
        winners = [won for won in pool.map(attempt, crowd) if won is not None]
    assert winners == [desk.conversation.assignee_id]
    assert desk.entries() == ["handoff", "assigned"]


def test_claiming_again_what_is_yours_changes_nothing(desk: Desk) -> None:
    desk.ask_for_agent(HandoffReason.ASKED_FOR_PERSON)
    desk.claim(desk.lin)
    assert desk.claim(desk.lin).assignee_id == desk.lin.id
    assert desk.entries() == ["handoff", "assigned"]


def test_an_agent_can_take_over_from_the_assistant_unasked(desk: Desk) -> None:
    desk.claim(desk.lin)
    assert desk.conversation.status == "open"
    assert desk.conversation.assignee_id == desk.lin.id


def test_claiming_what_does_not_exist_is_refused(desk: Desk) -> None:
    claim = lambda: desk.do(handoff.claim, "nothing", staff=desk.lin)  # noqa: E731
    assert refusal(claim) is Refusal.NOT_FOUND


def test_an_answer_is_stored_and_waits_to_be_sent(desk: Desk) -> None:
    desk.ask_for_agent(HandoffReason.ASKED_FOR_PERSON)
    desk.claim(desk.lin)
    message = desk.answer("  你好，我是林。 ", desk.lin)
    assert (message.author, message.text, message.staff_id) == (
        "agent",
        "你好，我是林。",
        desk.lin.id,
    )
    assert desk.conversation.waiting_since is None
    with desk.database.reading() as session:
        assert session.get_one(Outbox, message.id).state == "pending"


def test_the_same_answer_posted_twice_is_said_once(desk: Desk) -> None:
    desk.claim(desk.lin)
    first = desk.answer("Hello", desk.lin, key="same")
    assert desk.answer("Hello", desk.lin, key="same").id == first.id
    with desk.database.reading() as session:
        assert len(session.scalars(select(Outbox)).all()) == 1


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", Refusal.EMPTY),
        (" \n ", Refusal.EMPTY),
        ("x" * (handoff.ANSWER_LIMIT + 1), Refusal.TOO_LONG),
    ],
)
def test_an_answer_that_says_nothing_or_too_much_is_refused(
    desk: Desk, text: str, code: Refusal
) -> None:
    desk.claim(desk.lin)
    assert refusal(lambda: desk.answer(text, desk.lin)) is code


def test_nobody_answers_while_the_assistant_owns_the_conversation(desk: Desk) -> None:
    assert refusal(lambda: desk.answer("Hello", desk.lin)) is Refusal.NOT_YOURS


def test_another_agents_conversation_cannot_be_answered_or_given_back(desk: Desk) -> None:
    desk.claim(desk.lin)
    assert refusal(lambda: desk.answer("Hello", desk.mei)) is Refusal.NOT_YOURS
    give_back = lambda: desk.do(handoff.give_back, "c1", voice=desk.voice, staff=desk.mei)  # noqa: E731
    assert refusal(give_back) is Refusal.NOT_YOURS


def test_given_back_the_assistant_says_in_the_borrowers_language_that_it_is_back(
    desk: Desk,
) -> None:
    desk.claim(desk.lin)
    message = desk.do(handoff.give_back, "c1", voice=desk.voice, staff=desk.lin)
    assert (message.author, message.text) == ("assistant", "我又是自動助理了。")
    assert desk.conversation.status == "assistant"
    assert desk.conversation.assignee_id is None
    assert desk.entries() == ["assigned", "returned"]


def test_a_conversation_can_be_claimed_and_given_back_many_times(desk: Desk) -> None:
    for _ in range(2):
        desk.claim(desk.lin)
        desk.do(handoff.give_back, "c1", voice=desk.voice, staff=desk.lin)
    assert desk.entries() == ["assigned", "returned"] * 2


def test_in_a_crisis_nothing_goes_back_to_the_assistant_until_a_human_clears_it(
    desk: Desk,
) -> None:
    desk.ask_for_agent(HandoffReason.CRISIS)
    desk.claim(desk.lin)
    for leave in (
        lambda: desk.do(handoff.give_back, "c1", voice=desk.voice, staff=desk.lin),
        lambda: desk.do(handoff.resolve, "c1", "safe", staff=desk.lin),
    ):
        assert refusal(leave) is Refusal.CRISIS_NOT_CLEARED
    clear = lambda why: desk.do(handoff.clear_crisis, "c1", why, staff=desk.lin)  # noqa: E731
    assert refusal(lambda: clear("  ")) is Refusal.WHY_MISSING
    clear("Spoke with her; her sister is with her.")
    desk.do(handoff.give_back, "c1", voice=desk.voice, staff=desk.lin)
    assert desk.entries() == ["handoff", "assigned", "crisis_cleared", "returned"]


def test_clearing_a_crisis_ends_the_pauses_it_set_and_no_others(desk: Desk) -> None:
    with desk.database.writing() as session:
        for reason in ("crisis", "opt_out"):
            session.add(
                Pause(
                    conversation_id="c1",
                    reason=reason,
                    set_by="assistant",
                    set_at=desk.now,
                    ends_when="cleared",
                )
            )
    desk.ask_for_agent(HandoffReason.CRISIS)
    desk.claim(desk.lin)
    desk.do(handoff.clear_crisis, "c1", "Safe", staff=desk.lin)
    with desk.database.reading() as session:
        ended = {p.reason: p.ended_why for p in session.scalars(select(Pause))}
    assert ended == {"crisis": "Safe", "opt_out": None}


def test_a_second_crisis_after_a_cleared_one_is_urgent_again(desk: Desk) -> None:
    desk.ask_for_agent(HandoffReason.CRISIS)
    desk.claim(desk.lin)
    desk.do(handoff.clear_crisis, "c1", "Safe", staff=desk.lin)
    assert desk.conversation.priority == 1
    assert desk.ask_for_agent(HandoffReason.CRISIS)
    assert desk.conversation.priority == 0


def test_clearing_where_there_is_no_crisis_is_refused(desk: Desk) -> None:
    desk.claim(desk.lin)
    clear = lambda: desk.do(handoff.clear_crisis, "c1", "Safe", staff=desk.lin)  # noqa: E731
    assert refusal(clear) is Refusal.NO_CRISIS


def test_a_resolved_conversation_leaves_the_queue(desk: Desk) -> None:
    desk.ask_for_agent(HandoffReason.DISPUTE)
    desk.claim(desk.lin)
    desk.do(handoff.resolve, "c1", "dispute recorded", staff=desk.lin)
    assert desk.conversation.status == "resolved"
    assert desk.conversation.waiting_since is None
    assert desk.conversation.assignee_id is None


def test_a_borrower_who_writes_to_an_agent_waits_from_the_first_unanswered_message(
    desk: Desk,
) -> None:
    desk.claim(desk.lin)
    desk.answer("Hello", desk.lin)

    def write(session: Session, *, now: datetime) -> None:
        handoff.keep_waiting(session.get_one(Conversation, "c1"), now=now)

    desk.do(write, now=desk.now + timedelta(minutes=1))
    desk.do(write, now=desk.now + timedelta(minutes=2))
    assert desk.conversation.waiting_since == desk.now + timedelta(minutes=1)
