"""``repay borrower erase``: out of the ledger, the folder of files and Rasa's memory, or none."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import MetaData, Table, create_engine, inspect

from bot.command_line import ledger, settings, stop
from bot.ledger.clock import now
from bot.ledger.portfolio import find_borrower
from bot.servicing.erasure import StillOpen, erase
from bot.servicing.file_store import FileStore

_RASA_TABLES = ("events", "answers")


def erase_borrower(reference: str, *, by: str, why: str) -> str:
    """The sentence that says what is gone. Broken off in between, it can be run again."""
    read = settings()
    with ledger() as database, database.writing() as session:
        borrower = find_borrower(session, reference)
        if borrower is None:
            stop(f"No borrower has the reference {reference}.")
        try:
            erased = erase(session, borrower, by=by, why=why, now=now(session))
        except StillOpen as cases:
            stop(f"Still to be answered, so nothing was erased: {cases}.")
        # Before the ledger forgets what the files and the conversations are called.
        _forget_in_rasa(read.tracker_url, erased.conversations)
        store = FileStore(read.files_dir, limit=0)
        for path in erased.paths:
            store.remove(path)
    return (
        f"Erased of {reference}: the words of {erased.messages} messages and {erased.files} files."
        " The loans, payments, agreements, promises, hardship reports and cases stay in the books."
    )


def _forget_in_rasa(url: str, senders: Sequence[str]) -> None:
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            for name in set(_RASA_TABLES) & set(inspect(connection).get_table_names()):
                rows = Table(name, MetaData(), autoload_with=connection)
                connection.execute(rows.delete().where(rows.c.sender_id.in_(senders)))
    finally:
        engine.dispose()
