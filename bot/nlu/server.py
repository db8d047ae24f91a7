"""Serves one model on loopback, for the app alone."""

from __future__ import annotations

import logging
import os
import sys
import tempfile
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from rasa.core.run import serve_application
from rasa.core.utils import AvailableEndpoints

from bot.nlu import endpoints, logs, patches

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop

    from sanic import Sanic

logger = logging.getLogger(__name__)

_NEEDED = ("ENGINE_TOKEN", "ACTIONS_URL", "ACTIONS_TOKEN")


def run(model: Path, port: int, *, while_stdin_open: bool) -> int:
    if problem := _problem(model):
        print(problem, file=sys.stderr)
        return 1
    os.environ.setdefault("RASA_TRACKER_URL", "sqlite:///var/rasa.db")
    os.environ["SANIC_WORKERS"] = "1"
    if while_stdin_open:
        threading.Thread(target=_end_with_parent, daemon=True).start()
    logs.show_start()
    patches.apply()
    with tempfile.TemporaryDirectory() as folder:
        chosen = endpoints.without_empty_sections(Path("endpoints.yml"), Path(folder))
        serve_application(
            model_path=str(model),
            interface="127.0.0.1",
            port=port,
            credentials="credentials.yml",
            auth_token=os.environ["ENGINE_TOKEN"],
            endpoints=AvailableEndpoints.read_endpoints(str(chosen)),
            server_listeners=[(_open, "after_server_start")],
        )
    return 0


def _open(app: Sanic, _loop: AbstractEventLoop) -> None:
    """Rasa goes on serving without a model when it could not load one; this ends instead."""
    if not getattr(app.ctx, "agent", None) or not app.ctx.agent.is_ready():
        logger.error("the model could not be loaded, for the reason above")
        os._exit(1)
    logs.seal()


def _problem(model: Path) -> str:
    """Rasa serves any other model it finds when the one asked for is missing; this does not."""
    if not model.is_file():
        return f"There is no model {model}. Train one with: make train"
    if missing := [name for name in _NEEDED if not os.environ.get(name)]:
        return f"The engine needs {', '.join(missing)} in its environment."
    return ""


def _end_with_parent() -> None:
    """The app holds the other end of standard input, which closes however the app ends."""
    sys.stdin.buffer.read()
    os._exit(0)
