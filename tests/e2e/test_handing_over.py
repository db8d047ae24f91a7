"""A person takes over and gives back, as the borrower sees it in each channel."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator

import pytest
from console_agent import ConsoleAgent
from running_program import PROJECT, REPAY, wait_until
from speakers import CHANNELS, InTelegram, OnTheWeb, Speaker
from world import World

pytestmark = pytest.mark.rasa


@pytest.fixture(params=CHANNELS.values(), ids=CHANNELS)
def borrower(request: pytest.FixtureRequest, world: World) -> Iterator[Speaker]:
    speaker = request.param(world, world.borrower("zh_Hant_HK"))
    yield speaker
    if isinstance(speaker, OnTheWeb):
        speaker.close()


@pytest.fixture
def agent(world: World) -> Iterator[ConsoleAgent]:
    with ConsoleAgent(world) as agent:
        yield agent


def test_an_agent_reads_answers_and_gives_back(borrower: Speaker, agent: ConsoleAgent) -> None:
    borrower.open_link()
    assert names(borrower.say("我想搵真人傾")) == ["utter_handoff"]
    assert borrower.person.name in agent.inbox()
    page = agent.do("claim", borrower.address)
    assert "我想搵真人傾" in page
    assert borrower.person.loan in page
    agent.do("answer", borrower.address, text="陳先生你好 <b>我係阿May</b>")
    assert arrived(borrower, "陳先生你好 <b>我係阿May</b>")
    assert names(borrower.news()) == [None]
    assert borrower.say("多謝") == []
    assert "多謝" in agent.page(borrower.address)
    agent.do("give-back", borrower.address)
    wait_until(lambda: "utter_assistant_is_back" in names(borrower.news()))
    assert names(borrower.say("我爭幾多錢")) == ["utter_balance_late"]
    assert borrower.world.standing(borrower.channel, borrower.address)["status"] == "assistant"


def test_a_crisis_while_an_agent_writes_gets_the_card_once_and_a_person_clears_it(
    borrower: Speaker, agent: ConsoleAgent
) -> None:
    borrower.say("我想搵真人傾")
    agent.do("claim", borrower.address)
    assert names(borrower.say("我唔想做人喇")) == ["utter_crisis_card"]
    assert borrower.say("真係想死") == []
    agent.do("give-back", borrower.address)  # refused: nobody has said that it is over
    standing = borrower.world.standing(borrower.channel, borrower.address)
    assert (standing["status"], standing["pauses"]) == ("open", ["crisis"])
    agent.do("clear-crisis", borrower.address, why="his sister is with him")
    agent.do("give-back", borrower.address)
    standing = borrower.world.standing(borrower.channel, borrower.address)
    assert (standing["status"], standing["pauses"]) == ("assistant", [])


def test_a_group_is_told_nothing_of_anybody(world: World) -> None:
    person = InTelegram(world, world.borrower("en"))
    person.open_link()
    group = -person.chat
    world.telegram.says(group, f"what does {person.person.name} owe?")
    world.telegram.says(group, "I want to kill myself")
    [said] = world.telegram.wait_for_texts(group, 1)
    assert person.person.name not in said
    assert "private" in said
    person.say("thank you")  # all that came before has been taken in by then
    assert len(world.telegram.texts(group)) == 1


def arrived(borrower: Speaker, text: str) -> bool:
    """In Telegram under the name of who wrote it."""

    def look() -> bool:
        return any(said == text or said.endswith(f":\n{text}") for said in borrower.received())

    return wait_until(look, why=f"{text} did not arrive")


def names(said: object) -> list[str | None]:
    return [message.response for message in said]


def test_what_was_agreed_is_shown_by_the_command_line(world: World) -> None:
    person = world.borrower("en")
    speaker = InTelegram(world, person)
    speaker.open_link()
    speaker.tap("Talk to a person")
    shown = subprocess.run(
        [REPAY, "borrower", "show", person.reference, "--json"],
        cwd=PROJECT,
        env=world.program.environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(shown.stdout) == world.report(person)
    [conversation] = json.loads(shown.stdout)["conversations"]
    assert (conversation["status"], conversation["handoff_reason"]) == ("open", "asked_for_person")


def test_an_agent_proposes_and_the_borrower_agrees(
    borrower: Speaker, agent: ConsoleAgent, world: World
) -> None:
    borrower.open_link()
    borrower.say("我想搵真人傾")
    agent.do("claim", borrower.address)
    wish = {"loan": borrower.person.loan, "kind": "arrears_plan", "installments": "3"}
    agent.do("propose", borrower.address, place="0", **wish)
    told: list[str | None] = []
    wait_until(lambda: told.extend(names(borrower.news())) or "utter_read_back" in told)
    assert told[:2] == ["utter_agent_proposes", "utter_read_back"]
    world.wait_until_sent(borrower.channel, borrower.address)
    assert "utter_agreed" in names(borrower.tap("同意"))
    standing = world.standing(borrower.channel, borrower.address)
    assert standing["status"] == "open"
    assert "arrangement" in standing["pauses"]
