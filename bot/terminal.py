"""The web chat in a terminal: what is said there is said to the running program."""

from __future__ import annotations

import json
import threading
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx

READ_ON = httpx.Timeout(10, read=None)


class Unreachable(Exception):  # noqa: N818 - named for what is wrong
    """No program answers at that address."""


@dataclass
class TerminalChat:
    """``show`` prints a line; ``ask`` prompts for one and raises ``EOFError`` at the end."""

    url: str
    locale: str
    show: Callable[[str], None]
    ask: Callable[[str], str]
    _buttons: list[tuple[str, str]] = field(default_factory=list)

    def run(self, link_token: str = "") -> None:
        """Until the end of input. Raises ``Unreachable``."""
        with httpx.Client(
            base_url=self.url, headers={"Origin": self.url}, timeout=READ_ON, trust_env=False
        ) as http:
            try:
                http.get("/chat/").raise_for_status()
            except httpx.HTTPError:
                raise Unreachable(self.url) from None
            threading.Thread(target=self._listen, args=(http,), daemon=True).start()
            if link_token:
                self._post(http, "/chat/proof", {"link": link_token})
            try:
                while True:
                    self._say(http, self.ask("").strip())
            except EOFError:
                return

    def _say(self, http: httpx.Client, line: str) -> None:
        if line == "/prove":
            phone, birth_date = self.ask("phone: "), self.ask("birth date (YYYY-MM-DD): ")
            self._post(http, "/chat/proof", {"phone": phone, "birth_date": birth_date})
        elif line.isdecimal() and 0 < int(line) <= len(self._buttons):
            self._post(http, "/chat/messages", {"button": self._buttons[int(line) - 1][1]})
        else:
            self._post(http, "/chat/messages", {"text": line})

    def _post(self, http: httpx.Client, path: str, body: dict[str, str]) -> None:
        answer = http.post(path, json={"id": str(uuid.uuid4()), "locale": self.locale, **body})
        if answer.is_error:
            self.show(f"! {answer.json().get('error', answer.status_code)}")

    def _listen(self, http: httpx.Client) -> None:
        try:
            with http.stream("GET", "/chat/events") as events:
                for message in _messages(events.iter_lines()):
                    self._print(message)
        except httpx.HTTPError:
            self.show("! the program has ended")

    def _print(self, message: dict[str, Any]) -> None:
        if message["author"] == "borrower":
            return
        self.show(f"{message['name'] or message['author']}: {message['text']}")
        if message["buttons"]:
            self._buttons = [(button["title"], button["token"]) for button in message["buttons"]]
            for number, (title, _) in enumerate(self._buttons, start=1):
                self.show(f"  [{number}] {title}")
        if message["asks_for_proof"]:
            self.show("  [/prove] phone and birth date")


def _messages(lines: Iterator[str]) -> Iterator[dict[str, Any]]:
    name = ""
    for line in lines:
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: ") and name == "message":
            yield json.loads(line.removeprefix("data: "))
