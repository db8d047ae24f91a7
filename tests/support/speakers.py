"""A borrower who writes: in Telegram, or on the page of the web chat."""

from __future__ import annotations

import itertools
import json
import re
import uuid
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import Any

import httpx
from running_program import wait_until
from world import World

from bot.channels.web.visitors import COOKIE, address_of
from bot.ledger.demonstration import Person
from bot.ledger.tables import Message

LANGUAGE_TAGS = {
    "en": "en",
    "zh_Hans_CN": "zh-hans",
    "zh_Hant_TW": "zh-TW",
    "zh_Hant_HK": "zh-HK",
}
# The server closes what is idle, just when something is about to be said.
NO_IDLE = httpx.Limits(max_keepalive_connections=0)
_chats = itertools.count(70_001)
_hosts = itertools.count(2)


class Speaker(ABC):
    """Each method says one thing and answers what is said to it, when all of it has arrived."""

    channel: str
    address: str

    def __init__(self, world: World, person: Person, *, locale: str | None = None) -> None:
        self.world = world
        self.person = person
        self.locale = locale or person.locale
        self.seen = 0

    @abstractmethod
    def say(self, text: str) -> Sequence[Message]: ...

    @abstractmethod
    def tap(self, title: str, *, oldest: bool = False, times: int = 1) -> Sequence[Message]:
        """The newest button whose title begins so; or the oldest, which may be spent."""

    @abstractmethod
    def open_link(self, token: str | None = None) -> Sequence[Message]: ...

    @abstractmethod
    def prove_by_phone(self, *, phone: str = "", birth_date: str = "") -> Sequence[Message]:
        """The number, then the birth date: the person's own unless said otherwise."""

    @abstractmethod
    def received(self) -> Sequence[str]:
        """The texts as the messenger shows them."""

    def told(self) -> Sequence[str]:
        """The texts that the messenger is to show."""
        return [said.text for said in self.world.said(self.channel, self.address)]

    def news(self) -> Sequence[Message]:
        """What was said since, by the assistant or by an agent."""
        found = self.world.said(self.channel, self.address, self.seen)
        return self._note(found)

    def at_cashier(self, do: str, times: str = "") -> Sequence[Message]:
        """On the page that the newest payment link leads to; answers what is said of it here."""
        told = [said.text for said in self.world.said(self.channel, self.address)]
        link = re.findall(r"http://\S+/pay/\S+", "\n".join(told))[-1]
        for _ in range(2 if times else 1):
            shown = httpx.post(link, data={"do": do}, follow_redirects=True, timeout=30)
            shown.raise_for_status()
        self.world.wait_until_sent(self.channel, self.address)
        return self.news()

    def waits_for_news(self, amount: str) -> Sequence[Message]:
        """Something is booked elsewhere, and the program finds it by itself."""
        self.world.book_payment(self.person, amount)
        wait_until(lambda: self.world.said(self.channel, self.address, self.seen))
        self.world.wait_until_sent(self.channel, self.address)
        return self.news()

    def _answered(self, key: str) -> Sequence[Message]:
        return self._note(self.world.said_after(self.channel, self.address, key, self.seen))

    def _note(self, said: Sequence[Message]) -> Sequence[Message]:
        self.seen = max((message.id for message in said), default=self.seen)
        return said


class InTelegram(Speaker):
    channel = "telegram"

    def __init__(self, world: World, person: Person, *, locale: str | None = None) -> None:
        super().__init__(world, person, locale=locale)
        self.chat = next(_chats)
        self.address = str(self.chat)
        self._last: dict[str, Any] = {}

    def say(self, text: str) -> Sequence[Message]:
        return self.write(text=text)

    def write(self, **content: Any) -> Sequence[Message]:
        """Any content: ``photo=...``, ``caption=...``, ``voice=...``, ``contact=...``."""
        return self._answered(self.send(**content))

    def send(self, **content: Any) -> str:
        """Without waiting for the answer. Its key in the ledger."""
        tag = LANGUAGE_TAGS[self.locale]
        self._last = self.world.telegram.message(self.chat, language=tag, **content)
        return str(self.world.telegram.update({"message": self._last}))

    def edit(self, text: str) -> Sequence[Message]:
        """The last message."""
        edited = self._last | {"text": text, "edit_date": self._last["date"] + 1}
        return self._answered(str(self.world.telegram.update({"edited_message": edited})))

    def tap(self, title: str, *, oldest: bool = False, times: int = 1) -> Sequence[Message]:
        query = self._query(title, oldest=oldest)
        keys = [self._tap_once(query) for _ in range(times)]
        return self._answered(keys[-1])

    def _tap_once(self, query: dict[str, Any]) -> str:
        return str(self.world.telegram.update({"callback_query": query | {"id": uuid.uuid4().hex}}))

    def _query(self, title: str, *, oldest: bool) -> dict[str, Any]:
        calls = self.world.telegram.sent(self.chat)
        for call in calls if oldest else reversed(calls):
            for row in (call["fields"].get("reply_markup") or {}).get("inline_keyboard", []):
                for button in row:
                    if button["text"].startswith(title):
                        message = self.world.telegram.message(self.chat)
                        number = call["result"]["message_id"]
                        return {
                            "from": message["from"],
                            "chat_instance": "1",
                            "data": button["callback_data"],
                            "message": message | {"message_id": number, "text": "…"},
                        }
        raise LookupError(title)

    def open_link(self, token: str | None = None) -> Sequence[Message]:
        return self.say(f"/start {token or self.world.link_token(self.person)}")

    def prove_by_phone(self, *, phone: str = "", birth_date: str = "") -> Sequence[Message]:
        asked = [reply.response for reply in self.share_phone(phone)]
        assert asked == ["utter_ask_birth_date"]
        return self.say(birth_date or self.person.birth_date.isoformat())

    def share_phone(self, phone: str = "") -> Sequence[Message]:
        number = phone or self.person.phone
        card = {"phone_number": number, "first_name": "Lin", "user_id": self.chat}
        return self.write(contact=card)

    def received(self) -> Sequence[str]:
        return self.world.telegram.texts(self.chat)


class OnTheWeb(Speaker):
    channel = "web"

    def __init__(self, world: World, person: Person, *, locale: str | None = None) -> None:
        super().__init__(world, person, locale=locale)
        # Each visitor from an address of their own, as the limit by host expects.
        number = next(_hosts)
        transport = httpx.HTTPTransport(
            local_address=f"127.0.{number // 250}.{number % 250 + 2}", limits=NO_IDLE
        )
        self._http = httpx.Client(base_url=world.program.url, transport=transport, timeout=30)
        self._http.get("/chat/").raise_for_status()
        self.address = address_of(self._http.cookies[COOKIE])

    def close(self) -> None:
        self._http.close()

    def say(self, text: str) -> Sequence[Message]:
        command = text[1:] if text in {"/start", "/help", "/human", "/stop"} else None
        return self._post("messages", **({"command": command} if command else {"text": text}))

    def tap(self, title: str, *, oldest: bool = False, times: int = 1) -> Sequence[Message]:
        shown = [button for said in self._history() for button in said["buttons"]]
        found = next(
            button
            for button in (shown if oldest else reversed(shown))
            if button["title"].startswith(title)
        )
        for _ in range(times - 1):
            self._send("messages", button=found["token"])
        return self._post("messages", button=found["token"])

    def open_link(self, token: str | None = None) -> Sequence[Message]:
        return self._post("proof", link=token or self.world.link_token(self.person))

    def prove_by_phone(self, *, phone: str = "", birth_date: str = "") -> Sequence[Message]:
        return self._post(
            "proof",
            phone=phone or self.person.phone,
            birth_date=birth_date or self.person.birth_date.isoformat(),
        )

    def told(self) -> Sequence[str]:
        """Without what the page hides once trust has ended."""
        hidden = self.world.hidden_until(self.channel, self.address)
        said = self.world.said(self.channel, self.address)
        return [one.text for one in said if hidden is None or one.at >= hidden]

    def received(self) -> Sequence[str]:
        return [said["text"] for said in self._history() if said["author"] != "borrower"]

    def _post(self, path: str, **said: str) -> Sequence[Message]:
        return self._answered(self._send(path, **said))

    def say_twice(self, text: str) -> Sequence[Message]:
        """As a page does that did not hear that its message had arrived."""
        key = self._send("messages", text=text)
        return self._answered(self._send("messages", key=key, text=text))

    def _send(self, path: str, *, key: str = "", **said: str) -> str:
        key = key or str(uuid.uuid4())
        body = json.dumps({"id": key, "locale": self.locale, **said})
        kind = {"Content-Type": "application/json"}
        self._http.post(f"/chat/{path}", content=body, headers=kind).raise_for_status()
        return key

    def _history(self) -> list[dict[str, Any]]:
        """What a page that is opened now is told first."""
        said = []
        with self._http.stream("GET", "/chat/events") as events:
            name = ""
            for line in events.iter_lines():
                if line.startswith("event: "):
                    name = line.removeprefix("event: ")
                if name == "ready":
                    break
                if line.startswith("data: ") and name == "message":
                    said.append(json.loads(line.removeprefix("data: ")))
        return said


CHANNELS = {"telegram": InTelegram, "web": OnTheWeb}
