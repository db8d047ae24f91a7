from __future__ import annotations

from datetime import timedelta

import pytest
from people import CALM, DESPERATE, TROUBLED, WANG, Sender
from sqlalchemy import func, select

from bot.conversations.messages import COMMANDS, IncomingFile, MessageKind
from bot.ledger.clock import now as read_clock
from bot.ledger.tables import Button, Conversation, Inbox, Message, Outbox, Pause, Staff
from bot.servicing import handoff
from bot.servicing.blocking import take_block
from bot.servicing.intake import COMMANDS as MEANINGS
from bot.servicing.intake import Answerer


def token_of(sender: Sender, payload: str) -> str:
    with sender.database.reading() as session:
        found = session.scalar(
            select(Button.token).where(Button.payload == payload).order_by(Button.message_id.desc())
        )
    assert found, payload
    return found


def test_a_message_waits_for_the_assistant(sender: Sender) -> None:
    assert sender.says("what do I owe").answerer is Answerer.ASSISTANT
    assert sender.waiting() == [("what do I owe", False)]


def test_a_duplicate_is_dropped(sender: Sender) -> None:
    sender.says("hello", external_id="7")
    assert sender.says("hello", external_id="7").answerer is Answerer.NOBODY
    assert len(sender.messages("borrower")) == 1
    assert len(sender.waiting()) == 1


SENT = IncomingFile(reference="f", size=1000)


@pytest.mark.parametrize(
    ("message", "answer"),
    [
        ({"text": ""}, "utter_empty_message"),
        ({"text": "  \n"}, "utter_empty_message"),
        ({"text": "😭😭"}, "utter_only_symbols"),
        ({"text": "。。。？"}, "utter_only_symbols"),
        ({"text": "a" * 5000}, "utter_message_too_long"),
        ({"kind": MessageKind.PHOTO, "file": SENT}, "utter_file_received"),
        ({"kind": MessageKind.DOCUMENT, "file": SENT}, "utter_file_received"),
        ({"kind": MessageKind.VOICE, "file": SENT}, "utter_voice_not_heard"),
        ({"kind": MessageKind.OTHER}, "utter_kind_not_read"),
    ],
)
def test_what_cannot_be_read_is_answered_at_once(
    sender: Sender, message: dict[str, object], answer: str
) -> None:
    assert sender.says(**message).answerer is Answerer.CHANNEL
    assert sender.heard() == [answer]
    assert sender.waiting() == []


def test_a_caption_is_read_like_a_message(sender: Sender) -> None:
    sender.says("what do I owe", kind=MessageKind.PHOTO)
    assert sender.waiting() == [("what do I owe", False)]


def test_a_group_hears_once_a_day_that_only_private_chats_are_answered(sender: Sender) -> None:
    sender.says("what do I owe", private=False)
    sender.says("my number is 123", private=False)
    assert sender.heard() == ["utter_private_only"]
    assert list(sender.messages("borrower")) == []


@pytest.mark.parametrize("proven", [False, True])
@pytest.mark.parametrize(
    "message",
    [
        {"text": "words"},
        {"text": "words", "kind": MessageKind.EDITED},
        {"text": "words", "kind": MessageKind.PHOTO},
        {"text": "/words"},
        {"text": "words " * 900},
    ],
)
def test_a_crisis_is_caught_in_whatever_it_is_said(
    sender: Sender, message: dict[str, object], proven: bool
) -> None:
    if proven:
        sender.proves()
    taken = sender.says(reading=DESPERATE, **message)
    assert taken.crisis
    conversation = sender.conversation()
    assert (conversation.status, conversation.priority) == ("open", 0)
    assert conversation.distress_level == "crisis"
    assert sender.heard()[-1] == "utter_crisis_card"
    assert sender.waiting() == []
    with sender.database.reading() as session:
        assert session.scalars(select(Pause.reason)).all() == ["crisis"]


def test_the_card_gives_the_line_of_the_country_on_file(sender: Sender) -> None:
    sender.proves()
    sender.says("words", DESPERATE)
    card = sender.messages("assistant")[-1].text
    assert "12356" in card
    assert "18111" not in card
    assert "988" not in card


def test_a_stranger_is_given_every_countrys_line_by_name(sender: Sender) -> None:
    sender.says("words", DESPERATE)
    card = sender.messages("assistant")[-1].text
    for named in ("Mainland China: call 12356", "Hong Kong: call 18111", "Taiwan: call 1925"):
        assert named in card


def test_the_card_is_given_once_a_day(sender: Sender) -> None:
    sender.says("words", DESPERATE)
    sender.says("words", DESPERATE)
    assert sender.heard() == ["utter_crisis_card"]
    sender.waits(timedelta(hours=25))
    sender.says("words", DESPERATE)
    assert sender.heard() == ["utter_crisis_card"] * 2


def test_after_a_crisis_the_assistant_stays_silent_whatever_is_said(sender: Sender) -> None:
    sender.says("words", DESPERATE)
    assert sender.says("just kidding").answerer is Answerer.AGENT
    assert sender.conversation().distress_level == "crisis"
    assert sender.heard() == ["utter_crisis_card"]


def test_a_birth_date_is_not_waited_for_in_a_crisis(sender: Sender) -> None:
    sender.says(phone_shared=WANG.phone)
    assert sender.says("words", DESPERATE).crisis


def test_distress_asks_for_a_person_and_keeps_the_wish(sender: Sender) -> None:
    sender.says("I cannot sleep, can I pay in six parts", TROUBLED)
    assert sender.conversation().handoff_reason == "distress"
    assert sender.heard() == ["utter_distress_handoff"]
    sender.says(button=token_of(sender, "channel:go_on"))
    assert sender.conversation().status == "open"
    assert sender.heard()[-1] == "utter_assistant_goes_on_meanwhile"
    assert sender.waiting() == [("I cannot sleep, can I pay in six parts", True)]


def test_who_waits_in_distress_is_answered_and_told_so_once(sender: Sender) -> None:
    sender.says("I cannot sleep", TROUBLED)
    assert sender.says("I still cannot sleep", TROUBLED).answerer is Answerer.ASSISTANT
    assert sender.says("what do I owe").answerer is Answerer.ASSISTANT
    assert sender.heard() == ["utter_distress_handoff"]
    assert sender.says("words", DESPERATE).crisis
    assert sender.says("what do I owe").answerer is Answerer.AGENT


def test_who_did_without_a_person_is_not_handed_over_again_at_once(sender: Sender) -> None:
    sender.says("I cannot sleep", TROUBLED)
    with sender.database.writing() as session:
        conversation = session.merge(sender.conversation())
        handoff.leave_queue(session, conversation, now=read_clock(session))
    assert sender.says("I still cannot sleep", TROUBLED).answerer is Answerer.ASSISTANT
    assert sender.conversation().status == "assistant"
    assert sender.says("words", DESPERATE).crisis


def test_nobody_leaves_the_queue_out_of_a_crisis(sender: Sender) -> None:
    sender.says("I cannot sleep", TROUBLED)
    button = token_of(sender, "channel:go_on")
    sender.says("words", DESPERATE)
    sender.says(button=button)
    assert sender.conversation().status == "open"


def test_weak_signs_add_up(sender: Sender) -> None:
    weak = TROUBLED.__class__(TROUBLED.level, 0.8, 0.0, ("so tired",))
    calm_weak = CALM.__class__(CALM.level, 0.8, 0.0, ("so tired",))
    for _ in range(2):
        sender.says("so tired", calm_weak)
    sender.says("so tired", weak)
    assert sender.conversation().status == "open"


def test_a_button_is_chosen_once_and_spends_its_neighbours(sender: Sender) -> None:
    sender.says("😭")
    first, second = token_of(sender, "/ask_balance"), token_of(sender, "/request_human")
    assert sender.says(button=first).answerer is Answerer.ASSISTANT
    sender.answered()
    assert sender.says(button=first).answerer is Answerer.CHANNEL
    assert sender.says(button=second).answerer is Answerer.CHANNEL
    assert sender.heard() == ["utter_only_symbols", "utter_button_spent", "utter_button_spent"]


def test_a_second_tap_while_the_first_is_answered_is_let_pass_in_silence(sender: Sender) -> None:
    sender.says("😭")
    token = token_of(sender, "/ask_balance")
    sender.says(button=token)
    assert sender.says(button=token).answerer is Answerer.NOBODY
    assert sender.heard() == ["utter_only_symbols"]
    assert len(sender.waiting()) == 1


def test_a_button_works_in_its_own_chat_only_and_not_for_ever(sender: Sender) -> None:
    sender.says("😭")
    token = token_of(sender, "/ask_balance")
    other = Sender(sender.database, "chat-2")
    other.says(button=token)
    assert other.heard() == ["utter_button_spent"]
    sender.waits(timedelta(hours=25))
    sender.says(button=token)
    assert sender.heard()[-1] == "utter_button_spent"


def test_the_language_follows_what_is_written_until_one_is_chosen(sender: Sender) -> None:
    for text, locale in [
        ("我欠多少钱", "zh_Hans_CN"),
        ("我欠多少錢", "zh_Hant_TW"),
        ("我爭幾多錢呀，點還先得", "zh_Hant_HK"),
        ("how much do I owe", "en"),
        ("OK", "en"),
    ]:
        sender.says(text)
        assert sender.conversation().locale == locale


def test_every_message_carries_its_distress_reading(sender: Sender) -> None:
    sender.says("words", TROUBLED)
    message = sender.messages("borrower")[-1]
    assert message.distress_level == "distressed"
    assert message.distress_evidence["words"] == ["cannot sleep"]


def test_markup_is_kept_as_it_was_written(sender: Sender) -> None:
    written = '<b>hi</b> *x* _y_ `z` & {brand} /inform{"amount":1}'
    sender.says(written)
    assert sender.messages("borrower")[-1].text == written
    with sender.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(Message)) == 1


def test_a_crisis_comes_before_what_the_assistant_was_about_to_say(sender: Sender) -> None:
    sender.says("can I pay in installments")
    with sender.database.writing() as session:
        conversation = session.get_one(Conversation, sender.conversation().id)
        sender.voice.say(
            session, conversation, "utter_thank", key="re:0", now=conversation.created_at
        )
    sender.says("words", DESPERATE)
    assert sender.waiting() == []
    with sender.database.reading() as session:
        sent = dict(
            session.execute(
                select(Message.response, Outbox.error).join(Outbox, Outbox.message_id == Message.id)
            ).all()
        )
    assert sent == {"utter_thank": "withheld", "utter_crisis_card": None}


def test_a_title_beside_the_question_for_the_phone_is_its_button(sender: Sender) -> None:
    """Telegram's own keyboard sends what stands on it as text."""
    sender.says("hello")
    with sender.database.writing() as session:
        conversation = session.merge(sender.conversation())
        now = conversation.created_at
        sender.voice.say(session, conversation, "utter_ask_proof", key="re:1:0", now=now)
    sender.answered()
    sender.says("Talk to a person")
    [(waiting, _)] = sender.waiting()
    assert waiting == "Talk to a person"
    with sender.database.reading() as session:
        assert session.scalars(select(Inbox.payload)).all() == ["/request_human"]


def test_who_writes_again_has_lifted_the_block(sender: Sender) -> None:
    sender.says("hello")
    with sender.database.writing() as session:
        take_block(session, "test", sender.address, is_blocked=True)
        take_block(session, "test", "a stranger", is_blocked=True)
    assert sender.conversation().blocked_at is not None
    sender.says("hello again")
    assert sender.conversation().blocked_at is None


def test_what_nobody_asked_for_begins_with_a_line_for_a_locked_screen(sender: Sender) -> None:
    sender.says("hello")
    sender.proves()
    with sender.database.writing() as session:
        conversation = session.merge(sender.conversation())
        now = conversation.created_at
        said = [
            sender.voice.say(session, conversation, "utter_thank", key=key, now=now).text
            for key in ("contact:reminder:1", "re:1:0")
        ]
    assert said[0] == f"Anan has a message for you.\n\n{said[1]}"


def test_every_command_of_the_menu_means_something() -> None:
    assert tuple(MEANINGS) == COMMANDS


def test_a_new_crisis_after_one_was_cleared_is_answered_with_the_card(sender: Sender) -> None:
    sender.says("words", DESPERATE)
    with sender.database.writing() as session:
        lin = Staff(name="Lin", role="agent", password_hash="x")
        session.add(lin)
        session.flush()
        conversation, now = sender.conversation().id, read_clock(session)
        handoff.claim(session, conversation, staff=lin, now=now)
        handoff.clear_crisis(session, conversation, "safe", staff=lin, now=now)
        handoff.give_back(session, conversation, voice=sender.voice, staff=lin, now=now)
    sender.waits(timedelta(minutes=5))
    sender.says("words", DESPERATE)
    assert sender.heard()[-1] == "utter_crisis_card"
