"""Files from borrowers: what the messenger calls them, which album, why one was refused."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("attachment", sa.Column("reference", sa.String(length=200), nullable=True))
    op.add_column("attachment", sa.Column("album", sa.String(length=40), nullable=True))
    op.add_column("attachment", sa.Column("refused", sa.String(length=20), nullable=True))


def downgrade() -> None:
    for column in ("reference", "album", "refused"):
        op.drop_column("attachment", column)
