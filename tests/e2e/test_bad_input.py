"""What no table can hold: very long messages, broken characters, and strange updates."""

from __future__ import annotations

from typing import Any

import pytest
from speakers import CHANNELS, InTelegram, OnTheWeb, Speaker
from world import World

from bot.ledger.tables import Message

pytestmark = pytest.mark.rasa


def speak(world: World, channel: str, locale: str) -> Speaker:
    return CHANNELS[channel](world, world.borrower(locale))


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize(
    ("locale", "said", "answer"),
    [
        ("zh_Hans_CN", "我欠多少钱" * 1000, "一两句"),
        ("en", "what do I owe " * 357, "one or two sentences"),
        ("zh_Hant_TW", "我\ud83d欠多少\udc00錢", "確認是您本人"),
        ("en", "what do I owe\ud800\x00?", "that it is you"),
    ],
    ids=["5000 characters", "5000 letters", "lone surrogates", "a lone surrogate and NUL"],
)
def test_it_is_answered_in_the_borrowers_language(
    world: World, channel: str, locale: str, said: str, answer: str
) -> None:
    speaker = speak(world, channel, locale)
    [reply] = speaker.say(said)
    assert answer in reply.text
    assert list(speaker.received()) == [reply.text]
    if isinstance(speaker, OnTheWeb):
        speaker.close()


def test_an_empty_message_on_the_web_is_asked_about(world: World) -> None:
    speaker = OnTheWeb(world, world.borrower("en"))
    assert only(speaker.say("")).response == "utter_empty_message"
    speaker.close()


FILE = {"file_id": "f", "file_unique_id": "u"}


@pytest.mark.parametrize(
    ("content", "response"),
    [
        ({"document": FILE}, "utter_file_received"),
        ({"video_note": {**FILE, "length": 1, "duration": 1}}, "utter_file_refused"),
        (
            {
                "sticker": {
                    **FILE,
                    "type": "regular",
                    "width": 1,
                    "height": 1,
                    "is_animated": False,
                    "is_video": False,
                }
            },
            "utter_kind_not_read",
        ),
        ({"location": {"latitude": 1.0, "longitude": 2.0}}, "utter_kind_not_read"),
        ({"contact": {"phone_number": "+85251234567", "first_name": "Kim"}}, "utter_kind_not_read"),
    ],
    ids=["document", "video note", "sticker", "place", "somebody else's number"],
)
def test_a_message_without_words_is_answered(
    world: World, content: dict[str, Any], response: str
) -> None:
    speaker = InTelegram(world, world.borrower("en"))
    assert only(speaker.write(**content)).response == response


def test_an_edited_message_is_answered_as_what_it_says_now(world: World) -> None:
    speaker = InTelegram(world, world.borrower("zh_Hant_HK"))
    speaker.say("你好")
    assert only(speaker.edit("我爭幾多錢")).response == "utter_ask_proof"


def only(said: Any) -> Message:
    [message] = said
    return message
