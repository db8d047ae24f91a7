"""Which other programs are told of what happens, and where; each change is on the record."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.ledger import notices
from bot.ledger.clock import is_demonstration
from bot.ledger.tables import new_id
from bot.ledger.webhook_tables import Webhook, WebhookChoice, WebhookNotice
from bot.servicing import audit

SECRET_PREFIX = "whsec_"  # noqa: S105 - the beginning that tells what it is, no secret
URL_LIMIT = 500
MOST = 20
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class WebhookProblem(StrEnum):
    NOT_SAFE = "not_https"
    NOTHING_CHOSEN = "nothing_chosen"
    TOO_MANY = "too_many"
    NOT_FOUND = "not_found"


class WebhookRefused(Exception):  # noqa: N818 - named for what happened
    def __init__(self, code: WebhookProblem) -> None:
        super().__init__(code.value)
        self.code = code


KINDS = tuple(kind.value for kind in notices.NoticeKind)


@dataclass(frozen=True)
class Listed:
    webhook: Webhook
    kinds: Sequence[str]
    waiting: int
    given_up: int


def add_webhook(
    session: Session, url: str, kinds: Collection[str], *, by: str, now: datetime
) -> Webhook:
    """Its secret is told once, by whoever called this."""
    chosen = set(kinds)
    if not _is_safe(url, is_demonstration=is_demonstration(session)):
        raise WebhookRefused(WebhookProblem.NOT_SAFE)
    if not chosen or not chosen <= set(notices.NoticeKind):
        raise WebhookRefused(WebhookProblem.NOTHING_CHOSEN)
    if len(_open(session)) >= MOST:
        raise WebhookRefused(WebhookProblem.TOO_MANY)
    webhook = Webhook(
        id=new_id(),
        url=url,
        secret=SECRET_PREFIX + base64.b64encode(secrets.token_bytes(32)).decode(),
        made_by=by,
        made_at=now,
        choices=[WebhookChoice(kind=kind) for kind in sorted(chosen)],
    )
    session.add(webhook)
    session.flush()
    detail = {"url": url, "on": sorted(chosen)}
    audit.record(session, "webhook added", by=by, subject=webhook.id, detail=detail, now=now)
    return webhook


def remove_webhook(session: Session, webhook_id: str, *, by: str, now: datetime) -> None:
    notices.end_webhook(session, open_webhook(session, webhook_id), now=now)
    audit.record(session, "webhook removed", by=by, subject=webhook_id, now=now)


def ask_for_test(session: Session, webhook_id: str, *, now: datetime) -> WebhookNotice:
    """Sent like all others, so that it proves what they need."""
    notice = WebhookNotice(
        webhook_id=open_webhook(session, webhook_id).id,
        key=f"test-{new_id()}",
        kind=notices.TEST,
        facts={},
        at=now,
        due_at=now,
    )
    session.add(notice)
    session.flush()
    return notice


def list_webhooks(session: Session) -> Sequence[Listed]:
    counted = select(
        WebhookNotice.webhook_id,
        func.count(WebhookNotice.due_at),
        func.count() - func.count(WebhookNotice.due_at),
    ).group_by(WebhookNotice.webhook_id)
    left = {row[0]: (row[1], row[2]) for row in session.execute(counted)}
    return [
        Listed(webhook, [one.kind for one in webhook.choices], *left.get(webhook.id, (0, 0)))
        for webhook in _open(session)
    ]


def describe(listed: Listed) -> dict[str, Any]:
    """Without its secret."""
    webhook = listed.webhook
    return {
        "id": webhook.id,
        "url": webhook.url,
        "on": list(listed.kinds),
        "made_by": webhook.made_by,
        "waiting": listed.waiting,
        "given_up": listed.given_up,
        "taken_at": webhook.taken_at.isoformat() if webhook.taken_at else None,
        "problem": webhook.problem,
    }


def open_webhook(session: Session, webhook_id: str) -> Webhook:
    found = session.get(Webhook, webhook_id)
    if found is None or found.ended_at is not None:
        raise WebhookRefused(WebhookProblem.NOT_FOUND)
    return found


def _open(session: Session) -> Sequence[Webhook]:
    wanted = select(Webhook).where(Webhook.ended_at.is_(None)).order_by(Webhook.made_at)
    return session.scalars(wanted).all()


def _is_safe(url: str, *, is_demonstration: bool) -> bool:
    """Encrypted, or on this machine in a demonstration; nothing hidden in the address."""
    if len(url) > URL_LIMIT or not url.isascii() or not url.isprintable() or " " in url:
        return False
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return False
    if not parts.hostname or parts.username or parts.password or parts.fragment:
        return False
    here = parts.scheme == "http" and parts.hostname in LOOPBACK
    return parts.scheme == "https" or (here and is_demonstration)
