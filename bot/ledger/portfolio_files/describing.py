"""The file format told from the fields: as a JSON Schema and as the tables of its page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bot.ledger.portfolio_files.fields import FIELDS, Field

PUBLISHED = Path(__file__).with_name("portfolio.schema.json")
"""The schema of one line in JSON, kept beside the code and equal to ``json_schema()``."""


def json_schema() -> dict[str, Any]:
    """Of one line. What only the ledger, the terms or the calendar can tell is not in it."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "One line of a portfolio file",
        "oneOf": [_record(kind) for kind in FIELDS],
    }


def field_table(kind: str) -> str:
    """As Markdown."""
    rows = ["| field | needed | written as | meaning |", "|---|---|---|---|"]
    for field in FIELDS[kind].values():
        needed = "yes" if field.required else ""
        rows.append(f"| `{field.name}` | {needed} | {field.form.words} | {field.about} |")
    return "\n".join(rows)


def _record(kind: str) -> dict[str, Any]:
    fields = FIELDS[kind].values()
    properties: dict[str, Any] = {"kind": {"const": kind}}
    for field in fields:
        outer, _, inner = field.name.rpartition(".")
        if outer:
            nested = properties.setdefault(outer, _nullable(_object({}, [])))
            nested["anyOf"][0]["properties"][inner] = _property(field)
        else:
            properties[field.name] = _property(field)
    return _object(properties, ["kind", *(field.name for field in fields if field.required)])


def _object(properties: dict[str, Any], required: list[str]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def _property(field: Field) -> dict[str, Any]:
    described = {**field.form.schema, "description": f"{field.form.words}; {field.about}"}
    return described if field.required else _nullable(described)


def _nullable(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "null"}]}
