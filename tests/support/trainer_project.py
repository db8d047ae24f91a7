"""A small project with examples, and git for it."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

PROJECT = Path(__file__).parents[2]
DOMAIN = """version: "3.1"

intents: # in the order of the guide
  - greet
  - goodbye
  - ask_balance
  - ask_if_bot
  - chitchat

responses:
  utter_greet: [{text: "Hello, {name}."}]
"""

SMALLTALK = """version: "3.1"

# How people begin and end.
nlu:
- intent: greet # any hour
  examples: |
    - hello
    - good evening

- intent: goodbye
  examples: |
    - bye
"""

ACCOUNT = """version: "3.1"

nlu:
- intent: ask_balance
  examples: |
    - 我欠多少
    - 还剩多少没还
"""


def make_project(folder: Path) -> Path:
    for path, text in {
        "domain.yml": DOMAIN,
        "data/nlu/en/smalltalk.yml": SMALLTALK,
        "data/nlu/en/account.yml": 'version: "3.1"\n\nnlu:\n- intent: ask_balance\n'
        "  examples: |\n    - what do i owe\n",
        "data/nlu/zh_Hans/account.yml": ACCOUNT,
        "data/held_out/intents/en.tsv": "text\tintent\tlanguage\nwell hello\tgreet\ten\n",
        "data/rules/smalltalk.yml": "rules:\n- rule: what\n  steps:\n  - intent: ask_if_bot\n",
    }.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    return folder


def make_speaking_project(folder: Path) -> Path:
    """Few examples, but all that is said, so that nothing has to be encoded for long."""
    make_project(folder)
    shutil.copy(PROJECT / "domain.yml", folder / "domain.yml")
    for po in (PROJECT / "bot/locale").glob("*/LC_MESSAGES/messages.po"):
        kept = folder / po.relative_to(PROJECT)
        kept.parent.mkdir(parents=True)
        shutil.copy(po, kept)
    return begin_repository(folder)


def begin_repository(folder: Path) -> Path:
    git(folder, "init", "--quiet", "--initial-branch", "main")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "-m", "Begin")
    return folder


def git(folder: Path, *words: str) -> str:
    own = ("-c", "user.name=Developer", "-c", "user.email=developer@example.com")
    command = ["git", "-C", str(folder), *own, *words]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout
