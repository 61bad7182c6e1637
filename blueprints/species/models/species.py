"""Species: one record a taxon, shared by the whole station."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from core.db import Base, BigKey, CreatedAt, JsonDocument, UpdatedAt, UuidKey


class IucnStatus(StrEnum):
    """How threatened a species is, by the categories of the IUCN Red List (version 3.1)."""

    EX = "EX"
    EW = "EW"
    CR = "CR"
    EN = "EN"
    VU = "VU"
    NT = "NT"
    LC = "LC"
    DD = "DD"
    NE = "NE"


class Species(Base):
    """One taxon. Everybody on the station may read it; what a group alone keeps about it is its repertoire."""

    __tablename__ = "species"
    __table_args__ = (
        UniqueConstraint("scientific_name"),
        UniqueConstraint("creation_index"),
        Index("ix_species_family", "family"),
        Index("ix_species_n_observations", "n_observations"),
    )

    id: Mapped[UuidKey]
    scientific_name: Mapped[str] = mapped_column(String(150))
    """Without author, as the parser of names writes it."""
    common_name: Mapped[str] = mapped_column(String(150), default="")
    """The preferred one, whatever its language."""
    authorship: Mapped[str] = mapped_column(String(300), default="", server_default="")
    rank: Mapped[str] = mapped_column(String(30), default="species", server_default="species")
    kingdom: Mapped[str] = mapped_column(String(100), default="", server_default="")
    phylum: Mapped[str] = mapped_column(String(100), default="", server_default="")
    class_name: Mapped[str] = mapped_column(String(100), default="", server_default="")
    order_name: Mapped[str] = mapped_column(String(100), default="", server_default="")
    family: Mapped[str] = mapped_column(String(100), default="", server_default="")
    genus: Mapped[str] = mapped_column(String(100), default="", server_default="")
    epithet: Mapped[str] = mapped_column(String(100), default="", server_default="")
    subspecies: Mapped[str] = mapped_column(String(100), default="", server_default="")
    iucn_status: Mapped[IucnStatus | None] = mapped_column(String(2))
    description: Mapped[str] = mapped_column(Text, default="", server_default="")
    habitat: Mapped[str] = mapped_column(Text, default="", server_default="")
    diet: Mapped[str] = mapped_column(Text, default="", server_default="")
    facts: Mapped[list[Any]] = mapped_column(JsonDocument, default=list, server_default="[]")
    """Interesting facts, one text each."""
    native_regions: Mapped[list[Any]] = mapped_column(JsonDocument, default=list, server_default="[]")
    establishment: Mapped[str] = mapped_column(String(60), default="", server_default="")
    environment: Mapped[str] = mapped_column(String(60), default="", server_default="")
    is_sensitive: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Places of its sightings are shown to others only roughly."""
    source: Mapped[str] = mapped_column(String(100), default="", server_default="")
    """Checklist its taxonomy was taken from; empty: written by people."""
    source_id: Mapped[str] = mapped_column(String(100), default="", server_default="")
    """Its identifier there."""
    verified_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    verified_at: Mapped[datetime | None]
    creation_index: Mapped[int | None]
    """The station's own number of it, 1, 2, 3 … without gaps, given when it was first seen; None: not seen yet."""
    n_observations: Mapped[int] = mapped_column(default=0, server_default="0")
    """Entries people have of it."""
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[UpdatedAt]

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (SQLAlchemy reads a plain class attribute)


class SpeciesName(Base):
    """One common name of a species in one language."""

    __tablename__ = "species_names"
    __table_args__ = (UniqueConstraint("species_id", "language", "name"), Index("ix_species_names_key", "name_key"))

    id: Mapped[BigKey]
    species_id: Mapped[UUID] = mapped_column(ForeignKey("species.id", ondelete="CASCADE"))
    language: Mapped[str] = mapped_column(String(3))
    """ISO 639-3; `und` where nobody said which."""
    name: Mapped[str] = mapped_column(String(200))
    name_key: Mapped[str] = mapped_column(String(200))
    """In lower case without accents, to search and match by."""
    is_preferred: Mapped[bool] = mapped_column(default=False, server_default=false())
    """The one of its language that is shown."""


class SightingCounter(Base):
    """How many creation indexes were given; its one row is the lock they are given under."""

    __tablename__ = "sighting_counter"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    given: Mapped[int] = mapped_column(default=0)
