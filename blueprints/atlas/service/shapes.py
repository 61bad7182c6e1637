"""What the things on the map are called."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from blueprints.accounts.models import User
from blueprints.atlas.schemas import Layer
from blueprints.dex.models import DexEntry
from blueprints.images.models import Image
from blueprints.recordings.models import Recording
from blueprints.species.models import Species
from core.access import Principal
from core.clock import iso
from core.db import db

Names = dict[UUID, dict[str, Any]]


def shape_all(who: Principal, rows: Sequence[Any]) -> list[dict[str, Any]]:
    """Points with their titles and addresses, in the order given; one query a layer."""
    namers: dict[Layer, Callable[[Principal, list[UUID]], Names]] = {
        Layer.ENTRIES: _entries, Layer.PICTURES: _pictures, Layer.RECORDINGS: _recordings,
    }  # fmt: skip
    names: dict[Layer, Names] = {}
    for layer, namer in namers.items():
        ids = [row.id for row in rows if row.layer == layer.value]
        names[layer] = namer(who, ids) if ids else {}
    return [
        {
            "layer": row.layer,
            "id": str(row.id),
            "latitude": round(row.latitude, 6),
            "longitude": round(row.longitude, 6),
            "is_rough": bool(row.is_rough),
            "at": iso(row.at),
        }
        | names[Layer(row.layer)][row.id]
        for row in rows
    ]


def _name(title: str, detail: str, href: str, *, is_scientific: bool, picture_url: str | None = None) -> dict[str, Any]:
    return {
        "title": title, "detail": detail, "href": href, "is_scientific": is_scientific, "picture_url": picture_url,
    }  # fmt: skip


def _entries(who: Principal, ids: list[UUID]) -> Names:
    rows = (
        select(DexEntry, Species, User.display_name)
        .join(Species, Species.id == DexEntry.species_id)
        .join(User, User.id == DexEntry.owner_id)
        .where(DexEntry.id.in_(ids))
        .options(selectinload(DexEntry.pictures))
    )
    names: Names = {}
    for entry, species, owner in db.session.execute(rows):
        title = species.common_name or species.scientific_name
        picture = f"/api/v1/dex/entries/{entry.id}/pictures/{entry.pictures[0].id}?size=256" if entry.pictures else None
        is_own = entry.owner_id == who.user_id
        names[entry.id] = _name(
            title, species.scientific_name if is_own else f"{species.scientific_name} · {owner}",
            f"/collection/{entry.id}", is_scientific=is_own, picture_url=picture,
        )  # fmt: skip
    return names


def _pictures(_who: Principal, ids: list[UUID]) -> Names:
    rows = select(Image, Species).outerjoin(Species, Species.id == Image.species_id).where(Image.id.in_(ids))
    names: Names = {}
    for image, species in db.session.execute(rows):
        title = (species.common_name or species.scientific_name) if species else image.name
        detail = species.scientific_name if species else ""
        names[image.id] = _name(title, detail, f"/pictures/{image.id}", is_scientific=species is not None)
    return names


def _recordings(_who: Principal, ids: list[UUID]) -> Names:
    rows = select(Recording.id, Recording.name, Recording.device).where(Recording.id.in_(ids))
    return {
        row.id: _name(row.name, row.device or "", f"/recordings/{row.id}", is_scientific=False)
        for row in db.session.execute(rows)
    }
