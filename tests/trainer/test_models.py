"""Comparing, the gate, publishing and rolling back, on models of a few examples."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from small_models import two_models
from sqlalchemy import select

from bot.ledger.database import Database
from bot.ledger.tables import AuditEntry
from bot.servicing import audit
from bot.trained import TrainedModels
from bot.trainer import publishing
from bot.trainer.comparison import Alarms, Comparison, Pair, Share, compare
from bot.trainer.gate import Fault, Gate
from bot.trainer.matrix import draw
from bot.trainer.publishing import PublishRefused, Refusal, Word
from bot.trainer.report import Dialogues, Report, from_record, to_record
from bot.trainer.report_lines import written
from bot.understanding.held_out import Message
from bot.understanding.understand import Understanding

MESSAGES = [
    Message("hey tally please", "en", "ask_balance", ""),
    Message("欠多少钱", "zh_Hans", "ask_balance", ""),
    Message("pay it now", "en", "make_payment", "calm"),
    Message("hello there", "en", "greet", "calm"),
    Message("我不想活了", "zh_Hans", "", "crisis"),
]
GATE = Gate(
    crisis_messages_lost=0, language_margin=0.02, language_least=30, dialogues_required=True
)


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> TrainedModels:
    return two_models(tmp_path_factory.mktemp("models"))


@pytest.fixture(scope="module")
def compared(models: TrainedModels) -> Comparison:
    before, after = (Understanding.load(models.path(model)) for model in ("first", "second"))
    return compare(before, after, MESSAGES)


@pytest.fixture
def report(compared: Comparison) -> Report:
    return Report("second", "first", compared, Pair(10, 12), Dialogues(3, []))


@pytest.fixture
def served(tmp_path: Path, models: TrainedModels) -> TrainedModels:
    """The same models, to be published here."""
    own = TrainedModels(tmp_path / "models")
    own.folder.mkdir()
    for model in models.ids():
        (own.folder / model).mkdir()
        for file in models.path(model).iterdir():
            (own.folder / model / file.name).symlink_to(file)
    own.serve("first", chosen=False)
    return own


def alarms(found: Pair, caught: Pair | None = None) -> Alarms:
    return Alarms(10, 10, found, caught or Pair(9, 9), Pair(1, 1), [], [], [])


def test_what_got_better_is_told_with_its_message(compared: Comparison) -> None:
    assert [(one.text, one.after) for one in compared.better] == [
        ("hey tally please", "ask_balance")
    ]
    assert compared.worse == []
    assert compared.accuracy.after == 1
    assert compared.languages["zh_Hans"] == Share(1, 1, 1)
    assert compared.alarms.found == Pair(1, 1)
    assert (compared.significance.only_before, compared.significance.only_after) == (0, 1)


def test_a_report_is_the_same_after_the_ledger(report: Report) -> None:
    assert from_record(to_record(report)) == report


def test_a_report_is_read_in_the_terminal(report: Report) -> None:
    lines = list(written(report, GATE.judge(report)))
    assert "- hey tally please (ask_balance: greet -> ask_balance)" in lines
    assert lines[-1] == "May be published."


def test_only_confused_intents_are_in_the_matrix(models: TrainedModels) -> None:
    before, after = (Understanding.load(models.path(model)) for model in ("second", "first"))
    matrix = draw(compare(before, after, MESSAGES).cells)
    assert list(matrix.rows) == ["ask_balance"]
    assert sum(matrix.counts.values()) == 2


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"alarms": alarms(Pair(9, 8))}, Fault.CRISIS_LOST),
        ({"alarms": alarms(Pair(9, 9), Pair(9, 8))}, Fault.CRISIS_LOST),
        ({"languages": {"en": Share(30, 0.9, 0.87)}}, Fault.LANGUAGE_LOST),
    ],
)
def test_the_gate_is_closed_to_what_got_worse(report: Report, change: dict, fault: Fault) -> None:
    worse = replace(report, comparison=replace(report.comparison, **change))
    assert [one.fault for one in GATE.judge(worse)] == [fault]


@pytest.mark.parametrize(
    "change",
    [
        {"alarms": alarms(Pair(8, 9))},
        {"languages": {"en": Share(29, 0.9, 0.5), "zh_Hans": Share(300, 0.9, 0.885)}},
    ],
)
def test_the_gate_is_open_within_the_margins(report: Report, change: dict) -> None:
    assert GATE.judge(replace(report, comparison=replace(report.comparison, **change))) == []


def test_conversations_must_be_played_and_go_as_written(report: Report) -> None:
    unplayed = GATE.judge(replace(report, dialogues=None))
    failed = GATE.judge(replace(report, dialogues=Dialogues(3, ["a plan"])))
    assert [(one.fault, one.detail) for one in (*unplayed, *failed)] == [
        (Fault.DIALOGUES_NOT_PLAYED, ""),
        (Fault.DIALOGUES_FAILED, "a plan"),
    ]


def publish(
    database: Database,
    models: TrainedModels,
    now: datetime,
    *,
    model: str = "second",
    override: str | None = None,
) -> None:
    with database.writing() as session:
        word = Word("Tess", "slang of this week", override)
        publishing.publish(session, models, model, word, now=now)


def keep(database: Database, report: Report, now: datetime) -> None:
    with database.writing() as session:
        publishing.keep_report(session, report, by="Tess", now=now)


def test_a_model_is_published_and_taken_back(
    database: Database, served: TrainedModels, report: Report, now: datetime
) -> None:
    keep(database, report, now)
    publish(database, served, now)
    assert (served.current, served.previous) == ("second", "first")
    with database.writing() as session:
        assert publishing.roll_back(session, served, Word("Tess", "odd"), now=now) == "first"
    assert served.current == "first"
    with database.reading() as session:
        told = [(one.kind, one.model, one.by, one.why) for one in publishing.history(session)]
        assert told == [
            ("rolled_back", "first", "Tess", "odd"),
            ("published", "second", "Tess", "slang of this week"),
        ]
        assert publishing.history(session)[1].figures["accuracy"] == 1
        assert audit.verify(session).is_whole
        actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
        assert actions == ["model compared", "model published", "model rolled back"]


def test_what_was_never_compared_is_not_published(
    database: Database, served: TrainedModels, report: Report, now: datetime
) -> None:
    keep(database, replace(report, against="another"), now)
    for model, code in (
        ("second", Refusal.NOT_COMPARED),
        ("first", Refusal.SERVES_ALREADY),
        ("../first", Refusal.NO_SUCH_MODEL),
    ):
        with pytest.raises(PublishRefused) as refused:
            publish(database, served, now, model=model)
        assert refused.value.code is code
    assert served.current == "first"


def test_only_a_good_reason_opens_the_gate(
    database: Database, served: TrainedModels, report: Report, now: datetime
) -> None:
    keep(database, replace(report, dialogues=None), now)
    for reason, code in ((None, Refusal.GATE), ("because", Refusal.NO_REASON)):
        with pytest.raises(PublishRefused) as refused:
            publish(database, served, now, override=reason)
        assert refused.value.code is code
        assert served.current == "first"
    publish(database, served, now, override="the tests' machine is away today")
    assert served.current == "second"
    with database.reading() as session:
        newest = publishing.history(session)[0]
        assert newest.override == "the tests' machine is away today"
        assert newest.figures["faults"] == ["dialogues_not_played"]


def test_without_an_earlier_model_nothing_is_taken_back(
    database: Database, served: TrainedModels, now: datetime
) -> None:
    with database.writing() as session, pytest.raises(PublishRefused) as refused:
        publishing.roll_back(session, served, Word("Tess", ""), now=now)
    assert refused.value.code is Refusal.NOTHING_BEFORE
