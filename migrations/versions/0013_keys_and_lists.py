"""What was asked for under a key is made once; lists of all groups are read in their order from an index."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

LISTS = {"images": None, "classification_runs": None, "jobs": "parent_id IS NULL"}
"""Tables that are listed by `created_at` over all of a person's groups, and which of their rows."""


def upgrade() -> None:
    with op.batch_alter_table("idempotency_keys") as batch:
        batch.add_column(sa.Column("is_done", sa.Boolean(), server_default=sa.false(), nullable=False))
    for table, condition in LISTS.items():
        where = sa.text(condition) if condition else None
        op.create_index(
            f"ix_{table}_created_at", table, ["created_at", "id"], sqlite_where=where, postgresql_where=where
        )


def downgrade() -> None:
    for table in LISTS:
        op.drop_index(f"ix_{table}_created_at", table)
    with op.batch_alter_table("idempotency_keys") as batch:
        batch.drop_column("is_done")
