"""What was asked for under a key is made once; lists of all groups are read in their order from an index."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

IS_ROOT = sa.text("parent_id IS NULL")

LISTS = {
    "images": ("created_at", None),
    "classification_runs": ("created_at", None),
    "jobs": ("created_at", "parent_id IS NULL"),
    "telemetry_events": ("start_us", None),
    "telemetry_posts": ("created_at", None),
}
"""Tables that are listed over all of a person's groups: by which column, and which of their rows."""


def upgrade() -> None:
    with op.batch_alter_table("idempotency_keys") as batch:
        batch.add_column(sa.Column("is_done", sa.Boolean(), server_default=sa.false(), nullable=False))
    for table, (column, condition) in LISTS.items():
        where = sa.text(condition) if condition else None
        op.create_index(f"ix_{table}_{column}", table, [column, "id"], sqlite_where=where, postgresql_where=where)
    op.create_index(
        "ix_recordings_n_segments",
        "recordings",
        ["group_id", "n_segments"],
        sqlite_where=IS_ROOT,
        postgresql_where=IS_ROOT,
    )


def downgrade() -> None:
    op.drop_index("ix_recordings_n_segments", "recordings")
    for table, (column, _) in LISTS.items():
        op.drop_index(f"ix_{table}_{column}", table)
    with op.batch_alter_table("idempotency_keys") as batch:
        batch.drop_column("is_done")
