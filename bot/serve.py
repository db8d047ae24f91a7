"""The running program: everything is built here, once, from the settings, and ended together."""

from __future__ import annotations

import asyncio
import secrets
import signal
from collections.abc import Callable, Coroutine, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from starlette.routing import BaseRoute

from actions.registry import all_actions
from actions.webhook import build_webhook
from bot.announce import Situation, announce
from bot.channels.courtesy import Courtesy
from bot.channels.outbox import Outbox
from bot.channels.outgoing import Channel
from bot.channels.relay import Relay
from bot.channels.telegram.api import TelegramBot, TokenRefused, connect
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.receiver import TelegramReceiver
from bot.channels.telegram.webhook import WebhookRefused
from bot.channels.web.channel import WebChannel
from bot.channels.web.routes import WebChat
from bot.console.routes import Console
from bot.engine import Engine, EngineConfig, EngineUnavailableError
from bot.ledger.clock import now as read_clock
from bot.ledger.database import Database
from bot.ledger.demonstration import NotEmpty, load_demonstration
from bot.ledger.schema import migrate
from bot.listening import PortTaken, listening, open_socket
from bot.live import Live
from bot.loans import Terms
from bot.replies.catalogue import load_catalogue
from bot.replies.render import Renderer
from bot.servicing.identity import ProofRules
from bot.servicing.scene import IntakeRules
from bot.servicing.transcript import Voice
from bot.settings import Settings
from bot.terms import load_all
from bot.understanding.distress import DistressScreen
from bot.web import build_app

Notify = Callable[[str], None]

LOOPBACK = "127.0.0.1"
PARTS = frozenset({"channels", "actions", "console"})
RASA_PYTHON = Path("bot/nlu/.venv/bin/python")
DOMAIN = Path("domain.yml")
MODELS = Path("models")
SECONDS_TO_READY = 120
# Said again after a crash in the middle of sending: a second card is better than none.
URGENT = frozenset(
    {
        "utter_crisis_card",
        "utter_crisis_card_on_call",
        "utter_distress_handoff",
        "utter_handoff",
    }
)


class CannotServe(Exception):  # noqa: N818 - named for what is wrong
    """Why the program cannot run, in one sentence for the person who started it."""


@dataclass
class Program:
    """What the parts share, and the tasks that end with the program."""

    settings: Settings
    database: Database
    terms: Mapping[str, Terms]
    screen: DistressScreen
    renderer: Renderer
    voice: Voice
    stack: AsyncExitStack
    live: Live = field(default_factory=Live)
    bot_name: str | None = None
    running: list[asyncio.Task[None]] = field(default_factory=list)

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        self.running.append(asyncio.create_task(work))


def run(settings: Settings, *, demonstration: bool, only: str) -> None:
    """Until Ctrl-C or SIGTERM. Raises ``CannotServe``."""
    if only and only not in PARTS:
        raise CannotServe(f"--only takes one of {', '.join(sorted(PARTS))}, not {only}.")
    parts = frozenset({only}) if only else PARTS
    asyncio.run(_serve(settings, demonstration=demonstration, parts=parts))


async def _serve(settings: Settings, *, demonstration: bool, parts: frozenset[str]) -> None:
    async with AsyncExitStack() as stack:
        program = _build(settings, stack)
        stack.callback(program.database.close)
        _prepare_ledger(program, demonstration=demonstration)
        stopping = _stop_on_signals()
        try:
            await _start(program, parts)
            await _until_stopped(program, stopping)
        except PortTaken as taken:
            raise CannotServe(str(taken)) from None
        except TokenRefused:
            raise CannotServe("Telegram does not know this TELEGRAM_TOKEN.") from None
        except WebhookRefused as refused:
            raise CannotServe(f"Telegram does not take TELEGRAM_WEBHOOK_URL: {refused}.") from None


def _build(settings: Settings, stack: AsyncExitStack) -> Program:
    renderer = Renderer(load_catalogue(DOMAIN), brand=settings.brand)
    return Program(
        settings=settings,
        database=Database(settings.ledger_url),
        terms=load_all(),
        screen=DistressScreen.load(),
        renderer=renderer,
        voice=Voice(renderer, button_life=timedelta(hours=settings.button_hours)),
        stack=stack,
    )


def _prepare_ledger(program: Program, *, demonstration: bool) -> None:
    migrate(program.database)
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


def _stop_on_signals() -> asyncio.Event:
    stopping = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    return stopping


async def _until_stopped(program: Program, stopping: asyncio.Event) -> None:
    """A part that ends by its own defect ends the program: half a program helps nobody."""
    waiting = asyncio.create_task(stopping.wait())
    await asyncio.wait([waiting, *program.running], return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    program.live.close()
    for task in program.running:
        task.cancel()
    ended = await asyncio.gather(*program.running, return_exceptions=True)
    for outcome in ended:
        if isinstance(outcome, Exception):
            raise outcome


async def _start(program: Program, parts: frozenset[str]) -> None:
    settings = program.settings
    opened = open_socket(settings.host, settings.port)
    engine = await _start_engine(program) if parts & {"channels", "actions"} else None
    bot = await _connect_telegram(program) if "channels" in parts else None
    routes: list[BaseRoute] = []
    notify = program.live.publish
    if "channels" in parts and engine:
        channels = _channels(program, bot)
        outbox = Outbox(program.database, channels, urgent=URGENT)
        program.start(outbox.run())
        notify = partial(_notify, program, outbox)
        routes += _start_relay(program, engine, channels, notify, bot)
    if "console" in parts:
        routes.append(_console(program, notify).routes())
    await program.stack.enter_async_context(listening(build_app(routes), opened))
    if engine:
        await _wait_for(engine)
    host, port = opened.getsockname()[:2]
    address = _public_url(settings) or f"http://{host}:{port}"
    _print_situation(program, address, bot)


async def _start_engine(program: Program) -> Engine:
    """The actions first, so that Rasa finds them."""
    settings = program.settings
    token = (
        settings.actions_token.get_secret_value()
        if settings.actions_token
        else secrets.token_urlsafe(24)
    )
    actions = all_actions(program.database, program.terms)
    opened = open_socket(LOOPBACK, 0)
    port = opened.getsockname()[1]
    await program.stack.enter_async_context(listening(build_webhook(actions, token=token), opened))
    tracker = settings.rasa_tracker_url or f"sqlite:///{settings.var_dir.absolute() / 'rasa.db'}"
    config = EngineConfig(
        python=RASA_PYTHON,
        models=MODELS,
        log=settings.var_dir / "rasa.log",
        actions_url=f"http://{LOOPBACK}:{port}/webhook",
        actions_token=token,
        tracker_url=tracker,
        lock_store_url=settings.rasa_lock_store_url,
        event_broker_url=settings.rasa_event_broker_url,
    )
    return await program.stack.enter_async_context(Engine(config))


async def _wait_for(engine: Engine) -> None:
    try:
        await engine.ready(SECONDS_TO_READY)
    except EngineUnavailableError as problem:
        raise CannotServe(f"The assistant cannot answer: {problem}.") from None


async def _connect_telegram(program: Program) -> TelegramBot | None:
    token = program.settings.telegram_token
    if token is None:
        return None
    bot = connect(token.get_secret_value(), program.settings.telegram_api_url)
    program.stack.push_async_callback(bot.shutdown)
    program.bot_name = await bot.own_name()
    return bot


def _channels(program: Program, bot: TelegramBot | None) -> Mapping[str, Channel]:
    channels: dict[str, Channel] = {WebChannel.name: WebChannel(program.live)}
    if bot:
        channels[TelegramChannel.name] = TelegramChannel(bot)
    return channels


def _start_relay(
    program: Program,
    engine: Engine,
    channels: Mapping[str, Channel],
    notify: Notify,
    bot: TelegramBot | None,
) -> list[BaseRoute]:
    settings = program.settings
    relay = Relay(
        program.database,
        engine,
        screen=program.screen.screen,
        voice=program.voice,
        rules=_intake_rules(settings),
        notify=notify,
        courtesy=Courtesy(program.database, channels),
    )
    program.start(relay.run())
    chat = WebChat(
        program.database,
        program.live,
        relay.receive,
        brand=settings.brand,
        default_locale=settings.default_locale,
        public_url=_public_url(settings),
        embed_origins=tuple(settings.embed_origins.split()),
    )
    return [chat.routes(), *(_start_telegram(program, relay, bot) if bot else ())]


def _console(program: Program, notify: Notify) -> Console:
    settings = program.settings
    return Console(
        program.database,
        program.live,
        program.voice,
        notify,
        brand=settings.brand,
        default_locale=settings.default_locale,
        on_call=bool(settings.on_call_contact),
        public_url=_public_url(settings),
    )


def _public_url(settings: Settings) -> str | None:
    return str(settings.public_url).rstrip("/") if settings.public_url else None


def _notify(program: Program, outbox: Outbox, conversation: str) -> None:
    outbox.wake(conversation)
    program.live.publish(conversation)


def _start_telegram(program: Program, relay: Relay, bot: TelegramBot) -> list[BaseRoute]:
    settings = program.settings
    secret = settings.telegram_webhook_secret
    receiver = TelegramReceiver(
        bot,
        relay.receive,
        describe=lambda command, locale: program.renderer.text(
            f"part_command_{command}", {}, locale
        ),
        default_locale=settings.default_locale,
        webhook_url=settings.telegram_webhook_url,
        webhook_secret=secret.get_secret_value() if secret else "",
    )
    program.start(receiver.run())
    return list(receiver.routes)


def _intake_rules(settings: Settings) -> IntakeRules:
    return IntakeRules(
        proof=ProofRules(
            tries=settings.proof_tries,
            lock=timedelta(minutes=settings.proof_lock_minutes),
            idle=timedelta(minutes=settings.proof_idle_minutes),
        ),
        default_locale=settings.default_locale,
        message_limit=settings.message_limit,
        on_call=bool(settings.on_call_contact),
    )


def _print_situation(program: Program, address: str, bot: TelegramBot | None) -> None:
    situation = Situation(
        chat_url=f"{address}/chat/",
        console_url=f"{address}/console/",
        telegram=program.bot_name,
        telegram_is_set=bot is not None,
        screen_is_learned=program.screen.is_learned,
        on_call=bool(program.settings.on_call_contact),
    )
    with program.database.writing() as session:
        for line in announce(session, situation):
            print(line, flush=True)
