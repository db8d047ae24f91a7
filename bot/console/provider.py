"""Asking an OpenID Connect provider who somebody is: code flow with PKCE, state and nonce.

What it says is believed only as a token signed with its own keys, for us, now, and for this
very request; anything else is ``NotLetIn``, and silence is ``ProviderAway``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from bot.servicing.open_id import Leaving, NotLetIn, Vouched

SCOPE = "openid email profile"
ALGORITHMS = ["RS256", "PS256", "ES256", "EdDSA"]
ANSWER_SECONDS = 10
CLOCKS_APART_SECONDS = 60


class ProviderAway(Exception):  # noqa: N818 - named for what happened
    """It did not answer, or not as a provider does."""


@dataclass(frozen=True)
class Provider:
    """``role_claim`` names the claim that says the role; empty: roles are those given here."""

    issuer: str
    client_id: str
    client_secret: str
    role_claim: str = ""

    async def address(self, leaving: Leaving, back: str) -> str:
        """Where the browser is sent."""
        async with self._client(back) as client:
            about = await self._about(client)
            address, _ = client.create_authorization_url(
                about["authorization_endpoint"],
                state=leaving.state,
                nonce=leaving.nonce,
                code_verifier=leaving.verifier,
            )
        return str(address)

    async def ask(self, code: str, leaving: Leaving, back: str) -> Vouched:
        """Who came back with this code. Raises ``NotLetIn`` and ``ProviderAway``."""
        async with self._client(back) as client:
            about = await self._about(client)
            try:
                token = await client.fetch_token(
                    about["token_endpoint"], code=code, code_verifier=leaving.verifier
                )
                keys = await _read(client, about["jwks_uri"])
            except AuthlibBaseError as error:
                raise NotLetIn(f"the code was refused: {error.error}") from None
            except (httpx2.HTTPError, KeyError, ValueError) as error:
                raise ProviderAway(type(error).__name__) from None
        return Vouched(self.issuer, self._believe(token, keys, leaving), self.role_claim)

    def _believe(
        self, token: Mapping[str, Any], keys: Mapping[str, Any], leaving: Leaving
    ) -> Mapping[str, Any]:
        try:
            read = jwt.decode(
                token["id_token"],
                KeySet.import_key_set({"keys": keys["keys"]}),
                algorithms=ALGORITHMS,
            )
            claims = CodeIDToken(
                read.claims,
                read.header,
                options={
                    "iss": {"essential": True, "value": self.issuer},
                    "aud": {"essential": True, "value": self.client_id},
                    "sub": {"essential": True},
                },
                params={
                    "nonce": leaving.nonce,
                    "client_id": self.client_id,
                    "access_token": token.get("access_token"),
                },
            )
            claims.validate(leeway=CLOCKS_APART_SECONDS)
        except (JoseError, AuthlibBaseError, KeyError, ValueError, TypeError) as error:
            raise NotLetIn(f"the token is not to be believed: {type(error).__name__}") from None
        return dict(claims)

    def _client(self, back: str) -> AsyncOAuth2Client:
        return AsyncOAuth2Client(
            self.client_id,
            self.client_secret,
            scope=SCOPE,
            redirect_uri=back,
            code_challenge_method="S256",
            timeout=ANSWER_SECONDS,
        )

    async def _about(self, client: AsyncOAuth2Client) -> Mapping[str, Any]:
        """Its published description, which must name the same issuer."""
        address = f"{self.issuer.rstrip('/')}/.well-known/openid-configuration"
        about = await _read(client, address)
        if about.get("issuer") != self.issuer or "authorization_endpoint" not in about:
            raise ProviderAway("another issuer")
        return about


async def _read(client: AsyncOAuth2Client, address: str) -> Mapping[str, Any]:
    try:
        answer = await client.request("GET", address, withhold_token=True)
        answer.raise_for_status()
        told = answer.json()
    except (httpx2.HTTPError, httpx2.InvalidURL, ValueError) as error:
        raise ProviderAway(type(error).__name__) from None
    if not isinstance(told, dict):
        raise ProviderAway("not an object")
    return told
