"""A report as Markdown, for the terminal and for CI."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.trainer.comparison import Difference, Share
from bot.trainer.gate import Finding
from bot.trainer.report import Report

SHOWN = 20


def written(report: Report, findings: Sequence[Finding]) -> Iterator[str]:
    compared, alarms = report.comparison, report.comparison.alarms
    test = compared.significance
    yield f"Model {report.model} against {report.against}: {compared.count} messages"
    yield from ("", "| | in service | candidate |", "|---|---|---|")
    yield f"| accuracy | {compared.accuracy.before:.3f} | {compared.accuracy.after:.3f} |"
    yield f"| macro F1 | {compared.macro_f1.before:.3f} | {compared.macro_f1.after:.3f} |"
    yield f"| right alone | {test.only_before} | {test.only_after} |"
    for name, pair in (
        (f"crises told, of {alarms.crises}", alarms.found),
        ("crises alarmed", alarms.caught),
        (f"calm alarmed, of {alarms.calm}", alarms.alarmed),
    ):
        yield f"| {name} | {pair.before:g} | {pair.after:g} |"
    yield f"| ms a message | {compared.milliseconds.before} | {compared.milliseconds.after} |"
    yield f"| MB | {report.bytes.before / 1e6:.1f} | {report.bytes.after / 1e6:.1f} |"
    yield f"McNemar's exact test: p = {test.p:.4f}"
    yield from _shares("language", compared.languages)
    changed = {name: share for name, share in compared.intents.items() if _changed(share)}
    yield from _shares("intent", changed)
    yield from _differences("Better", compared.better)
    yield from _differences("Worse", compared.worse)
    if report.dialogues:
        failed = report.dialogues.failed
        yield from ("", f"{report.dialogues.played} conversations played, {len(failed)} otherwise")
        yield from (f"- {name}" for name in failed)
    yield ""
    yield from (f"Gate: {one.fault.value} {one.detail}".rstrip() for one in findings)
    yield "May not be published." if findings else "May be published."


def _changed(share: Share) -> bool:
    return share.before != share.after


def _shares(what: str, shares: dict[str, Share]) -> Iterator[str]:
    if shares:
        yield from ("", f"| {what} | messages | in service | candidate |", "|---|---|---|---|")
    for name, share in shares.items():
        yield f"| {name} | {share.count} | {share.before:.3f} | {share.after:.3f} |"


def _differences(heading: str, differences: Sequence[Difference]) -> Iterator[str]:
    yield from ("", f"{heading}: {len(differences)}")
    for one in differences[:SHOWN]:
        yield f"- {one.text} ({one.right}: {one.before} -> {one.after})"
