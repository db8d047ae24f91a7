"""Signing in through OpenID Connect: by which address and subject staff are known there."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("staff") as table:
        table.add_column(sa.Column("email", sa.String(length=254), nullable=True))
        table.add_column(sa.Column("subject_hash", sa.String(length=64), nullable=True))
        table.create_unique_constraint("uq_staff_email", ["email"])
        table.create_unique_constraint("uq_staff_subject_hash", ["subject_hash"])
    op.create_table(
        "open_id_attempt",
        sa.Column("state_hash", sa.String(length=64), nullable=False),
        sa.Column("nonce", sa.String(length=64), nullable=False),
        sa.Column("verifier", sa.String(length=128), nullable=False),
        sa.Column("after", sa.String(length=200), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("state_hash"),
    )


def downgrade() -> None:
    op.drop_table("open_id_attempt")
    with op.batch_alter_table("staff") as table:
        table.drop_constraint("uq_staff_subject_hash", type_="unique")
        table.drop_constraint("uq_staff_email", type_="unique")
        table.drop_column("subject_hash")
        table.drop_column("email")
