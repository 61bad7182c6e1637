"""Forecasting: sessions, windows, runs with models and evaluations, trials, forecasts, schedules, drift watches."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "forecast_sessions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("plan", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("n_runs", sa.Integer(), nullable=False),
        sa.Column("chosen_model_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by"], ["users.id"], name=op.f("fk_forecast_sessions_created_by_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["groups.id"], name=op.f("fk_forecast_sessions_group_id_groups"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_forecast_sessions_project_id_projects"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["site_id"], ["sites.id"], name=op.f("fk_forecast_sessions_site_id_sites"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forecast_sessions")),
    )
    with op.batch_alter_table("forecast_sessions", schema=None) as batch_op:
        batch_op.create_index("ix_forecast_sessions_group_id_created_at", ["group_id", "created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_forecast_sessions_project_id"), ["project_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_forecast_sessions_site_id"), ["site_id"], unique=False)

    op.create_table(
        "forecast_drift_watches",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("max_ratio", sa.Double(), nullable=False),
        sa.Column("n_recent", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("measured", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("drifting_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by"], ["users.id"], name=op.f("fk_forecast_drift_watches_created_by_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["forecast_sessions.id"],
            name=op.f("fk_forecast_drift_watches_session_id_forecast_sessions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_forecast_drift_watches")),
    )
    op.create_table(
        "forecast_preparations",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("plan_hash", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("problem_code", sa.String(length=80), nullable=True),
        sa.Column("problem_detail", sa.Text(), nullable=True),
        sa.Column("report", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("job_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["job_id"], ["jobs.id"], name=op.f("fk_forecast_preparations_job_id_jobs"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["forecast_sessions.id"],
            name=op.f("fk_forecast_preparations_session_id_forecast_sessions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_forecast_preparations")),
    )
    with op.batch_alter_table("forecast_preparations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_forecast_preparations_job_id"), ["job_id"], unique=False)

    op.create_table(
        "forecast_runs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("plan", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("inputs", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("plan_hash", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("problem_code", sa.String(length=80), nullable=True),
        sa.Column("problem_detail", sa.Text(), nullable=True),
        sa.Column("report", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("comparison", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("code_version", sa.String(length=60), nullable=True),
        sa.Column("job_id", sa.Uuid(), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by"], ["users.id"], name=op.f("fk_forecast_runs_created_by_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["job_id"], ["jobs.id"], name=op.f("fk_forecast_runs_job_id_jobs"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["forecast_sessions.id"],
            name=op.f("fk_forecast_runs_session_id_forecast_sessions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forecast_runs")),
        sa.UniqueConstraint("session_id", "number", name=op.f("uq_forecast_runs_session_id_number")),
    )
    with op.batch_alter_table("forecast_runs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_forecast_runs_job_id"), ["job_id"], unique=False)

    op.create_table(
        "forecast_schedules",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("every_s", sa.Integer(), nullable=False),
        sa.Column("offset_s", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem_code", sa.String(length=80), nullable=True),
        sa.Column("problem_detail", sa.Text(), nullable=True),
        sa.Column("job_id", sa.Uuid(), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by"], ["users.id"], name=op.f("fk_forecast_schedules_created_by_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["job_id"], ["jobs.id"], name=op.f("fk_forecast_schedules_job_id_jobs"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["forecast_sessions.id"],
            name=op.f("fk_forecast_schedules_session_id_forecast_sessions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_forecast_schedules")),
    )
    with op.batch_alter_table("forecast_schedules", schema=None) as batch_op:
        batch_op.create_index("ix_forecast_schedules_is_on_next_at", ["is_on", "next_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_forecast_schedules_job_id"), ["job_id"], unique=False)

    op.create_table(
        "forecast_models",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("order", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("problem_code", sa.String(length=80), nullable=True),
        sa.Column("problem_detail", sa.Text(), nullable=True),
        sa.Column("params", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("search", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("scores", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("blob_sha256", sa.String(length=64), nullable=True),
        sa.Column("size_bytes", sa.BigInteger(), nullable=True),
        sa.Column("arrays_sha256", sa.String(length=64), nullable=True),
        sa.Column("fit_s", sa.Double(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["arrays_sha256"],
            ["blobs.sha256"],
            name=op.f("fk_forecast_models_arrays_sha256_blobs"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["blob_sha256"], ["blobs.sha256"], name=op.f("fk_forecast_models_blob_sha256_blobs"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["forecast_runs.id"], name=op.f("fk_forecast_models_run_id_forecast_runs"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["forecast_sessions.id"],
            name=op.f("fk_forecast_models_session_id_forecast_sessions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forecast_models")),
        sa.UniqueConstraint("run_id", "position", name=op.f("uq_forecast_models_run_id_position")),
    )
    with op.batch_alter_table("forecast_models", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_forecast_models_arrays_sha256"), ["arrays_sha256"], unique=False)
        batch_op.create_index(batch_op.f("ix_forecast_models_blob_sha256"), ["blob_sha256"], unique=False)
        batch_op.create_index(batch_op.f("ix_forecast_models_session_id"), ["session_id"], unique=False)

    op.create_table(
        "forecast_evaluations",
        sa.Column("model_id", sa.Uuid(), nullable=False),
        sa.Column("document", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.ForeignKeyConstraint(
            ["model_id"],
            ["forecast_models.id"],
            name=op.f("fk_forecast_evaluations_model_id_forecast_models"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("model_id", name=op.f("pk_forecast_evaluations")),
    )
    op.create_table(
        "forecast_trials",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("model_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["model_id"],
            ["forecast_models.id"],
            name=op.f("fk_forecast_trials_model_id_forecast_models"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forecast_trials")),
        sa.UniqueConstraint("model_id", "key", name=op.f("uq_forecast_trials_model_id_key")),
    )
    op.create_table(
        "forecasts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("model_id", sa.Uuid(), nullable=False),
        sa.Column("origin", sa.String(length=10), nullable=False),
        sa.Column("start_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("step_s", sa.Double(), nullable=False),
        sa.Column("n_steps", sa.Integer(), nullable=False),
        sa.Column("level", sa.Double(), nullable=False),
        sa.Column("series", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("inputs", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("outcome", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by"], ["users.id"], name=op.f("fk_forecasts_created_by_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["model_id"], ["forecast_models.id"], name=op.f("fk_forecasts_model_id_forecast_models"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["forecast_sessions.id"],
            name=op.f("fk_forecasts_session_id_forecast_sessions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forecasts")),
    )
    with op.batch_alter_table("forecasts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_forecasts_model_id"), ["model_id"], unique=False)
        batch_op.create_index("ix_forecasts_session_id_created_at", ["session_id", "created_at"], unique=False)
        batch_op.create_index("ix_forecasts_session_id_start_at", ["session_id", "start_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("forecasts", schema=None) as batch_op:
        batch_op.drop_index("ix_forecasts_session_id_start_at")
        batch_op.drop_index("ix_forecasts_session_id_created_at")
        batch_op.drop_index(batch_op.f("ix_forecasts_model_id"))

    op.drop_table("forecasts")
    op.drop_table("forecast_trials")
    op.drop_table("forecast_evaluations")
    with op.batch_alter_table("forecast_models", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_forecast_models_session_id"))
        batch_op.drop_index(batch_op.f("ix_forecast_models_blob_sha256"))
        batch_op.drop_index(batch_op.f("ix_forecast_models_arrays_sha256"))

    op.drop_table("forecast_models")
    with op.batch_alter_table("forecast_schedules", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_forecast_schedules_job_id"))
        batch_op.drop_index("ix_forecast_schedules_is_on_next_at")

    op.drop_table("forecast_schedules")
    with op.batch_alter_table("forecast_runs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_forecast_runs_job_id"))

    op.drop_table("forecast_runs")
    with op.batch_alter_table("forecast_preparations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_forecast_preparations_job_id"))

    op.drop_table("forecast_preparations")
    op.drop_table("forecast_drift_watches")
    with op.batch_alter_table("forecast_sessions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_forecast_sessions_site_id"))
        batch_op.drop_index(batch_op.f("ix_forecast_sessions_project_id"))
        batch_op.drop_index("ix_forecast_sessions_group_id_created_at")

    op.drop_table("forecast_sessions")
