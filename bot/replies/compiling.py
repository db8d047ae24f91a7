"""What gettext reads (.mo), built from what translators edit (.po) where missing or old."""

from __future__ import annotations

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from bot.replies.catalogue import LOCALE_DIR


def compile_catalogues(folder: Path = LOCALE_DIR) -> list[Path]:
    """The catalogues that were built anew."""
    stale = [po for po in sorted(folder.glob("*/LC_MESSAGES/*.po")) if _is_stale(po)]
    for source in stale:
        with source.open("rb") as texts:
            catalogue = read_po(texts)
        built = source.with_suffix(".mo.new")
        with built.open("wb") as file:
            write_mo(file, catalogue)
        built.replace(source.with_suffix(".mo"))
    return stale


def _is_stale(source: Path) -> bool:
    built = source.with_suffix(".mo")
    return not built.exists() or built.stat().st_mtime < source.stat().st_mtime


if __name__ == "__main__":
    for compiled in compile_catalogues():
        print(f"compiled {compiled}")
