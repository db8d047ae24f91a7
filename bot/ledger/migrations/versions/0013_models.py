"""Runs that train models, their reports, what was published, and candidates that read along."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
RECORD = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "training_run",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("why", sa.String(length=400), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("log", sa.Text(), nullable=False),
        sa.Column("model", sa.String(length=32), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "model_report",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("model", sa.String(length=32), nullable=False),
        sa.Column("against", sa.String(length=32), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("report", RECORD, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_model_report_model", "model_report", ["model"])
    op.create_table(
        "model_publication",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("model", sa.String(length=32), nullable=False),
        sa.Column("previous", sa.String(length=32), nullable=True),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("why", sa.String(length=400), nullable=False),
        sa.Column("override", sa.String(length=400), nullable=True),
        sa.Column("commit", sa.String(length=40), nullable=False),
        sa.Column("figures", RECORD, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    _shadows()


def _shadows() -> None:
    op.create_table(
        "shadow",
        sa.Column("id", ROW_ID, nullable=False),
        sa.Column("model", sa.String(length=32), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("after_message", ROW_ID, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "shadow_reading",
        sa.Column("shadow_id", ROW_ID, nullable=False),
        sa.Column("message_id", ROW_ID, nullable=False),
        sa.Column("intent", sa.String(length=60), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("level", sa.String(length=20), nullable=False),
        sa.Column("served_intent", sa.String(length=60), nullable=False),
        sa.Column("served_confidence", sa.Float(), nullable=False),
        sa.Column("served_level", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["shadow_id"], ["shadow.id"]),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"]),
        sa.PrimaryKeyConstraint("shadow_id", "message_id"),
    )


def downgrade() -> None:
    for table in ("shadow_reading", "shadow", "model_publication", "model_report", "training_run"):
        op.drop_table(table)
