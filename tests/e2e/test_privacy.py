"""What proves who somebody is stays in no transcript, in no log and not in Rasa."""

from __future__ import annotations

import pytest
from speakers import CHANNELS, OnTheWeb
from sqlalchemy import inspect, text
from world import World

pytestmark = pytest.mark.rasa

# The lender's own record of the borrower, against which proof is checked.
ON_FILE = "borrower"
WRONG = ("1999-12-31", "1999年12月31日")


@pytest.mark.parametrize("channel", CHANNELS)
def test_proof_is_kept_nowhere(world: World, channel: str) -> None:
    person = world.borrower("zh_Hans_CN")
    speaker = CHANNELS[channel](world, person)
    token = world.link_token(person)
    speaker.say("我欠多少钱？")
    speaker.prove_by_phone(birth_date=WRONG[channel == "telegram"])
    speaker.prove_by_phone()
    speaker.open_link(token)
    speaker.say("谢谢")
    if isinstance(speaker, OnTheWeb):
        speaker.close()
    number = person.phone[3:]
    secrets = (number, person.birth_date.isoformat(), *WRONG, token)
    for place, written in everything_written(world).items():
        found = [secret for secret in secrets if secret in written]
        assert found == [], place


def everything_written(world: World) -> dict[str, str]:
    """Every table but the borrowers' own, Rasa's files, the logs and what was printed."""
    written = {"printed": "\n".join(world.program.output)}
    with world.database.engine.connect() as connection:
        for table in inspect(connection).get_table_names():
            if table != ON_FILE:
                rows = connection.execute(text(f'SELECT * FROM "{table}"'))  # noqa: S608
                written[table] = "\n".join(str(tuple(row)) for row in rows)
    for path in world.program.var_dir.glob("rasa*"):
        written[path.name] = path.read_bytes().decode("utf-8", "replace")
    assert {"message", "rasa.db", "rasa.log"} <= written.keys()
    return written
