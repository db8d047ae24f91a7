"""What the person who starts the program reads: where everything is, and what is missing."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from bot.ledger.clock import is_demonstration, local_day
from bot.ledger.clock import now as read_clock
from bot.ledger.demonstration import PEOPLE
from bot.ledger.portfolio import find_borrower
from bot.servicing.identity import issue_link
from bot.servicing.staff import Role, set_password
from bot.terms.crisis_lines import load_crisis_lines

LINK_LIFE = timedelta(days=1)
DEMONSTRATION_AGENT = "demo"
DEMONSTRATION_TRAINER = "trainer"


@dataclass(frozen=True)
class Situation:
    """An address is ``None`` where that part does not run here."""

    chat_url: str | None
    console_url: str | None
    trainer_url: str | None
    telegram: str | None
    telegram_is_set: bool
    screen_is_learned: bool
    on_call: bool


def announce(session: Session, situation: Situation) -> Sequence[str]:
    lines = [
        "",
        *([f"  Web chat   {situation.chat_url}"] if situation.chat_url else []),
        *([f"  Console    {situation.console_url}"] if situation.console_url else []),
        *([f"  Training   {situation.trainer_url}"] if situation.trainer_url else []),
        *([f"  Telegram   {_telegram(situation)}"] if situation.chat_url else []),
        "",
    ]
    if is_demonstration(session):
        lines += _staff(session) if situation.console_url else []
        lines += _people(session, situation) if situation.chat_url else []
    return [*lines, *_warnings(session, situation)]


def _telegram(situation: Situation) -> str:
    if situation.telegram:
        return f"https://t.me/{situation.telegram}"
    if situation.telegram_is_set:
        return "cannot be reached now, and is tried until it can"
    return "not connected (set TELEGRAM_TOKEN)"


def _staff(session: Session) -> list[str]:
    agent = _sign_in(session, DEMONSTRATION_AGENT, Role.SUPERVISOR)
    trainer = _sign_in(session, DEMONSTRATION_TRAINER, Role.TRAINER)
    return [
        f"  Console sign-in for this run: {agent}",
        f"  Trainer's sign-in for this run: {trainer}",
        "",
    ]


def _sign_in(session: Session, name: str, role: Role) -> str:
    password = secrets.token_urlsafe(12)
    set_password(session, name, password, role=role)
    return f"{name} / {password}"


def _people(session: Session, situation: Situation) -> list[str]:
    lines = ["  Demonstration borrowers: prove who you are by link, or by phone and birth date."]
    now = read_clock(session)
    for person in PEOPLE:
        borrower = find_borrower(session, person.reference)
        if borrower is None:
            continue
        token = issue_link(session, borrower, life=LINK_LIFE, now=now)
        lines.append(
            f"    {person.reference}  {person.name}  phone {person.phone}"
            f"  born {person.birth_date.isoformat()}"
        )
        lines.append(f"            {situation.chat_url}?start={token}")
        if situation.telegram:
            lines.append(f"            https://t.me/{situation.telegram}?start={token}")
    return [*lines, ""]


def _warnings(session: Session, situation: Situation) -> list[str]:
    warnings = []
    if not situation.on_call:
        warnings.append(
            "Nobody is on call for a crisis (ON_CALL_CONTACT): the card gives the crisis line"
            " and promises no time."
        )
    if not situation.screen_is_learned:
        warnings.append(
            "The distress screen works on certain phrases alone until `make train` has run."
        )
    today = local_day(read_clock(session), "UTC")
    if stale := load_crisis_lines().stale(today=today):
        warnings.append(f"Crisis lines to be checked again: {', '.join(stale)}.")
    return [f"  Note: {warning}" for warning in warnings]
