"""Somebody does anything at any moment, and what must always hold is looked at after each step."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from phrases_to_say import ANSWERS, CORRECTIONS, CRISES, LEAVING, intents, messages_of
from walk_lengths import WALK
from walking import Ground, ground, somebody

from bot.conversations.messages import MessageKind
from bot.ledger.clock import now as read_clock
from bot.ledger.tables import Conversation, Message
from bot.servicing import handoff
from bot.servicing.handoff import is_with_person
from bot.servicing.identity import is_trusted

pytestmark = pytest.mark.rasa

LOCALES = ("en", "zh_Hans_CN", "zh_Hant_TW", "zh_Hant_HK")
SILENCES = (timedelta(minutes=5), timedelta(minutes=45), timedelta(hours=26), timedelta(days=9))
LIVE = {"agreed", "active"}
FAILURES = {"utter_failure", "utter_answer_later"}
ENDED = {"utter_nothing_to_stop", "utter_ask_undo"}
CANCELS_AT_MOST = 6
AFTER_A_CRISIS = {
    "utter_crisis_card",
    "utter_crisis_card_on_call",
    "utter_crisis_lines_everywhere",
    "utter_stay_with_agent",
    "utter_button_spent",
    "utter_contact_paused",
    "utter_callback_noted",
    "utter_file_refused",
    "utter_ask_birth_date",
    "utter_birth_date_not_read",
    "utter_proven_for_person",
    "utter_proof_wrong",
    "utter_proof_locked",
    "utter_link_invalid",
}
TWO_LOANS = ("the second one", "the credit card", "第二笔", "信用卡那筆", "最後一筆")
_walkers = itertools.count(1)


class Walker(RuleBasedStateMachine):
    place: Ground

    def __init__(self) -> None:
        super().__init__()
        self.said = 0
        self.seen = 0
        self.answers = 0
        self.last: dict[str, Any] = {}

    @initialize(locale=st.sampled_from(LOCALES))
    def arrive(self, locale: str) -> None:
        self.locale = locale
        number = next(_walkers)
        self.address = f"walker-{number}"
        self.before = f"walker-{number - 1}" if number > 1 else ""
        self.person = self.place.borrower(somebody(locale))
        self.send(text="hello" if locale == "en" else "你好")

    @rule(intent=st.sampled_from(intents()), pick=st.integers(0, 10_000))
    def say(self, intent: str, pick: int) -> None:
        found = messages_of(intent)
        self.send(text=found[pick % len(found)])

    @rule(text=st.sampled_from(ANSWERS))
    def answer(self, text: str) -> None:
        self.send(text=text)

    @rule(text=st.sampled_from(CORRECTIONS))
    def correct(self, text: str) -> None:
        self.send(text=text)

    @rule(text=st.sampled_from(LEAVING))
    def leave(self, text: str) -> None:
        self.send(text=text)

    @rule(intent=st.sampled_from(("request_installment", "request_deferral", "promise_to_pay")))
    def wish(self, intent: str) -> None:
        self.say(intent, 0)

    @rule(place=st.integers(0, 9))
    def tap_newest(self, place: int) -> None:
        shown = self.place.buttons(self.address)
        newest = [button for button in shown if button.message_id == shown[-1].message_id]
        if newest:
            self.send(button=newest[place % len(newest)].token, kind=MessageKind.BUTTON)

    @rule(place=st.integers(0, 99))
    def tap_any(self, place: int) -> None:
        """Also what is spent or has expired."""
        if shown := self.place.buttons(self.address):
            self.send(button=shown[place % len(shown)].token, kind=MessageKind.BUTTON)

    @rule()
    def tap_anothers(self) -> None:
        """A button of the walker before, which means nothing in this chat."""
        shown = self.place.buttons(self.before) if self.before else ()
        token = shown[-1].token if shown else "x" * 22
        replies = self.send(button=token, kind=MessageKind.BUTTON)
        assert {reply.response for reply in replies} <= {"utter_button_spent"}

    @rule()
    def prove(self) -> None:
        self.send(link_token=self.place.link(self.person))

    @rule(right=st.booleans())
    def share_phone(self, right: bool) -> None:
        born = self.person.birth_date.isoformat() if right else "1901-01-01"
        self.send(phone_shared=self.person.phone, birth_date=born)

    @rule(by=st.sampled_from(SILENCES))
    def fall_silent(self, by: timedelta) -> None:
        self.place.wait(by)

    @rule()
    def arrive_twice(self) -> None:
        self.place.receive(self.address, **self.last)
        self.look(quiet=True)

    @rule(text=st.sampled_from(ANSWERS))
    def speak_after_trust_has_lapsed(self, text: str) -> None:
        """Nothing of the loan is said to whoever picks the telephone up."""
        self.place.wait(SILENCES[-1])
        self.send(text=text)

    @rule(text=st.sampled_from(TWO_LOANS))
    def name_a_loan(self, text: str) -> None:
        self.send(text=text)

    @rule(kind=st.sampled_from((MessageKind.PHOTO, MessageKind.VOICE, MessageKind.OTHER)))
    def send_file(self, kind: MessageKind) -> None:
        self.send(kind=kind)

    @rule(command=st.sampled_from(("start", "help", "human", "language", "privacy", "stop")))
    def command(self, command: str) -> None:
        self.send(text=f"/{command}", command=command)

    @rule(text=st.sampled_from(("English please", "请说中文", "可以用繁體中文嗎", "講廣東話")))
    def change_language(self, text: str) -> None:
        self.send(text=text)

    @rule(minor=st.integers(1, 200_000))
    def pay(self, minor: int) -> None:
        self.place.pay(self.person, minor)

    @rule(text=st.sampled_from(CRISES))
    def despair(self, text: str) -> None:
        self.send(text=text)
        standing = self.place.conversation(self.address)
        assert standing.status == "open", "a crisis was not handed over"
        assert standing.distress_level == "crisis"

    @rule(ends=st.sampled_from(("back", "resolved", "stays")))
    def bring_in_an_agent(self, ends: str) -> None:
        staff = self.place.agent()
        conversation = self.place.conversation(self.address).id
        now = self.place.look(read_clock)

        def care(session: Any) -> None:
            handoff.claim(session, conversation, staff=staff, now=now)
            self.answers += 1
            key = f"answer {self.answers}"
            handoff.answer(session, conversation, "I am here.", key=key, staff=staff, now=now)
            if ends == "stays":
                return
            taken = session.get_one(Conversation, conversation)
            if taken.distress_level == "crisis":
                handoff.clear_crisis(session, conversation, "safe", staff=staff, now=now)
            voice = self.place.program.voice
            if ends == "back":
                handoff.give_back(session, conversation, voice=voice, staff=staff, now=now)
            else:
                handoff.resolve(session, conversation, "done", staff=staff, now=now)

        self.place.change(care)
        self.place.deliver(self.address)
        self.look(quiet=False)

    def teardown(self) -> None:
        """Whatever was begun can be left."""
        if not hasattr(self, "address"):
            return
        self.prove()
        for _ in range(CANCELS_AT_MOST):
            if self.place.conversation(self.address).status == "open":
                self.bring_in_an_agent("back")
            replies = self.send(text="cancel")
            if replies and replies[-1].response in ENDED:
                return
        raise AssertionError("what was begun cannot be left")

    def send(self, **said: Any) -> list[Message]:
        self.said += 1
        self.last = {"external_id": str(self.said), "locale": self.locale, **said}
        found = self.place.conversation(self.address) if self.said > 1 else None
        self.place.receive(self.address, **self.last)
        replies = self.look(quiet=found is not None and is_with_person(found))
        if found is not None and found.distress_level == "crisis":
            told = {reply.response or "" for reply in replies}
            assert told <= AFTER_A_CRISIS, "something automatic was said after a crisis"
        return replies

    def look(self, *, quiet: bool) -> list[Message]:
        """``quiet`` where no answer has to follow."""
        replies = list(self.place.said(self.address, after=self.seen))
        self.seen = max((reply.id for reply in replies), default=self.seen)
        standing = self.place.conversation(self.address)
        assert replies or quiet, "no answer"
        assert not {reply.response for reply in replies} & FAILURES, "it failed"
        assert self.place.left_over() == 0, "something waits to be answered or sent"
        assert self.place.complaints == []
        if not is_trusted(standing, now=self.place.look(read_clock)):
            told = [reply.text for reply in replies if holds_money(reply.arguments)]
            assert told == [], "a figure before identity"
        for loan in self.place.report(self.person)["loans"]:
            live = [kept for kept in loan["arrangements"] if kept["status"] in LIVE]
            assert len(live) <= 1, "two arrangements for one loan"
        if standing.distress_level == "crisis":
            assert standing.status == "open", "a crisis was left alone"
        return replies


def holds_money(value: Any) -> bool:
    if isinstance(value, dict):
        return "money" in value or any(holds_money(part) for part in value.values())
    return isinstance(value, list) and any(holds_money(part) for part in value)


@pytest.fixture(scope="module")
def place(trained_models: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    with ground(tmp_path_factory.mktemp("walk")) as found:
        yield found


def test_whatever_is_done_at_any_moment_nothing_breaks(place: Ground) -> None:
    walker = type("Walker", (Walker,), {"place": place})
    run_state_machine_as_test(walker, settings=WALK)
