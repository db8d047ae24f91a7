"""The running program: everything is built here, once, from the settings, and ended together."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Callable, Coroutine, Mapping
from contextlib import AsyncExitStack
from functools import partial
from socket import socket
from typing import Any

import uvloop
from sqlalchemy.exc import SQLAlchemyError
from starlette.routing import BaseRoute

from bot.announce import Situation, announce
from bot.channels.alarm import AlarmChannel
from bot.channels.courtesy import Courtesy
from bot.channels.notices import Notices
from bot.channels.outbox import Outbox
from bot.channels.outgoing import Channel
from bot.channels.relay import Relay
from bot.channels.telegram.api import TelegramBot, TokenRefused, connect
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.fetching import Fetching
from bot.channels.telegram.invoices import Invoices
from bot.channels.telegram.menu import ChatMenus
from bot.channels.telegram.receiver import TelegramReceiver
from bot.channels.telegram.webhook import WebhookRefused
from bot.channels.web.channel import WebChannel
from bot.channels.web.routes import WebChat
from bot.chores import Chores
from bot.console.api import DeskApi
from bot.console.provider import Provider
from bot.console.routes import Console
from bot.desk_clock import DeskClock
from bot.engine import Engine, EngineUnavailableError
from bot.ledger.clock import machine_now
from bot.listening import PortTaken, listening, open_socket
from bot.model_follower import ModelFollower
from bot.program import (
    CannotServe,
    Program,
    actions_token,
    build_program,
    intake_rules,
    prepare_ledger,
    start_engine,
    webhook,
)
from bot.servicing.blocking import take_block
from bot.servicing.receipts import Till
from bot.settings import Settings
from bot.till import build_till, start_cashier
from bot.trainer.publishing import note_refusal
from bot.trainer.routes import Trainer
from bot.trainer.sections import PROJECT
from bot.trainer.shadow import ShadowReader
from bot.understanding import passing_on
from bot.web import build_app

Notify = Callable[[str], None]

PARTS = frozenset({"channels", "actions", "console"})
SECONDS_TO_READY = 240
# Said again after a crash in the middle of sending: a second card is better than none.
URGENT = frozenset(
    {
        "utter_crisis_card",
        "utter_crisis_card_on_call",
        "utter_alarm",
        "utter_distress_handoff",
        "utter_handoff",
    }
)


def run(settings: Settings, *, demonstration: bool, only: str) -> None:
    """Until Ctrl-C or SIGTERM. Raises ``CannotServe``."""
    if only and only not in PARTS:
        raise CannotServe(f"--only takes one of {', '.join(sorted(PARTS))}, not {only}.")
    parts = frozenset({only}) if only else PARTS
    uvloop.run(_serve(settings, demonstration=demonstration, parts=parts))


async def _serve(settings: Settings, *, demonstration: bool, parts: frozenset[str]) -> None:
    async with AsyncExitStack() as stack:
        program = build_program(settings, stack)
        stack.callback(program.database.close)
        prepare_ledger(program, demonstration=demonstration)
        stopping = _stop_on_signals()
        try:
            await _unless_stopped(_start(program, parts), stopping)
            await _until_stopped(program, stopping)
        except PortTaken as taken:
            raise CannotServe(str(taken)) from None
        except TokenRefused:
            raise CannotServe("Telegram does not know this TELEGRAM_TOKEN.") from None
        except WebhookRefused as refused:
            raise CannotServe(f"Telegram does not take TELEGRAM_WEBHOOK_URL: {refused}.") from None


def _stop_on_signals() -> asyncio.Event:
    stopping = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    return stopping


async def _unless_stopped(work: Coroutine[Any, Any, None], stopping: asyncio.Event) -> None:
    """Ctrl-C is heard also while the parts are still being started."""
    working, waiting = asyncio.create_task(work), asyncio.create_task(stopping.wait())
    await asyncio.wait([working, waiting], return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    if not working.done():
        working.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await working


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
    if parts == {"actions"}:
        await _serve_actions(program, opened)
        return
    engine = await start_engine(program) if "channels" in parts else None
    bot = await _connect_telegram(program) if "channels" in parts else None
    routes: list[BaseRoute] = []
    notify = program.live.publish
    channels = _channels(program, bot) if engine else {}
    if engine:
        outbox = Outbox(program.database, channels, urgent=URGENT)
        program.start(outbox.run())
        program.start(Notices(program.database).run())
        notify = partial(_notify, program, outbox)
        address = _address(settings, opened)
        till = build_till(program)
        routes += _start_relay(program, engine, channels, notify, bot, till)
        routes.append(start_cashier(program, till, notify, address))
        program.start(Chores(program.database, program.terms, program.voice, notify).run())
        program.start(_desk_clock(program, notify).run())
        _follow_models(program, engine)
    if "console" in parts:
        routes.append(_console(program, notify, Courtesy(program.database, channels)).routes())
        trainer = _trainer(program)
        program.stack.callback(trainer.close)
        routes.append(trainer.routes())
        routes.append(DeskApi(program.database, program.voice, program.terms, notify).routes())
    await program.stack.enter_async_context(listening(build_app(routes), opened))
    if engine:
        await _wait_for(engine)
    _print_situation(program, parts, _address(settings, opened), bot)


async def _serve_actions(program: Program, opened: socket) -> None:
    token = actions_token(program.settings)
    if not token:
        raise CannotServe("Actions alone need a secret that Rasa knows too: set ACTIONS_TOKEN.")
    await program.stack.enter_async_context(listening(webhook(program, token), opened))
    print(f"  Actions    {_address(program.settings, opened)}/webhook", flush=True)


def _address(settings: Settings, opened: socket) -> str:
    host, port = opened.getsockname()[:2]
    return _public_url(settings) or f"http://{host}:{port}"


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
        menus = ChatMenus(bot, partial(_describe_command, program))
        paying = program.settings.telegram_payment_token
        channels[TelegramChannel.name] = TelegramChannel(
            bot, menus=menus, payment_token=paying.get_secret_value() if paying else ""
        )
    if program.settings.on_call_contact:
        alarm = AlarmChannel(program.settings.on_call_contact)
        program.stack.push_async_callback(alarm.close)
        channels[AlarmChannel.name] = alarm
    return channels


def _start_relay(
    program: Program,
    engine: Engine,
    channels: Mapping[str, Channel],
    notify: Notify,
    bot: TelegramBot | None,
    till: Till,
) -> list[BaseRoute]:
    settings = program.settings
    relay = Relay(
        program.database,
        engine,
        screen=program.served.screen,
        voice=program.voice,
        rules=intake_rules(settings, program.terms),
        notify=notify,
        heard=program.live.publish,
        courtesy=Courtesy(program.database, channels),
        second_wish=program.served.second_wish,
        read=program.served.read,
        embed=passing_on.tell,
    )
    program.start(relay.run())
    chat = WebChat(
        program.database,
        program.live,
        relay.receive,
        program.files,
        brand=settings.brand,
        default_locale=settings.default_locale,
        public_url=_public_url(settings),
        embed_origins=tuple(settings.embed_origins.split()),
    )
    return [chat.routes(), *(_start_telegram(program, relay, bot, notify, till) if bot else ())]


def _follow_models(program: Program, engine: Engine) -> None:
    async def refused(model: str, goes_on: str) -> None:
        with contextlib.suppress(SQLAlchemyError):  # the log has it too
            await program.database.write(note_refusal, model, goes_on, now=machine_now())

    program.start(ModelFollower(program.models, program.served, engine, refused).run())
    program.start(ShadowReader(program.database, program.models, program.served).run())


def _desk_clock(program: Program, notify: Notify) -> DeskClock:
    return DeskClock(
        program.database,
        program.voice,
        notify,
        on_call=bool(program.settings.on_call_contact),
        default_locale=program.settings.default_locale,
    )


def _provider(settings: Settings) -> Provider | None:
    """Raises ``CannotServe``: half a provider would let nobody in, or anybody."""
    issuer, secret = settings.oidc_issuer, settings.oidc_client_secret
    if not issuer:
        return None
    if not settings.oidc_client_id or secret is None:
        raise CannotServe("OIDC_ISSUER needs OIDC_CLIENT_ID and OIDC_CLIENT_SECRET.")
    if not issuer.startswith(("https://", "http://127.0.0.1:", "http://localhost:")):
        raise CannotServe("OIDC_ISSUER must be an https address.")
    return Provider(
        issuer, settings.oidc_client_id, secret.get_secret_value(), settings.oidc_role_claim
    )


def _console(program: Program, notify: Notify, courtesy: Courtesy) -> Console:
    settings = program.settings
    return Console(
        program.database,
        program.live,
        program.voice,
        program.terms,
        notify,
        program.files,
        brand=settings.brand,
        default_locale=settings.default_locale,
        on_call=bool(settings.on_call_contact),
        public_url=_public_url(settings),
        provider=_provider(settings),
        show_typing=courtesy.show_typing,
    )


def _trainer(program: Program) -> Trainer:
    settings = program.settings
    return Trainer(
        program.database,
        program.live,
        var_dir=settings.var_dir,
        brand=settings.brand,
        default_locale=settings.default_locale,
        public_url=_public_url(settings),
        project=settings.trainer_project or PROJECT,
        models=program.models,
    )


def _public_url(settings: Settings) -> str | None:
    return str(settings.public_url).rstrip("/") if settings.public_url else None


def _notify(program: Program, outbox: Outbox, conversation: str) -> None:
    outbox.wake(conversation)
    program.live.publish(conversation)


def _start_telegram(
    program: Program, relay: Relay, bot: TelegramBot, notify: Notify, till: Till
) -> list[BaseRoute]:
    settings = program.settings
    secret = settings.telegram_webhook_secret
    receiver = TelegramReceiver(
        bot,
        relay.receive,
        describe=partial(_describe_command, program),
        note_block=lambda address, is_blocked: program.database.write(
            take_block, TelegramChannel.name, address, is_blocked=is_blocked
        ),
        default_locale=settings.default_locale,
        webhook_url=settings.telegram_webhook_url,
        webhook_secret=secret.get_secret_value() if secret else "",
        invoices=Invoices(program.database, till, notify, program.wording),
    )
    fetching = Fetching(bot, program.database, program.files, program.voice, notify)
    program.start(receiver.run())
    program.start(fetching.run())
    return list(receiver.routes)


def _describe_command(program: Program, command: str, locale: str) -> str:
    return program.wording(f"part_command_{command}", locale)


def _print_situation(
    program: Program, parts: frozenset[str], address: str, bot: TelegramBot | None
) -> None:
    situation = Situation(
        chat_url=f"{address}/chat/" if "channels" in parts else None,
        console_url=f"{address}/console/" if "console" in parts else None,
        trainer_url=f"{address}/trainer/" if "console" in parts else None,
        telegram=program.bot_name,
        telegram_is_set=bot is not None,
        screen_is_learned=program.served.is_learned,
        on_call=bool(program.settings.on_call_contact),
    )
    with program.database.writing() as session:
        for line in announce(session, situation):
            print(line, flush=True)
