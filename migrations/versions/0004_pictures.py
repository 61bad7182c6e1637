"""Pictures, their versions, and what machines and people say that they show."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "images",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("project_id", sa.Uuid(), nullable=True),
        sa.Column("site_id", sa.Uuid(), nullable=True),
        sa.Column("species_id", sa.Uuid(), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("blob_sha256", sa.String(length=64), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("sort_name", sa.String(length=255), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("search_text", sa.String(length=1000), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("format", sa.String(length=8), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("orientation", sa.Integer(), nullable=False),
        sa.Column("phash", sa.BigInteger(), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("utc_offset_min", sa.Integer(), nullable=True),
        sa.Column("timeline_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("accuracy_m", sa.Float(), nullable=True),
        sa.Column("is_place_shared", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("camera", sa.String(length=120), nullable=True),
        sa.Column("exif", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("burst_id", sa.Uuid(), nullable=True),
        sa.Column("current_version_id", sa.Uuid(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name=op.f("ck_images_place")),
        sa.CheckConstraint("latitude BETWEEN -90 AND 90", name=op.f("ck_images_latitude")),
        sa.CheckConstraint("longitude BETWEEN -180 AND 180", name=op.f("ck_images_longitude")),
        sa.ForeignKeyConstraint(
            ["blob_sha256"], ["blobs.sha256"], name=op.f("fk_images_blob_sha256_blobs"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["users.id"], name=op.f("fk_images_created_by_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["groups.id"], name=op.f("fk_images_group_id_groups"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_images_project_id_projects"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["site_id"], ["sites.id"], name=op.f("fk_images_site_id_sites"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["species_id"], ["species.id"], name=op.f("fk_images_species_id_species"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_images")),
        sa.UniqueConstraint("group_id", "blob_sha256", name=op.f("uq_images_group_id_blob_sha256")),
    )
    with op.batch_alter_table("images", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_images_blob_sha256"), ["blob_sha256"], unique=False)
        batch_op.create_index("ix_images_burst", ["group_id", "camera", "taken_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_images_burst_id"), ["burst_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_images_created_by"), ["created_by"], unique=False)
        batch_op.create_index("ix_images_group_id_created_at", ["group_id", "created_at", "id"], unique=False)
        batch_op.create_index("ix_images_group_id_timeline_at", ["group_id", "timeline_at", "id"], unique=False)
        batch_op.create_index("ix_images_project_id_timeline_at", ["project_id", "timeline_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_images_site_id"), ["site_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_images_species_id"), ["species_id"], unique=False)

    op.create_table(
        "image_versions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("image_id", sa.Uuid(), nullable=False),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("transformations", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("standard_sha256", sa.String(length=64), nullable=False),
        sa.Column("thumbnail_768_sha256", sa.String(length=64), nullable=False),
        sa.Column("thumbnail_256_sha256", sa.String(length=64), nullable=False),
        sa.Column("code_version", sa.String(length=60), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by"], ["users.id"], name=op.f("fk_image_versions_created_by_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["image_id"], ["images.id"], name=op.f("fk_image_versions_image_id_images"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"],
            ["image_versions.id"],
            name=op.f("fk_image_versions_parent_id_image_versions"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["standard_sha256"],
            ["blobs.sha256"],
            name=op.f("fk_image_versions_standard_sha256_blobs"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["thumbnail_256_sha256"],
            ["blobs.sha256"],
            name=op.f("fk_image_versions_thumbnail_256_sha256_blobs"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["thumbnail_768_sha256"],
            ["blobs.sha256"],
            name=op.f("fk_image_versions_thumbnail_768_sha256_blobs"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_image_versions")),
        sa.UniqueConstraint("image_id", "number", name=op.f("uq_image_versions_image_id_number")),
    )
    with op.batch_alter_table("image_versions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_image_versions_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_image_versions_standard_sha256"), ["standard_sha256"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_image_versions_thumbnail_256_sha256"), ["thumbnail_256_sha256"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_image_versions_thumbnail_768_sha256"), ["thumbnail_768_sha256"], unique=False
        )

    op.create_table(
        "vision_jobs",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("image_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("job_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("provider", sa.String(length=40), nullable=False),
        sa.Column("model", sa.String(length=120), nullable=True),
        sa.Column("detail", sa.String(length=8), nullable=False),
        sa.Column("is_place_told", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("code_version", sa.String(length=60), nullable=True),
        sa.Column("raw_answer", sa.Text(), nullable=True),
        sa.Column("tokens_in", sa.Integer(), nullable=False),
        sa.Column("tokens_out", sa.Integer(), nullable=False),
        sa.Column("cost_usd", sa.Float(), nullable=False),
        sa.Column("reserved_usd", sa.Float(), nullable=False),
        sa.Column("elapsed_s", sa.Float(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error_code", sa.String(length=80), nullable=True),
        sa.Column("error_detail", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by"], ["users.id"], name=op.f("fk_vision_jobs_created_by_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["groups.id"], name=op.f("fk_vision_jobs_group_id_groups"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["image_id"], ["images.id"], name=op.f("fk_vision_jobs_image_id_images"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name=op.f("fk_vision_jobs_job_id_jobs"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["image_versions.id"],
            name=op.f("fk_vision_jobs_version_id_image_versions"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vision_jobs")),
    )
    with op.batch_alter_table("vision_jobs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_vision_jobs_created_at"), ["created_at"], unique=False)
        batch_op.create_index("ix_vision_jobs_created_by_created_at", ["created_by", "created_at"], unique=False)
        batch_op.create_index("ix_vision_jobs_group_id_created_at", ["group_id", "created_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_vision_jobs_image_id"), ["image_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_vision_jobs_job_id"), ["job_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_vision_jobs_version_id"), ["version_id"], unique=False)

    op.create_table(
        "vision_proposals",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("vision_job_id", sa.Uuid(), nullable=False),
        sa.Column("animal", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("scientific_name", sa.String(length=150), nullable=False),
        sa.Column("common_name", sa.String(length=150), nullable=False),
        sa.Column("rank", sa.String(length=40), nullable=False),
        sa.Column("n_individuals", sa.Integer(), nullable=False),
        sa.Column("box", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=True),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("species_id", sa.Uuid(), nullable=True),
        sa.Column("match_how", sa.String(length=20), nullable=True),
        sa.Column("match_name", sa.String(length=150), nullable=True),
        sa.Column("match_confidence", sa.Float(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.CheckConstraint("confidence BETWEEN 0 AND 1", name=op.f("ck_vision_proposals_confidence")),
        sa.ForeignKeyConstraint(
            ["species_id"], ["species.id"], name=op.f("fk_vision_proposals_species_id_species"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["vision_job_id"],
            ["vision_jobs.id"],
            name=op.f("fk_vision_proposals_vision_job_id_vision_jobs"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vision_proposals")),
        sa.UniqueConstraint(
            "vision_job_id", "animal", "place", name=op.f("uq_vision_proposals_vision_job_id_animal_place")
        ),
    )
    with op.batch_alter_table("vision_proposals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_vision_proposals_species_id"), ["species_id"], unique=False)

    op.create_table(
        "identifications",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("image_id", sa.Uuid(), nullable=False),
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("species_id", sa.Uuid(), nullable=False),
        sa.Column("vision_job_id", sa.Uuid(), nullable=True),
        sa.Column("proposal_id", sa.Uuid(), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("is_withdrawn", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("embedding", sa.LargeBinary(), nullable=True),
        sa.Column("embedding_version", sa.String(length=60), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by"], ["users.id"], name=op.f("fk_identifications_created_by_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["groups.id"], name=op.f("fk_identifications_group_id_groups"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["image_id"], ["images.id"], name=op.f("fk_identifications_image_id_images"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"],
            ["vision_proposals.id"],
            name=op.f("fk_identifications_proposal_id_vision_proposals"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["species_id"], ["species.id"], name=op.f("fk_identifications_species_id_species"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["image_versions.id"],
            name=op.f("fk_identifications_version_id_image_versions"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["vision_job_id"],
            ["vision_jobs.id"],
            name=op.f("fk_identifications_vision_job_id_vision_jobs"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identifications")),
    )
    with op.batch_alter_table("identifications", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_identifications_group_id"), ["group_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_identifications_image_id"), ["image_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_identifications_proposal_id"), ["proposal_id"], unique=False)
        batch_op.create_index("ix_identifications_species_id_created_at", ["species_id", "created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_identifications_version_id"), ["version_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_identifications_vision_job_id"), ["vision_job_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("identifications", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_identifications_vision_job_id"))
        batch_op.drop_index(batch_op.f("ix_identifications_version_id"))
        batch_op.drop_index("ix_identifications_species_id_created_at")
        batch_op.drop_index(batch_op.f("ix_identifications_proposal_id"))
        batch_op.drop_index(batch_op.f("ix_identifications_image_id"))
        batch_op.drop_index(batch_op.f("ix_identifications_group_id"))

    op.drop_table("identifications")
    with op.batch_alter_table("vision_proposals", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_vision_proposals_species_id"))

    op.drop_table("vision_proposals")
    with op.batch_alter_table("vision_jobs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_vision_jobs_version_id"))
        batch_op.drop_index(batch_op.f("ix_vision_jobs_job_id"))
        batch_op.drop_index(batch_op.f("ix_vision_jobs_image_id"))
        batch_op.drop_index("ix_vision_jobs_group_id_created_at")
        batch_op.drop_index("ix_vision_jobs_created_by_created_at")
        batch_op.drop_index(batch_op.f("ix_vision_jobs_created_at"))

    op.drop_table("vision_jobs")
    with op.batch_alter_table("image_versions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_image_versions_thumbnail_768_sha256"))
        batch_op.drop_index(batch_op.f("ix_image_versions_thumbnail_256_sha256"))
        batch_op.drop_index(batch_op.f("ix_image_versions_standard_sha256"))
        batch_op.drop_index(batch_op.f("ix_image_versions_parent_id"))

    op.drop_table("image_versions")
    with op.batch_alter_table("images", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_images_species_id"))
        batch_op.drop_index(batch_op.f("ix_images_site_id"))
        batch_op.drop_index("ix_images_project_id_timeline_at")
        batch_op.drop_index("ix_images_group_id_timeline_at")
        batch_op.drop_index("ix_images_group_id_created_at")
        batch_op.drop_index(batch_op.f("ix_images_created_by"))
        batch_op.drop_index(batch_op.f("ix_images_burst_id"))
        batch_op.drop_index("ix_images_burst")
        batch_op.drop_index(batch_op.f("ix_images_blob_sha256"))

    op.drop_table("images")
