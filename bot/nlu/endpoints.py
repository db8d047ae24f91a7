"""endpoints.yml with only those sections whose variables have a value."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from pathlib import Path

_VARIABLE = re.compile(r"\$\{(\w+)\}")


def without_empty_sections(source: Path, folder: Path) -> Path:
    """Write the sections that are configured to `folder`; Rasa fills the variables in itself."""
    sections: dict[str, Any] = yaml.safe_load(source.read_text("utf-8"))
    kept = {name: section for name, section in sections.items() if _is_configured(section)}
    target = folder / source.name
    target.write_text(yaml.safe_dump(kept), "utf-8")
    return target


def _is_configured(section: dict[str, Any]) -> bool:
    return all(os.environ.get(name) for name in _VARIABLE.findall(yaml.safe_dump(section)))
