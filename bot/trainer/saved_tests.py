"""A conversation as a test: masked, and in the shape of ``tests/dialogues``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bot.conversations.messages import Author, MessageKind
from bot.ledger.tables import Message

SAVED = "tests/dialogues/saved.yml"
CHANNELS = ("web", "telegram")
ASKED_BIRTH_DATE = "utter_ask_birth_date"
IN_TELEGRAM = {
    MessageKind.EDITED.value: "(edited)",
    MessageKind.PHOTO.value: "(photo)",
    MessageKind.VOICE.value: "(voice)",
}


class NothingToSave(Exception):  # noqa: N818 - named for what is wrong
    """The assistant answered nothing before a person took over."""


@dataclass
class _Turn:
    said: str
    replies: list[str] = field(default_factory=list)


def as_test(
    messages: Iterable[Message], name: str, locale: str, channel: str, written: Sequence[str]
) -> str:
    """One entry of a file of dialogues, up to where a person took over.

    ``written``: the texts of the messages as the test may say them. Raises ``NothingToSave``.
    """
    turns = _turns(messages, written)
    if not turns:
        raise NothingToSave
    lines = [f"- name: {_scalar(name)}", f"  locale: {locale}"]
    if channel in CHANNELS:
        lines.append(f"  channels: [{channel}]")
    told = (", ".join([_scalar(turn.said), *turn.replies]) for turn in turns)
    lines += ["  turns:", *(f"    - [{turn}]" for turn in told)]
    return "\n".join(lines) + "\n"


def with_test(text: str, entry: str) -> str:
    """The file with one entry more; a blank line between entries."""
    return f"{text.rstrip()}\n\n{entry}" if text.strip() else entry


def _turns(messages: Iterable[Message], written: Sequence[str]) -> list[_Turn]:
    turns: list[_Turn] = []
    for message, text in zip(messages, written, strict=True):
        if message.author == Author.AGENT.value:
            break
        if message.author == Author.BORROWER.value:
            _begin(turns, message, text)
        elif turns and message.response:
            turns[-1].replies.append(message.response)
    return [turn for turn in turns if turn.replies]


def _begin(turns: list[_Turn], message: Message, text: str) -> None:
    """The number and then the birth date are one act of a test."""
    is_proof = message.kind == MessageKind.PROOF.value
    if is_proof and turns and turns[-1].replies == [ASKED_BIRTH_DATE]:
        turns[-1] = _Turn("(phone)")
    else:
        turns.append(_Turn(_act(message, text)))


def _act(message: Message, text: str) -> str:
    if message.kind == MessageKind.PROOF.value:
        return "(link)"
    if message.kind == MessageKind.BUTTON.value:
        return f"[{text}]"
    return f"{IN_TELEGRAM.get(message.kind, '')} {text}".strip()


def _scalar(text: str) -> str:
    """JSON's strings are YAML's too."""
    return json.dumps(text, ensure_ascii=False)
