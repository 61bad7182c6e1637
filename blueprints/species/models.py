"""Tables of species and of the kinds of call in their repertoires; shared by all areas."""

from uuid import UUID

from sqlalchemy import Float, ForeignKey, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from core.db import Base, CreatedAt, UpdatedAt, UuidKey

DETAIL_S = 0.008
"""Context of a call close up, in seconds to each side: a bat call and the silence around it."""

OVERVIEW_S = 0.5
"""Context of a call from afar, in seconds to each side: the sequence it stands in."""


class Species(Base):
    """One taxon as a group works with it."""

    __tablename__ = "species"
    __table_args__ = (UniqueConstraint("group_id", "scientific_name"),)

    id: Mapped[UuidKey]
    group_id: Mapped[UUID] = mapped_column(ForeignKey("groups.id", ondelete="RESTRICT"))
    scientific_name: Mapped[str] = mapped_column(String(150))
    common_name: Mapped[str] = mapped_column(String(150), default="")
    notes: Mapped[str] = mapped_column(Text, default="")
    default_preset: Mapped[str | None] = mapped_column(String(60))
    """Segmentation preset that suits its calls; None: automatic."""
    context_detail_s: Mapped[float] = mapped_column(Float, default=DETAIL_S, server_default=str(DETAIL_S))
    """What the annotation screen shows close up before and after a call."""
    context_overview_s: Mapped[float] = mapped_column(Float, default=OVERVIEW_S, server_default=str(OVERVIEW_S))
    """What it shows before and after a call from afar."""
    repertoire_sha256: Mapped[str | None] = mapped_column(ForeignKey("blobs.sha256", ondelete="RESTRICT"), index=True)
    """The picture of its repertoire."""
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[UpdatedAt]

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (SQLAlchemy reads a plain class attribute)


class CallType(Base):
    """One kind of call in a species' repertoire."""

    __tablename__ = "call_types"
    __table_args__ = (UniqueConstraint("species_id", "name"), UniqueConstraint("species_id", "key"))

    id: Mapped[UuidKey]
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
    """Place in the list of its species."""
    is_retired: Mapped[bool] = mapped_column(default=False, server_default=false())
    """No longer offered for labelling; the labels it gave stay."""
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[UpdatedAt]

    species: Mapped[Species] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (SQLAlchemy reads a plain class attribute)
