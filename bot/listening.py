"""HTTP servers that share the program's loop and end with it."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Iterator

import uvicorn
from starlette.types import ASGIApp

_SECONDS_TO_FINISH = 5


class PortTaken(Exception):  # noqa: N818 - named for what is wrong
    """Says which address cannot be had, and what to do."""


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Ctrl-C is the program's to handle, not one server's."""
        yield


def open_socket(host: str, port: int) -> socket.socket:
    """Bound before anything else starts. Raises ``PortTaken``."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    opened = socket.socket(family, socket.SOCK_STREAM)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        opened.bind((host, port))
    except OSError as error:
        opened.close()
        reason = error.strerror or "it is not to be had"
        raise PortTaken(
            f"Cannot listen on {host} port {port} ({reason}): set PORT to a free one."
        ) from None
    return opened


@contextlib.asynccontextmanager
async def listening(app: ASGIApp, opened: socket.socket) -> AsyncIterator[None]:
    config = uvicorn.Config(
        app,
        log_level="warning",
        access_log=False,
        lifespan="off",
        timeout_graceful_shutdown=_SECONDS_TO_FINISH,
        server_header=False,
    )
    server = _Server(config)
    serving = asyncio.create_task(server.serve(sockets=[opened]))
    # The server tells only by a flag that it has started.
    while not server.started and not serving.done():  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    try:
        yield
    finally:
        server.should_exit = True
        await serving
        opened.close()
