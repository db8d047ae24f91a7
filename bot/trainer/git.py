"""Git as a program: worktrees, merges and attributes behave here as they do for developers."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

SECONDS = 60
# No hook, signature or pager of whoever started the program.
OPTIONS = (
    "-c",
    "core.hooksPath=/dev/null",
    "-c",
    "commit.gpgSign=false",
    "-c",
    "core.quotePath=false",
)


class GitFailed(Exception):  # noqa: N818 - named for what happened
    """The message is git's own."""


class Git:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, *words: str, given: Mapping[str, str] | None = None) -> str:
        """What it prints. ``given`` is added to the environment. Raises ``GitFailed``."""
        try:
            done = subprocess.run(  # noqa: S603 - words of our own; names are checked before
                ["git", *OPTIONS, "-C", str(self.folder), *words],  # noqa: S607 - as the shell finds it
                env={**_environment(), **(given or {})},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=SECONDS,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise GitFailed(str(error)) from error
        if done.returncode:
            said = done.stderr or done.stdout
            raise GitFailed(said.decode("utf-8", "replace").strip())
        return done.stdout.decode("utf-8", "replace")

    def line(self, *words: str) -> str:
        return self.run(*words).strip()

    def holds(self, *words: str) -> bool:
        """Whether a question that git answers by its exit code is answered by yes."""
        try:
            self.run(*words)
        except GitFailed:
            return False
        return True


def is_checkout(folder: Path) -> bool:
    """Of its own: a folder somewhere inside another project is none."""
    try:
        top = Git(folder).line("rev-parse", "--show-toplevel")
    except GitFailed:
        return False
    return Path(top) == folder.resolve()


def identity(role: str, name: str) -> Mapping[str, str]:
    """``role`` is author or committer. A sign-in has no address, so none is made up."""
    kept = "".join(sign for sign in name if sign.isprintable() and sign not in "<>").strip()
    role = role.upper()
    return {f"GIT_{role}_NAME": kept or "unnamed", f"GIT_{role}_EMAIL": ""}


def joined(paths: Sequence[str]) -> Sequence[str]:
    """Taken as they are, not as patterns."""
    return ("--", *(f":(literal){path}" for path in paths))


def _environment() -> Mapping[str, str]:
    """Without what a surrounding git, such as a hook's, would lead us astray with."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    return {**own, "LC_ALL": "C", "GIT_TERMINAL_PROMPT": "0"}
