"""The commands that Telegram lists beside the input field."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable
from functools import partial

from telegram import Bot, BotCommand, BotCommandScopeChat
from telegram.error import TelegramError

from bot.channels.backoff import Pause
from bot.channels.telegram.errors import send_error
from bot.channels.telegram.patience import Patience
from bot.conversations.messages import COMMANDS

CHATS_REMEMBERED = 10_000

log = logging.getLogger(__name__)

Describe = Callable[[str, str], str]
"""What a command does, by its name, in a locale."""


async def show_menu(
    bot: Bot, describe: Describe, default_locale: str, *, pause: Pause = asyncio.sleep
) -> None:
    for language, locale in menu_locales(default_locale).items():
        commands = _commands(describe, locale)
        request = partial(bot.set_my_commands, commands, language_code=language or None)
        try:
            await Patience(pause).insist(request)
        except TelegramError as error:
            log.warning("Telegram does not take the menu in %s: %s", locale, error.message)


def menu_locales(default_locale: str) -> dict[str, str]:
    """Telegram knows languages by two letters here: all of Chinese shares one menu."""
    chinese = default_locale if default_locale.startswith("zh") else "zh_Hans_CN"
    return {"": default_locale, "en": "en", "zh": chinese}


class ChatMenus:
    """Telegram tells Chinese from Chinese by the chat only: each gets the menu in its own words."""

    def __init__(self, bot: Bot, describe: Describe) -> None:
        self._bot = bot
        self._describe = describe
        self._shown: OrderedDict[str, str] = OrderedDict()

    async def show(self, address: str, locale: str) -> None:
        """Once for each chat and language while the program runs. Not worth a second try."""
        if not locale or self._shown.get(address) == locale:
            return
        self._shown[address] = locale
        if len(self._shown) > CHATS_REMEMBERED:
            self._shown.popitem(last=False)
        try:
            await self._bot.set_my_commands(
                _commands(self._describe, locale), scope=BotCommandScopeChat(address)
            )
        except TelegramError as error:
            log.info("A chat's menu was not shown: %s", send_error(error).code)


def _commands(describe: Describe, locale: str) -> list[BotCommand]:
    return [BotCommand(name, describe(name, locale)) for name in COMMANDS]
