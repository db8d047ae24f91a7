"""An agent at the console, by the forms of its pages."""

from __future__ import annotations

import re
import secrets
from types import TracebackType
from typing import Self

import httpx
from speakers import NO_IDLE
from sqlalchemy import select
from world import World

from bot.ledger.conversations import find_conversation
from bot.ledger.tables import Conversation


class ConsoleAgent:
    """Signed in with the name and the password that the program printed."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._http = httpx.Client(
            base_url=world.program.url, follow_redirects=True, timeout=30, limits=NO_IDLE
        )
        name, password = world.program.console_sign_in
        form = {"name": name, "password": password, "next": ""}
        self._http.post("/console/sign-in", data=form).raise_for_status()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: object, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def inbox(self) -> str:
        return self._http.get("/console/").raise_for_status().text

    def page(self, address: str) -> str:
        """What is seen of the conversation with somebody."""
        return self._http.get(self._place(address)).raise_for_status().text

    def do(self, verb: str, address: str, **fields: str) -> str:
        """``claim``, ``answer``, ``give-back``, ``clear-crisis``: the page after it."""
        found = re.search(r'name="csrf" value="([^"]+)"', self.page(address))
        assert found
        form = {"csrf": found[1], "key": secrets.token_hex(8), **fields}
        return self._http.post(f"{self._place(address)}/{verb}", data=form).raise_for_status().text

    def _place(self, address: str) -> str:
        with self._world.database.reading() as session:
            wanted = select(Conversation.channel).where(Conversation.address == address)
            channel = session.scalars(wanted).one()
            conversation = find_conversation(session, channel, address)
            assert conversation
            return f"/console/conversations/{conversation.id}"
