"""Runs the graph of a served model, which never changes, without planning each run anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rasa.engine.graph import GraphSchema
    from rasa.engine.runner.dask import DaskGraphRunner

Outcome = tuple[str, Any]


def run(
    self: DaskGraphRunner,
    inputs: dict[str, Any] | None = None,
    targets: Sequence[str] | None = None,
) -> dict[str, Any]:
    """As `DaskGraphRunner.run`. Dask's planning took a tenth of a turn."""
    schema = self._graph_schema
    wanted = tuple(targets or schema.target_names)
    known: dict[str, Outcome] = {name: (name, value) for name, value in (inputs or {}).items()}
    for name in _order(self, schema, wanted, known):
        needs = schema.nodes[name].needs.values()
        known[name] = self._instantiated_nodes[name](*(known[need] for need in needs))
    return dict(known[name] for name in wanted)


def _order(
    runner: Any, schema: GraphSchema, wanted: tuple[str, ...], given: dict[str, Outcome]
) -> tuple[str, ...]:
    """What is to be run for it, each after what it needs; found once for each set of targets."""
    plans: dict[tuple[str, ...], tuple[str, ...]] = runner.__dict__.setdefault("plans", {})
    if wanted not in plans:
        plans[wanted] = tuple(dict.fromkeys(_before(schema, wanted, given)))
    return plans[wanted]


def _before(schema: GraphSchema, wanted: Sequence[str], given: dict[str, Outcome]) -> Iterator[str]:
    for name in wanted:
        if name not in given:
            yield from _before(schema, tuple(schema.nodes[name].needs.values()), given)
            yield name
