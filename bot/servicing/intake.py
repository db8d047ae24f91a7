"""Taking in one message: stored once, screened, and decided who answers it, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.conversations.birth_dates import looks_like_a_proof
from bot.conversations.distress import DistressLevel, DistressReading
from bot.conversations.messages import Author, IncomingMessage, MessageKind
from bot.conversations.scripts import LOCALES, detect_locale, says_nothing
from bot.conversations.statuses import HandoffReason, Status
from bot.ledger.clock import now as read_clock
from bot.ledger.conversations import (
    add_entry,
    choose_button,
    enqueue_answer,
    find_conversation,
    find_message,
)
from bot.ledger.tables import Conversation, ConversationEntry, Message
from bot.servicing.distress import (
    decide_now,
    record_reading,
    respond_to_crisis,
    respond_to_distress,
)
from bot.servicing.handoff import hand_over, keep_waiting, leave_queue
from bot.servicing.identity import AWAITING_BIRTH_DATE, ProofRules, keep_trust
from bot.servicing.proof_replies import take_proof
from bot.servicing.transcript import Voice

LEAVE_QUEUE = "channel:leave_queue"
ASK_BY_PHONE = "channel:prove"
LEFT_LATELY = timedelta(hours=6)

# What the messenger's commands mean, in the words that Rasa's rules know.
COMMANDS: Mapping[str, str] = {
    "start": "/greet",
    "help": "/ask_capabilities",
    "human": "/request_human",
    "language": "/change_language",
    "privacy": "/request_my_data",
    "stop": "/stop_messages",
}

WITHOUT_WORDS: Mapping[MessageKind, str] = {
    MessageKind.PHOTO: "utter_file_received",
    MessageKind.DOCUMENT: "utter_file_received",
    MessageKind.VOICE: "utter_voice_not_heard",
    MessageKind.OTHER: "utter_kind_not_read",
}


class Answerer(str, Enum):
    """Who has the next word."""

    NOBODY = "nobody"
    CHANNEL = "channel"
    ASSISTANT = "assistant"
    AGENT = "agent"


@dataclass(frozen=True)
class Taken:
    conversation_id: str | None
    answerer: Answerer
    crisis: bool = False


@dataclass(frozen=True)
class IntakeRules:
    proof: ProofRules
    default_locale: str
    message_limit: int
    on_call: bool


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
        return _refuse_group(session, conversation, key, voice=voice, now=now)
    is_proof = _is_proof(conversation, incoming)
    message = _record(session, conversation, incoming, key, is_proof=is_proof, now=now)
    record_reading(message, reading)
    session.flush()
    if _in_crisis(session, conversation, message, reading, voice=voice, rules=rules, now=now):
        return Taken(conversation.id, Answerer.AGENT, crisis=True)
    if is_proof:
        take_proof(session, conversation, incoming, message, voice=voice, rules=rules.proof, now=now)
        return Taken(conversation.id, Answerer.ASSISTANT)
    keep_trust(conversation, rules=rules.proof, now=now)
    return _pass_on(session, conversation, incoming, message, reading, voice=voice, rules=rules, now=now)


def _open_conversation(
    session: Session, incoming: IncomingMessage, *, rules: IntakeRules, now: datetime
) -> Conversation:
    found = find_conversation(session, incoming.channel, incoming.address)
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
    # One message of a conversation at a time, so that its order is the order of arrival.
    session.scalar(
        select(Conversation.id).where(Conversation.id == found.id).with_for_update()
    )
    return found


def _is_proof(conversation: Conversation, incoming: IncomingMessage) -> bool:
    if incoming.phone_shared is not None or incoming.link_token is not None:
        return True
    awaited = conversation.proof_step == AWAITING_BIRTH_DATE
    return awaited and incoming.kind is not MessageKind.BUTTON and looks_like_a_proof(incoming.text)


def _record(
    session: Session,
    conversation: Conversation,
    incoming: IncomingMessage,
    key: str,
    *,
    is_proof: bool,
    now: datetime,
) -> Message:
    kind = MessageKind.PROOF if is_proof else incoming.kind
    message = Message(
        conversation_id=conversation.id,
        key=key,
        author=Author.BORROWER.value,
        kind=kind.value,
        text="" if is_proof else incoming.text,
        at=now,
    )
    session.add(message)
    conversation.last_message_at = now
    if not is_proof and not conversation.locale_chosen and incoming.text:
        conversation.locale = (
            detect_locale(incoming.text, current=conversation.locale) or conversation.locale
        )
    session.flush()
    return message


def _in_crisis(
    session: Session,
    conversation: Conversation,
    message: Message,
    reading: DistressReading,
    *,
    voice: Voice,
    rules: IntakeRules,
    now: datetime,
) -> bool:
    decision = decide_now(session, conversation, now=now)
    known = conversation.distress_level == DistressLevel.CRISIS.value
    if decision.level is not DistressLevel.CRISIS:
        return False
    if known and reading.level is not DistressLevel.CRISIS:
        return False
    respond_to_crisis(
        session, conversation, message, decision, voice=voice, on_call=rules.on_call, now=now
    )
    return True


def _pass_on(
    session: Session,
    conversation: Conversation,
    incoming: IncomingMessage,
    message: Message,
    reading: DistressReading,
    *,
    voice: Voice,
    rules: IntakeRules,
    now: datetime,
) -> Taken:
    if incoming.button is not None:
        return _take_button(session, conversation, incoming.button, message, voice=voice, now=now)
    if conversation.status == Status.OPEN.value:
        keep_waiting(conversation, now=now)
        return Taken(conversation.id, Answerer.AGENT)
    if _newly_distressed(session, conversation, reading, now=now):
        decision = decide_now(session, conversation, now=now)
        respond_to_distress(session, conversation, message, decision, voice=voice, now=now)
        return Taken(conversation.id, Answerer.AGENT)
    return _to_assistant(session, conversation, incoming, message, voice=voice, rules=rules, now=now)


def _to_assistant(
    session: Session,
    conversation: Conversation,
    incoming: IncomingMessage,
    message: Message,
    *,
    voice: Voice,
    rules: IntakeRules,
    now: datetime,
) -> Taken:
    payload = COMMANDS.get(incoming.command or "")
    unreadable = None if payload else _unreadable(incoming, rules)
    if unreadable:
        voice.say(session, conversation, unreadable, key=f"re:{message.id}", now=now)
        return Taken(conversation.id, Answerer.CHANNEL)
    enqueue_answer(session, message, payload=payload)
    return Taken(conversation.id, Answerer.ASSISTANT)


def _unreadable(incoming: IncomingMessage, rules: IntakeRules) -> str | None:
    """The response to a message that holds nothing Rasa could read."""
    if says_nothing(incoming.text):
        if incoming.kind in WITHOUT_WORDS:
            return WITHOUT_WORDS[incoming.kind]
        return "utter_only_symbols" if incoming.text.strip() else "utter_empty_message"
    return "utter_message_too_long" if len(incoming.text) > rules.message_limit else None


def _take_button(
    session: Session,
    conversation: Conversation,
    token: str,
    message: Message,
    *,
    voice: Voice,
    now: datetime,
) -> Taken:
    button = choose_button(session, conversation.id, token, now=now)
    if button is None:
        voice.say(session, conversation, "utter_button_spent", key=f"re:{message.id}", now=now)
        return Taken(conversation.id, Answerer.CHANNEL)
    message.text = button.title
    if button.payload == LEAVE_QUEUE:
        return _leave(session, conversation, message, voice=voice, now=now)
    if conversation.status == Status.OPEN.value:
        return Taken(conversation.id, Answerer.AGENT)
    enqueue_answer(session, message, payload=button.payload)
    return Taken(conversation.id, Answerer.ASSISTANT)


def _leave(
    session: Session, conversation: Conversation, message: Message, *, voice: Voice, now: datetime
) -> Taken:
    """Back to the assistant, who first answers what was said before the handoff."""
    if not leave_queue(session, conversation, now=now):
        voice.say(session, conversation, "utter_stay_with_agent", key=f"re:{message.id}", now=now)
        return Taken(conversation.id, Answerer.AGENT)
    voice.say(session, conversation, "utter_assistant_goes_on", key=f"re:{message.id}", now=now)
    replay_wish(session, conversation)
    return Taken(conversation.id, Answerer.ASSISTANT)


def replay_wish(session: Session, conversation: Conversation) -> None:
    """Ask the assistant again what it could not answer the first time."""
    wish = conversation.wish_message_id
    conversation.wish_message_id = None
    message = session.get(Message, wish) if wish is not None else None
    if message is not None:
        enqueue_answer(session, message, replay=True)


def _newly_distressed(
    session: Session, conversation: Conversation, reading: DistressReading, *, now: datetime
) -> bool:
    """Not again for somebody who has just chosen to go on with the assistant."""
    decision = decide_now(session, conversation, now=now)
    if decision.level is DistressLevel.CALM:
        if conversation.distress_level == DistressLevel.DISTRESSED.value:
            conversation.distress_level = DistressLevel.CALM.value
        return False
    was_calm = conversation.distress_level == DistressLevel.CALM.value
    says_so = reading.level is not DistressLevel.CALM
    return (was_calm or says_so) and not _left_lately(session, conversation, now=now)


def _left_lately(session: Session, conversation: Conversation, *, now: datetime) -> bool:
    return (
        session.scalar(
            select(ConversationEntry.id).where(
                ConversationEntry.conversation_id == conversation.id,
                ConversationEntry.entry == "left_queue",
                ConversationEntry.at > now - LEFT_LATELY,
            )
        )
        is not None
    )


def _refuse_group(
    session: Session, conversation: Conversation, key: str, *, voice: Voice, now: datetime
) -> Taken:
    """What is said in a group is not kept; the answer, once a day, says nothing about anybody."""
    day = now.date().isoformat()
    voice.say(session, conversation, "utter_private_only", key=f"group:{day}", now=now)
    return Taken(conversation.id, Answerer.CHANNEL)
