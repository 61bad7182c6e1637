"""What a group keeps about a species it works with: notes, defaults, a picture, and kinds of call."""

from uuid import UUID

from sqlalchemy import Float, ForeignKey, ForeignKeyConstraint, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from blueprints.species.models.species import Species
from core.db import Base, CreatedAt, UpdatedAt, UuidKey

DETAIL_S = 0.008
"""Context of a call close up, in seconds to each side: a bat call and the silence around it."""

OVERVIEW_S = 0.5
"""Context of a call from afar, in seconds to each side: the sequence it stands in."""


class Repertoire(Base):
    """A species as one group works with it."""

    __tablename__ = "repertoires"
    __table_args__ = (Index("ix_repertoires_species_id", "species_id"),)

    group_id: Mapped[UUID] = mapped_column(ForeignKey("groups.id", ondelete="RESTRICT"), primary_key=True)
    species_id: Mapped[UUID] = mapped_column(ForeignKey("species.id", ondelete="CASCADE"), primary_key=True)
    notes: Mapped[str] = mapped_column(Text, default="")
    default_preset: Mapped[str | None] = mapped_column(String(60))
    """Segmentation preset that suits its calls; None: automatic."""
    context_detail_s: Mapped[float] = mapped_column(Float, default=DETAIL_S, server_default=str(DETAIL_S))
    """What the annotation screen shows close up before and after a call."""
    context_overview_s: Mapped[float] = mapped_column(Float, default=OVERVIEW_S, server_default=str(OVERVIEW_S))
    """What it shows before and after a call from afar."""
    picture_sha256: Mapped[str | None] = mapped_column(ForeignKey("blobs.sha256", ondelete="RESTRICT"), index=True)
    """The picture people hold a call against."""
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[UpdatedAt]

    species: Mapped[Species] = relationship(lazy="joined", innerjoin=True)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (SQLAlchemy reads a plain class attribute)


class CallType(Base):
    """One kind of call in a group's repertoire of a species."""

    __tablename__ = "call_types"
    __table_args__ = (
        UniqueConstraint("group_id", "species_id", "name"),
        UniqueConstraint("group_id", "species_id", "key"),
        ForeignKeyConstraint(
            ["group_id", "species_id"], ["repertoires.group_id", "repertoires.species_id"],
            name="fk_call_types_repertoire", ondelete="CASCADE",
        ),
        Index("ix_call_types_species_id", "species_id"),
    )  # fmt: skip

    id: Mapped[UuidKey]
    group_id: Mapped[UUID] = mapped_column(ForeignKey("groups.id", ondelete="RESTRICT"))
    species_id: Mapped[UUID] = mapped_column(ForeignKey("species.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(100))
    """The label as files have it."""
    short_name: Mapped[str] = mapped_column(String(20), default="", server_default="")
    """For boxes and buttons; empty: the name itself is short enough."""
    long_name: Mapped[str] = mapped_column(String(200), default="", server_default="")
    key: Mapped[str | None] = mapped_column(String(1))
    """Key of the keyboard that chooses it while labelling."""
    colour: Mapped[str] = mapped_column(String(7))
    """#rrggbb."""
    notes: Mapped[str] = mapped_column(Text, default="")
    position: Mapped[int] = mapped_column(default=0)
    """Place in the list of its repertoire."""
    is_retired: Mapped[bool] = mapped_column(default=False, server_default=false())
    """No longer offered for labelling; the labels it gave stay."""
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[UpdatedAt]

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (SQLAlchemy reads a plain class attribute)
