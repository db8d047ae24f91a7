"""Files that go with messages: written with the reply, read only by whose conversation it is."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from bot.ledger.tables import Attachment, Message, new_id
from bot.replies.papers import finish
from bot.replies.render import Renderer
from bot.servicing.turn import Turn


def attach(turn: Turn, paper: Mapping[str, Any]) -> str:
    """Keep a paper of ``actions.papers``; its id goes into the reply's argument ``files``.

    In the same transaction as what it confirms. Asked again for the same message, it is the same.
    """
    print_of = hashlib.sha256(json.dumps(dict(paper), sort_keys=True).encode()).hexdigest()
    key = f"{turn.message.id}:{print_of[:24]}"
    return keep_paper(turn.session, turn.conversation.id, paper, key=key, now=turn.now)


def keep_paper(
    session: Session, conversation_id: str, paper: Mapping[str, Any], *, key: str, now: datetime
) -> str:
    """The same where no message is being answered; the same ``key`` again is the same file."""
    kept = session.scalar(
        select(Attachment).where(
            Attachment.conversation_id == conversation_id, Attachment.key == key
        )
    )
    if kept is None:
        kept = Attachment(
            id=new_id(),
            conversation_id=conversation_id,
            key=key,
            paper=dict(paper),
            created_at=now,
        )
        session.add(kept)
        session.flush()
    return kept.id


def draw_first(session: Session, files: Sequence[str], renderer: Renderer, locale: str) -> None:
    """While nobody waits for the ledger: ``put_with`` finds the pages drawn."""
    for file_id in files:
        kept = session.get(Attachment, file_id)
        if kept is not None and kept.paper is not None:
            finish(kept.paper, renderer, locale)


def put_with(
    session: Session, message: Message, files: Sequence[str], renderer: Renderer, locale: str
) -> None:
    """Finish the files of a message, in its language. One said again becomes a file of its own."""
    for place, file_id in enumerate(files):
        kept = session.get(Attachment, file_id)
        if kept is None or kept.conversation_id != message.conversation_id or kept.paper is None:
            raise LookupError(f"no file {file_id} for this conversation")
        if kept.message_id is not None:
            kept = _copy(session, kept, message)
        paper = finish(kept.paper or {}, renderer, locale)
        kept.message_id = message.id
        kept.place = place
        kept.kind, kept.media_type = paper.kind, paper.media_type
        kept.name, kept.alt = paper.name, paper.alt
        kept.content, kept.size = paper.content, len(paper.content)
        kept.sha256 = hashlib.sha256(paper.content).hexdigest()
    session.flush()


def find_file(
    session: Session, conversation_id: str, file_id: str, *, since: datetime | None = None
) -> Attachment | None:
    """A file of a message in this conversation; ``since``: not of an earlier message."""
    wanted = (
        select(Attachment)
        .join(Message, Message.id == Attachment.message_id)
        .where(Attachment.id == file_id, Attachment.conversation_id == conversation_id)
    )
    if since is not None:
        wanted = wanted.where(Message.at >= since)
    return session.scalar(wanted.options(undefer(Attachment.content)))


def _copy(session: Session, kept: Attachment, message: Message) -> Attachment:
    copy = Attachment(
        id=new_id(),
        conversation_id=kept.conversation_id,
        key=f"again:{message.id}:{kept.id}",
        paper=kept.paper,
        created_at=message.at,
    )
    session.add(copy)
    return copy
