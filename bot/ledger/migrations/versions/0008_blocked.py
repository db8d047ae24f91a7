"""Since when a borrower has blocked us in their messenger."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("conversation", sa.Column("blocked_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    op.drop_column("conversation", "blocked_at")
