"""What waits in the inbox, as Rasa is asked it; each function belongs to one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from bot.conversations.messages import Author
from bot.conversations.statuses import HandoffReason
from bot.engine import Utterance
from bot.ledger.clock import local_day, machine_now
from bot.ledger.clock import now as read_clock
from bot.ledger.conversations import last_messages, lease, next_to_answer, release
from bot.ledger.portfolio import timezone_and_currency
from bot.ledger.tables import Conversation, Inbox, Message
from bot.replies.values import choice, response
from bot.servicing.distress import CRISIS_CARD, take_up_crisis
from bot.servicing.handoff import hand_over, is_with_person
from bot.servicing.misreadings import keep_reading
from bot.servicing.scene import IntakeRules, Scene
from bot.servicing.transcript import Voice
from bot.understanding.reading import Reading
from bot.understanding.wishes import Wish

LEASE = timedelta(seconds=60)
RETRY_AFTER = timedelta(seconds=2)
LONGEST_RETRY = timedelta(seconds=30)
# Of whom nothing is known.
TIMEZONE, CURRENCY = "Asia/Shanghai", "CNY"
ASK_PROOF = "utter_ask_proof"
SECOND_WISH = "utter_second_wish"
EXPECTING = {
    "utter_ask_promise_amount": "amount",
    "utter_ask_promise_amount_on_time": "amount",
    "utter_ask_promise_date": "date",
    "utter_ask_due_day": "date",
    "utter_ask_income": "amount",
    "utter_ask_essentials": "amount",
    "utter_ask_other_debts": "amount",
    "utter_promise_read_back": "amount",
    "utter_ask_payment_amount": "amount",
    "utter_payment_read_back": "amount",
    "utter_ask_claim_amount": "amount",
    "utter_ask_claim_date": "date",
}


@dataclass(frozen=True)
class Question:
    """One message as Rasa is asked it."""

    message_id: int
    conversation_id: str
    key: str
    text: str | None
    payload: str | None
    attempts: int
    metadata: Mapping[str, Any]


def go_on(session: Session, conversation_id: str, holder: str) -> Question | None:
    """The next question, or none and the conversation is left to whoever comes."""
    if next_to_answer(session, conversation_id) is None:
        release(session, conversation_id, holder)
        return None
    question = take_question(session, conversation_id, holder)
    if question is None:
        release(session, conversation_id, holder)
    return question


def take_question(session: Session, conversation_id: str, holder: str) -> Question | None:
    machine = machine_now()
    if not lease(session, conversation_id, holder, now=machine, until=machine + LEASE):
        return None
    waiting = next_to_answer(session, conversation_id)
    if waiting is None or waiting.due_at > machine:
        return None
    return _question(session, waiting)


def _question(session: Session, waiting: Inbox) -> Question:
    message = session.get_one(Message, waiting.message_id)
    conversation = session.get_one(Conversation, waiting.conversation_id)
    key = f"{message.id}r" if waiting.replay else str(message.id)
    return Question(
        message_id=message.id,
        conversation_id=conversation.id,
        key=key,
        text=None if waiting.payload else message.text,
        payload=waiting.payload,
        attempts=waiting.attempts,
        metadata=_metadata(session, conversation, message),
    )


def _metadata(session: Session, conversation: Conversation, message: Message) -> dict[str, Any]:
    """What understanding needs to know of the sender; nothing of the ledger, nothing personal."""
    timezone, currency = TIMEZONE, None
    if conversation.borrower_id is not None:
        timezone, currency = timezone_and_currency(session, conversation.borrower_id)
    return {
        "message": message.id,
        "as_of": local_day(read_clock(session), timezone).isoformat(),
        "timezone": timezone,
        "currency": currency or CURRENCY,
        "locale": conversation.locale,
        "expecting": _expecting(session, conversation),
    }


def _expecting(session: Session, conversation: Conversation) -> str | None:
    """What a bare number would answer, by the question that was asked last."""
    newest_first = last_messages(session, conversation.id, author=Author.ASSISTANT, count=2)
    said = [message.response or "" for message in newest_first]
    asked = [response for response in said if response != SECOND_WISH]
    return EXPECTING.get(asked[0]) if asked else None


def settle(
    session: Session,
    question: Question,
    utterances: Sequence[Utterance],
    wish: Wish | None = None,
    reading: Reading | None = None,
    *,
    voice: Voice,
    rules: IntakeRules,
) -> None:
    """Record the answer and take the question out of the inbox: both or neither.

    A second ``wish`` of the same message is offered, unless an agent or the proof comes first.
    ``reading`` is kept for trainers.
    """
    waiting = session.get(Inbox, question.message_id)
    if waiting is None:
        return
    now = read_clock(session)
    conversation = session.get_one(Conversation, question.conversation_id)
    if reading is not None:
        answer = utterances[0].response if utterances else None
        keep_reading(session, question.message_id, reading, answer=answer)
    if any(said.response == CRISIS_CARD for said in utterances):
        message = session.get_one(Message, question.message_id)
        take_up_crisis(
            Scene(session, conversation, message, voice, rules, now)
        )  # empties the inbox
        return
    for place, said in enumerate(utterances):
        key = f"re:{question.key}:{place}"
        voice.say(session, conversation, said.response, said.arguments, key=key, now=now)
    if wish and not is_with_person(conversation) and not _asks_for_proof(utterances):
        offer = choice(response("part_button_second_wish"), wish.payload)
        told = {"wish": wish.text, "choices": [offer]}
        voice.say(session, conversation, SECOND_WISH, told, key=f"wish:{question.key}", now=now)
    if not utterances:
        # A failure inside the dialogue: never leave a person without an answer.
        hand_over(session, conversation, HandoffReason.FAILURE, now=now)
        voice.say(session, conversation, "utter_failure", key=f"re:{question.key}:0", now=now)
    session.delete(waiting)


def _asks_for_proof(utterances: Sequence[Utterance]) -> bool:
    """What was wished for is asked again once it is given, the second wish with it."""
    return any(said.response == ASK_PROOF for said in utterances)


def postpone(session: Session, question: Question, *, voice: Voice) -> None:
    """Rasa is away: try again later, and say so once for this message."""
    waiting = session.get(Inbox, question.message_id)
    if waiting is None:
        return
    waiting.attempts += 1
    waiting.due_at = machine_now() + min(RETRY_AFTER * waiting.attempts, LONGEST_RETRY)
    conversation = session.get_one(Conversation, question.conversation_id)
    voice.say(
        session,
        conversation,
        "utter_answer_later",
        key=f"later:{question.key}",
        now=read_clock(session),
    )
