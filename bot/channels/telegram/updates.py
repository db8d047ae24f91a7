"""Telegram's updates as the messages that the relay takes. Pure: nothing is asked or answered."""

from __future__ import annotations

import re

from telegram import CallbackQuery, Contact, Message, Update, User
from telegram.constants import ChatMemberStatus, ChatType

from bot.channels.incoming import guess_locale, storable
from bot.conversations.messages import COMMANDS, IncomingFile, IncomingMessage, MessageKind

CHANNEL = "telegram"

_COMMAND = re.compile(rf"/({'|'.join(COMMANDS)})(?:@\w+)?(?:\s|$)", re.IGNORECASE)
# Telegram allows 64 signs; ours are never short, so that a word typed after /start stays a word.
_LINK_TOKEN = re.compile(r"(/start(?:@\w+)?)\s+([A-Za-z0-9_-]{16,64})", re.IGNORECASE)


def parse(update: Update) -> IncomingMessage | None:
    """None where nobody said anything: a blocked bot, a pinned message, a channel's own post."""
    key = str(update.update_id)
    if update.callback_query is not None:
        return _button(update.callback_query, key)
    if update.edited_message is not None:
        return _message(update.edited_message, key, edited=True)
    if update.message is not None:
        return _message(update.message, key, edited=False)
    return None


def parse_block(update: Update) -> tuple[str, bool] | None:
    """A private chat's address, and whether its owner has just blocked us there."""
    change = update.my_chat_member
    if change is None or change.chat.type != ChatType.PRIVATE:
        return None
    return str(change.chat.id), change.new_chat_member.status == ChatMemberStatus.BANNED


def _button(query: CallbackQuery, key: str) -> IncomingMessage | None:
    if query.message is None or query.data is None:
        return None
    chat = query.message.chat
    return IncomingMessage(
        channel=CHANNEL,
        address=str(chat.id),
        external_id=key,
        kind=MessageKind.BUTTON,
        button=storable(query.data),
        locale=_locale(query.from_user),
        private=chat.type == ChatType.PRIVATE,
    )


def _message(message: Message, key: str, *, edited: bool) -> IncomingMessage | None:
    text = storable(message.text or message.caption or "")
    if not text and not message.effective_attachment:
        return None
    private = message.chat.type == ChatType.PRIVATE
    link = _LINK_TOKEN.fullmatch(text.strip())
    command = _COMMAND.match(text)
    phone = _own_phone(message.contact, message.from_user) if private and not edited else None
    proof = phone is not None or (link is not None and private and not edited)
    return IncomingMessage(
        channel=CHANNEL,
        address=str(message.chat.id),
        external_id=key,
        # A link's token is proof: wherever it was written, it enters no transcript.
        text=link[1] if link else text,
        kind=_kind(message, proof=proof, edited=edited),
        phone_shared=phone,
        link_token=link[2] if link and proof else None,
        locale=_locale(message.from_user),
        private=private,
        command=command[1].lower() if command and not edited else None,
        file=None if edited or proof else _file(message),
        provider_id=str(message.message_id),
    )


def _file(message: Message) -> IncomingFile | None:
    """The largest size of a photo; a moving picture is told at once that it is not kept."""
    photo = message.photo[-1] if message.photo else None
    moving = message.video or message.video_note
    document = None if message.animation else message.document
    sent = photo or document or message.voice or message.audio
    if sent is None:
        return IncomingFile(refused="wrong_type") if moving else None
    return IncomingFile(
        name=storable(getattr(sent, "file_name", None) or ""),
        size=sent.file_size or 0,
        reference=sent.file_id,
        album=message.media_group_id,
    )


def _kind(message: Message, *, proof: bool, edited: bool) -> MessageKind:
    if proof:
        return MessageKind.PROOF
    if edited:
        return MessageKind.EDITED
    return MessageKind.TEXT if message.text else _attachment_kind(message)


def _attachment_kind(message: Message) -> MessageKind:
    if message.photo:
        return MessageKind.PHOTO
    if message.voice or message.audio:
        return MessageKind.VOICE
    if message.video or message.video_note:
        return MessageKind.DOCUMENT
    # An animation is sent as a document too.
    if message.document and not message.animation:
        return MessageKind.DOCUMENT
    return MessageKind.OTHER


def _own_phone(contact: Contact | None, sender: User | None) -> str | None:
    """The number of the sender's own card only: Telegram says whose it is by ``user_id``."""
    if contact is None or sender is None or contact.user_id != sender.id:
        return None
    return "+" + re.sub(r"\D", "", contact.phone_number)


def _locale(sender: User | None) -> str | None:
    return guess_locale(sender.language_code) if sender else None
