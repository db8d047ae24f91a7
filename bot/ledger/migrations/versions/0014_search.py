"""An index of what was said, for any piece of a text in any language."""

from __future__ import annotations

from alembic import op

from bot.ledger.search import FILL, create_index, drop_index

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    connection = op.get_bind()
    create_index(None, connection)
    if connection.dialect.name == "sqlite":
        op.execute(FILL)
    op.create_index("ix_conversation_latest", "conversation", ["status", "last_message_at"])
    op.create_index("ix_conversation_counts", "conversation", ["status", "channel", "assignee_id"])
    op.create_index("ix_conversation_assignee_id", "conversation", ["assignee_id"])
    op.create_index("ix_conversation_entry_at", "conversation_entry", ["entry", "at"])


def downgrade() -> None:
    op.drop_index("ix_conversation_entry_at", "conversation_entry")
    op.drop_index("ix_conversation_assignee_id", "conversation")
    op.drop_index("ix_conversation_counts", "conversation")
    op.drop_index("ix_conversation_latest", "conversation")
    drop_index(None, op.get_bind())
