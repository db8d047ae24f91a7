"""A provider that has the borrower pay on its own page and tells the outcome by signed webhook.

docs/payments.md is what such a provider, or the lender's adapter to one, has to speak.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import httpx

from bot.loans import Money
from bot.payments.provider import Asked, Event, Forged, Malformed, Unavailable

SIGNATURE = "payment-signature"
BELIEVED_SECONDS = 300
ANSWER_SECONDS = 15
_SIGNATURE = re.compile(r"t=([0-9]{1,12}),v1=([0-9a-f]{64})")
_ID = re.compile(r"[A-Za-z0-9_.:-]{1,100}")
_CURRENCY = re.compile(r"[A-Z]{3}")
_MOST = 10**15


class HostedProvider:
    name = "hosted"

    def __init__(self, url: str, key: str, secret: str) -> None:
        self._url = url
        self._secret = secret.encode()
        self._http = httpx.AsyncClient(
            timeout=ANSWER_SECONDS, headers={"Authorization": f"Bearer {key}"}
        )

    async def close(self) -> None:
        await self._http.aclose()

    async def begin(self, asked: Asked, *, decline: bool = False) -> Event | str:
        wanted = {
            "order": asked.order_id,
            "reference": asked.reference,
            "amount": asked.amount.minor,
            "currency": asked.amount.currency,
            "return_url": asked.return_url,
            "locale": asked.locale,
        }
        try:
            answer = await self._http.post(
                self._url, json=wanted, headers={"Idempotency-Key": asked.order_id}
            )
            answer.raise_for_status()
            url = answer.json()["url"]
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            raise Unavailable(type(error).__name__) from None
        if not isinstance(url, str) or not url.startswith(("https://", "http://127.0.0.1:")):
            raise Unavailable("no https address")
        return url

    def read_event(self, headers: Mapping[str, str], body: bytes, *, now: datetime) -> Event:
        match = _SIGNATURE.fullmatch(headers.get(SIGNATURE, ""))
        if match is None or not hmac.compare_digest(match[2], self._sign(match[1], body)):
            raise Forged
        if abs(now.timestamp() - int(match[1])) > BELIEVED_SECONDS:
            raise Forged
        try:
            told = json.loads(body)
        except (ValueError, RecursionError):
            raise Malformed from None
        if not isinstance(told, dict):
            raise Malformed
        return self._event(told)

    def _sign(self, at: str, body: bytes) -> str:
        return hmac.new(self._secret, at.encode() + b"." + body, hashlib.sha256).hexdigest()

    def _event(self, told: dict[str, Any]) -> Event:
        order_id, kind = told.get("order"), told.get("type")
        key = told.get("charge") if kind == "paid" else told.get("id")
        if not _is_id(order_id) or not _is_id(key) or kind not in {"paid", "failed"}:
            raise Malformed
        named = f"{self.name}:{key}"
        if kind == "failed":
            return Event(named, str(order_id), None)
        amount, currency = told.get("amount"), told.get("currency")
        if type(amount) is not int or not 0 < amount < _MOST:
            raise Malformed
        if not isinstance(currency, str) or not _CURRENCY.fullmatch(currency):
            raise Malformed
        return Event(named, str(order_id), Money(amount, currency))


def _is_id(value: object) -> bool:
    return isinstance(value, str) and _ID.fullmatch(value) is not None
