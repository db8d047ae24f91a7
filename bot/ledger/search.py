"""Finding words in what was said without reading all of it.

Chinese does not part its words, so what is looked for may be any piece of a text. SQLite keeps an
index of three letters each (FTS5, "trigram"), in which one or two letters are the beginning of
others; PostgreSQL one of letters and pairs (GIN over an array: no extension is needed).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Connection, event, func, select, text
from sqlalchemy.orm import Session

from bot.ledger.tables import Conversation, Message

MANY = 2000
"""Said in more messages than this, it is soon met by asking one conversation after the other."""
TERMS = 200
LETTERS = 3

# Two blanks at the end let the last letters begin a term too.
_KEEP = "INSERT INTO message_words (rowid, words) VALUES (new.id, new.text || '  ');"
_FORGET = (
    "INSERT INTO message_words (message_words, rowid, words)"
    " VALUES ('delete', old.id, old.text || '  ');"
)
_AGAIN = f"{_FORGET} {_KEEP}"
_CREATE: dict[str, tuple[str, ...]] = {
    "sqlite": (
        "CREATE VIRTUAL TABLE message_words USING fts5(words, content='', tokenize='trigram')",
        "CREATE VIRTUAL TABLE message_words_terms USING fts5vocab(message_words, 'row')",
        f"CREATE TRIGGER message_words_said AFTER INSERT ON message BEGIN {_KEEP} END",
        f"CREATE TRIGGER message_words_gone AFTER DELETE ON message BEGIN {_FORGET} END",
        f"CREATE TRIGGER message_words_edit AFTER UPDATE OF text ON message BEGIN {_AGAIN} END",
    ),
    "postgresql": (
        # The cost keeps the planner from working it out for every message there is.
        """
        CREATE OR REPLACE FUNCTION message_words(said text) RETURNS text[]
        LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 10000 AS $$
          SELECT coalesce(array_agg(DISTINCT piece), '{}') FROM (
            SELECT unnest(ARRAY[letter, letter || lead(letter) OVER (ORDER BY place)]) AS piece
            FROM regexp_split_to_table(lower(said), '') WITH ORDINALITY AS letters (letter, place)
          ) AS pieces WHERE piece IS NOT NULL
        $$
        """,
        "CREATE INDEX message_words_index ON message USING gin (message_words(text))",
    ),
}
_DROP: dict[str, tuple[str, ...]] = {
    "sqlite": (
        "DROP TRIGGER IF EXISTS message_words_said",
        "DROP TRIGGER IF EXISTS message_words_gone",
        "DROP TRIGGER IF EXISTS message_words_edit",
        "DROP TABLE IF EXISTS message_words_terms",
        "DROP TABLE IF EXISTS message_words",
    ),
    "postgresql": (
        "DROP INDEX IF EXISTS message_words_index",
        "DROP FUNCTION IF EXISTS message_words(text)",
    ),
}
FILL = "INSERT INTO message_words (rowid, words) SELECT id, text || '  ' FROM message"


@event.listens_for(Message.__table__, "after_create")
def create_index(_table: object, connection: Connection, **_: object) -> None:
    for statement in _CREATE[connection.dialect.name]:
        connection.exec_driver_sql(statement)


@event.listens_for(Message.__table__, "before_drop")
def drop_index(_table: object, connection: Connection, **_: object) -> None:
    for statement in _DROP[connection.dialect.name]:
        connection.exec_driver_sql(statement)


def mentioned(session: Session, words: str) -> ColumnElement[bool]:
    """True of a conversation in which somebody said these words, whatever is around them."""
    found = _indexed(session, words)
    if found is None:
        said = (Message.conversation_id == Conversation.id) & _has(words)
        # A scalar, so that the database asks it of each conversation that it comes by, and no more.
        return select(Message.id).where(said).limit(1).scalar_subquery().is_not(None)
    return Conversation.id.in_(select(Message.conversation_id).where(found))


def _indexed(session: Session, words: str) -> ColumnElement[bool] | None:
    """By the index; None where they are so common that it does not help."""
    if session.get_bind().dialect.name == "sqlite":
        asked = _phrases(session, words)
        if asked is None:
            return None
        rows = "SELECT rowid FROM message_words WHERE message_words MATCH :asked"
        found: ColumnElement[bool] = Message.id.in_(
            text(rows).bindparams(asked=asked).columns(Message.id)
        )
    else:
        found = func.message_words(Message.text).op("@>")(_pieces(words)) & _has(words)
    some = select(Message.id).where(found).limit(MANY + 1).subquery()
    count = session.scalar(select(func.count()).select_from(some)) or 0
    return found if count <= MANY else None


def _phrases(session: Session, words: str) -> str | None:
    """In FTS5's language, every letter as itself. None: one or two letters that begin too much."""
    if len(words) >= LETTERS:
        return _quoted(words)
    begun = text(
        "SELECT term FROM message_words_terms WHERE term >= :least AND term < :most LIMIT :count"
    )
    least = words.lower()
    range_ = {"least": least, "most": least + chr(0x10FFFF), "count": TERMS + 1}
    terms = session.scalars(begun, range_).all()
    if len(terms) > TERMS:
        return None
    # Nothing begins so: then neither does any message hold it.
    return " OR ".join(_quoted(term) for term in terms) or _quoted(words)


def _pieces(words: str) -> ColumnElement[Any]:
    """The pairs alone, where there are any: single letters are in too many messages to help."""
    piece = func.unnest(func.message_words(words)).column_valued("piece")
    longest = select(piece).where(func.length(piece) == min(len(words), 2))
    return func.array(longest.scalar_subquery())


def _quoted(words: str) -> str:
    return '"' + words.replace('"', '""') + '"'


def _has(words: str) -> ColumnElement[bool]:
    return Message.text.icontains(words, autoescape=True)
