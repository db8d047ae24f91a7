"""Replies that agents have ready, by language; names in braces are filled in from the facts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.ledger.tables import CannedReply
from bot.servicing.handoff import Refusal, Refused

NAME_LIMIT = 60
TEXT_LIMIT = 2000
VARIABLES = ("name", "brand", "agent")

_PLACEHOLDER = re.compile(r"\{(\w+)\}")


def save_canned(session: Session, name: str, locale: str, text: str) -> CannedReply:
    """A reply of this name and language is replaced; an empty text removes it."""
    named, said = " ".join(name.split()), text.strip()
    if not named:
        raise Refused(Refusal.EMPTY)
    if len(named) > NAME_LIMIT or len(said) > TEXT_LIMIT:
        raise Refused(Refusal.TOO_LONG)
    if not set(_PLACEHOLDER.findall(said)) <= set(VARIABLES):
        raise Refused(Refusal.UNKNOWN_VARIABLE)
    kept = session.scalar(
        select(CannedReply).where(CannedReply.name == named, CannedReply.locale == locale)
    )
    kept = kept or CannedReply(name=named, locale=locale)
    kept.text = said
    if said:
        session.add(kept)
    elif kept.id is not None:
        session.delete(kept)
    session.flush()
    return kept


def all_canned(session: Session) -> Sequence[CannedReply]:
    return session.scalars(select(CannedReply).order_by(CannedReply.name, CannedReply.locale)).all()


def canned_for(
    session: Session, locale: str, values: Mapping[str, str]
) -> Sequence[tuple[str, str]]:
    """Names and texts in the borrower's language, filled in; what is not known stays in braces."""
    wanted = select(CannedReply).where(CannedReply.locale == locale).order_by(CannedReply.name)
    return [(one.name, _fill(one.text, values)) for one in session.scalars(wanted)]


def _fill(text: str, values: Mapping[str, str]) -> str:
    return _PLACEHOLDER.sub(lambda match: values.get(match[1]) or match[0], text)
