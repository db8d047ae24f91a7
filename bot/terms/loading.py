"""Read and validate terms files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from bot.loans import RecordError, Terms, from_record

SHIPPED = Path(__file__).parent
"""The folder of the terms that come with the program."""


class TermsError(ValueError):
    """A terms file that cannot be used: where, and why."""

    def __init__(self, path: Path, line: int, field: str, reason: str) -> None:
        super().__init__(f"{path}:{line}: {field}: {reason}")
        self.path = path
        self.line = line
        self.field = field
        self.reason = reason


def load_all(folder: Path = SHIPPED) -> dict[str, Terms]:
    """All terms of a folder by jurisdiction."""
    loaded: dict[str, Terms] = {}
    for path in sorted(folder.glob("*.yml")):
        terms = load_terms(path)
        if terms.jurisdiction in loaded:
            raise TermsError(path, 1, "jurisdiction", f"{terms.jurisdiction} is in two files")
        loaded[terms.jurisdiction] = terms
    return loaded


def load_terms(path: Path) -> Terms:
    """Read one file; unknown fields, missing fields and wrong values are refused by line."""
    try:
        loader = yaml.CSafeLoader(path.read_text(encoding="utf-8"))
        node = loader.get_single_node()
        record = loader.construct_document(node) if node else None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise TermsError(path, line, "file", str(error.problem)) from None
    try:
        terms = from_record(Terms, record)
        _check(terms)
    except RecordError as error:
        where = str(error.arguments.pop("where"))
        line = _line(node, where.split(".")[1:])
        raise TermsError(path, line, where, _reason(error)) from None
    return terms


def _check(terms: Terms) -> None:
    """What types cannot say."""
    for name, product in terms.products.items():
        for place, limits in enumerate(product.limits):
            where = f"Terms.products.{name}.limits.{place}"
            money = limits.min_installment
            if money is not None and money.currency != terms.currency:
                raise RecordError("wrong_currency", where=f"{where}.min_installment")
            if not 0 <= limits.max_waived_rate <= 1:
                raise RecordError("not_between_0_and_1", where=f"{where}.max_waived_rate")
            if not 0 < limits.min_payment_rate <= 1:
                raise RecordError("not_between_0_and_1", where=f"{where}.min_payment_rate")
            for field in ("max_installments", "max_days", "max_deferred_installments"):
                value = getattr(limits, field)
                if value is not None and value < 1:
                    raise RecordError("below_1", where=f"{where}.{field}")


def _reason(error: RecordError) -> str:
    details = ", ".join(f"{key} {value}" for key, value in error.arguments.items())
    return f"{error.code} ({details})" if details else error.code


def _line(node: Any, path: list[str]) -> int:
    """The line of the deepest part of the path that is in the file."""
    line = node.start_mark.line + 1 if node is not None else 1
    for step in path:
        found = None
        if isinstance(node, yaml.MappingNode):
            found = next((pair for pair in node.value if pair[0].value == step), None)
        elif isinstance(node, yaml.SequenceNode) and int(step) < len(node.value):
            found = (node.value[int(step)],) * 2
        if found is None:
            return line
        line = found[0].start_mark.line + 1
        node = found[1]
    return line
