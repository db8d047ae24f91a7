"""What the assistant says, changed in ``domain.yml`` and in the catalogues, and nowhere else."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml
from babel.messages.pofile import read_po
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.replies.catalogue import LOCALES
from bot.trainer.domain_texts import read_sources, replaced
from bot.trainer.drafts import Draft
from bot.trainer.example_files import has_unseen
from bot.trainer.problems import CannotChange, Problem
from bot.trainer.response_files import ResponseFiles, Wording, faults

PROJECT = Path(__file__).parents[2]
PO = "bot/locale/{}/LC_MESSAGES/messages.po"


@pytest.fixture
def draft() -> Draft:
    """Of the project itself, never saved."""
    return Draft(PROJECT)


def said(wording: Wording, **others: str) -> Mapping[str, str]:
    return {**wording.said, **others}


def lines(draft: Draft, path: str) -> list[str]:
    return [
        line
        for change in draft.diff()
        if change.path == path
        for line in change.lines
        if line[0] in "+-"
    ]


def text_of(draft: Draft, response: str) -> str:
    return yaml.safe_load(draft.read("domain.yml"))["responses"][response][0]["text"]


def test_a_translation_is_one_line_of_one_catalogue(draft: Draft) -> None:
    files = ResponseFiles(draft)
    wording = files.wording("utter_thank", "text")
    files.say(wording, said(wording, zh_Hant_TW="不客氣，還需要什麼請告訴我。"))
    assert draft.changed == [PO.format("zh_Hant_TW")]
    assert lines(draft, PO.format("zh_Hant_TW")) == [
        f'-msgstr "{wording.said["zh_Hant_TW"]}"',
        '+msgstr "不客氣，還需要什麼請告訴我。"',
    ]


def test_english_changes_in_its_place_and_keeps_its_translations(draft: Draft) -> None:
    files = ResponseFiles(draft)
    wording = files.wording("utter_thank", "text")
    files.say(wording, said(wording, en='You are "very" welcome.'))
    assert len(lines(draft, "domain.yml")) == 2
    assert text_of(draft, "utter_thank") == 'You are "very" welcome.'
    again = ResponseFiles(draft).wording("utter_thank", "text")
    assert again.said == said(wording, en='You are "very" welcome.')


def test_a_block_of_lines_stays_one(draft: Draft) -> None:
    files = ResponseFiles(draft)
    wording = files.wording("utter_crisis_card", "text")
    files.say(wording, said(wording, en=wording.said["en"] + "\nTake your time."))
    assert lines(draft, "domain.yml") == ["+        Take your time."]


def test_a_button_that_others_share_changes_alone(draft: Draft) -> None:
    files = ResponseFiles(draft)
    wording = files.wording("utter_greet", "button-1")
    assert "utter_capabilities" in wording.shared
    files.say(wording, said(wording, en="How much is it?"))
    files = ResponseFiles(draft)
    assert files.wording("utter_greet", "button-1").said == said(wording, en="How much is it?")
    assert files.wording("utter_capabilities", "button-1").said == wording.said


def test_one_and_many_are_changed_together(draft: Draft) -> None:
    files = ResponseFiles(draft)
    wording = files.wording("part_days_late", "text")
    wanted = said(wording, plural="{count} days overdue", zh_Hans_CN="晚了 {count} 天")
    files.say(wording, wanted)
    assert ResponseFiles(draft).wording("part_days_late", "text").said == wanted


def test_blanks_around_a_part_of_a_sentence_stay(draft: Draft) -> None:
    files = ResponseFiles(draft)
    wording = files.wording("part_crisis_texts", "text")
    files.say(wording, said(wording, en="or write to {texts}"))
    assert text_of(draft, "part_crisis_texts") == " or write to {texts}"


def test_the_catalogues_stay_whole(draft: Draft) -> None:
    files = ResponseFiles(draft)
    wording = files.wording("utter_greet", "text")
    files.say(wording, said(wording, en="Hello from {brand}. I am a program."))
    for locale in LOCALES:
        catalogue = read_po(io.BytesIO(draft.read(PO.format(locale)).encode()), locale=locale)
        assert all(message.string for message in catalogue if message.id)


@pytest.mark.parametrize(
    ("where", "text", "problem", "detail"),
    [
        ("zh_Hans_CN", "谢谢你。", Problem.PLACEHOLDERS, "{name}"),
        ("en", "Thank you, {nam}.", Problem.PLACEHOLDERS, "{nam} {name}"),
        ("en", "Thank you, {name}}.", Problem.PLACEHOLDERS, ""),
        ("zh_Hant_HK", "{name}，唔還就拉人", Problem.NEVER_SAY, "拉人"),
        ("zh_Hant_TW", "  ", Problem.EMPTY, "zh_Hant_TW"),
        ("en", "Thank you,\u202e {name}.", Problem.UNPRINTABLE, "en"),
        ("en", "{name}" + "x" * 2000, Problem.TOO_LONG, "2000"),
    ],
)
def test_what_would_break_is_refused(
    draft: Draft, where: str, text: str, problem: Problem, detail: str
) -> None:
    files = ResponseFiles(draft)
    wording = files.wording("utter_proven", "text")
    wanted = said(wording, **{where: text})
    assert (where, problem, detail) in [
        (fault.where, fault.problem, fault.detail) for fault in faults(wording, wanted)
    ]
    with pytest.raises(CannotChange):
        files.say(wording, wanted)
    assert draft.changed == []


def test_all_that_is_said_now_may_be_said(draft: Draft) -> None:
    files = ResponseFiles(draft)
    every = [wording for name in files.names() for wording in files.wordings(name)]
    assert [fault for wording in every for fault in faults(wording, wording.said)] == []


def test_what_is_not_there_is_refused(draft: Draft) -> None:
    with pytest.raises(CannotChange):
        ResponseFiles(draft).wordings("utter_nothing")
    with pytest.raises(CannotChange):
        ResponseFiles(draft).wording("utter_greet", "button-9")


def test_a_broken_domain_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "domain.yml").write_text("intents:\n  - greet\nresponses: {\n", "utf-8")
    with pytest.raises(CannotChange) as refused:
        ResponseFiles(Draft(tmp_path))
    assert refused.value.problem is Problem.BROKEN_FILE
    assert refused.value.detail.startswith("domain.yml:4")


SOURCES = read_sources(Draft(PROJECT))


@settings(deadline=None, max_examples=40)
@given(
    new=st.text(min_size=1, max_size=80),
    response=st.sampled_from(["utter_thank", "utter_crisis_card", "utter_privacy_menu"]),
)
def test_what_is_written_is_read_again_and_the_rest_stays(new: str, response: str) -> None:
    [source, *_] = SOURCES[response]
    new = new.strip()
    assume(new and not has_unseen(new.replace("\n", "")))
    before = Draft(PROJECT).read("domain.yml")
    after = replaced(before, [(source, new)])
    [variant] = yaml.load(after, yaml.CSafeLoader)["responses"][response]
    assert variant["text"] == new
    assert after.startswith(before[: source.start])
    assert after.endswith(before[source.stop :].lstrip())
