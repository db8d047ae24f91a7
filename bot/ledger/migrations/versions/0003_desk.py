"""What agents and supervisors need at their desk, and the sealed record of what they do."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.ledger.tables import Json, RowId

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

NEW_TABLES = ("api_token", "looking", "canned_reply", "need", "label", "note", "audit_entry")


def upgrade() -> None:
    _widen()
    _record_actions()
    _write_beside()
    _show_presence()
    _seal()


def downgrade() -> None:
    for table in NEW_TABLES:
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION IF EXISTS refuse_change")
    with op.batch_alter_table("staff") as staff:
        for column in ("totp_secret", "totp_used_step", "is_active"):
            staff.drop_column(column)
    with op.batch_alter_table("conversation") as conversation:
        for column in ("snoozed_until", "escalated_at"):
            conversation.drop_column(column)


def _widen() -> None:
    op.add_column("conversation", _moment("snoozed_until", nullable=True))
    op.add_column("conversation", _moment("escalated_at", nullable=True))
    op.add_column("staff", sa.Column("totp_secret", sa.String(64)))
    op.add_column("staff", sa.Column("totp_used_step", sa.BigInteger()))
    op.add_column(
        "staff", sa.Column("is_active", sa.Boolean(), nullable=False, server_default=sa.true())
    )


def _record_actions() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("id", RowId, primary_key=True),
        _moment("at"),
        sa.Column("by", sa.String(80), nullable=False),
        sa.Column("action", sa.String(40), nullable=False, index=True),
        sa.Column("subject", sa.String(80), nullable=False, index=True),
        sa.Column("detail", Json, nullable=False),
        sa.Column("previous_hash", sa.String(64), nullable=False, unique=True),
        sa.Column("hash", sa.String(64), nullable=False),
    )


def _write_beside() -> None:
    op.create_table(
        "note",
        sa.Column("id", RowId, primary_key=True),
        _conversation(index=True),
        sa.Column("staff_id", RowId, sa.ForeignKey("staff.id"), nullable=False),
        sa.Column("is_coaching", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        _moment("at"),
    )
    op.create_table(
        "label",
        _conversation(primary_key=True),
        sa.Column("name", sa.String(40), primary_key=True, index=True),
        sa.Column("set_by", sa.String(80), nullable=False),
        _moment("set_at"),
    )
    op.create_table(
        "need",
        sa.Column("id", RowId, primary_key=True),
        sa.Column("borrower_id", RowId, sa.ForeignKey("borrower.id"), nullable=False, index=True),
        sa.Column("need", sa.String(40), nullable=False),
        sa.Column("set_by", sa.String(80), nullable=False),
        _moment("set_at"),
        sa.Column("review_on", sa.Date(), nullable=False),
        _moment("ended_at", nullable=True),
    )
    op.create_table(
        "canned_reply",
        sa.Column("id", RowId, primary_key=True),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("locale", sa.String(20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.UniqueConstraint("name", "locale"),
    )


def _show_presence() -> None:
    op.create_table(
        "looking",
        _conversation(primary_key=True),
        sa.Column("staff_id", RowId, sa.ForeignKey("staff.id"), primary_key=True),
        _moment("seen_at"),
    )
    op.create_table(
        "api_token",
        sa.Column("token_hash", sa.String(64), primary_key=True),
        sa.Column("staff_id", RowId, sa.ForeignKey("staff.id"), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        _moment("created_at"),
        _moment("revoked_at", nullable=True),
    )


def _seal() -> None:
    """The database itself refuses to change what was recorded of staff."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'the audit log is only appended to'; END $$"
        )
        op.execute(
            "CREATE TRIGGER audit_entry_sealed BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry "
            "EXECUTE FUNCTION refuse_change()"
        )
        return
    for change in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER audit_entry_no_{change.lower()} BEFORE {change} ON audit_entry "
            "BEGIN SELECT RAISE(ABORT, 'the audit log is only appended to'); END"
        )


def _moment(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _conversation(*, primary_key: bool = False, index: bool = False) -> sa.Column[object]:
    return sa.Column(
        "conversation_id",
        sa.String(32),
        sa.ForeignKey("conversation.id"),
        nullable=False,
        primary_key=primary_key,
        index=index,
    )
