"""Telling other programs: each notice signed, and repeated until it is taken.

The signature is that of https://www.standardwebhooks.com, for which every language has a library.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import httpx
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from bot.channels.backoff import Pause, backoff
from bot.ledger.clock import machine_now
from bot.ledger.database import Database
from bot.ledger.notices import (
    claim_notice,
    end_webhook,
    notice_refused,
    notice_taken,
    webhooks_to_tell,
)
from bot.ledger.webhook_tables import Webhook, WebhookNotice
from bot.servicing.webhooks import SECRET_PREFIX

LOOK_SECONDS = 1.0
ANSWER_SECONDS = 15
LEASE = timedelta(seconds=60)
"""Longer than any request: who holds a notice beyond it has died, and it is sent again."""
TRIES = 18
LONGEST_WAIT_SECONDS = 4 * 3600
"""With so many tries about a day."""
GONE = 410

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Letter:
    """One notice as it is sent."""

    notice: WebhookNotice
    url: str
    secret: str

    def headers(self, body: bytes, *, now: datetime) -> Mapping[str, str]:
        at = str(int(now.timestamp()))
        return {
            "Content-Type": "application/json",
            "Webhook-Id": self.notice.key,
            "Webhook-Timestamp": at,
            "Webhook-Signature": sign(self.secret, self.notice.key, at, body),
        }

    def body(self) -> bytes:
        told = {
            "type": self.notice.kind,
            "timestamp": self.notice.at.isoformat(),
            "data": self.notice.facts,
        }
        return json.dumps(told, separators=(",", ":")).encode()


def sign(secret: str, key: str, at: str, body: bytes) -> str:
    signed = f"{key}.{at}.".encode() + body
    raw = base64.b64decode(secret.removeprefix(SECRET_PREFIX))
    return "v1," + base64.b64encode(hmac.digest(raw, signed, hashlib.sha256)).decode()


class Notices:
    """A receiver that is slow or away keeps no other waiting."""

    def __init__(
        self,
        database: Database,
        *,
        now: Callable[[], datetime] = machine_now,
        pause: Pause = asyncio.sleep,
    ) -> None:
        self._database = database
        self._now = now
        self._pause = pause
        self._telling: set[str] = set()

    async def run(self) -> None:
        """Until cancelled. What is in the air by then is sent again after the next start."""
        async with (
            httpx.AsyncClient(timeout=ANSWER_SECONDS) as http,
            asyncio.TaskGroup() as tasks,
        ):
            while True:
                for webhook in await self._due():
                    self._telling.add(webhook)
                    tasks.create_task(self._tell_all(http, webhook))
                await self._pause(LOOK_SECONDS)

    async def _due(self) -> set[str]:
        try:
            due = await self._database.read(webhooks_to_tell, now=self._now())
        except SQLAlchemyError as error:
            log.warning("The notices could not reach their ledger: %s", type(error).__name__)
            return set()
        return set(due) - self._telling

    async def _tell_all(self, http: httpx.AsyncClient, webhook: str) -> None:
        try:
            while letter := await self._database.write(self._claim, webhook):
                problem = await post(http, letter, now=self._now())
                await self._database.write(self._settle, letter.notice, problem)
        except SQLAlchemyError as error:
            log.warning("A notice could not be noted: %s", type(error).__name__)
        finally:
            self._telling.discard(webhook)

    def _claim(self, session: Session, webhook_id: str) -> Letter | None:
        now = self._now()
        notice = claim_notice(session, webhook_id, now=now, until=now + LEASE)
        if notice is None:
            return None
        webhook = session.get_one(Webhook, webhook_id)
        return Letter(notice, webhook.url, webhook.secret)

    def _settle(self, session: Session, notice: WebhookNotice, problem: str | None) -> None:
        if problem is None:
            notice_taken(session, notice, now=self._now())
        elif problem == str(GONE):
            log.warning("Webhook %s is gone and has ended", notice.webhook_id)
            end_webhook(session, session.get_one(Webhook, notice.webhook_id), now=self._now())
        else:
            wait = timedelta(seconds=backoff(notice.attempts, most=LONGEST_WAIT_SECONDS))
            due_at = self._now() + wait if notice.attempts < TRIES else None
            log.info("Webhook %s did not take a notice: %s", notice.webhook_id, problem)
            notice_refused(session, notice, problem, due_at=due_at)


async def post(http: httpx.AsyncClient, letter: Letter, *, now: datetime) -> str | None:
    """What was wrong; None if it was taken. Redirects are not followed, answers not read."""
    body = letter.body()
    headers = letter.headers(body, now=now)
    try:
        async with (
            asyncio.timeout(ANSWER_SECONDS),
            http.stream("POST", letter.url, content=body, headers=headers) as got,
        ):
            return None if got.is_success else str(got.status_code)
    except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
        return type(error).__name__
