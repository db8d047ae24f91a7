from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.ledger.database import Database
from bot.ledger.tables import AuditEntry, SignInAttempt, Staff, StaffSession
from bot.servicing import staff
from bot.servicing.staff import Role, SignInProblem, SignInRefused

PASSWORD = "correct horse battery"

pytestmark = pytest.mark.usefixtures("quick_hashes")


@pytest.fixture
def lin(database: Database) -> Staff:
    with database.writing() as session:
        return staff.add_staff(session, "Lin", PASSWORD, role=Role.AGENT)


def test_a_trainer_is_cleared_for_crises_on_the_record(database: Database, now: datetime) -> None:
    with database.writing() as session:
        staff.add_staff(session, "Yu", PASSWORD, role=Role.TRAINER)
        for is_cleared in (True, False, True):
            staff.set_clearance(session, "Yu", is_cleared=is_cleared, now=now)
        with pytest.raises(SignInRefused):
            staff.set_clearance(session, "Mo", is_cleared=True, now=now)
    with database.reading() as session:
        found = staff.find_staff(session, "Yu")
        assert found
        assert found.is_cleared
        assert len(session.scalars(select(AuditEntry)).all()) == 3


def sign_in(database: Database, name: str, password: str, now: datetime) -> str | None:
    with database.writing() as session:
        attempt = staff.open_attempt(session, name, now=now)
    if not staff.is_password(attempt, password):
        return None
    with database.writing() as session:
        return staff.start_session(session, attempt, now=now)


def test_the_right_password_opens_a_session_until_it_ends(
    database: Database, lin: Staff, now: datetime
) -> None:
    token = sign_in(database, "Lin", PASSWORD, now)
    assert token
    with database.reading() as session:
        signed_in = staff.find_session(session, token, now=now)
        assert signed_in
        assert signed_in.staff.name == "Lin"
        assert staff.find_session(session, token, now=now + staff.SESSION_LIFE) is None
        assert staff.find_session(session, token + "x", now=now) is None


def test_neither_password_nor_token_is_stored(
    database: Database, lin: Staff, now: datetime
) -> None:
    token = sign_in(database, "Lin", PASSWORD, now)
    with database.reading() as session:
        assert session.scalars(select(Staff.password_hash)).one().startswith("$argon2id$")
        assert session.scalars(select(StaffSession.token_hash)).one() != token


def test_a_session_that_was_ended_is_gone(database: Database, lin: Staff, now: datetime) -> None:
    token = sign_in(database, "Lin", PASSWORD, now)
    assert token
    with database.writing() as session:
        staff.end_session(session, token, now=now)
        assert staff.find_session(session, token, now=now) is None


@pytest.mark.parametrize("name", ["Lin", "lin ", "nobody", "' OR 1=1 --"])
def test_a_wrong_password_is_refused_and_too_many_lock_any_name(
    database: Database, lin: Staff, now: datetime, name: str
) -> None:
    for _ in range(staff.TRIES):
        assert sign_in(database, name, "wrong", now) is None
    with pytest.raises(SignInRefused) as refused:
        sign_in(database, name, PASSWORD, now)
    assert refused.value.code is SignInProblem.LOCKED


def test_a_lock_ends_with_time(database: Database, lin: Staff, now: datetime) -> None:
    for _ in range(staff.TRIES):
        sign_in(database, "Lin", "wrong", now)
    assert sign_in(database, "Lin", PASSWORD, now + staff.LOCK + timedelta(seconds=1))


def test_a_success_forgives_the_failures_before(
    database: Database, lin: Staff, now: datetime
) -> None:
    for _ in range(staff.TRIES - 1):
        sign_in(database, "Lin", "wrong", now)
    assert sign_in(database, "Lin", PASSWORD, now)
    with database.reading() as session:
        assert session.scalars(select(SignInAttempt)).all() == []


def test_guesses_at_the_same_time_are_not_more_tries(database: Database, now: datetime) -> None:
    def guess(_: int) -> bool:
        try:
            with database.writing() as session:
                staff.open_attempt(session, "Lin", now=now)
        except SignInRefused:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        tried = sum(pool.map(guess, range(16)))
    # PostgreSQL's transactions may count before they see each other: at most one more each.
    limit = staff.TRIES if database.url.startswith("sqlite") else staff.TRIES + 8
    assert staff.TRIES <= tried <= limit


@pytest.mark.parametrize("password", ["short", "x" * 201, ""])
def test_a_password_of_a_bad_length_is_refused(database: Database, password: str) -> None:
    with database.writing() as session, pytest.raises(SignInRefused):
        staff.add_staff(session, "Mei", password, role=Role.AGENT)


def test_a_name_is_given_once(database: Database, lin: Staff) -> None:
    with database.writing() as session, pytest.raises(SignInRefused) as refused:
        staff.add_staff(session, "Lin", PASSWORD, role=Role.SUPERVISOR)
    assert refused.value.code is SignInProblem.NAME_TAKEN
