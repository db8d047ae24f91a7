"""An emulated Bot API with the people who write to its bot; it fails on demand.

Any program may be pointed at it by ``TELEGRAM_API_URL``. In a test: ``with bot_api() as telegram``.
By hand: ``python tests/support/bot_api.py --port 8081``, then POST to ``/control/...``.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import httpx
from aiohttp import web
from lo_bot_api_emulator import CONTRACT, LoBotApiEmulator
from lo_bot_api_emulator.updates import KINDS

TOKEN = "7:emulated-token-of-a-bot"
USERNAME = "emulated_bot"
FIELDS = web.RequestKey("fields", dict[str, Any])

# The smallest PNG: one grey pixel.
PHOTO = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108000000003a7e9b55"
    "0000000a49444154789c6368000000820081dd436af40000000049454e44ae426082"
)
KINDS.update({"edited_message", "channel_post", "my_chat_member"})
for _method in ("sendMessage", "editMessageText", "sendPhoto", "sendDocument"):
    CONTRACT["methods"][_method]["parameters"] += ["link_preview_options", "protect_content"]


class EmulatedApi(LoBotApiEmulator):
    """Records each call with its values, and answers the next ones as ``faults`` say."""

    def __init__(self) -> None:
        super().__init__(
            allow_insecure_loopback_webhooks=True, max_updates=10_000, max_assets=10_000
        )
        # What borrowers send in dialogues, by the file id "f".
        self.assets["f"] = {"kind": "photo", "data": PHOTO}
        self.calls: list[dict[str, Any]] = []
        self.faults: list[dict[str, Any]] = []
        self.called = asyncio.Condition()

    def app(self) -> web.Application:
        app = super().app()
        app.router.add_post("/control/update", self.add_update)
        app.router.add_post("/control/fault", self.add_fault)
        app.router.add_post("/control/file", self.add_file)
        app.router.add_get("/control/calls", self.list_calls)
        return app

    async def add_update(self, request: web.Request) -> web.Response:
        update_id = await self.enqueue_update(await request.json(), token=TOKEN)
        return web.json_response(update_id)

    async def add_fault(self, request: web.Request) -> web.Response:
        self.faults.append(await request.json())
        return web.json_response(True)

    async def add_file(self, request: web.Request) -> web.Response:
        """The body is what a later ``getFile`` of that id leads to."""
        self.assets[request.query["id"]] = {"kind": "document", "data": await request.read()}
        return web.json_response(True)

    async def list_calls(self, request: web.Request) -> web.Response:
        """The calls after the first ``since``; where there is none, one that comes in time.

        Those about one ``chat`` alone, where one is named.
        """
        since, wait = int(request.query["since"]), float(request.query["wait"])
        chat = request.query.get("chat")
        with suppress(TimeoutError):
            async with asyncio.timeout(wait), self.called:
                await self.called.wait_for(lambda: len(self.calls) > since)
        told = self.calls[since:]
        if chat is not None:
            told = [call for call in told if str(call["fields"].get("chat_id")) == chat]
        return web.json_response(told)

    async def read_request(self, request: web.Request) -> Any:
        fields, uploads = await super().read_request(request)
        request[FIELDS] = {name: _decoded(value) for name, value in fields.items()}
        return fields, uploads

    def validate(self, method: str, fields: Any, uploads: Any) -> Any:
        result = super().validate(method, fields, uploads)
        return result | {"username": USERNAME} if method == "getMe" else result

    async def handle(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        fault = self._fault(method)
        if fault is None:
            answer = await super().handle(request)
        else:
            answer = await self._fail(request, fault)
        if method != "getUpdates":
            await self._note(request, method, answer)
        if fault and fault["kind"] == "lost_answer" and request.transport:
            request.transport.abort()
        if fault and fault["kind"] == "no_answer":
            await asyncio.Event().wait()
        return answer

    def _fault(self, method: str) -> dict[str, Any] | None:
        for fault in self.faults:
            if fault["method"] in (method, "*"):
                fault["times"] -= 1
                if fault["times"] == 0:
                    self.faults.remove(fault)
                return fault
        return None

    async def _fail(self, request: web.Request, fault: dict[str, Any]) -> web.StreamResponse:
        if fault["kind"] in ("lost_answer", "no_answer"):
            return await super().handle(request)
        await self.read_request(request)
        status = fault["status"]
        if fault["kind"] == "gateway":
            return web.Response(
                status=status, text="<html>gateway</html>", content_type="text/html"
            )
        body: dict[str, Any] = {"ok": False, "error_code": status}
        body["description"] = fault["description"] or f"Emulated {status}"
        if fault["retry_after"]:
            body["parameters"] = {"retry_after": fault["retry_after"]}
        return web.json_response(body, status=status)

    async def _note(self, request: web.Request, method: str, answer: web.StreamResponse) -> None:
        body = getattr(answer, "text", None) or "null"
        result = json.loads(body) if answer.content_type == "application/json" else {}
        call = {
            "method": method,
            "fields": request.get(FIELDS, {}),
            "status": answer.status,
            "result": result.get("result"),
        }
        async with self.called:
            self.calls.append(call)
            self.called.notify_all()


def _decoded(value: Any) -> Any:
    if isinstance(value, str) and value[:1] in ("{", "["):
        with suppress(ValueError):
            return json.loads(value)
    return value


class BotApi:
    """What a test does at the other end of the messenger. Methods block: no event loop needed."""

    token = TOKEN
    username = USERNAME

    def __init__(self, url: str) -> None:
        self.url = url
        self._http = httpx.Client(base_url=url, timeout=30)
        self._next_message = 1_000_000

    def close(self) -> None:
        self._http.close()

    def update(self, update: dict[str, Any]) -> int:
        """Hand over any update as it is; its number is given where it has none."""
        # Escaped by json: lone surrogates survive it, as they do in Telegram's own updates.
        answer = self._http.post("/control/update", content=json.dumps(update).encode())
        answer.raise_for_status()
        return int(answer.json())

    def says(self, chat: int, text: str, *, language: str = "en", **more: Any) -> dict[str, Any]:
        return self.writes(chat, language=language, text=text, **more)

    def writes(self, chat: int, *, language: str = "en", **content: Any) -> dict[str, Any]:
        """A new message with any content: ``photo=...``, ``caption=...``, ``contact=...``."""
        message = self.message(chat, language=language, **content)
        self.update({"message": message})
        return message

    def edits(self, message: dict[str, Any], text: str) -> None:
        self.update({"edited_message": message | {"text": text, "edit_date": int(time.time())}})

    def shares_phone(self, chat: int, phone: str, *, owner: int | None = None) -> None:
        card = {"phone_number": phone, "first_name": "Lin", "user_id": owner or chat}
        self.writes(chat, contact=card)

    def keeps(self, file_id: str, content: bytes) -> dict[str, Any]:
        """A file at the messenger's, to be sent as ``document=...`` or ``voice=...``."""
        query = {"id": file_id}
        self._http.post("/control/file", params=query, content=content).raise_for_status()
        return {"file_id": file_id, "file_unique_id": file_id, "file_size": len(content)}

    def taps(self, chat: int, message_id: int, data: str, *, language: str = "en") -> None:
        self._next_message += 1
        self.update(
            {
                "callback_query": {
                    "id": str(self._next_message),
                    "from": person(chat, language),
                    "chat_instance": "1",
                    "data": data,
                    "message": self.message(chat) | {"message_id": message_id, "text": "…"},
                }
            }
        )

    def taps_button(self, chat: int, title: str) -> None:
        """The newest button of that title in the chat."""
        for call in reversed(self.sent(chat)):
            for row in (call["fields"].get("reply_markup") or {}).get("inline_keyboard", []):
                for button in row:
                    if button["text"] == title:
                        self.taps(chat, call["result"]["message_id"], button["callback_data"])
                        return
        raise LookupError(title)

    def message(self, chat: int, *, language: str = "en", **content: Any) -> dict[str, Any]:
        self._next_message += 1
        kind = "private" if chat > 0 else "supergroup"
        return {
            "message_id": self._next_message,
            "date": int(time.time()),
            "chat": {"id": chat, "type": kind, "first_name": "Lin", "title": "Family"},
            "from": person(abs(chat), language),
            **content,
        }

    def fails(
        self,
        method: str,
        status: int = 0,
        *,
        kind: str = "refusal",
        times: int = 1,
        retry_after: int = 0,
        description: str = "",
    ) -> None:
        """The next calls are refused, by the API or by a ``gateway`` before it.

        Or they are done and their answer does not come: ``lost_answer`` breaks the connection,
        ``no_answer`` keeps it open.
        """
        fault = {
            "method": method,
            "status": status,
            "kind": kind,
            "times": times,
            "retry_after": retry_after,
            "description": description,
        }
        self._http.post("/control/fault", json=fault).raise_for_status()

    def calls(
        self,
        method: str | None = None,
        *,
        since: int = 0,
        wait: float = 0,
        chat: int | None = None,
    ) -> list[dict[str, Any]]:
        query = {"since": since, "wait": wait} | ({"chat": chat} if chat is not None else {})
        answer = self._http.get("/control/calls", params=query, timeout=wait + 30)
        answer.raise_for_status()
        return [call for call in answer.json() if method in (None, call["method"])]

    def sent(self, chat: int) -> list[dict[str, Any]]:
        """The calls of ``sendMessage`` that brought something to that chat."""
        return [call for call in self.calls("sendMessage", chat=chat) if call["status"] == 200]

    def texts(self, chat: int) -> list[str]:
        return [call["fields"]["text"] for call in self.sent(chat)]

    def wait_for_texts(self, chat: int, count: int, *, within: float = 60) -> list[str]:
        """What was sent to the chat once there are ``count`` of it. Fails when time is up."""
        end = time.monotonic() + within
        while len(texts := self.texts(chat)) < count:
            self._wait_for_call(end, f"{len(texts)} of {count} texts: {texts}")
        return texts

    def wait_for_call(self, method: str, count: int = 1, *, within: float = 60) -> dict[str, Any]:
        """The ``count``-th call of a method, whatever was answered to it."""
        end = time.monotonic() + within
        while len(calls := self.calls(method)) < count:
            self._wait_for_call(end, f"{len(calls)} of {count} calls of {method}")
        return calls[count - 1]

    def _wait_for_call(self, end: float, problem: str) -> None:
        left = end - time.monotonic()
        if left <= 0:
            raise AssertionError(problem)
        self.calls(since=len(self.calls()), wait=min(left, 0.5))


def person(number: int, language: str = "en") -> dict[str, Any]:
    return {"id": number, "is_bot": False, "first_name": "Lin", "language_code": language}


@contextmanager
def bot_api(port: int = 0) -> Iterator[BotApi]:
    """Runs in a thread of its own, so that the test and the program may block."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="bot-api", daemon=True)
    thread.start()
    runner, url = asyncio.run_coroutine_threadsafe(_start(port), loop).result(60)
    api = BotApi(url)
    try:
        yield api
    finally:
        api.close()
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(60)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(60)
        loop.close()


async def _start(port: int) -> tuple[web.AppRunner, str]:
    runner = web.AppRunner(EmulatedApi().app(), access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    return runner, f"http://127.0.0.1:{runner.addresses[0][1]}"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Serve an emulated Bot API until interrupted.")
    parser.add_argument("--port", type=int, default=8081)
    with bot_api(parser.parse_args().port) as served, suppress(KeyboardInterrupt):
        print(served.url, flush=True)
        threading.Event().wait()
