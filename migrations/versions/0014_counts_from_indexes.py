"""Lists that grow with the station are counted from small indexes instead of their tables."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

COUNTS = {
    "ix_recordings_current": ("recordings", ["current_segmentation_id", "group_id"], "parent_id IS NULL"),
    "ix_jobs_tops": ("jobs", ["group_id", "owner_id"], "parent_id IS NULL"),
    "ix_dex_entries_audience": (
        "dex_entries", ["owner_id", "visibility", "hidden_at"], "deleted_at IS NULL AND shown_at IS NOT NULL"
    ),
    "ix_telemetry_events_standing": ("telemetry_events", ["group_id", "start_us", "id"], "withdrawn_at IS NULL"),
}  # fmt: skip
"""Indexes: of which table, over which columns, of which of its rows."""


def upgrade() -> None:
    for name, (table, columns, condition) in COUNTS.items():
        where = sa.text(condition)
        op.create_index(name, table, columns, sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    for name, (table, *_) in COUNTS.items():
        op.drop_index(name, table)
