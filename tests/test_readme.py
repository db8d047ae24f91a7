"""The README against the program."""

from __future__ import annotations

import re
from pathlib import Path

import typer

import bot
from bot.cli import app
from bot.settings import Settings

ROOT = Path(bot.__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def test_the_settings_table_is_complete_and_right() -> None:
    rows = re.findall(r"^\| `([A-Z_]+)` \| (?:`(.*?)`)? ?\| (.+) \|$", README, re.MULTILINE)
    told = {name: (default, meaning) for name, default, meaning in rows}
    real = {
        name.upper(): ("" if field.default is None else str(field.default), field.description)
        for name, field in Settings.model_fields.items()
    }
    assert told == real


def test_every_command_it_names_exists() -> None:
    commands = set(typer.main.get_command(app).commands)
    assert set(re.findall(r"`repay ([a-z][a-z-]*)", README)) <= commands


def test_every_file_it_links_to_is_there() -> None:
    for target in re.findall(r"\]\((?!https?://)([^)#]+)\)", README):
        assert (ROOT / target).exists(), target
