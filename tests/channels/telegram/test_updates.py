"""Payloads as Telegram sends them, and the message that each becomes."""

from __future__ import annotations

from typing import Any

import pytest
from telegram import Update

from bot.channels.telegram.updates import parse, parse_block
from bot.conversations.messages import IncomingFile, IncomingMessage, MessageKind

BORROWER = {"id": 42, "is_bot": False, "first_name": "Lin", "language_code": "zh-hans"}
PRIVATE = {"id": 42, "type": "private", "first_name": "Lin"}
GROUP = {"id": -100200, "type": "supergroup", "title": "Family"}
FILE = {"file_id": "f", "file_unique_id": "u"}
SENT = {"file": IncomingFile(reference="f")}
MOVING = {"file": IncomingFile(refused="wrong_type")}
TOKEN = "Zm9vYmFyYmF6cXV4MTIz"
PHONE = "+886912345678"
PHOTO = FILE | {"width": 1, "height": 1}
ANIMATION = PHOTO | {"duration": 1}
STICKER = PHOTO | {"is_animated": False, "is_video": False, "type": "regular"}
HIDDEN = {"type": "hidden_user", "date": 1, "sender_user_name": "x"}
IN_GROUP = {"address": "-100200", "private": False}


def message(**content: Any) -> dict[str, Any]:
    return {"message_id": 5, "date": 1_790_000_000, "chat": PRIVATE, "from": BORROWER, **content}


def tap(**content: Any) -> dict[str, Any]:
    return {"id": "77", "from": BORROWER, "chat_instance": "1", **content}


def read(**update: Any) -> IncomingMessage | None:
    return parse(Update.de_json({"update_id": 9, **update}, None))


def incoming(**fields: Any) -> IncomingMessage:
    known = {"channel": "telegram", "address": "42", "external_id": "9", "locale": "zh_Hans_CN"}
    named = {} if fields.get("button") else {"provider_id": "5"}
    return IncomingMessage(**(known | named | fields))


def contact(**fields: Any) -> dict[str, Any]:
    return {"phone_number": "886912345678", "first_name": "Lin", **fields}


MESSAGES = [
    ("a text", message(text="我想还款"), {"text": "我想还款"}),
    (
        "Rasa's own syntax is a text",
        message(text='/inform{"amount":1}'),
        {"text": '/inform{"amount":1}'},
    ),
    ("HTML stays as typed", message(text="<b>1 & 2</b>"), {"text": "<b>1 & 2</b>"}),
    ("a lone surrogate and a NUL", message(text="a\ud800b\0c"), {"text": "a\ufffdbc"}),
    ("a whole emoji", message(text="\U0001f62d"), {"text": "\U0001f62d"}),
    ("a forward is a text", message(text="see", forward_origin=HIDDEN), {"text": "see"}),
    (
        "a reply is a text",
        message(text="this one", reply_to_message=message(text="old")),
        {"text": "this one"},
    ),
    (
        "a photo with its caption",
        message(photo=[PHOTO, PHOTO], caption="my payslip"),
        SENT | {"text": "my payslip", "kind": MessageKind.PHOTO},
    ),
    (
        "a document of an album",
        message(document=FILE | {"file_name": "\ud800.pdf", "file_size": 7}, media_group_id="9"),
        {
            "kind": MessageKind.DOCUMENT,
            "file": IncomingFile("\ufffd.pdf", 7, reference="f", album="9"),
        },
    ),
    ("a voice note", message(voice=FILE | {"duration": 3}), SENT | {"kind": MessageKind.VOICE}),
    (
        "a round video",
        message(video_note=FILE | {"length": 1, "duration": 3}),
        MOVING | {"kind": MessageKind.DOCUMENT},
    ),
    (
        "an animation, also sent as a document",
        message(animation=ANIMATION, document=FILE),
        {"kind": MessageKind.OTHER},
    ),
    ("a sticker", message(sticker=STICKER), {"kind": MessageKind.OTHER}),
    (
        "a place",
        message(location={"latitude": 22.3, "longitude": 114.2}),
        {"kind": MessageKind.OTHER},
    ),
    (
        "one's own card",
        message(contact=contact(user_id=42)),
        {"kind": MessageKind.PROOF, "phone_shared": PHONE},
    ),
    (
        "one's own card, written otherwise",
        message(contact=contact(user_id=42, phone_number="+886 912-345-678")),
        {"kind": MessageKind.PROOF, "phone_shared": PHONE},
    ),
    (
        "another person's card proves nothing",
        message(contact=contact(user_id=43)),
        {"kind": MessageKind.OTHER},
    ),
    (
        "a card of nobody in Telegram proves nothing",
        message(contact=contact()),
        {"kind": MessageKind.OTHER},
    ),
    (
        "a card shown in a group proves nothing",
        message(contact=contact(user_id=42), chat=GROUP),
        IN_GROUP | {"kind": MessageKind.OTHER},
    ),
    ("the first start", message(text="/start"), {"text": "/start", "command": "start"}),
    (
        "a start through a link",
        message(text=f"/start {TOKEN}"),
        {"text": "/start", "command": "start", "link_token": TOKEN, "kind": MessageKind.PROOF},
    ),
    (
        "words after start are words",
        message(text="/start please help me"),
        {"text": "/start please help me", "command": "start"},
    ),
    (
        "a link in a group proves nothing and is not kept",
        message(text=f"/start@emulated_bot {TOKEN}", chat=GROUP),
        IN_GROUP | {"text": "/start@emulated_bot", "command": "start"},
    ),
    (
        "a command with the bot's name",
        message(text="/human@emulated_bot"),
        {"text": "/human@emulated_bot", "command": "human"},
    ),
    (
        "a command with more behind it",
        message(text="/Stop all of it"),
        {"text": "/Stop all of it", "command": "stop"},
    ),
    ("an unknown command is a text", message(text="/restart"), {"text": "/restart"}),
    ("a longer word is no command", message(text="/helpful"), {"text": "/helpful"}),
    ("a group", message(text="hello", chat=GROUP), IN_GROUP | {"text": "hello"}),
]


@pytest.mark.parametrize(
    ("payload", "fields"), [m[1:] for m in MESSAGES], ids=[m[0] for m in MESSAGES]
)
def test_a_message_becomes(payload: dict[str, Any], fields: dict[str, Any]) -> None:
    assert read(message=payload) == incoming(**fields)


LEFT = {
    "chat": PRIVATE,
    "from": BORROWER,
    "date": 1,
    "old_chat_member": {"user": BORROWER, "status": "member"},
    "new_chat_member": {"user": BORROWER, "status": "kicked", "until_date": 0},
}
POST = {"message_id": 1, "date": 1, "chat": {"id": -1, "type": "channel"}, "text": "x"}
NOBODY_SPOKE = [
    ("the bot was blocked", {"my_chat_member": LEFT}),
    ("a pinned message", {"message": message(pinned_message=message(text="old"))}),
    ("a member joined", {"message": message(chat=GROUP, new_chat_members=[BORROWER])}),
    ("a channel's own post", {"channel_post": POST}),
    ("a tap without its data", {"callback_query": tap(message=message(text="?"))}),
    ("a tap on an inline message", {"callback_query": tap(data="t", inline_message_id="1")}),
    ("a kind that did not exist when this was written", {"telepathy": {"text": "x"}}),
]


@pytest.mark.parametrize("update", [u[1] for u in NOBODY_SPOKE], ids=[u[0] for u in NOBODY_SPOKE])
def test_nothing_is_made_of_what_nobody_said(update: dict[str, Any]) -> None:
    assert read(**update) is None


def test_a_tap_brings_its_token() -> None:
    update = tap(data="tok_1", message=message(text="Which?"))
    assert read(callback_query=update) == incoming(kind=MessageKind.BUTTON, button="tok_1")


def test_a_tap_on_a_message_too_old_to_be_read_brings_its_token() -> None:
    update = tap(data="tok_1", message={"message_id": 5, "date": 0, "chat": PRIVATE})
    assert read(callback_query=update) == incoming(kind=MessageKind.BUTTON, button="tok_1")


def test_each_edit_is_a_message_of_its_own_and_never_a_command() -> None:
    edited = message(text="/stop", edit_date=1_790_000_001)
    first = parse(Update.de_json({"update_id": 10, "edited_message": edited}, None))
    second = parse(Update.de_json({"update_id": 11, "edited_message": edited}, None))
    assert first == incoming(external_id="10", text="/stop", kind=MessageKind.EDITED)
    assert second == incoming(external_id="11", text="/stop", kind=MessageKind.EDITED)


def test_a_link_token_written_into_an_edit_is_neither_proof_nor_kept() -> None:
    edited = message(text=f"/start {TOKEN}", edit_date=1)
    assert read(edited_message=edited) == incoming(text="/start", kind=MessageKind.EDITED)


def test_an_edited_caption_is_read() -> None:
    edited = message(photo=[PHOTO], caption="no way out", edit_date=1)
    assert read(edited_message=edited) == incoming(text="no way out", kind=MessageKind.EDITED)


def test_a_card_in_an_edit_proves_nothing() -> None:
    got = read(edited_message=message(contact=contact(user_id=42), edit_date=1))
    assert got == incoming(kind=MessageKind.EDITED)


def test_a_block_is_known_by_its_private_chat() -> None:
    back = LEFT | {"new_chat_member": {"user": BORROWER, "status": "member"}}
    group = LEFT | {"chat": GROUP}
    changes = [
        parse_block(Update.de_json({"update_id": 9, "my_chat_member": change}, None))
        for change in (LEFT, back, group)
    ]
    assert changes == [("42", True), ("42", False), None]
