"""An intent under another name, or two made one, with everything that refers to them.

What follows from its place alone is changed: training data, rules, buttons, tables of labelled
messages, and Python where the name cannot mean anything else. The rest is listed for a person.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.trainer.drafts import Draft
from bot.trainer.example_files import DOMAIN, ExampleFiles
from bot.trainer.problems import CannotChange, Problem
from bot.trainer.rule_files import drop_answered
from bot.understanding.lint import plain

NAME = re.compile(r"[a-z][a-z0-9_]{1,39}")
READ = frozenset({".py", ".yml", ".yaml", ".tsv", ".po", ".html", ".jinja", ".js", ".md"})
LEFT_OUT = frozenset({"models", "var", "docs"})
LONGEST_SHOWN = 160


@dataclass(frozen=True)
class Mention:
    """A line that names the intent, or may: ``line`` counts from 1."""

    path: str
    line: int
    text: str


def rename(draft: Draft, intent: str, to: str) -> Sequence[Mention]:
    """What a person has to look at. Raises ``CannotChange``."""
    _require(draft, intent)
    if not NAME.fullmatch(to):
        raise CannotChange(Problem.BAD_NAME, to)
    if to in ExampleFiles(draft).intents():
        raise CannotChange(Problem.NAME_TAKEN, to)
    for path in _files(draft):
        text = _read(draft, path)
        changed = _domain_intents(text, intent, to) if path == DOMAIN else text
        changed = _references(path, changed, intent, to)
        if path.endswith(".py"):
            changed = _in_python(changed, intent, to)
        if changed != text:
            draft.write(path, changed)
    return list(_mentions(draft, intent))


def merge(draft: Draft, intent: str, into: str) -> Sequence[Mention]:
    """The examples join those of ``into``, which also keeps its rules. Raises ``CannotChange``."""
    _require(draft, intent)
    _require(draft, into)
    if intent == into:
        raise CannotChange(Problem.NAME_TAKEN, into)
    drop_answered(draft, intent, into)
    _move_examples(draft, intent, into)
    for path in _files(draft):
        text = _read(draft, path)
        changed = _domain_intents(text, intent, "") if path == DOMAIN else text
        if not path.endswith(".po"):
            changed = _references(path, changed, intent, into, derived=False)
        if changed != text:
            draft.write(path, changed)
    return list(_mentions(draft, intent))


def _require(draft: Draft, intent: str) -> None:
    files = ExampleFiles(draft)
    if intent not in files.intents():
        raise CannotChange(Problem.UNKNOWN_INTENT, intent)
    if broken := files.broken():
        raise CannotChange(Problem.BROKEN_FILE, f"{broken[0].path}:{broken[0].line}")


def _move_examples(draft: Draft, intent: str, into: str) -> None:
    """One that ``into`` has already is there only once."""
    files = ExampleFiles(draft)
    for language in files.languages():
        known = {plain(text) for text in files.of(into, language)}
        moved = [text for text in files.of(intent, language) if plain(text) not in known]
        files.take_in(into, language, moved)
    files.drop(intent)


def _references(path: str, text: str, intent: str, to: str, *, derived: bool = True) -> str:
    """Where the place alone says that the name is an intent's."""
    name = re.escape(intent)
    if path.endswith(".tsv"):
        return _in_table(text, intent, to)
    if path.startswith("data/") or path == DOMAIN:
        text = re.sub(rf"(\bintent:\s*[\"']?){name}(?![\w])", rf"\g<1>{to}", text)
    if derived:
        text = re.sub(rf"\bterm_meaning_{name}\b", f"term_meaning_{to}", text)
    return re.sub(rf"(?<=[\s\"'(])/{name}(?![\w/.-])", f"/{to}", text)


def _in_python(text: str, intent: str, to: str) -> str:
    """One word may be anything, such as the value of a form; two joined words are the intent."""
    if "_" not in intent:
        return text
    return re.sub(rf"([\"']){re.escape(intent)}\1", rf"\g<1>{to}\g<1>", text)


def _domain_intents(text: str, intent: str, to: str) -> str:
    """Its line in the list of intents; without ``to`` the line goes."""
    lines = text.split("\n")
    start = next((n for n, line in enumerate(lines) if line.startswith("intents:")), len(lines))
    own = re.compile(rf"(\s*-\s+){re.escape(intent)}(?=\s*(:|#|$))")
    for number in range(start + 1, len(lines)):
        if lines[number][:1].strip(" -#\r"):
            break
        if own.match(lines[number]):
            lines[number : number + 1] = [own.sub(rf"\g<1>{to}", lines[number])] if to else []
            break
    return "\n".join(lines)


def _in_table(text: str, intent: str, to: str) -> str:
    heading, *rows = text.split("\n")
    columns = heading.rstrip("\r").split("\t")
    if "intent" not in columns:
        return text
    place = columns.index("intent")
    return "\n".join([heading, *(_in_row(row, place, intent, to) for row in rows)])


def _in_row(row: str, place: int, intent: str, to: str) -> str:
    cells = row.split("\t")
    if len(cells) > place and cells[place].rstrip("\r") == intent:
        cells[place] = cells[place].replace(intent, to)
    return "\t".join(cells)


def _mentions(draft: Draft, intent: str) -> Iterator[Mention]:
    """Of one word only what stands in quotes in code: prose is full of such words.

    Catalogues follow the domain.
    """
    name = re.escape(intent)
    word = rf"(?<![a-z0-9]){name}(?![a-z0-9_])" if "_" in intent else rf"[\"'/]{name}[\"'{{]"
    own = re.compile(word)
    for path in _files(draft):
        if path.endswith(".po") or ("_" not in intent and not path.endswith(".py")):
            continue
        for number, line in enumerate(_read(draft, path).split("\n"), start=1):
            if own.search(line):
                yield Mention(path, number, line.strip()[:LONGEST_SHOWN])


def _files(draft: Draft) -> Sequence[str]:
    """All that people write; not what is installed, made or kept beside."""
    found: list[str] = []
    for folder, below, names in os.walk(draft.root):
        here = Path(folder).relative_to(draft.root)
        is_top = here == Path()
        below[:] = [
            name for name in below if name[0] not in "._" and not (is_top and name in LEFT_OUT)
        ]
        found += [(here / name).as_posix() for name in names if Path(name).suffix in READ]
    return sorted(found)


def _read(draft: Draft, path: str) -> str:
    try:
        return draft.read(path)
    except UnicodeDecodeError:
        return ""  # a table of broken messages, say: nothing of ours is in it
