"""Trainers: how messages were understood, what trainers say of them, who may see a crisis."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
RECORD = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    with op.batch_alter_table("staff") as table:
        table.add_column(
            sa.Column("is_cleared", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    op.create_table(
        "message_reading",
        sa.Column("message_id", ROW_ID, nullable=False),
        sa.Column("understood", RECORD, nullable=False),
        sa.Column("answer", sa.String(length=80), nullable=True),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"]),
        sa.PrimaryKeyConstraint("message_id"),
    )
    op.create_table(
        "misread_mark",
        sa.Column("message_id", ROW_ID, nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"]),
        sa.PrimaryKeyConstraint("message_id"),
    )
    _labels()


def _labels() -> None:
    op.create_table(
        "training_label",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("message_id", ROW_ID, nullable=False),
        sa.Column("batch", sa.String(length=32), nullable=False),
        sa.Column("verdict", sa.String(length=20), nullable=False),
        sa.Column("intents", RECORD, nullable=False),
        sa.Column("marks", RECORD, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_training_label_message_id", "training_label", ["message_id"])
    op.create_index("ix_training_label_batch", "training_label", ["batch"])


def downgrade() -> None:
    op.drop_table("training_label")
    op.drop_table("misread_mark")
    op.drop_table("message_reading")
    with op.batch_alter_table("staff") as table:
        table.drop_column("is_cleared")
