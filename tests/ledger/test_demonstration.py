from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import delete, func, select

from bot import loans
from bot.ledger.clock import is_demonstration, local_day
from bot.ledger.database import Database
from bot.ledger.demonstration import PEOPLE, NotEmpty, load_demonstration
from bot.ledger.portfolio import find_borrower, read_loan
from bot.ledger.tables import Borrower, ClockSetting
from bot.terms import load_all

COUNTRIES = {person.country for person in PEOPLE}


def test_loading_twice_changes_nothing(database: Database, now: datetime) -> None:
    with database.writing() as session:
        assert load_demonstration(session, now=now, countries=COUNTRIES)
    with database.writing() as session:
        assert not load_demonstration(session, now=now, countries=COUNTRIES)
        assert session.scalar(select(func.count()).select_from(Borrower)) == len(PEOPLE)
        assert is_demonstration(session)


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.reference)
def test_everybody_is_as_late_as_they_were_invented(
    sqlite: Database, now: datetime, person: object
) -> None:
    with sqlite.writing() as session:
        load_demonstration(session, now=now, countries=COUNTRIES)
    with sqlite.reading() as session:
        borrower = find_borrower(session, person.reference)
        loan = read_loan(session, borrower.loans[0], timezone=borrower.timezone)
        state = loans.assess(loan, today=local_day(now, borrower.timezone))
    overdue = [i for i in state.installments if i.status is loans.InstallmentStatus.OVERDUE]
    assert len(overdue) == person.overdue
    assert state.is_late == (person.overdue > 0)


def test_a_lenders_books_never_become_a_demonstration(database: Database, now: datetime) -> None:
    with database.writing() as session:
        load_demonstration(session, now=now, countries=COUNTRIES)
    with database.writing() as session:
        session.execute(delete(ClockSetting))
        with pytest.raises(NotEmpty):
            load_demonstration(session, now=now, countries=COUNTRIES)


def test_there_are_terms_for_everybody_in_it() -> None:
    assert load_all().keys() >= COUNTRIES
