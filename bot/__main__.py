"""``python -m bot serve`` is ``repay serve``."""

from bot.cli import app

app()
