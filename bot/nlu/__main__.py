"""The engine's own command, in Rasa's environment: `python -m bot.nlu run|train|rasa`."""

from __future__ import annotations

import argparse
import os
import sys
import warnings
from pathlib import Path
from typing import TextIO

from bot.nlu import no_tensorflow


def main() -> None:
    no_tensorflow.install()
    warnings.showwarning = _show_warning
    os.environ.update(_QUIET)
    arguments = _parser().parse_args()
    sys.exit(arguments.do(arguments))


# Rasa reports usage and errors to its makers unless told not to; nothing of a borrower's may leave
# this machine.
_QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "SENTRY_DSN": "",
    "RASA_MAX_CACHE_SIZE": "0",  # its cache cannot see changes in bot.understanding
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    "TOKENIZERS_PARALLELISM": "false",
}


def _show_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    """Rasa's libraries of 2021 deprecate one another, whatever filters say; that helps nobody."""
    if not issubclass(category, DeprecationWarning):
        text = warnings.formatwarning(message, category, filename, lineno, line)
        print(text, end="", file=file or sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot.nlu", description=__doc__)
    commands = parser.add_subparsers(required=True)
    run = commands.add_parser("run", help="serve a model on loopback")
    run.add_argument("--model", type=Path, required=True)
    run.add_argument("--port", type=int, required=True)
    run.add_argument("--while-stdin-open", action="store_true", help="end when the parent ends")
    run.set_defaults(do=_run)
    train = commands.add_parser("train", help="train a model, if anything changed")
    train.add_argument("--force", action="store_true", help="train even if nothing changed")
    train.add_argument("--models", type=Path, default=Path("models"), help="where models are kept")
    train.add_argument("--project", type=Path, default=Path(), help="whose data are learned from")
    train.add_argument("--candidate", action="store_true", help="only make it, to be compared")
    train.set_defaults(do=_train)
    rasa = commands.add_parser("rasa", help="Rasa's own command line", add_help=False)
    rasa.add_argument("rest", nargs=argparse.REMAINDER)
    rasa.set_defaults(do=_rasa)
    return parser


def _run(arguments: argparse.Namespace) -> int:
    from bot.nlu import server  # noqa: PLC0415 - rasa is imported after the stub is installed

    return server.run(arguments.model, arguments.port, while_stdin_open=arguments.while_stdin_open)


def _train(arguments: argparse.Namespace) -> int:
    from bot.nlu import train  # noqa: PLC0415

    models = arguments.models.absolute()
    os.chdir(arguments.project)
    return train.train_if_changed(models, force=arguments.force, candidate=arguments.candidate)


def _rasa(arguments: argparse.Namespace) -> int:
    from rasa.__main__ import main as rasa_main  # noqa: PLC0415

    sys.argv = ["rasa", *arguments.rest]
    rasa_main()
    return 0


if __name__ == "__main__":
    main()
