from __future__ import annotations

from datetime import datetime

import pytest
from people import Sender, load_people

from bot.ledger.database import Database


@pytest.fixture
def sender(database: Database, now: datetime) -> Sender:
    load_people(database, now)
    return Sender(database)
