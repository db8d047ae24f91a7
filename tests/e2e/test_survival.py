"""Nothing that was said is lost or answered twice, whatever is killed."""

from __future__ import annotations

import os
import random
import signal
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from bot_api import bot_api
from console_agent import ConsoleAgent
from ports import held_port
from running_program import RunningProgram, wait_until
from speakers import InTelegram, OnTheWeb
from sqlalchemy import func, select
from world import World, is_answered

from bot.conversations.messages import Author
from bot.ledger.database import Database
from bot.ledger.outbox import DeliveryState
from bot.ledger.tables import Inbox, Message, Outbox

pytestmark = pytest.mark.rasa

ROUNDS = 3
CHATS = 6
QUESTIONS = ("hello", "what do I owe?", "when is it due?", "thank you")


@pytest.fixture(scope="module")
def mortal(trained_models: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A program of its own, on a port that stays the same, to be killed."""
    folder = tmp_path_factory.mktemp("mortal")
    with bot_api() as telegram, held_port() as port:
        settings = {"TELEGRAM_TOKEN": telegram.token, "TELEGRAM_API_URL": telegram.url}
        program = RunningProgram(folder, settings | {"PORT": str(port)})
        program.start()
        ledger = Database(f"sqlite:///{folder / 'ledger.db'}")
        yield World(program, telegram, ledger)
        ledger.close()
        program.kill()


def until_quiet(world: World, keys: dict[str, list[str]]) -> None:
    """Every message taken in and answered, and every answer sent."""

    def quiet() -> bool:
        with world.database.reading() as session:
            return all(
                is_answered(session, "telegram", address, key)
                for address, told in keys.items()
                for key in told
            )

    wait_until(quiet, within=120, why="messages are left unanswered")


def test_killed_at_any_moment_each_message_is_answered_once(mortal: World) -> None:
    chance = random.Random(7)  # noqa: S311 - any moments will do
    people = [InTelegram(mortal, mortal.borrower("en")) for _ in range(CHATS)]
    for person in people:
        person.open_link()
    keys: dict[str, list[str]] = {person.address: [] for person in people}
    for _ in range(ROUNDS):
        for question in QUESTIONS:
            for person in people:
                keys[person.address].append(person.send(text=question))
        until_more(mortal, chance.randrange(1, CHATS * len(QUESTIONS)))
        mortal.program.kill()
        mortal.program.start()
    until_quiet(mortal, keys)
    for person in people:
        assert_answered_once_each(mortal, person)


def until_more(world: World, count: int) -> None:
    wanted = answers(world) + count
    wait_until(lambda: answers(world) >= wanted, within=120)


def answers(world: World) -> int:
    with world.database.reading() as session:
        wanted = select(func.count()).where(Message.author == Author.ASSISTANT.value)
        return session.scalar(wanted) or 0


def assert_answered_once_each(world: World, person: InTelegram) -> None:
    """One answer to each question; sent once, but for those cut off in the middle of sending."""
    said = [message for message in world.said("telegram", person.address) if message.response]
    expected = ["utter_greet", "utter_balance_late", "utter_due_date_late", "utter_thank"]
    asked = [name for name in (message.response for message in said) if name in expected]
    assert asked == expected * ROUNDS
    with world.database.reading() as session:
        texts = dict(session.execute(select(Message.id, Message.text)).all())
        cut_off = session.scalars(
            select(Outbox.message_id).where(Outbox.state == DeliveryState.UNCERTAIN)
        ).all()
        assert session.scalar(select(func.count()).select_from(Inbox)) == 0
    sent = Counter(person.received())
    surely = Counter(texts[message.id] for message in said if message.id not in cut_off)
    at_most = Counter(texts[message.id] for message in said)
    assert surely <= sent <= at_most


def test_while_rasa_is_away_it_is_said_and_the_message_is_answered_later(mortal: World) -> None:
    person = InTelegram(mortal, mortal.borrower("zh_Hans_CN"))
    person.open_link()
    rasa = mortal.program.rasa_pid
    os.kill(rasa, signal.SIGSTOP)
    key = person.send(text="我欠多少钱？")
    wait_until(lambda: taken(mortal, person, key))
    os.kill(rasa, signal.SIGKILL)
    told = mortal.said_after("telegram", person.address, key, person.seen)
    assert [reply.response for reply in told] == ["utter_answer_later", "utter_balance_late"]
    assert person.received()[-2:] == [reply.text for reply in told]


def taken(world: World, person: InTelegram, key: str) -> bool:
    with world.database.reading() as session:
        return session.scalar(select(Message.id).where(Message.key == f"in:{key}")) is not None


def test_killed_while_an_agent_answers_nothing_is_lost_on_either_side(mortal: World) -> None:
    person = InTelegram(mortal, mortal.borrower("zh_Hans_CN"))
    person.open_link()
    person.say("我要找人工")
    told = [f"我是小林，第 {number} 句" for number in range(5)]
    with ConsoleAgent(mortal) as agent:
        agent.do("claim", person.address)
        for text in told:
            agent.do("answer", person.address, text=text)
        mortal.program.kill()
        key = person.send(text="我在等你")
        mortal.program.start()
        wait_until(lambda: taken(mortal, person, key), within=60)
        mortal.wait_until_sent("telegram", person.address)
        agent.do("answer", person.address, text="我还在")
        page = agent.page(person.address)
    mortal.wait_until_sent("telegram", person.address)
    assert all(text in page for text in (*told, "我在等你", "我还在"))
    assert mortal.standing("telegram", person.address)["status"] == "open"
    received = Counter(text.partition(":\n")[2] for text in person.received())
    unsure = cut_off(mortal)
    assert all(received[text] == 1 or (text in unsure and not received[text]) for text in told)
    assert received["我还在"] == 1


def cut_off(world: World) -> set[str]:
    """What was being sent at the moment of a kill: it is not sent again."""
    uncertain = select(Outbox.message_id).where(Outbox.state == DeliveryState.UNCERTAIN)
    with world.database.reading() as session:
        return set(session.scalars(select(Message.text).where(Message.id.in_(uncertain))))


def test_a_message_posted_twice_is_answered_once(mortal: World) -> None:
    person = OnTheWeb(mortal, mortal.borrower("en"))
    assert [reply.response for reply in person.say_twice("hello")] == ["utter_greet"]
    assert [reply.response for reply in person.say("thank you")] == ["utter_thank"]
    assert len(person.received()) == 2
    person.close()


def test_two_taps_at_once_make_one_agreement(mortal: World) -> None:
    borrower = mortal.borrower("en")
    person = InTelegram(mortal, borrower)
    person.open_link()
    person.say("I'd like to pay in installments")
    person.tap("1.")
    with ThreadPoolExecutor(2) as both:
        for _ in range(2):
            both.submit(person.tap, "Yes, I agree")
    [loan] = mortal.report(borrower)["loans"]
    assert [kept["status"] for kept in loan["arrangements"]] == ["agreed"]
