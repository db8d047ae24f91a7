"""Second chances, overrides, budgets, and the terms that offers name."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    record = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    with op.batch_alter_table("arrangement_entry") as entries:
        entries.add_column(sa.Column("chance_until", sa.Date()))
    op.create_table(
        "offer_override",
        sa.Column("id", number, nullable=False),
        sa.Column("loan_id", number, nullable=False),
        sa.Column("kind", sa.String(length=40)),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("why", sa.String(length=200), nullable=False),
        sa.Column("by", sa.String(length=80), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["loan_id"], ["loan.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_offer_override_loan_id"), "offer_override", ["loan_id"])
    op.create_table(
        "terms_version",
        sa.Column("version", sa.String(length=40), nullable=False),
        sa.Column("jurisdiction", sa.String(length=2), nullable=False),
        sa.Column("record", record, nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("version"),
    )
    op.create_table(
        "budget",
        sa.Column("id", number, nullable=False),
        sa.Column("borrower_id", number, nullable=False),
        sa.Column("message_id", number, nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("income", sa.BigInteger(), nullable=False),
        sa.Column("essentials", sa.BigInteger(), nullable=False),
        sa.Column("other_debts", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["borrower_id"], ["borrower.id"]),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("borrower_id", "message_id"),
    )
    op.create_index(op.f("ix_budget_borrower_id"), "budget", ["borrower_id"])


def downgrade() -> None:
    op.drop_table("budget")
    op.drop_table("terms_version")
    op.drop_table("offer_override")
    with op.batch_alter_table("arrangement_entry") as entries:
        entries.drop_column("chance_until")
