"""Builders of species and call types."""

import io
from typing import Any

from PIL import Image
from sqlalchemy import select

from blueprints.accounts.models import Group
from blueprints.species.models import CallType, Repertoire, Species
from blueprints.species.service.repertoires import OWN
from core.db import db
from tests.factories import Factory
from tests.factories.calls import store_blob


def build_species(make: Factory, group: Group | None = None, **fields: Any) -> Species:
    """A species that a group works with: a new group unless one is given."""
    group_id = (group or make.group()).id
    own = {name: fields.pop(name) for name in OWN if name in fields}
    own["picture_sha256"] = fields.pop("repertoire_sha256", None)
    values = {"scientific_name": f"Myotis probabilis {make.number()}", "common_name": "Likely bat"} | fields
    species = db.session.scalar(select(Species).where(Species.scientific_name == values["scientific_name"]))
    species = species or make.save(Species(**values))
    make.save(Repertoire(group_id=group_id, species_id=species.id, **own))
    return species


def build_call_type(make: Factory, species: Species | None = None, **fields: Any) -> CallType:
    """A call type, of a new species unless one is given, in the group that began to work with it last."""
    species_id = (species or make.species()).id
    groups = select(Repertoire.group_id).where(Repertoire.species_id == species_id)
    group_id = db.session.scalar(groups.order_by(Repertoire.created_at.desc()))
    values = {"name": f"Call {make.number()}", "colour": "#0072b2", "group_id": group_id}
    return make.save(CallType(species_id=species_id, **(values | fields)))


def build_picture_bytes(_make: Factory, kind: str = "PNG", **saving: Any) -> bytes:
    """A small picture."""
    buffer = io.BytesIO()
    Image.new("RGB", (40, 20), "#3d6a33").save(buffer, kind, **saving)
    return buffer.getvalue()


def build_picture_file(make: Factory, kind: str = "PNG", **saving: Any) -> tuple[io.BytesIO, str]:
    """A small picture as the test client sends it."""
    return io.BytesIO(make.picture_bytes(kind, **saving)), f"repertoire.{kind.lower()}"


def build_picture(make: Factory) -> str:
    """A stored picture; returns its hash."""
    sha256 = store_blob(make.picture_bytes(), "image/png")
    db.session.commit()
    return sha256
