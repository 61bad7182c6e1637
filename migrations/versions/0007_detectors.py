"""Detectors, their events and back-tests, and where events are announced."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "telemetry_post_targets",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("settings", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("secrets", sa.Text(), nullable=False),
        sa.Column("is_live", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("is_enabled", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("detector_ids", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("kinds", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("min_severity", sa.String(length=8), nullable=False),
        sa.Column("min_confidence", sa.Double(), nullable=False),
        sa.Column("templates", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("cooldown_s", sa.Double(), nullable=False),
        sa.Column("daily_cap", sa.Integer(), nullable=False),
        sa.Column("quiet_from", sa.String(length=5), nullable=True),
        sa.Column("quiet_to", sa.String(length=5), nullable=True),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by"], ["users.id"], name=op.f("fk_telemetry_post_targets_created_by_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["groups.id"], name=op.f("fk_telemetry_post_targets_group_id_groups"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_telemetry_post_targets")),
        sa.UniqueConstraint("group_id", "name", name=op.f("uq_telemetry_post_targets_group_id_name")),
    )
    with op.batch_alter_table("telemetry_post_targets", schema=None) as batch_op:
        batch_op.create_index("ix_telemetry_post_targets_group_id_created_at", ["group_id", "created_at"], unique=False)

    op.create_table(
        "telemetry_detectors",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("method", sa.String(length=40), nullable=False),
        sa.Column("params", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("channel_ids", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("beat_ids", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("signal", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("gap_s", sa.Double(), nullable=False),
        sa.Column("late_s", sa.Double(), nullable=False),
        sa.Column("every_s", sa.Double(), nullable=False),
        sa.Column("severity", sa.String(length=8), nullable=False),
        sa.Column("is_notified", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("is_enabled", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("limits_channel_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("checkpoint_us", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("until_us", sa.BigInteger(), nullable=False),
        sa.Column("seen_us", sa.BigInteger(), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("look_ms", sa.Double(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("is_catching_up", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("n_events", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by"], ["users.id"], name=op.f("fk_telemetry_detectors_created_by_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["groups.id"], name=op.f("fk_telemetry_detectors_group_id_groups"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["limits_channel_id"],
            ["telemetry_channels.id"],
            name=op.f("fk_telemetry_detectors_limits_channel_id_telemetry_channels"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_telemetry_detectors_project_id_projects"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_telemetry_detectors")),
        sa.UniqueConstraint("limits_channel_id", name=op.f("uq_telemetry_detectors_limits_channel_id")),
        sa.UniqueConstraint("project_id", "name", name=op.f("uq_telemetry_detectors_project_id_name")),
    )
    with op.batch_alter_table("telemetry_detectors", schema=None) as batch_op:
        batch_op.create_index("ix_telemetry_detectors_group_id_created_at", ["group_id", "created_at"], unique=False)

    op.create_table(
        "telemetry_back_tests",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("detector_id", sa.Uuid(), nullable=False),
        sa.Column("params", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("start_us", sa.BigInteger(), nullable=False),
        sa.Column("end_us", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("n_readings", sa.Integer(), nullable=False),
        sa.Column("n_common", sa.Integer(), nullable=False),
        sa.Column("n_only_old", sa.Integer(), nullable=False),
        sa.Column("n_only_new", sa.Integer(), nullable=False),
        sa.Column("events", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by"], ["users.id"], name=op.f("fk_telemetry_back_tests_created_by_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["detector_id"],
            ["telemetry_detectors.id"],
            name=op.f("fk_telemetry_back_tests_detector_id_telemetry_detectors"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["groups.id"], name=op.f("fk_telemetry_back_tests_group_id_groups"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["job_id"], ["jobs.id"], name=op.f("fk_telemetry_back_tests_job_id_jobs"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_telemetry_back_tests")),
    )
    with op.batch_alter_table("telemetry_back_tests", schema=None) as batch_op:
        batch_op.create_index(
            "ix_telemetry_back_tests_detector_id_created_at", ["detector_id", "created_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_telemetry_back_tests_group_id"), ["group_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_telemetry_back_tests_job_id"), ["job_id"], unique=False)

    op.create_table(
        "telemetry_events",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("detector_id", sa.Uuid(), nullable=False),
        sa.Column("detector_revision", sa.Integer(), nullable=False),
        sa.Column("method_version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("start_us", sa.BigInteger(), nullable=False),
        sa.Column("end_us", sa.BigInteger(), nullable=True),
        sa.Column("peak_us", sa.BigInteger(), nullable=False),
        sa.Column("peak", sa.Double(), nullable=False),
        sa.Column("measures", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("severity", sa.String(length=8), nullable=False),
        sa.Column("is_latched", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("channel_ids", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("evidence", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("is_settled", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_by", sa.Uuid(), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("shelved_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["acknowledged_by"],
            ["users.id"],
            name=op.f("fk_telemetry_events_acknowledged_by_users"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["detector_id"],
            ["telemetry_detectors.id"],
            name=op.f("fk_telemetry_events_detector_id_telemetry_detectors"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["groups.id"], name=op.f("fk_telemetry_events_group_id_groups"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_telemetry_events_project_id_projects"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_telemetry_events")),
        sa.UniqueConstraint(
            "detector_id", "start_us", "kind", name=op.f("uq_telemetry_events_detector_id_start_us_kind")
        ),
    )
    with op.batch_alter_table("telemetry_events", schema=None) as batch_op:
        batch_op.create_index("ix_telemetry_events_detector_id_is_settled", ["detector_id", "is_settled"], unique=False)
        batch_op.create_index("ix_telemetry_events_group_id_start_us", ["group_id", "start_us"], unique=False)
        batch_op.create_index(batch_op.f("ix_telemetry_events_project_id"), ["project_id"], unique=False)

    op.create_table(
        "telemetry_posts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("target_id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("detector_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("template", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=True),
        sa.Column("n_tries", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sending_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sender", sa.Uuid(), nullable=True),
        sa.Column("posted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("remote_id", sa.String(length=300), nullable=True),
        sa.Column("remote_url", sa.Text(), nullable=True),
        sa.Column("error_code", sa.String(length=60), nullable=True),
        sa.Column("error_detail", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["detector_id"],
            ["telemetry_detectors.id"],
            name=op.f("fk_telemetry_posts_detector_id_telemetry_detectors"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["telemetry_events.id"],
            name=op.f("fk_telemetry_posts_event_id_telemetry_events"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["groups.id"], name=op.f("fk_telemetry_posts_group_id_groups"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["target_id"],
            ["telemetry_post_targets.id"],
            name=op.f("fk_telemetry_posts_target_id_telemetry_post_targets"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_telemetry_posts")),
        sa.UniqueConstraint("target_id", "event_id", name=op.f("uq_telemetry_posts_target_id_event_id")),
    )
    with op.batch_alter_table("telemetry_posts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_telemetry_posts_detector_id"), ["detector_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_telemetry_posts_event_id"), ["event_id"], unique=False)
        batch_op.create_index("ix_telemetry_posts_group_id_created_at", ["group_id", "created_at"], unique=False)
        batch_op.create_index("ix_telemetry_posts_state_not_before", ["state", "not_before"], unique=False)
        batch_op.create_index(
            "ix_telemetry_posts_target_id_detector_id_created_at",
            ["target_id", "detector_id", "created_at"],
            unique=False,
        )


def downgrade() -> None:
    with op.batch_alter_table("telemetry_posts", schema=None) as batch_op:
        batch_op.drop_index("ix_telemetry_posts_target_id_detector_id_created_at")
        batch_op.drop_index("ix_telemetry_posts_state_not_before")
        batch_op.drop_index("ix_telemetry_posts_group_id_created_at")
        batch_op.drop_index(batch_op.f("ix_telemetry_posts_event_id"))
        batch_op.drop_index(batch_op.f("ix_telemetry_posts_detector_id"))

    op.drop_table("telemetry_posts")
    with op.batch_alter_table("telemetry_events", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_telemetry_events_project_id"))
        batch_op.drop_index("ix_telemetry_events_group_id_start_us")
        batch_op.drop_index("ix_telemetry_events_detector_id_is_settled")

    op.drop_table("telemetry_events")
    with op.batch_alter_table("telemetry_back_tests", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_telemetry_back_tests_job_id"))
        batch_op.drop_index(batch_op.f("ix_telemetry_back_tests_group_id"))
        batch_op.drop_index("ix_telemetry_back_tests_detector_id_created_at")

    op.drop_table("telemetry_back_tests")
    with op.batch_alter_table("telemetry_detectors", schema=None) as batch_op:
        batch_op.drop_index("ix_telemetry_detectors_group_id_created_at")

    op.drop_table("telemetry_detectors")
    with op.batch_alter_table("telemetry_post_targets", schema=None) as batch_op:
        batch_op.drop_index("ix_telemetry_post_targets_group_id_created_at")

    op.drop_table("telemetry_post_targets")
