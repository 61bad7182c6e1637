"""Species are the station's, repertoires the groups': one record a taxon; checklists and the number of a sighting."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

REFERRING = ("recordings", "classifiers", "task_batches")
"""Tables whose `species_id` names a species."""


def upgrade() -> None:
    _without_references(_upgrade)


def _without_references(change) -> None:
    """SQLite changes a table by building it anew, which references to it would undo; they are off meanwhile."""
    if op.get_bind().dialect.name != "sqlite":
        change()
        return
    with op.get_context().autocommit_block():
        op.execute("PRAGMA foreign_keys=OFF")
    change()
    with op.get_context().autocommit_block():
        op.execute("PRAGMA foreign_keys=ON")


def _upgrade() -> None:
    op.create_table(
        "repertoires",
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("species_id", sa.Uuid(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("default_preset", sa.String(length=60), nullable=True),
        sa.Column("context_detail_s", sa.Float(), server_default="0.008", nullable=False),
        sa.Column("context_overview_s", sa.Float(), server_default="0.5", nullable=False),
        sa.Column("picture_sha256", sa.String(length=64), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["groups.id"], name=op.f("fk_repertoires_group_id_groups"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["picture_sha256"], ["blobs.sha256"], name=op.f("fk_repertoires_picture_sha256_blobs"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["species_id"], ["species.id"], name=op.f("fk_repertoires_species_id_species"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("group_id", "species_id", name=op.f("pk_repertoires")),
    )
    with op.batch_alter_table("repertoires", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_repertoires_picture_sha256"), ["picture_sha256"], unique=False)
        batch_op.create_index("ix_repertoires_species_id", ["species_id"], unique=False)
    _create_tables()
    _merge()
    _call_types_of_groups()
    _species_of_the_station()


def _create_tables() -> None:
    op.create_table(
        "sighting_counter",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("given", sa.Integer(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_sighting_counter_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sighting_counter")),
    )
    op.create_table(
        "species_names",
        sa.Column("id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("species_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.String(length=3), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_key", sa.String(length=200), nullable=False),
        sa.Column("is_preferred", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(
            ["species_id"], ["species.id"], name=op.f("fk_species_names_species_id_species"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_species_names")),
        sa.UniqueConstraint("species_id", "language", "name", name=op.f("uq_species_names_species_id_language_name")),
    )
    with op.batch_alter_table("species_names", schema=None) as batch_op:
        batch_op.create_index("ix_species_names_key", ["name_key"], unique=False)
    op.create_table(
        "checklists",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("alias", sa.String(length=200), nullable=False),
        sa.Column("release", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("file_name", sa.String(length=255), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("progress", JSON, nullable=False),
        sa.Column("counts", JSON, nullable=False),
        sa.Column("problem_code", sa.String(length=80), nullable=True),
        sa.Column("problem_detail", sa.Text(), nullable=True),
        sa.Column("blob_sha256", sa.String(length=64), nullable=True),
        sa.Column("job_id", sa.Uuid(), nullable=True),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["blob_sha256"], ["blobs.sha256"], name=op.f("fk_checklists_blob_sha256_blobs"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["users.id"], name=op.f("fk_checklists_created_by_users"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["job_id"], ["jobs.id"], name=op.f("fk_checklists_job_id_jobs"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklists")),
    )
    with op.batch_alter_table("checklists", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_checklists_blob_sha256"), ["blob_sha256"], unique=False)
        batch_op.create_index(batch_op.f("ix_checklists_digest"), ["digest"], unique=False)
        batch_op.create_index(batch_op.f("ix_checklists_job_id"), ["job_id"], unique=False)


def _merge() -> None:
    """The oldest of the species of one name stays; what a group kept about its own becomes its repertoire."""
    kept = """(SELECT kept.id FROM species AS kept WHERE lower(kept.scientific_name) = lower({name})
        ORDER BY kept.created_at, kept.id LIMIT 1)"""
    op.execute(
        f"""INSERT INTO repertoires (group_id, species_id, notes, default_preset, context_detail_s,
            context_overview_s, picture_sha256, version, created_at, updated_at)
        SELECT group_id, {kept.format(name="own.scientific_name")}, notes, default_preset, context_detail_s,
            context_overview_s, repertoire_sha256, version, created_at, updated_at FROM species AS own
        WHERE NOT EXISTS (SELECT 1 FROM species AS twin WHERE twin.group_id = own.group_id
            AND lower(twin.scientific_name) = lower(own.scientific_name)
            AND (twin.created_at < own.created_at OR (twin.created_at = own.created_at AND twin.id < own.id)))"""
    )
    with op.batch_alter_table("call_types", schema=None) as batch_op:
        batch_op.add_column(sa.Column("group_id", sa.Uuid(), nullable=True))
    op.execute(
        "UPDATE call_types SET group_id = (SELECT own.group_id FROM species AS own WHERE own.id = call_types.species_id)"
    )
    with op.batch_alter_table("call_types", schema=None) as batch_op:
        batch_op.drop_constraint("uq_call_types_species_id_key", type_="unique")
        batch_op.drop_constraint("uq_call_types_species_id_name", type_="unique")
    for table in (*REFERRING, "call_types"):
        old = f"(SELECT own.scientific_name FROM species AS own WHERE own.id = {table}.species_id)"
        op.execute(
            f"UPDATE {table} SET species_id = {kept.format(name=old)} WHERE species_id IS NOT NULL"
        )
    op.execute(f"DELETE FROM species WHERE id <> {kept.format(name='species.scientific_name')}")


def _call_types_of_groups() -> None:
    # A group that had a name twice, capitalised in two ways, may have a type twice: the later gets a number, no key.
    twin = """EXISTS (SELECT 1 FROM call_types AS first WHERE first.group_id = call_types.group_id
        AND first.species_id = call_types.species_id AND first.{column} = call_types.{column}
        AND first.id < call_types.id)"""
    op.execute(f"UPDATE call_types SET key = NULL WHERE {twin.format(column='key')}")
    op.execute(f"UPDATE call_types SET name = substr(name, 1, 90) || ' (2)' WHERE {twin.format(column='name')}")
    with op.batch_alter_table("call_types", schema=None) as batch_op:
        batch_op.alter_column("group_id", existing_type=sa.Uuid(), nullable=False)
        batch_op.create_unique_constraint(
            batch_op.f("uq_call_types_group_id_species_id_key"), ["group_id", "species_id", "key"]
        )
        batch_op.create_unique_constraint(
            batch_op.f("uq_call_types_group_id_species_id_name"), ["group_id", "species_id", "name"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_call_types_group_id_groups"), "groups", ["group_id"], ["id"], ondelete="RESTRICT"
        )
        batch_op.create_foreign_key(
            "fk_call_types_repertoire",
            "repertoires",
            ["group_id", "species_id"],
            ["group_id", "species_id"],
            ondelete="CASCADE",
        )
        batch_op.create_index("ix_call_types_species_id", ["species_id"], unique=False)


TEXTS = {"authorship": 300, "kingdom": 100, "phylum": 100, "class_name": 100, "order_name": 100, "family": 100,
         "genus": 100, "epithet": 100, "subspecies": 100, "establishment": 60, "environment": 60, "source": 100,
         "source_id": 100}  # fmt: skip
"""New columns of short text, empty at first, and how long they may be."""


def _species_of_the_station() -> None:
    with op.batch_alter_table("species", schema=None) as batch_op:
        batch_op.drop_constraint("uq_species_group_id_scientific_name", type_="unique")
        batch_op.drop_constraint("fk_species_group_id_groups", type_="foreignkey")
        batch_op.drop_constraint("fk_species_repertoire_sha256_blobs", type_="foreignkey")
        batch_op.drop_index("ix_species_repertoire_sha256")
        for column in ("group_id", "notes", "default_preset", "context_detail_s", "context_overview_s",
                       "repertoire_sha256"):  # fmt: skip
            batch_op.drop_column(column)
        for column, length in TEXTS.items():
            batch_op.add_column(sa.Column(column, sa.String(length=length), server_default="", nullable=False))
        batch_op.add_column(sa.Column("rank", sa.String(length=30), server_default="species", nullable=False))
        batch_op.add_column(sa.Column("iucn_status", sa.String(length=2), nullable=True))
        for column in ("description", "habitat", "diet"):
            batch_op.add_column(sa.Column(column, sa.Text(), server_default="", nullable=False))
        for column in ("facts", "native_regions"):
            batch_op.add_column(sa.Column(column, JSON, server_default="[]", nullable=False))
        batch_op.add_column(sa.Column("is_sensitive", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("verified_by", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("creation_index", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("n_observations", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("created_by", sa.Uuid(), nullable=True))
        batch_op.create_unique_constraint(batch_op.f("uq_species_scientific_name"), ["scientific_name"])
        batch_op.create_unique_constraint(batch_op.f("uq_species_creation_index"), ["creation_index"])
        for column in ("created_by", "verified_by"):
            batch_op.create_foreign_key(
                batch_op.f(f"fk_species_{column}_users"), "users", [column], ["id"], ondelete="SET NULL"
            )
    op.create_index("ix_species_family", "species", ["family"], unique=False)
    op.create_index("ix_species_n_observations", "species", ["n_observations"], unique=False)


def downgrade() -> None:
    _without_references(_downgrade)


def _downgrade() -> None:
    """One group, the first that works with it, keeps each species; what was known of it elsewhere is lost."""
    for index in ("ix_species_n_observations", "ix_species_family"):
        op.drop_index(index, table_name="species")
    with op.batch_alter_table("species", schema=None) as batch_op:
        for column in ("verified_by", "created_by"):
            batch_op.drop_constraint(f"fk_species_{column}_users", type_="foreignkey")
        batch_op.drop_constraint("uq_species_creation_index", type_="unique")
        batch_op.drop_constraint("uq_species_scientific_name", type_="unique")
        for column in (*TEXTS, "rank", "iucn_status", "description", "habitat", "diet", "facts", "native_regions",
                       "is_sensitive", "verified_by", "verified_at", "creation_index", "n_observations",
                       "created_by"):  # fmt: skip
            batch_op.drop_column(column)
        batch_op.add_column(sa.Column("group_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("notes", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("default_preset", sa.String(length=60), nullable=True))
        batch_op.add_column(sa.Column("context_detail_s", sa.Float(), server_default="0.008", nullable=False))
        batch_op.add_column(sa.Column("context_overview_s", sa.Float(), server_default="0.5", nullable=False))
        batch_op.add_column(sa.Column("repertoire_sha256", sa.String(length=64), nullable=True))
    for column, kept in (("group_id", "group_id"), ("repertoire_sha256", "picture_sha256")):
        op.execute(
            f"""UPDATE species SET {column} = (SELECT own.{kept} FROM repertoires AS own
            WHERE own.species_id = species.id ORDER BY own.created_at, own.group_id LIMIT 1)"""
        )
    with op.batch_alter_table("call_types", schema=None) as batch_op:
        batch_op.drop_index("ix_call_types_species_id")
        batch_op.drop_constraint("fk_call_types_repertoire", type_="foreignkey")
        batch_op.drop_constraint("fk_call_types_group_id_groups", type_="foreignkey")
        batch_op.drop_constraint("uq_call_types_group_id_species_id_name", type_="unique")
        batch_op.drop_constraint("uq_call_types_group_id_species_id_key", type_="unique")
    op.execute(
        "DELETE FROM call_types WHERE group_id <> (SELECT own.group_id FROM species AS own"
        " WHERE own.id = call_types.species_id)"
    )
    for table in REFERRING:
        op.execute(f"UPDATE {table} SET species_id = NULL WHERE species_id IN"
                   " (SELECT id FROM species WHERE group_id IS NULL)")  # fmt: skip
    op.execute("DELETE FROM species WHERE group_id IS NULL")
    with op.batch_alter_table("call_types", schema=None) as batch_op:
        batch_op.drop_column("group_id")
        batch_op.create_unique_constraint(batch_op.f("uq_call_types_species_id_key"), ["species_id", "key"])
        batch_op.create_unique_constraint(batch_op.f("uq_call_types_species_id_name"), ["species_id", "name"])
    with op.batch_alter_table("species", schema=None) as batch_op:
        batch_op.alter_column("group_id", existing_type=sa.Uuid(), nullable=False)
        batch_op.create_unique_constraint(
            batch_op.f("uq_species_group_id_scientific_name"), ["group_id", "scientific_name"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_species_group_id_groups"), "groups", ["group_id"], ["id"], ondelete="RESTRICT"
        )
        batch_op.create_index(batch_op.f("ix_species_repertoire_sha256"), ["repertoire_sha256"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_species_repertoire_sha256_blobs"), "blobs", ["repertoire_sha256"], ["sha256"],
            ondelete="RESTRICT",
        )  # fmt: skip
    for (number,) in op.get_bind().execute(sa.text("SELECT id FROM checklists")).all():
        for part in ("usages", "common_names", "common_words", "places", "relations", "words"):
            op.execute(f"DROP TABLE IF EXISTS checklist_{number}_{part}")
    op.drop_table("checklists")
    op.drop_table("species_names")
    op.drop_table("sighting_counter")
    op.drop_table("repertoires")
