"""A provider of identities: a kept one in a process of its own, and one that lies when told to."""

from __future__ import annotations

import base64
import hashlib
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

import httpx
import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

CLIENT = "repayment-console"


@contextmanager
def kept_provider() -> Iterator[str]:
    """Its address, once it listens. It sees through nothing: everybody is who they say."""
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", "0"]
    running = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert running.stderr
    try:
        for line in running.stderr:
            found = re.search(r"http://127\.0\.0\.1:(\d+)", line)
            if found:
                break
        else:
            raise AssertionError("the provider did not start")
        drained = threading.Thread(target=running.stderr.read, daemon=True)
        drained.start()
        yield f"http://localhost:{found[1]}"
    finally:
        running.terminate()
        running.wait(20)
        running.stderr.close()


def introduce(provider: str, subject: str, **claims: object) -> None:
    answer = httpx.put(f"{provider}/users/{subject}", json=claims, trust_env=False)
    answer.raise_for_status()


@dataclass
class LyingProvider:
    """Signs whatever ``claims`` and ``header`` say; checks the verifier against the challenge."""

    claims: dict[str, Any] = field(default_factory=dict)
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "1"}))
    signs_with: RSAKey | None = None
    url: str = ""
    asked: Mapping[str, list[str]] = field(default_factory=dict)

    def take(self, address: str) -> str:
        """What a browser does there: the state with which it is sent back."""
        self.asked = parse_qs(address.partition("?")[2])
        return self.asked["state"][0]

    async def about(self, request: Request) -> Response:
        return JSONResponse(
            {
                "issuer": self.url,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "jwks_uri": f"{self.url}/keys",
            }
        )

    async def keys(self, request: Request) -> Response:
        return JSONResponse({"keys": [self.key.as_dict(private=False)]})

    async def token(self, request: Request) -> Response:
        given = parse_qs((await request.body()).decode())
        hashed = hashlib.sha256(given["code_verifier"][0].encode()).digest()
        challenge = base64.urlsafe_b64encode(hashed).rstrip(b"=").decode()
        if [challenge] != self.asked["code_challenge"] or given["code"] != ["right"]:
            return JSONResponse({"error": "invalid_grant"}, 400)
        at = int(time.time())
        claims = {
            "iss": self.url,
            "aud": CLIENT,
            "sub": "s1",
            "iat": at,
            "exp": at + 300,
            "nonce": self.asked["nonce"][0],
            "email": "lin@lender.example",
            "email_verified": True,
            **self.claims,
        }
        told = {name: claim for name, claim in claims.items() if claim is not None}
        signed = jwt.encode({"alg": "RS256", "kid": "1"}, told, self.signs_with or self.key)
        return JSONResponse({"access_token": "a", "token_type": "Bearer", "id_token": signed})


@contextmanager
def lying_provider() -> Iterator[LyingProvider]:
    lying = LyingProvider()
    app = Starlette(
        routes=[
            Route("/.well-known/openid-configuration", lying.about),
            Route("/keys", lying.keys),
            Route("/token", lying.token, methods=["POST"]),
        ]
    )
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    lying.url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    try:
        yield lying
    finally:
        server.should_exit = True
        thread.join(20)
