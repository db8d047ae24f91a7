"""Taking in one message: stored once, screened, and decided who answers it, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from bot.conversations.birth_dates import looks_like_a_proof
from bot.conversations.distress import DistressDecision, DistressLevel, DistressReading
from bot.conversations.messages import Author, IncomingMessage, MessageKind
from bot.conversations.scripts import LOCALES, detect_locale, says_nothing
from bot.conversations.statuses import HandoffReason, Status
from bot.ledger.clock import now as read_clock
from bot.ledger.conversations import (
    choose_button,
    enqueue_answer,
    find_conversation,
    find_message,
    last_messages,
    next_to_answer,
)
from bot.ledger.notices import notice_message
from bot.ledger.tables import Attachment, Button, Conversation, Message
from bot.servicing.channel_buttons import CHANNEL_BUTTONS, answer_button
from bot.servicing.desk import wake
from bot.servicing.distress import (
    decide_now,
    has_left_queue,
    record_reading,
    respond_to_crisis,
    respond_to_distress,
)
from bot.servicing.handoff import is_awaited_for, is_with_person, keep_waiting
from bot.servicing.identity import AWAITING_BIRTH_DATE, keep_trust
from bot.servicing.proof import take_proof
from bot.servicing.received_files import answer_file, record_file, take_bank_reference
from bot.servicing.scene import IntakeRules, Scene
from bot.servicing.transcript import Voice

AGREE_TO_OFFER = ('/affirm{"offer":', '/cancel{"offer":')
LEFT_LATELY = timedelta(hours=6)

# What the messenger's commands mean, in the words that Rasa's rules know.
COMMANDS: Mapping[str, str] = {
    "start": "/greet",
    "help": "/ask_capabilities",
    "balance": "/ask_balance",
    "human": "/request_human",
    "language": "/change_language",
    "privacy": "/request_my_data",
    "stop": "/stop_messages",
    "resume": "/resume_messages",
}


class Answerer(StrEnum):
    """Who has the next word."""

    NOBODY = "nobody"
    CHANNEL = "channel"
    ASSISTANT = "assistant"
    AGENT = "agent"


@dataclass(frozen=True)
class Taken:
    conversation_id: str
    answerer: Answerer
    crisis: bool = False


def take_in(
    session: Session,
    incoming: IncomingMessage,
    reading: DistressReading,
    *,
    voice: Voice,
    rules: IntakeRules,
) -> Taken:
    now = read_clock(session)
    conversation = _open_conversation(session, incoming, rules=rules, now=now)
    key = f"in:{incoming.external_id}"
    if find_message(session, conversation.id, key) is not None:
        return Taken(conversation.id, Answerer.NOBODY)
    if not incoming.private:
        _refuse_group(session, conversation, voice=voice, now=now)
        return Taken(conversation.id, Answerer.CHANNEL)
    is_proof = _is_proof(conversation, incoming)
    message = _record(session, conversation, incoming, reading, key, is_proof=is_proof, now=now)
    scene = Scene(session, conversation, message, voice, rules, now)
    file = record_file(scene, incoming.file) if incoming.file else None
    decision = decide_now(session, conversation, now=now)
    if _is_in_crisis(scene, reading, decision):
        return Taken(conversation.id, Answerer.AGENT, crisis=True)
    if is_proof:
        take_proof(scene, incoming)
        return Taken(conversation.id, Answerer.ASSISTANT)
    keep_trust(conversation, rules=rules.proof, now=now)
    return Taken(conversation.id, _pass_on(scene, incoming, reading, decision, file))


def _open_conversation(
    session: Session, incoming: IncomingMessage, *, rules: IntakeRules, now: datetime
) -> Conversation:
    """Locked until the end of the transaction, so that messages keep their order of arrival."""
    found = find_conversation(session, incoming.channel, incoming.address, locked=True)
    if found is None:
        hint = incoming.locale if incoming.locale in LOCALES else None
        found = Conversation(
            channel=incoming.channel,
            address=incoming.address,
            locale=hint or rules.default_locale,
            created_at=now,
            last_message_at=now,
        )
        session.add(found)
        session.flush()
    return found


def _is_proof(conversation: Conversation, incoming: IncomingMessage) -> bool:
    if incoming.phone_shared is not None or incoming.link_token is not None:
        return True
    awaited = conversation.proof_step == AWAITING_BIRTH_DATE
    return awaited and incoming.button is None and looks_like_a_proof(incoming.text)


def _record(
    session: Session,
    conversation: Conversation,
    incoming: IncomingMessage,
    reading: DistressReading,
    key: str,
    *,
    is_proof: bool,
    now: datetime,
) -> Message:
    message = Message(
        conversation_id=conversation.id,
        key=key,
        author=Author.BORROWER.value,
        kind=(MessageKind.PROOF if is_proof else incoming.kind).value,
        text="" if is_proof else incoming.text,
        at=now,
        provider_id=incoming.provider_id,
    )
    record_reading(message, reading)
    session.add(message)
    conversation.last_message_at = now
    conversation.blocked_at = None
    if not is_proof and not conversation.locale_chosen:
        shown = detect_locale(incoming.text, current=conversation.locale)
        conversation.locale = shown or conversation.locale
    session.flush()
    notice_message(session, conversation, message)
    return message


def _is_in_crisis(scene: Scene, reading: DistressReading, decision: DistressDecision) -> bool:
    if decision.level is not DistressLevel.CRISIS:
        return False
    is_known = scene.conversation.distress_level == DistressLevel.CRISIS.value
    if is_known and reading.level is not DistressLevel.CRISIS:
        return False
    respond_to_crisis(scene, decision)
    return True


def _pass_on(
    scene: Scene,
    incoming: IncomingMessage,
    reading: DistressReading,
    decision: DistressDecision,
    file: Attachment | None,
) -> Answerer:
    if scene.conversation.status == Status.SNOOZED.value:
        wake(scene.session, scene.conversation, by="borrower", now=scene.now)
    token = incoming.button or _typed_button(scene, incoming)
    if token is not None:
        return _take_button(scene, token)
    if is_with_person(scene.conversation):
        keep_waiting(scene.conversation, now=scene.now)
        if file is not None and file.refused:
            answer_file(scene, file)
        return Answerer.AGENT
    if _is_newly_distressed(scene, reading, decision):
        respond_to_distress(scene, decision)
        return Answerer.CHANNEL
    return _ask(scene, incoming, file)


def _ask(scene: Scene, incoming: IncomingMessage, file: Attachment | None) -> Answerer:
    """Of the assistant, unless there is nothing to ask or the channel knows the answer."""
    if file is not None:
        answer_file(scene, file)
    without_words = file is not None and says_nothing(incoming.text)
    if without_words or take_bank_reference(scene):
        return Answerer.CHANNEL
    payload = COMMANDS.get(incoming.command or "")
    unreadable = None if payload else _unreadable(incoming, scene.rules)
    if unreadable:
        scene.reply(unreadable)
        return Answerer.CHANNEL
    enqueue_answer(scene.session, scene.message, payload=payload)
    return Answerer.ASSISTANT


def _unreadable(incoming: IncomingMessage, rules: IntakeRules) -> str | None:
    """The response to a message that holds nothing Rasa could read."""
    if says_nothing(incoming.text):
        if incoming.kind is MessageKind.OTHER:
            return "utter_kind_not_read"
        return "utter_only_symbols" if incoming.text.strip() else "utter_empty_message"
    return "utter_message_too_long" if len(incoming.text) > rules.message_limit else None


def _typed_button(scene: Scene, incoming: IncomingMessage) -> str | None:
    """Beside the question for the phone, a messenger's own keyboard sends titles as text."""
    said = last_messages(scene.session, scene.conversation.id, author=Author.ASSISTANT, count=1)
    if not said or said[0].asks_for_phone is None or incoming.kind is not MessageKind.TEXT:
        return None
    titles = {button.title: button.token for button in said[0].buttons if not button.spent_at}
    return titles.get(incoming.text.strip())


def _take_button(scene: Scene, token: str) -> Answerer:
    button = choose_button(scene.session, scene.conversation.id, token, now=scene.now)
    if button is None:
        if next_to_answer(scene.session, scene.conversation.id) is not None:
            return Answerer.NOBODY  # a second tap while the first is still being answered
        scene.reply("utter_button_spent")
        return Answerer.CHANNEL
    scene.message.text = button.title
    if button.payload in CHANNEL_BUTTONS:
        goes_on = answer_button(scene, button.payload)
        return Answerer.ASSISTANT if goes_on else Answerer.CHANNEL
    if is_with_person(scene.conversation) and not _agrees(scene, button):
        return Answerer.AGENT
    enqueue_answer(scene.session, scene.message, payload=button.payload)
    return Answerer.ASSISTANT


def _agrees(scene: Scene, button: Button) -> bool:
    """The borrower's own yes to what was read back holds also while an agent is there."""
    in_crisis = scene.conversation.distress_level == DistressLevel.CRISIS.value
    return not in_crisis and button.payload.startswith(AGREE_TO_OFFER)


def _is_newly_distressed(
    scene: Scene, reading: DistressReading, decision: DistressDecision
) -> bool:
    """Not again while a person is coming for it, or once the borrower has just done without."""
    conversation = scene.conversation
    if is_awaited_for(conversation, HandoffReason.DISTRESS):
        return False
    was_calm = conversation.distress_level == DistressLevel.CALM.value
    if decision.level is DistressLevel.CALM:
        conversation.distress_level = (
            conversation.distress_level
            if conversation.distress_level == DistressLevel.CRISIS.value
            else DistressLevel.CALM.value
        )
        return False
    says_so = reading.level is not DistressLevel.CALM
    return (was_calm or says_so) and not has_left_queue(
        scene.session, conversation, since=scene.now - LEFT_LATELY
    )


def _refuse_group(
    session: Session, conversation: Conversation, *, voice: Voice, now: datetime
) -> None:
    """What is said in a group is not kept; the answer, once a day, says nothing about anybody."""
    day = now.date().isoformat()
    voice.say(session, conversation, "utter_private_only", key=f"group:{day}", now=now)
