"""What the parts of the running program share, built once from the settings."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Coroutine, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from starlette.applications import Starlette

from actions.registry import all_actions
from actions.webhook import build_webhook
from bot.engine import Engine, EngineConfig, EngineUnavailableError
from bot.ledger.clock import now as read_clock
from bot.ledger.database import Database
from bot.ledger.demonstration import NotEmpty, load_demonstration
from bot.ledger.schema import migrate
from bot.ledger.terms_versions import TermsChanged, keep_terms
from bot.listening import listening, open_socket
from bot.live import Live
from bot.loans import Terms
from bot.replies.catalogue import load_catalogue
from bot.replies.render import Renderer
from bot.served import Served
from bot.servicing.file_store import FileStore
from bot.servicing.identity import ProofRules
from bot.servicing.payments import PaymentRules
from bot.servicing.scene import IntakeRules
from bot.servicing.transcript import Voice
from bot.settings import Settings
from bot.terms import load_all
from bot.trained import TrainedModels
from bot.understanding.encoder import warm_up

LOOPBACK = "127.0.0.1"
RASA_PYTHON = Path("bot/nlu/.venv/bin/python")
DOMAIN = Path("domain.yml")


class CannotServe(Exception):  # noqa: N818 - named for what is wrong
    """Why the program cannot run, in one sentence for the person who started it."""


@dataclass
class Program:
    """What the parts share, and the tasks that end with the program."""

    settings: Settings
    database: Database
    terms: Mapping[str, Terms]
    models: TrainedModels
    served: Served
    renderer: Renderer
    voice: Voice
    files: FileStore
    stack: AsyncExitStack
    live: Live = field(default_factory=Live)
    bot_name: str | None = None
    running: list[asyncio.Task[None]] = field(default_factory=list)

    def wording(self, response: str, locale: str) -> str:
        return self.renderer.text(response, {}, locale)

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        self.running.append(asyncio.create_task(work))


def build_program(settings: Settings, stack: AsyncExitStack) -> Program:
    renderer = Renderer(load_catalogue(DOMAIN), brand=settings.brand)
    models = TrainedModels(settings.models_dir)
    return Program(
        settings=settings,
        database=Database(settings.ledger_url),
        terms=load_all(),
        models=models,
        served=Served(models),
        renderer=renderer,
        voice=Voice(renderer, button_life=timedelta(hours=settings.button_hours)),
        files=FileStore(settings.files_dir, limit=settings.file_limit_mb * 1_000_000),
        stack=stack,
    )


def prepare_ledger(program: Program, *, demonstration: bool) -> None:
    migrate(program.database)
    _keep_terms(program)
    if not demonstration:
        return
    with program.database.writing() as session:
        try:
            load_demonstration(session, now=read_clock(session), countries=set(program.terms))
        except NotEmpty:
            raise CannotServe(
                "This ledger holds a lender's books and cannot become a demonstration:"
                " set DATABASE_URL to another one, or leave out --demonstration."
            ) from None


def _keep_terms(program: Program) -> None:
    with program.database.writing() as session:
        try:
            keep_terms(session, program.terms, now=read_clock(session))
        except TermsChanged as changed:
            raise CannotServe(
                f"The terms {changed.version} are not what they were when offers were made under"
                " them: give the changed file in bot/terms a new version."
            ) from None


async def start_engine(program: Program) -> Engine:
    """The actions first, so that Rasa finds them; unless they run elsewhere."""
    settings = program.settings
    token = actions_token(settings) or secrets.token_urlsafe(24)
    url = settings.actions_url
    if not url:
        opened = open_socket(LOOPBACK, 0)
        url = f"http://{LOOPBACK}:{opened.getsockname()[1]}/webhook"
        await program.stack.enter_async_context(listening(webhook(program, token), opened))
    config = EngineConfig(
        python=RASA_PYTHON,
        models=settings.models_dir,
        log=settings.var_dir / "rasa.log",
        actions_url=url,
        actions_token=token,
        tracker_url=settings.tracker_url,
        lock_store_url=settings.rasa_lock_store_url,
        event_broker_url=settings.rasa_event_broker_url,
    )
    _require_model(config)
    engine = await program.stack.enter_async_context(Engine(config))
    await asyncio.to_thread(warm_up)  # while Rasa starts; else the first message would wait for it
    return engine


def _require_model(config: EngineConfig) -> None:
    """Told at once: the engine itself would go on hoping that one is trained."""
    try:
        config.current_model()
    except EngineUnavailableError as problem:
        raise CannotServe(f"The assistant cannot answer: {problem}.") from None


def webhook(program: Program, token: str) -> Starlette:
    actions = all_actions(
        program.database,
        program.terms,
        recap_after=timedelta(minutes=program.settings.recap_minutes),
        payment_rules=payment_rules(program.settings),
    )
    return build_webhook(actions, token=token)


def payment_rules(settings: Settings) -> PaymentRules:
    return PaymentRules(
        link_life=timedelta(minutes=settings.payment_link_minutes),
        hosted=bool(settings.payment_provider_url),
        telegram=settings.telegram_payment_token is not None,
    )


def actions_token(settings: Settings) -> str:
    return settings.actions_token.get_secret_value() if settings.actions_token else ""


def intake_rules(settings: Settings, terms: Mapping[str, Terms]) -> IntakeRules:
    return IntakeRules(
        proof=ProofRules(
            tries=settings.proof_tries,
            lock=timedelta(minutes=settings.proof_lock_minutes),
            idle=timedelta(minutes=settings.proof_idle_minutes),
        ),
        default_locale=settings.default_locale,
        message_limit=settings.message_limit,
        on_call=bool(settings.on_call_contact),
        file_limit=settings.file_limit_mb * 1_000_000,
        files_a_day=settings.files_a_day,
        terms=terms,
    )
