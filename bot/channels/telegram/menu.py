"""The commands that Telegram lists beside the input field."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial

from telegram import Bot, BotCommand

from bot.channels.backoff import Pause
from bot.channels.telegram.patience import Patience
from bot.channels.telegram.updates import COMMANDS

Describe = Callable[[str, str], str]
"""What a command does, by its name, in a locale."""


async def show_menu(
    bot: Bot, describe: Describe, default_locale: str, *, pause: Pause = asyncio.sleep
) -> None:
    for language, locale in menu_locales(default_locale).items():
        commands = [BotCommand(name, describe(name, locale)) for name in COMMANDS]
        request = partial(bot.set_my_commands, commands, language_code=language or None)
        await Patience(pause).insist(request)


def menu_locales(default_locale: str) -> dict[str, str]:
    """Telegram knows languages by two letters here: all of Chinese shares one menu."""
    chinese = default_locale if default_locale.startswith("zh") else "zh_Hans_CN"
    return {"": default_locale, "en": "en", "zh": chinese}
