"""Orders to pay, claims of having paid, and which loan is spoken of."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("conversation") as conversation:
        conversation.add_column(sa.Column("loan_id", sa.Integer(), nullable=True))
        conversation.add_column(sa.Column("loan_chosen_at", MOMENT, nullable=True))
    op.create_table(
        "payment_order",
        sa.Column("id", sa.String(32), primary_key=True),
        sa.Column("reference", sa.String(32), nullable=False, unique=True),
        sa.Column(
            "conversation_id", sa.String(32), sa.ForeignKey("conversation.id"), nullable=False
        ),
        sa.Column("borrower_id", ROW_ID, sa.ForeignKey("borrower.id"), nullable=False),
        sa.Column("loan_id", ROW_ID, sa.ForeignKey("loan.id"), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column(
            "made_by_message", ROW_ID, sa.ForeignKey("message.id"), nullable=False, unique=True
        ),
        sa.Column("proven_at", MOMENT, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
    )
    op.create_index("ix_payment_order_conversation_id", "payment_order", ["conversation_id"])
    op.create_index("ix_payment_order_borrower_id", "payment_order", ["borrower_id"])
    op.create_table(
        "payment_order_entry",
        sa.Column("id", ROW_ID, primary_key=True),
        sa.Column("order_id", sa.String(32), sa.ForeignKey("payment_order.id"), nullable=False),
        sa.Column("entry", sa.String(20), nullable=False),
        sa.Column("key", sa.String(160), nullable=True, unique=True),
        sa.Column("by", sa.String(40), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(3), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
    )
    op.create_index("ix_payment_order_entry_order_id", "payment_order_entry", ["order_id"])
    op.create_table(
        "payment_link",
        sa.Column("token_hash", sa.String(64), primary_key=True),
        sa.Column("order_id", sa.String(32), sa.ForeignKey("payment_order.id"), nullable=False),
    )
    op.create_index("ix_payment_link_order_id", "payment_link", ["order_id"])
    _create_claims()


def _create_claims() -> None:
    op.create_table(
        "payment_claim",
        sa.Column("id", ROW_ID, primary_key=True),
        sa.Column(
            "conversation_id", sa.String(32), sa.ForeignKey("conversation.id"), nullable=False
        ),
        sa.Column("borrower_id", ROW_ID, sa.ForeignKey("borrower.id"), nullable=False),
        sa.Column("loan_id", ROW_ID, sa.ForeignKey("loan.id"), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column(
            "made_by_message", ROW_ID, sa.ForeignKey("message.id"), nullable=False, unique=True
        ),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("deadline", MOMENT, nullable=False),
        sa.Column(
            "payments_before",
            sa.JSON().with_variant(postgresql.JSONB(), "postgresql"),
            nullable=False,
        ),
    )
    for column in ("conversation_id", "borrower_id", "loan_id"):
        op.create_index(f"ix_payment_claim_{column}", "payment_claim", [column])
    op.create_table(
        "payment_claim_entry",
        sa.Column("id", ROW_ID, primary_key=True),
        sa.Column("claim_id", ROW_ID, sa.ForeignKey("payment_claim.id"), nullable=False),
        sa.Column("entry", sa.String(20), nullable=False),
        sa.Column("message_id", ROW_ID, sa.ForeignKey("message.id"), nullable=True),
        sa.Column("payment_reference", sa.String(64), nullable=True),
        sa.Column("at", MOMENT, nullable=False),
    )
    op.create_index("ix_payment_claim_entry_claim_id", "payment_claim_entry", ["claim_id"])


def downgrade() -> None:
    for table in (
        "payment_claim_entry",
        "payment_claim",
        "payment_link",
        "payment_order_entry",
        "payment_order",
    ):
        op.drop_table(table)
    with op.batch_alter_table("conversation") as conversation:
        conversation.drop_column("loan_chosen_at")
        conversation.drop_column("loan_id")
