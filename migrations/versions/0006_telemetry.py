"""Telemetry: sources, channels, dead letters."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "telemetry_dashboards",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("is_shared", sa.Boolean(), nullable=False),
        sa.Column("panels", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["groups.id"], name=op.f("fk_telemetry_dashboards_group_id_groups"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["users.id"], name=op.f("fk_telemetry_dashboards_owner_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_telemetry_dashboards")),
    )
    with op.batch_alter_table("telemetry_dashboards", schema=None) as batch_op:
        batch_op.create_index("ix_telemetry_dashboards_group_id_name", ["group_id", "name"], unique=False)
        batch_op.create_index(batch_op.f("ix_telemetry_dashboards_owner_id"), ["owner_id"], unique=False)

    op.create_table(
        "telemetry_sources",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("settings", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("secret", sa.Text(), nullable=True),
        sa.Column("blob_sha256", sa.String(length=64), nullable=True),
        sa.Column("is_enabled", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("auto_create", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("keep", sa.String(length=8), nullable=False),
        sa.Column("retention_days", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=14), nullable=False),
        sa.Column("state_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_message_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_feed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rate_per_s", sa.Double(), nullable=False),
        sa.Column("n_messages", sa.BigInteger(), nullable=False),
        sa.Column("n_stored", sa.BigInteger(), nullable=False),
        sa.Column("n_duplicates", sa.BigInteger(), nullable=False),
        sa.Column("refused", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("n_errors", sa.Integer(), nullable=False),
        sa.Column("n_reconnects", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("progress", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("run_token", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["blob_sha256"],
            ["blobs.sha256"],
            name=op.f("fk_telemetry_sources_blob_sha256_blobs"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["users.id"], name=op.f("fk_telemetry_sources_created_by_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["groups.id"], name=op.f("fk_telemetry_sources_group_id_groups"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_telemetry_sources_project_id_projects"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_telemetry_sources_site_id_sites"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_telemetry_sources")),
        sa.UniqueConstraint("project_id", "name", name=op.f("uq_telemetry_sources_project_id_name")),
    )
    with op.batch_alter_table("telemetry_sources", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_telemetry_sources_blob_sha256"), ["blob_sha256"], unique=False)
        batch_op.create_index("ix_telemetry_sources_group_id_created_at", ["group_id", "created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_telemetry_sources_site_id"), ["site_id"], unique=False)

    op.create_table(
        "telemetry_channels",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("public_id", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("short_name", sa.String(length=80), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("discipline", sa.String(length=80), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("published_unit", sa.String(length=40), nullable=True),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("value_texts", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("expected_interval_s", sa.Double(), nullable=True),
        sa.Column("limits", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("display", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("retention_days", sa.Integer(), nullable=True),
        sa.Column("is_active", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("is_auto_created", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["groups.id"], name=op.f("fk_telemetry_channels_group_id_groups"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_telemetry_channels_project_id_projects"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_telemetry_channels_site_id_sites"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["source_id"],
            ["telemetry_sources.id"],
            name=op.f("fk_telemetry_channels_source_id_telemetry_sources"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_telemetry_channels")),
        sa.UniqueConstraint("source_id", "public_id", name=op.f("uq_telemetry_channels_source_id_public_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("telemetry_channels", schema=None) as batch_op:
        batch_op.create_index("ix_telemetry_channels_group_id_public_id", ["group_id", "public_id"], unique=False)
        batch_op.create_index("ix_telemetry_channels_project_id", ["project_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_telemetry_channels_site_id"), ["site_id"], unique=False)

    op.create_table(
        "telemetry_dead_letters",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=False),
        sa.Column("origin", sa.String(length=80), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("channel", sa.String(length=200), nullable=True),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("replayed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["group_id"], ["groups.id"], name=op.f("fk_telemetry_dead_letters_group_id_groups"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["source_id"],
            ["telemetry_sources.id"],
            name=op.f("fk_telemetry_dead_letters_source_id_telemetry_sources"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_telemetry_dead_letters")),
        sa.UniqueConstraint("source_id", "origin", name=op.f("uq_telemetry_dead_letters_source_id_origin")),
    )
    with op.batch_alter_table("telemetry_dead_letters", schema=None) as batch_op:
        batch_op.create_index("ix_telemetry_dead_letters_group_id_id", ["group_id", "id"], unique=False)

    op.create_table(
        "telemetry_limit_states",
        sa.Column(
            "channel_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=14), nullable=False),
        sa.Column("since_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("value", sa.Double(), nullable=False),
        sa.ForeignKeyConstraint(
            ["channel_id"],
            ["telemetry_channels.id"],
            name=op.f("fk_telemetry_limit_states_channel_id_telemetry_channels"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["groups.id"], name=op.f("fk_telemetry_limit_states_group_id_groups"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("channel_id", name=op.f("pk_telemetry_limit_states")),
    )
    with op.batch_alter_table("telemetry_limit_states", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_telemetry_limit_states_group_id"), ["group_id"], unique=False)



def downgrade() -> None:
    with op.batch_alter_table("telemetry_limit_states", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_telemetry_limit_states_group_id"))

    op.drop_table("telemetry_limit_states")
    with op.batch_alter_table("telemetry_dead_letters", schema=None) as batch_op:
        batch_op.drop_index("ix_telemetry_dead_letters_group_id_id")

    op.drop_table("telemetry_dead_letters")
    with op.batch_alter_table("telemetry_channels", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_telemetry_channels_site_id"))
        batch_op.drop_index("ix_telemetry_channels_project_id")
        batch_op.drop_index("ix_telemetry_channels_group_id_public_id")

    op.drop_table("telemetry_channels")
    with op.batch_alter_table("telemetry_sources", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_telemetry_sources_blob_sha256"))
        batch_op.drop_index(batch_op.f("ix_telemetry_sources_site_id"))
        batch_op.drop_index("ix_telemetry_sources_group_id_created_at")

    op.drop_table("telemetry_sources")
    with op.batch_alter_table("telemetry_dashboards", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_telemetry_dashboards_owner_id"))
        batch_op.drop_index("ix_telemetry_dashboards_group_id_name")

    op.drop_table("telemetry_dashboards")
