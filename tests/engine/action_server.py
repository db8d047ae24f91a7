"""An action server of our own for engine tests: counts calls, and fails or hangs when told to."""

from __future__ import annotations

import json
import threading
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

ANSWERS: dict[str, dict[str, Any]] = {
    "action_tell_balance": {
        "events": [{"event": "slot", "name": "mood", "value": "curious"}],
        "responses": [{"response": "utter_balance", "amount": {"money": "12.50"}, "text": None}],
    },
    "action_note_promise": {"events": [], "responses": [{"response": "utter_noted"}]},
}


class ActionServer:
    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()
        self.bodies: list[dict[str, Any]] = []
        self.fails = False
        self.called = threading.Event()
        self.may_answer = threading.Event()
        self.may_answer.set()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_port}/webhook"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.may_answer.set()
        self._server.shutdown()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        actions = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                actions.calls[body["next_action"]] += 1
                actions.bodies.append(body)
                actions.called.set()
                actions.may_answer.wait(30)
                answer = json.dumps(ANSWERS[body["next_action"]]).encode()
                try:
                    self.send_response(500 if actions.fails else 200)
                    self.send_header("Content-Type", "application/json")
                    self.send_header("Content-Length", str(len(answer)))
                    self.end_headers()
                    self.wfile.write(answer)
                except OSError:
                    return  # who asked was killed meanwhile

            def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
                """Test output stays readable."""

        return Handler
