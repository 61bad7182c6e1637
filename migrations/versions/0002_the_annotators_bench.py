"""The annotator's bench: repertoires, tasks, review, similarity, clusters."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "exports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("options", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("problem_code", sa.String(length=80), nullable=True),
        sa.Column("problem_detail", sa.Text(), nullable=True),
        sa.Column("file_name", sa.String(length=255), nullable=True),
        sa.Column("size_bytes", sa.BigInteger(), nullable=True),
        sa.Column("blob_sha256", sa.String(length=64), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("job_id", sa.Uuid(), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["blob_sha256"], ["blobs.sha256"], name=op.f("fk_exports_blob_sha256_blobs"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["users.id"], name=op.f("fk_exports_created_by_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["groups.id"], name=op.f("fk_exports_group_id_groups"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name=op.f("fk_exports_job_id_jobs"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_exports_project_id_projects"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exports")),
    )
    with op.batch_alter_table("exports", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exports_blob_sha256"), ["blob_sha256"], unique=False)
        batch_op.create_index(batch_op.f("ix_exports_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index("ix_exports_group_id_created_at", ["group_id", "created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_exports_job_id"), ["job_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_exports_project_id"), ["project_id"], unique=False)

    op.create_table(
        "project_imports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=True),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("problem_code", sa.String(length=80), nullable=True),
        sa.Column("problem_detail", sa.Text(), nullable=True),
        sa.Column("blob_sha256", sa.String(length=64), nullable=True),
        sa.Column("counts", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("notes", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["blob_sha256"], ["blobs.sha256"], name=op.f("fk_project_imports_blob_sha256_blobs"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["users.id"], name=op.f("fk_project_imports_created_by_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["groups.id"], name=op.f("fk_project_imports_group_id_groups"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["job_id"], ["jobs.id"], name=op.f("fk_project_imports_job_id_jobs"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_project_imports_project_id_projects"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_imports")),
    )
    with op.batch_alter_table("project_imports", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_project_imports_blob_sha256"), ["blob_sha256"], unique=False)
        batch_op.create_index("ix_project_imports_group_id_created_at", ["group_id", "created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_project_imports_job_id"), ["job_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_project_imports_project_id"), ["project_id"], unique=False)

    op.create_table(
        "similarity_indexes",
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("code_version", sa.String(length=60), nullable=True),
        sa.Column("edition", sa.Uuid(), nullable=True),
        sa.Column("n_calls", sa.Integer(), nullable=False),
        sa.Column("built_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("job_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["group_id"], ["groups.id"], name=op.f("fk_similarity_indexes_group_id_groups"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["job_id"], ["jobs.id"], name=op.f("fk_similarity_indexes_job_id_jobs"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("group_id", name=op.f("pk_similarity_indexes")),
    )
    with op.batch_alter_table("similarity_indexes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_similarity_indexes_job_id"), ["job_id"], unique=False)

    op.create_table(
        "clustering_runs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("recording_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("method", sa.String(length=40), nullable=False),
        sa.Column("feature_set", sa.String(length=60), nullable=False),
        sa.Column("params", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("source", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("code_version", sa.String(length=60), nullable=True),
        sa.Column("map_method", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("problem_code", sa.String(length=80), nullable=True),
        sa.Column("problem_detail", sa.Text(), nullable=True),
        sa.Column("n_members", sa.Integer(), nullable=False),
        sa.Column("n_clusters", sa.Integer(), nullable=False),
        sa.Column("n_noise", sa.Integer(), nullable=False),
        sa.Column("silhouette", sa.Float(), nullable=True),
        sa.Column("scores", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by"], ["users.id"], name=op.f("fk_clustering_runs_created_by_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["groups.id"], name=op.f("fk_clustering_runs_group_id_groups"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["job_id"], ["jobs.id"], name=op.f("fk_clustering_runs_job_id_jobs"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_clustering_runs_project_id_projects"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["recording_id"],
            ["recordings.id"],
            name=op.f("fk_clustering_runs_recording_id_recordings"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clustering_runs")),
    )
    with op.batch_alter_table("clustering_runs", schema=None) as batch_op:
        batch_op.create_index("ix_clustering_runs_group_id_created_at", ["group_id", "created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_clustering_runs_job_id"), ["job_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_clustering_runs_project_id"), ["project_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_clustering_runs_recording_id"), ["recording_id"], unique=False)

    op.create_table(
        "label_changes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("segment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("recording_id", sa.Uuid(), nullable=False),
        sa.Column("label_before", sa.String(length=100), nullable=True),
        sa.Column("call_type_id_before", sa.Uuid(), nullable=True),
        sa.Column("was_rejected", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("label", sa.String(length=100), nullable=True),
        sa.Column("call_type_id", sa.Uuid(), nullable=True),
        sa.Column("is_rejected", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("action_id", sa.Uuid(), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["recording_id"],
            ["recordings.id"],
            name=op.f("fk_label_changes_recording_id_recordings"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_label_changes_user_id_users"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_label_changes")),
    )
    with op.batch_alter_table("label_changes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_label_changes_action_id"), ["action_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_label_changes_recording_id"), ["recording_id"], unique=False)
        batch_op.create_index("ix_label_changes_segment_id", ["segment_id", "id"], unique=False)
        batch_op.create_index("ix_label_changes_user_id_changed_at", ["user_id", "changed_at"], unique=False)

    op.create_table(
        "task_batches",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=False),
        sa.Column("species_id", sa.Uuid(), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("instructions", sa.Text(), nullable=False),
        sa.Column("source", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("ordering", sa.String(length=12), nullable=False),
        sa.Column("is_blind", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("n_annotators", sa.SmallInteger(), nullable=False),
        sa.Column("deadline", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("problem_code", sa.String(length=80), nullable=True),
        sa.Column("problem_detail", sa.Text(), nullable=True),
        sa.Column("n_tasks", sa.Integer(), nullable=False),
        sa.Column("n_done", sa.Integer(), nullable=False),
        sa.Column("classifier_id", sa.Uuid(), nullable=True),
        sa.Column("learn_every", sa.Integer(), nullable=True),
        sa.Column("held_out_share", sa.Float(), nullable=False),
        sa.Column("n_labels_learned", sa.Integer(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["classifier_id"],
            ["classifiers.id"],
            name=op.f("fk_task_batches_classifier_id_classifiers"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["users.id"], name=op.f("fk_task_batches_created_by_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["groups.id"], name=op.f("fk_task_batches_group_id_groups"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name=op.f("fk_task_batches_job_id_jobs"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_task_batches_project_id_projects"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["species_id"], ["species.id"], name=op.f("fk_task_batches_species_id_species"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_batches")),
        sa.UniqueConstraint("project_id", "name", name=op.f("uq_task_batches_project_id_name")),
    )
    with op.batch_alter_table("task_batches", schema=None) as batch_op:
        batch_op.create_index("ix_task_batches_group_id_created_at", ["group_id", "created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_task_batches_job_id"), ["job_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_task_batches_species_id"), ["species_id"], unique=False)

    op.create_table(
        "training_selections",
        sa.Column("classifier_id", sa.Uuid(), nullable=False),
        sa.Column("segment_ids", sa.LargeBinary(), nullable=False),
        sa.Column("held_out_ids", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["classifier_id"],
            ["classifiers.id"],
            name=op.f("fk_training_selections_classifier_id_classifiers"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("classifier_id", name=op.f("pk_training_selections")),
    )
    op.create_table(
        "batch_assignees",
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["task_batches.id"], name=op.f("fk_batch_assignees_batch_id_task_batches"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_batch_assignees_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("batch_id", "user_id", name=op.f("pk_batch_assignees")),
    )
    with op.batch_alter_table("batch_assignees", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_batch_assignees_user_id"), ["user_id"], unique=False)

    op.create_table(
        "learning_rounds",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("n_labels", sa.Integer(), nullable=False),
        sa.Column("n_held_out", sa.Integer(), nullable=False),
        sa.Column("macro_f1", sa.Float(), nullable=True),
        sa.Column("balanced_accuracy", sa.Float(), nullable=True),
        sa.Column("classifier_id", sa.Uuid(), nullable=True),
        sa.Column("job_id", sa.Uuid(), nullable=True),
        sa.Column("problem_code", sa.String(length=80), nullable=True),
        sa.Column("problem_detail", sa.Text(), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["task_batches.id"], name=op.f("fk_learning_rounds_batch_id_task_batches"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["classifier_id"],
            ["classifiers.id"],
            name=op.f("fk_learning_rounds_classifier_id_classifiers"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["job_id"], ["jobs.id"], name=op.f("fk_learning_rounds_job_id_jobs"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learning_rounds")),
        sa.UniqueConstraint("batch_id", "number", name=op.f("uq_learning_rounds_batch_id_number")),
    )
    with op.batch_alter_table("learning_rounds", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_learning_rounds_job_id"), ["job_id"], unique=False)

    op.create_table(
        "adjudications",
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("segment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("label", sa.String(length=100), nullable=True),
        sa.Column("call_type_id", sa.Uuid(), nullable=True),
        sa.Column("is_rejected", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["task_batches.id"], name=op.f("fk_adjudications_batch_id_task_batches"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["call_type_id"],
            ["call_types.id"],
            name=op.f("fk_adjudications_call_type_id_call_types"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["segment_id"], ["segments.id"], name=op.f("fk_adjudications_segment_id_segments"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_adjudications_user_id_users"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("batch_id", "segment_id", name=op.f("pk_adjudications")),
    )
    op.create_table(
        "call_embeddings",
        sa.Column("segment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("code_version", sa.String(length=60), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.Column("embedded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["groups.id"], name=op.f("fk_call_embeddings_group_id_groups"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["segment_id"], ["segments.id"], name=op.f("fk_call_embeddings_segment_id_segments"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("segment_id", name=op.f("pk_call_embeddings")),
    )
    with op.batch_alter_table("call_embeddings", schema=None) as batch_op:
        batch_op.create_index("ix_call_embeddings_group_id", ["group_id", "code_version", "segment_id"], unique=False)

    op.create_table(
        "cluster_members",
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("segment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("x", sa.Float(), nullable=False),
        sa.Column("y", sa.Float(), nullable=False),
        sa.Column("silhouette", sa.Float(), nullable=True),
        sa.Column("is_moved", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("measures", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["clustering_runs.id"],
            name=op.f("fk_cluster_members_run_id_clustering_runs"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["segment_id"], ["segments.id"], name=op.f("fk_cluster_members_segment_id_segments"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("run_id", "segment_id", name=op.f("pk_cluster_members")),
    )
    with op.batch_alter_table("cluster_members", schema=None) as batch_op:
        batch_op.create_index("ix_cluster_members_run_id_number", ["run_id", "number"], unique=False)

    op.create_table(
        "clusters",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("n_members", sa.Integer(), nullable=False),
        sa.Column("coherence", sa.Float(), nullable=True),
        sa.Column("silhouette", sa.Float(), nullable=True),
        sa.Column("representative_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("summary", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("label", sa.String(length=100), nullable=True),
        sa.Column("call_type_id", sa.Uuid(), nullable=True),
        sa.Column("mapping_confidence", sa.Float(), nullable=True),
        sa.Column("mapped_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["call_type_id"], ["call_types.id"], name=op.f("fk_clusters_call_type_id_call_types"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["mapped_by"], ["users.id"], name=op.f("fk_clusters_mapped_by_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["representative_id"],
            ["segments.id"],
            name=op.f("fk_clusters_representative_id_segments"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["clustering_runs.id"], name=op.f("fk_clusters_run_id_clustering_runs"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clusters")),
        sa.UniqueConstraint("run_id", "number", name=op.f("uq_clusters_run_id_number")),
    )
    op.create_table(
        "tasks",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("segment_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("recording_id", sa.Uuid(), nullable=False),
        sa.Column("slot", sa.SmallInteger(), nullable=False),
        sa.Column("position", sa.Float(), nullable=False),
        sa.Column("is_held_out", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("label", sa.String(length=100), nullable=True),
        sa.Column("call_type_id", sa.Uuid(), nullable=True),
        sa.Column("is_flagged", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=True),
        sa.Column("locked_by", sa.Uuid(), nullable=True),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("spent_ms", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["task_batches.id"], name=op.f("fk_tasks_batch_id_task_batches"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["call_type_id"], ["call_types.id"], name=op.f("fk_tasks_call_type_id_call_types"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["users.id"], name=op.f("fk_tasks_decided_by_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["locked_by"], ["users.id"], name=op.f("fk_tasks_locked_by_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["recording_id"], ["recordings.id"], name=op.f("fk_tasks_recording_id_recordings"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["segment_id"], ["segments.id"], name=op.f("fk_tasks_segment_id_segments"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
        sa.UniqueConstraint("batch_id", "segment_id", "slot", name=op.f("uq_tasks_batch_id_segment_id_slot")),
    )
    with op.batch_alter_table("tasks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tasks_call_type_id"), ["call_type_id"], unique=False)
        batch_op.create_index("ix_tasks_decided_by", ["decided_by", "batch_id", "state", "slot"], unique=False)
        batch_op.create_index(
            "ix_tasks_flagged",
            ["is_flagged", "batch_id"],
            unique=False,
            sqlite_where=sa.text("is_flagged = 1"),
            postgresql_where=sa.text("is_flagged"),
        )
        batch_op.create_index("ix_tasks_locked_by", ["locked_by", "batch_id", "state", "slot"], unique=False)
        batch_op.create_index("ix_tasks_next", ["batch_id", "state", "slot", "position", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_tasks_recording_id"), ["recording_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_tasks_segment_id"), ["segment_id"], unique=False)

    op.create_table(
        "task_decisions",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("key", sa.Uuid(), nullable=False),
        sa.Column("task_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column("action", sa.String(length=10), nullable=False),
        sa.Column("before", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("label", sa.String(length=100), nullable=True),
        sa.Column("action_id", sa.Uuid(), nullable=True),
        sa.Column("spent_ms", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["task_batches.id"], name=op.f("fk_task_decisions_batch_id_task_batches"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["task_id"], ["tasks.id"], name=op.f("fk_task_decisions_task_id_tasks"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_task_decisions_user_id_users"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task_decisions")),
        sa.UniqueConstraint("key", name=op.f("uq_task_decisions_key")),
    )
    with op.batch_alter_table("task_decisions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_task_decisions_action_id"), ["action_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_task_decisions_batch_id"), ["batch_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_task_decisions_task_id"), ["task_id"], unique=False)
        batch_op.create_index("ix_task_decisions_user_id_decided_at", ["user_id", "decided_at"], unique=False)

    with op.batch_alter_table("call_types", schema=None) as batch_op:
        batch_op.add_column(sa.Column("short_name", sa.String(length=20), server_default="", nullable=False))
        batch_op.add_column(sa.Column("long_name", sa.String(length=200), server_default="", nullable=False))
        batch_op.add_column(sa.Column("is_retired", sa.Boolean(), server_default=sa.false(), nullable=False))

    with op.batch_alter_table("classifiers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_classifiers_parent_id"), ["parent_id"], unique=False)

    with op.batch_alter_table("segments", schema=None) as batch_op:
        batch_op.add_column(sa.Column("is_rejected", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.create_index(
            "ix_segments_label",
            ["label"],
            unique=False,
            sqlite_where=sa.text("label IS NOT NULL"),
            postgresql_where=sa.text("label IS NOT NULL"),
        )
        batch_op.create_index(
            "ix_segments_rejected",
            ["segmentation_id"],
            unique=False,
            sqlite_where=sa.text("is_rejected"),
            postgresql_where=sa.text("is_rejected"),
        )

    with op.batch_alter_table("species", schema=None) as batch_op:
        batch_op.add_column(sa.Column("context_detail_s", sa.Float(), server_default="0.008", nullable=False))
        batch_op.add_column(sa.Column("context_overview_s", sa.Float(), server_default="0.5", nullable=False))
        batch_op.add_column(sa.Column("repertoire_sha256", sa.String(length=64), nullable=True))
        batch_op.create_index(batch_op.f("ix_species_repertoire_sha256"), ["repertoire_sha256"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_species_repertoire_sha256_blobs"),
            "blobs",
            ["repertoire_sha256"],
            ["sha256"],
            ondelete="RESTRICT",
        )

    with op.batch_alter_table("training_sets", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kind", sa.String(length=12), server_default="clips", nullable=False))



def downgrade() -> None:
    with op.batch_alter_table("training_sets", schema=None) as batch_op:
        batch_op.drop_column("kind")

    with op.batch_alter_table("species", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_species_repertoire_sha256_blobs"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_species_repertoire_sha256"))
        batch_op.drop_column("repertoire_sha256")
        batch_op.drop_column("context_overview_s")
        batch_op.drop_column("context_detail_s")

    with op.batch_alter_table("segments", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_segments_rejected", sqlite_where=sa.text("is_rejected"), postgresql_where=sa.text("is_rejected")
        )
        batch_op.drop_index(
            "ix_segments_label",
            sqlite_where=sa.text("label IS NOT NULL"),
            postgresql_where=sa.text("label IS NOT NULL"),
        )
        batch_op.drop_column("is_rejected")

    with op.batch_alter_table("classifiers", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_classifiers_parent_id"))

    with op.batch_alter_table("call_types", schema=None) as batch_op:
        batch_op.drop_column("is_retired")
        batch_op.drop_column("long_name")
        batch_op.drop_column("short_name")

    with op.batch_alter_table("task_decisions", schema=None) as batch_op:
        batch_op.drop_index("ix_task_decisions_user_id_decided_at")
        batch_op.drop_index(batch_op.f("ix_task_decisions_task_id"))
        batch_op.drop_index(batch_op.f("ix_task_decisions_batch_id"))
        batch_op.drop_index(batch_op.f("ix_task_decisions_action_id"))

    op.drop_table("task_decisions")
    with op.batch_alter_table("tasks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tasks_segment_id"))
        batch_op.drop_index(batch_op.f("ix_tasks_recording_id"))
        batch_op.drop_index("ix_tasks_next")
        batch_op.drop_index("ix_tasks_locked_by")
        batch_op.drop_index(
            "ix_tasks_flagged", sqlite_where=sa.text("is_flagged = 1"), postgresql_where=sa.text("is_flagged")
        )
        batch_op.drop_index("ix_tasks_decided_by")
        batch_op.drop_index(batch_op.f("ix_tasks_call_type_id"))

    op.drop_table("tasks")
    op.drop_table("clusters")
    with op.batch_alter_table("cluster_members", schema=None) as batch_op:
        batch_op.drop_index("ix_cluster_members_run_id_number")

    op.drop_table("cluster_members")
    with op.batch_alter_table("call_embeddings", schema=None) as batch_op:
        batch_op.drop_index("ix_call_embeddings_group_id")

    op.drop_table("call_embeddings")
    op.drop_table("adjudications")
    with op.batch_alter_table("learning_rounds", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_learning_rounds_job_id"))

    op.drop_table("learning_rounds")
    with op.batch_alter_table("batch_assignees", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_batch_assignees_user_id"))

    op.drop_table("batch_assignees")
    op.drop_table("training_selections")
    with op.batch_alter_table("task_batches", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_task_batches_species_id"))
        batch_op.drop_index(batch_op.f("ix_task_batches_job_id"))
        batch_op.drop_index("ix_task_batches_group_id_created_at")

    op.drop_table("task_batches")
    with op.batch_alter_table("label_changes", schema=None) as batch_op:
        batch_op.drop_index("ix_label_changes_user_id_changed_at")
        batch_op.drop_index("ix_label_changes_segment_id")
        batch_op.drop_index(batch_op.f("ix_label_changes_recording_id"))
        batch_op.drop_index(batch_op.f("ix_label_changes_action_id"))

    op.drop_table("label_changes")
    with op.batch_alter_table("clustering_runs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_clustering_runs_recording_id"))
        batch_op.drop_index(batch_op.f("ix_clustering_runs_project_id"))
        batch_op.drop_index(batch_op.f("ix_clustering_runs_job_id"))
        batch_op.drop_index("ix_clustering_runs_group_id_created_at")

    op.drop_table("clustering_runs")
    with op.batch_alter_table("similarity_indexes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_similarity_indexes_job_id"))

    op.drop_table("similarity_indexes")
    with op.batch_alter_table("project_imports", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_project_imports_project_id"))
        batch_op.drop_index(batch_op.f("ix_project_imports_job_id"))
        batch_op.drop_index("ix_project_imports_group_id_created_at")
        batch_op.drop_index(batch_op.f("ix_project_imports_blob_sha256"))

    op.drop_table("project_imports")
    with op.batch_alter_table("exports", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exports_project_id"))
        batch_op.drop_index(batch_op.f("ix_exports_job_id"))
        batch_op.drop_index("ix_exports_group_id_created_at")
        batch_op.drop_index(batch_op.f("ix_exports_expires_at"))
        batch_op.drop_index(batch_op.f("ix_exports_blob_sha256"))

    op.drop_table("exports")
