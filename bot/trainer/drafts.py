"""Changes to a folder's files that are looked at before they are written, and written together."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class FileChange:
    """``lines`` is a unified diff without its two headings."""

    path: str
    lines: Sequence[str]


class Draft:
    """``root``'s files as they will be: read through it, written to it, kept by ``save``."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._written: dict[str, str] = {}
        self._before: dict[str, bytes | None] = {}

    def read(self, path: str) -> str:
        """Raises ``OSError`` and ``UnicodeDecodeError`` as a file does; line ends stay."""
        if path in self._written:
            return self._written[path]
        return self._on_disk(path)

    def write(self, path: str, text: str) -> None:
        self._written[path] = text

    def find(self, pattern: str) -> Sequence[str]:
        """The paths of files, in order."""
        there = {file.relative_to(self.root) for file in self.root.glob(pattern) if file.is_file()}
        new = {path for path in map(Path, self._written) if path.match(pattern)}
        return sorted(path.as_posix() for path in there | new)

    @property
    def changed(self) -> Sequence[str]:
        return [path for path in sorted(self._written) if self._differs(path)]

    def diff(self) -> Sequence[FileChange]:
        return [FileChange(path, self._diff(path)) for path in self.changed]

    def save(self) -> None:
        """Every file whole or not at all; those already replaced are put back if one cannot be."""
        self._before = {path: self._bytes(path) for path in self.changed}
        try:
            for path in self._before:
                replace(self.root / path, self._written[path].encode())
        except OSError:
            self.undo()
            raise

    def undo(self) -> None:
        """What was on disk before ``save`` is there again."""
        for path, content in self._before.items():
            _put_back(self.root / path, content)

    def _differs(self, path: str) -> bool:
        return self._bytes(path) != self._written[path].encode()

    def _diff(self, path: str) -> Sequence[str]:
        before = self._on_disk(path) if self._bytes(path) is not None else ""
        after = self._written[path].splitlines()
        return list(difflib.unified_diff(before.splitlines(), after, n=2, lineterm=""))[2:]

    def _on_disk(self, path: str) -> str:
        return (self.root / path).read_bytes().decode("utf-8")

    def _bytes(self, path: str) -> bytes | None:
        file = self.root / path
        return file.read_bytes() if file.is_file() else None


def replace(file: Path, content: bytes) -> None:
    """At once, so that who reads meanwhile sees the old file or the new one."""
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(f".{file.name}.new")
    beside.write_bytes(content)
    beside.replace(file)


def _put_back(file: Path, content: bytes | None) -> None:
    if content is None:
        file.unlink(missing_ok=True)
    else:
        replace(file, content)
