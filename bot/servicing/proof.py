"""Proof of identity as it arrives in a conversation, and what is said to it."""

from __future__ import annotations

from bot.conversations.birth_dates import read_birth_date
from bot.conversations.messages import IncomingMessage
from bot.conversations.statuses import HandoffReason
from bot.ledger.conversations import enqueue_answer, pressed_button
from bot.ledger.tables import Borrower, Message
from bot.servicing.handoff import hand_over, is_with_person
from bot.servicing.identity import Proof, give_birth_date, prove_by_link, share_phone
from bot.servicing.phones import candidates
from bot.servicing.scene import Scene

RESPONSES = {
    Proof.BIRTH_DATE_NEEDED: "utter_ask_birth_date",
    Proof.UNREADABLE: "utter_birth_date_not_read",
    Proof.WRONG: "utter_proof_wrong",
    Proof.LINK_INVALID: "utter_link_invalid",
    Proof.LOCKED: "utter_proof_locked",
}


def take_proof(scene: Scene, incoming: IncomingMessage) -> Proof:
    """Check it, say so, and go back to what was wished for before: not while a person has it."""
    outcome = _check(scene, incoming)
    if outcome is Proof.PROVEN and is_with_person(scene.conversation):
        scene.reply("utter_proven_for_person", {"name": _name(scene)})
        return outcome
    if outcome is Proof.PROVEN:
        _welcome(scene)
        replay_wish(scene)
        return outcome
    if outcome is Proof.LOCKED:
        hand_over(scene.session, scene.conversation, HandoffReason.IDENTITY_LOCKED, now=scene.now)
    scene.reply(RESPONSES[outcome])
    return outcome


def replay_wish(scene: Scene) -> None:
    """Ask the assistant again what it could not answer the first time."""
    wish = scene.conversation.wish_message_id
    scene.conversation.wish_message_id = None
    message = scene.session.get(Message, wish) if wish is not None else None
    if message is not None:
        button = pressed_button(scene.session, message)
        payload = button.payload if button else None
        enqueue_answer(scene.session, message, payload=payload, replay=True)


def _check(scene: Scene, incoming: IncomingMessage) -> Proof:
    if incoming.link_token is not None:
        return prove_by_link(
            scene.session,
            scene.conversation,
            incoming.link_token,
            rules=scene.rules.proof,
            now=scene.now,
        )
    if incoming.phone_shared is not None:
        outcome = share_phone(
            scene.session,
            scene.conversation,
            candidates(incoming.phone_shared),
            rules=scene.rules.proof,
            now=scene.now,
        )
        if outcome is not Proof.BIRTH_DATE_NEEDED or incoming.birth_date is None:
            return outcome
    return give_birth_date(
        scene.session,
        scene.conversation,
        read_birth_date(incoming.birth_date or incoming.text, locale=scene.conversation.locale),
        rules=scene.rules.proof,
        now=scene.now,
    )


def _welcome(scene: Scene) -> None:
    again = scene.conversation.wish_message_id is not None
    scene.reply("utter_proven" if again else "utter_proven_what_next", {"name": _name(scene)})


def _name(scene: Scene) -> str:
    return scene.session.get_one(Borrower, scene.conversation.borrower_id).name
