"""The commands that Telegram lists beside the input field."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from functools import partial

from telegram import Bot, BotCommand
from telegram.error import TelegramError

from bot.channels.backoff import Pause
from bot.channels.telegram.patience import Patience
from bot.channels.telegram.updates import COMMANDS

log = logging.getLogger(__name__)

Describe = Callable[[str, str], str]
"""What a command does, by its name, in a locale."""


async def show_menu(
    bot: Bot, describe: Describe, default_locale: str, *, pause: Pause = asyncio.sleep
) -> None:
    for language, locale in menu_locales(default_locale).items():
        commands = [BotCommand(name, describe(name, locale)) for name in COMMANDS]
        request = partial(bot.set_my_commands, commands, language_code=language or None)
        try:
            await Patience(pause).insist(request)
        except TelegramError as error:
            log.warning("Telegram does not take the menu in %s: %s", locale, error.message)


def menu_locales(default_locale: str) -> dict[str, str]:
    """Telegram knows languages by two letters here: all of Chinese shares one menu."""
    chinese = default_locale if default_locale.startswith("zh") else "zh_Hans_CN"
    return {"": default_locale, "en": "en", "zh": chinese}
