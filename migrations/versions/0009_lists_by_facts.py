"""Lists of recordings are counted from one index that holds all they are narrowed by."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

FACTS = [
    "current_segmentation_id",
    "is_classified",
    "state",
    "duration_s",
    "sr_hz",
    "site_id",
    "species_id",
    "timeline_at",
    "recorded_at",
    "id",
]
IS_ROOT = sa.text("parent_id IS NULL")


def upgrade() -> None:
    for scope in ("group_id", "project_id"):
        op.create_index(
            f"ix_recordings_{scope}_facts",
            "recordings",
            [scope, *FACTS],
            sqlite_where=IS_ROOT,
            postgresql_where=IS_ROOT,
        )


def downgrade() -> None:
    for scope in ("group_id", "project_id"):
        op.drop_index(f"ix_recordings_{scope}_facts", "recordings", sqlite_where=IS_ROOT, postgresql_where=IS_ROOT)
