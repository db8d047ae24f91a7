"""Since when somebody who was there in a crisis has had no break."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.add_column("staff", sa.Column("break_due_since", moment, nullable=True))


def downgrade() -> None:
    op.drop_column("staff", "break_due_since")
