"""Cases with their clocks; when a hardship is expected to end, and what a later report replaces."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
RECORD = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    with op.batch_alter_table("hardship_report") as table:
        table.add_column(sa.Column("expected_end", sa.Date(), nullable=True))
        table.add_column(sa.Column("supersedes_id", ROW_ID, nullable=True))
        table.create_foreign_key(
            "fk_hardship_report_supersedes", "hardship_report", ["supersedes_id"], ["id"]
        )
    _cases()
    _entries()


def _cases() -> None:
    op.create_table(
        "opened_case",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("reference", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("conversation_id", sa.String(length=32), nullable=False),
        sa.Column("borrower_id", ROW_ID, nullable=True),
        sa.Column("message_id", ROW_ID, nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=True),
        sa.Column("clock_source", sa.String(length=200), nullable=False),
        sa.Column("detail", RECORD, nullable=False),
        sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"]),
        sa.ForeignKeyConstraint(["borrower_id"], ["borrower.id"]),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("reference"),
        sa.UniqueConstraint("message_id", "kind"),
    )
    op.create_index("ix_opened_case_conversation_id", "opened_case", ["conversation_id"])
    op.create_index("ix_opened_case_borrower_id", "opened_case", ["borrower_id"])


def _entries() -> None:
    op.create_table(
        "case_entry",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("case_id", ROW_ID, nullable=False),
        sa.Column("entry", sa.String(length=20), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("message_id", ROW_ID, nullable=True),
        sa.Column("detail", RECORD, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["opened_case.id"]),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("case_id", "entry", "message_id"),
    )
    op.create_index("ix_case_entry_case_id", "case_entry", ["case_id"])


def downgrade() -> None:
    op.drop_table("case_entry")
    op.drop_table("opened_case")
    with op.batch_alter_table("hardship_report") as table:
        table.drop_constraint("fk_hardship_report_supersedes", type_="foreignkey")
        table.drop_column("supersedes_id")
        table.drop_column("expected_end")
