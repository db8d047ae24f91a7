import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.understand_cli import app
from bot.understanding.lint import read_tests

DEV = Path("data/held_out/intents")


@pytest.fixture
def repay(trained):
    def run(*arguments):
        return CliRunner().invoke(app, [str(argument) for argument in arguments])

    return run


def test_a_message_is_understood_in_one_json_line(repay):
    told = json.loads(repay("understand", "下个月15号还三千五", "--as-of", "2026-03-20").stdout)
    assert told["intent"] == "promise_to_pay"
    assert {one["entity"]: one["value"] for one in told["entities"]}["date"] == "2026-04-15"
    assert told["distress"] == {"level": "calm", "evidence": []}
    assert len(told["next"]) == 2


@pytest.mark.parametrize(
    ("zone", "tomorrow"), [("Asia/Shanghai", "2026-04-02"), ("America/New_York", "2026-04-01")]
)
def test_a_moment_is_counted_on_the_borrowers_own_day(repay, zone, tomorrow):
    said = repay("understand", "明天还", "--as-of", "2026-03-31T23:30Z", "--timezone", zone)
    assert [one["value"] for one in json.loads(said.stdout)["entities"]] == [tomorrow]


def test_a_bad_line_is_told_and_the_rest_understood(repay, tmp_path):
    path = tmp_path / "messages.tsv"
    path.write_bytes(b"id\ttext\n1\tpay now\n2\t\xff\n3\twhen is it due\n")
    said = repay("understand", "--file", path)
    lines = [json.loads(line) for line in said.stdout.splitlines()]
    assert [line.get("intent") for line in lines] == ["make_payment", None, "ask_due_date"]
    assert lines[1]["line"] == 3
    assert said.exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ((), "give messages"),
        (("hi", "--as-of", "soon"), "not a day"),
        (("hi", "--timezone", "Mars/Olympus"), "no time zone"),
        (("--file", "gone.tsv"), "cannot read"),
        (("hi", "--models", "gone"), "cannot read the model"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(repay, arguments, reason):
    said = repay("understand", *arguments)
    assert said.exit_code == 2
    assert reason in said.stderr


def test_evaluation_reports_and_draws(repay, tmp_path):
    path = tmp_path / "labelled.tsv"
    rows = [
        "text\tintent\tdistress\tlanguage",
        "pay now\tmake_payment\tcalm\ten",
        "我不想活了\texpress_crisis\tcrisis\tzh_Hans",
        "no intent\t\tcalm\ten",
    ]
    path.write_text("\n".join(rows), "utf-8")
    said = repay("evaluate", path, "--pictures", tmp_path, "--compare", "models/current")
    assert said.exit_code == 0, said.output
    assert "| all | 2 | 1.000 | 1.000 |" in said.stdout
    assert "line 4: nothing under intent" in said.stdout
    assert "p = 1.0000" in said.stdout
    drawn = {picture.name for picture in tmp_path.glob("*.png")}
    assert drawn == {"confusion.png", "calibration.png", "distress.png"}


def test_entities_are_scored_however_their_numbers_are_written(repay, tmp_path):
    path = tmp_path / "labelled.tsv"
    wanted = json.dumps([{"entity": "count", "value": 6}, {"entity": "amount", "value": "500"}])
    path.write_text(f"text\tentities\n还500 分6期\t{wanted}\n", "utf-8")
    said = repay("evaluate", path, "--pictures", tmp_path)
    assert "| count | 1 | 1 | 1 |" in said.stdout
    assert "| amount | 1 | 1 | 1 |" in said.stdout


@pytest.mark.parametrize("language", ["en", "mixed", "zh_Hans", "zh_Hant_HK", "zh_Hant_TW"])
def test_most_held_out_wishes_are_understood(trained, language):
    tests = read_tests([DEV / f"{language}.tsv"])
    rankings = trained.classifier.predict_all([test.text for test in tests])
    right = [test.intent == ranking[0][0] for test, ranking in zip(tests, rankings, strict=True)]
    assert sum(right) / len(right) >= 0.8


def test_alone_or_together_the_answer_is_the_same(trained):
    texts = ["还多少", "", "I want to pay 200 on Friday", "想 死"]
    together = trained.classifier.predict_all(texts)
    assert [ranking[0][0] for ranking in together] == [
        trained.classifier.predict(text)[0][0] for text in texts
    ]
    alone, beside = trained.screen.screen(texts[3]), trained.screen.screen_all(texts)[3]
    assert (alone.level, alone.evidence) == (beside.level, beside.evidence)
