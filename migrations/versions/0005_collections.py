"""Collections, the people who share them, and what they say about them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "dex_awards",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("badge", sa.String(length=60), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_dex_awards_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("user_id", "badge", name=op.f("pk_dex_awards")),
    )
    op.create_table(
        "dex_collections",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["users.id"], name=op.f("fk_dex_collections_owner_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("owner_id", name=op.f("pk_dex_collections")),
    )
    op.create_table(
        "dex_journal",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("widest", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["users.id"], name=op.f("fk_dex_journal_owner_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_dex_journal")),
    )
    op.create_index("ix_dex_journal_owner_id_seq", "dex_journal", ["owner_id", "seq"], unique=False)
    op.create_table(
        "friendships",
        sa.Column("low_id", sa.Uuid(), nullable=False),
        sa.Column("high_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("asked_by_id", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_blocked_by_low", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("is_blocked_by_high", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('none','pending','friends','rejected')", name=op.f("ck_friendships_state")),
        sa.CheckConstraint("low_id < high_id", name=op.f("ck_friendships_order")),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["users.id"], name=op.f("fk_friendships_asked_by_id_users"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["high_id"], ["users.id"], name=op.f("fk_friendships_high_id_users"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["low_id"], ["users.id"], name=op.f("fk_friendships_low_id_users"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("low_id", "high_id", name=op.f("pk_friendships")),
    )
    op.create_index(op.f("ix_friendships_high_id"), "friendships", ["high_id"], unique=False)
    op.create_table(
        "dex_card_files",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("problem_detail", sa.Text(), nullable=True),
        sa.Column("n_cards", sa.Integer(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=True),
        sa.Column("blob_sha256", sa.String(length=64), nullable=True),
        sa.Column("job_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["blob_sha256"], ["blobs.sha256"], name=op.f("fk_dex_card_files_blob_sha256_blobs"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["job_id"], ["jobs.id"], name=op.f("fk_dex_card_files_job_id_jobs"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["users.id"], name=op.f("fk_dex_card_files_owner_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dex_card_files")),
    )
    op.create_index(op.f("ix_dex_card_files_blob_sha256"), "dex_card_files", ["blob_sha256"], unique=False)
    op.create_index(op.f("ix_dex_card_files_job_id"), "dex_card_files", ["job_id"], unique=False)
    op.create_index("ix_dex_card_files_owner_id_created_at", "dex_card_files", ["owner_id", "created_at"], unique=False)
    op.create_table(
        "dex_entries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("species_id", sa.Uuid(), nullable=False),
        sa.Column("client_id", sa.String(length=64), nullable=True),
        sa.Column("vision_job_id", sa.Uuid(), nullable=True),
        sa.Column("identification_id", sa.Uuid(), nullable=True),
        sa.Column("observed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=True),
        sa.Column("longitude", sa.Float(), nullable=True),
        sa.Column("accuracy_m", sa.Float(), nullable=True),
        sa.Column("place_name", sa.String(length=200), nullable=False),
        sa.Column("is_obscured", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("n_individuals", sa.Integer(), nullable=False),
        sa.Column("is_wild", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("card_style", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("visibility", sa.String(length=8), nullable=False),
        sa.Column("is_favourite", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("shown_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("field_versions", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("visibility IN ('private','friends','public')", name=op.f("ck_dex_entries_visibility")),
        sa.CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name=op.f("ck_dex_entries_place")),
        sa.CheckConstraint("latitude BETWEEN -90 AND 90", name=op.f("ck_dex_entries_latitude")),
        sa.CheckConstraint("longitude BETWEEN -180 AND 180", name=op.f("ck_dex_entries_longitude")),
        sa.CheckConstraint("n_individuals >= 1", name=op.f("ck_dex_entries_n_individuals")),
        sa.ForeignKeyConstraint(
            ["identification_id"],
            ["identifications.id"],
            name=op.f("fk_dex_entries_identification_id_identifications"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["users.id"], name=op.f("fk_dex_entries_owner_id_users"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["species_id"], ["species.id"], name=op.f("fk_dex_entries_species_id_species"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["vision_job_id"],
            ["vision_jobs.id"],
            name=op.f("fk_dex_entries_vision_job_id_vision_jobs"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dex_entries")),
        sa.UniqueConstraint("owner_id", "client_id", name=op.f("uq_dex_entries_owner_id_client_id")),
    )
    op.create_index("ix_dex_entries_deleted_at", "dex_entries", ["deleted_at"], unique=False)
    op.create_index(op.f("ix_dex_entries_identification_id"), "dex_entries", ["identification_id"], unique=False)
    op.create_index(
        "ix_dex_entries_owner_id_observed_at", "dex_entries", ["owner_id", "observed_at", "id"], unique=False
    )
    op.create_index("ix_dex_entries_owner_id_species_id", "dex_entries", ["owner_id", "species_id"], unique=False)
    op.create_index("ix_dex_entries_shown_at", "dex_entries", ["shown_at", "id"], unique=False)
    op.create_index(op.f("ix_dex_entries_species_id"), "dex_entries", ["species_id"], unique=False)
    op.create_index(op.f("ix_dex_entries_vision_job_id"), "dex_entries", ["vision_job_id"], unique=False)
    op.create_table(
        "dex_comments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden_by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["author_id"], ["users.id"], name=op.f("fk_dex_comments_author_id_users"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["dex_entries.id"], name=op.f("fk_dex_comments_entry_id_dex_entries"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["hidden_by_id"], ["users.id"], name=op.f("fk_dex_comments_hidden_by_id_users"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dex_comments")),
    )
    op.create_index(op.f("ix_dex_comments_author_id"), "dex_comments", ["author_id"], unique=False)
    op.create_index("ix_dex_comments_entry_id_created_at", "dex_comments", ["entry_id", "created_at"], unique=False)
    op.create_table(
        "dex_muted",
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["dex_entries.id"], name=op.f("fk_dex_muted_entry_id_dex_entries"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_dex_muted_user_id_users"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", "entry_id", name=op.f("pk_dex_muted")),
    )
    op.create_index(op.f("ix_dex_muted_entry_id"), "dex_muted", ["entry_id"], unique=False)
    op.create_table(
        "dex_pictures",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("image_id", sa.Uuid(), nullable=True),
        sa.Column("version_id", sa.Uuid(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("standard_sha256", sa.String(length=64), nullable=False),
        sa.Column("thumbnail_768_sha256", sa.String(length=64), nullable=False),
        sa.Column("thumbnail_256_sha256", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["dex_entries.id"], name=op.f("fk_dex_pictures_entry_id_dex_entries"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["image_id"], ["images.id"], name=op.f("fk_dex_pictures_image_id_images"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["standard_sha256"],
            ["blobs.sha256"],
            name=op.f("fk_dex_pictures_standard_sha256_blobs"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["thumbnail_256_sha256"],
            ["blobs.sha256"],
            name=op.f("fk_dex_pictures_thumbnail_256_sha256_blobs"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["thumbnail_768_sha256"],
            ["blobs.sha256"],
            name=op.f("fk_dex_pictures_thumbnail_768_sha256_blobs"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["image_versions.id"],
            name=op.f("fk_dex_pictures_version_id_image_versions"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dex_pictures")),
    )
    op.create_index("ix_dex_pictures_entry_id_position", "dex_pictures", ["entry_id", "position"], unique=False)
    op.create_index(op.f("ix_dex_pictures_image_id"), "dex_pictures", ["image_id"], unique=False)
    op.create_index(op.f("ix_dex_pictures_standard_sha256"), "dex_pictures", ["standard_sha256"], unique=False)
    op.create_index(
        op.f("ix_dex_pictures_thumbnail_256_sha256"), "dex_pictures", ["thumbnail_256_sha256"], unique=False
    )
    op.create_index(
        op.f("ix_dex_pictures_thumbnail_768_sha256"), "dex_pictures", ["thumbnail_768_sha256"], unique=False
    )
    op.create_index(op.f("ix_dex_pictures_version_id"), "dex_pictures", ["version_id"], unique=False)
    op.create_table(
        "dex_reactions",
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("user_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["dex_entries.id"], name=op.f("fk_dex_reactions_entry_id_dex_entries"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_dex_reactions_user_id_users"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("entry_id", "user_id", name=op.f("pk_dex_reactions")),
    )
    op.create_index(op.f("ix_dex_reactions_user_id"), "dex_reactions", ["user_id"], unique=False)
    op.create_table(
        "dex_reports",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("comment_id", sa.Uuid(), nullable=True),
        sa.Column("reporter_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["dex_comments.id"], name=op.f("fk_dex_reports_comment_id_dex_comments"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["dex_entries.id"], name=op.f("fk_dex_reports_entry_id_dex_entries"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["reporter_id"], ["users.id"], name=op.f("fk_dex_reports_reporter_id_users"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["settled_by_id"], ["users.id"], name=op.f("fk_dex_reports_settled_by_id_users"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dex_reports")),
    )
    op.create_index(op.f("ix_dex_reports_comment_id"), "dex_reports", ["comment_id"], unique=False)
    op.create_index(op.f("ix_dex_reports_created_at"), "dex_reports", ["created_at"], unique=False)
    op.create_index(op.f("ix_dex_reports_entry_id"), "dex_reports", ["entry_id"], unique=False)
    op.create_index(op.f("ix_dex_reports_reporter_id"), "dex_reports", ["reporter_id"], unique=False)
    # Friend codes have eight characters; the first eight of ten are as unlike each other.
    op.execute("UPDATE users SET friend_code = substr(friend_code, 1, 8)")


def downgrade() -> None:
    op.drop_index(op.f("ix_dex_reports_reporter_id"), table_name="dex_reports")
    op.drop_index(op.f("ix_dex_reports_entry_id"), table_name="dex_reports")
    op.drop_index(op.f("ix_dex_reports_created_at"), table_name="dex_reports")
    op.drop_index(op.f("ix_dex_reports_comment_id"), table_name="dex_reports")
    op.drop_table("dex_reports")
    op.drop_index(op.f("ix_dex_reactions_user_id"), table_name="dex_reactions")
    op.drop_table("dex_reactions")
    op.drop_index(op.f("ix_dex_pictures_version_id"), table_name="dex_pictures")
    op.drop_index(op.f("ix_dex_pictures_thumbnail_768_sha256"), table_name="dex_pictures")
    op.drop_index(op.f("ix_dex_pictures_thumbnail_256_sha256"), table_name="dex_pictures")
    op.drop_index(op.f("ix_dex_pictures_standard_sha256"), table_name="dex_pictures")
    op.drop_index(op.f("ix_dex_pictures_image_id"), table_name="dex_pictures")
    op.drop_index("ix_dex_pictures_entry_id_position", table_name="dex_pictures")
    op.drop_table("dex_pictures")
    op.drop_index(op.f("ix_dex_muted_entry_id"), table_name="dex_muted")
    op.drop_table("dex_muted")
    op.drop_index("ix_dex_comments_entry_id_created_at", table_name="dex_comments")
    op.drop_index(op.f("ix_dex_comments_author_id"), table_name="dex_comments")
    op.drop_table("dex_comments")
    op.drop_index(op.f("ix_dex_entries_vision_job_id"), table_name="dex_entries")
    op.drop_index(op.f("ix_dex_entries_species_id"), table_name="dex_entries")
    op.drop_index("ix_dex_entries_shown_at", table_name="dex_entries")
    op.drop_index("ix_dex_entries_owner_id_species_id", table_name="dex_entries")
    op.drop_index("ix_dex_entries_owner_id_observed_at", table_name="dex_entries")
    op.drop_index(op.f("ix_dex_entries_identification_id"), table_name="dex_entries")
    op.drop_index("ix_dex_entries_deleted_at", table_name="dex_entries")
    op.drop_table("dex_entries")
    op.drop_index("ix_dex_card_files_owner_id_created_at", table_name="dex_card_files")
    op.drop_index(op.f("ix_dex_card_files_job_id"), table_name="dex_card_files")
    op.drop_index(op.f("ix_dex_card_files_blob_sha256"), table_name="dex_card_files")
    op.drop_table("dex_card_files")
    op.drop_index(op.f("ix_friendships_high_id"), table_name="friendships")
    op.drop_table("friendships")
    op.drop_index("ix_dex_journal_owner_id_seq", table_name="dex_journal")
    op.drop_table("dex_journal")
    op.drop_table("dex_collections")
    op.drop_table("dex_awards")
