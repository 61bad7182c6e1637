"""Entries: made, changed field by field, deleted for a while or for good."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import delete, select

from blueprints.dex.models import DexEntry, Visibility
from blueprints.dex.policy import LOADED
from blueprints.dex.schemas.entries import EntryBody, EntryFields, PictureChoice
from blueprints.dex.service import journal
from blueprints.dex.service.pictures import resolved, set_pictures
from blueprints.images.models import Identification, Image
from blueprints.species.models import Species
from blueprints.species.service import look_up_or_create, note_observation
from core.access import Principal, Role
from core.clock import new_id, now
from core.db import db
from core.errors import invalid, not_found

KEPT_FOR = timedelta(days=30)
"""How long a deleted entry can be brought back."""

FIELDS = (
    "species_id", "observed_at", "latitude", "longitude", "accuracy_m", "place_name", "is_obscured",
    "n_individuals", "is_wild", "notes", "card_style", "visibility", "is_favourite", "pictures",
)  # fmt: skip
"""Fields that are held against each other when two devices changed an entry."""


class Source(NamedTuple):
    """What a confirmed identification knows of an entry to be made."""

    identification: Identification
    image: Image


def create(who: Principal, body: EntryBody) -> DexEntry:
    """Add an entry to the person's own collection; the same `client_id` again gives the entry there is."""
    seq = journal.lock(who.user_id)
    if body.client_id is not None:
        known = by_client_id(who.user_id, body.client_id)
        if known is not None:
            return known
    source = _source(who, body.identification_id) if body.identification_id is not None else None
    values = wanted(body)
    if source is not None:
        values = _from_source(who, source) | values
    species_id = _species_id(who, values)
    entry = DexEntry(
        id=new_id(),
        owner_id=who.user_id,
        client_id=body.client_id,
        species_id=species_id,
        observed_at=values.pop("observed_at", None) or now(),
        visibility=values.pop("visibility", Visibility.FRIENDS),
        identification_id=source.identification.id if source else None,
        vision_job_id=source.identification.vision_job_id if source else None,
        field_versions={},
        version=1,
        pictures=[],
    )
    pictures = values.pop("pictures", [])
    for name, value in values.items():
        setattr(entry, name, value)
    _show(entry)
    db.session.add(entry)
    db.session.flush()
    if pictures:
        set_pictures(who, entry, resolved(entry, pictures))
    note_observation(species_id)
    journal.note(entry, seq)
    db.session.flush()
    return entry


def by_client_id(owner_id: UUID, client_id: str) -> DexEntry | None:
    """The entry a device made under this name."""
    return db.session.scalar(select(DexEntry).where(DexEntry.owner_id == owner_id, DexEntry.client_id == client_id))


def wanted(body: EntryFields) -> dict[str, Any]:
    """What a request says of an entry, by field; null empties a text or a place and means nothing elsewhere."""
    given = body.model_fields_set - {"client_id", "identification_id"}
    values = {name: getattr(body, name) for name in given}
    for name in ("place_name", "notes"):
        if name in values:
            values[name] = values[name] or ""
    if values.get("card_style") is not None:
        values["card_style"] = body.card_style.model_dump() if body.card_style else {}
    nullable = ("latitude", "longitude", "accuracy_m")
    return {name: value for name, value in values.items() if value is not None or name in nullable}


def _source(who: Principal, identification_id: UUID) -> Source:
    row = db.session.get(Identification, identification_id)
    if row is None or row.is_withdrawn or not who.may(row.group_id, Role.ANNOTATOR):
        raise not_found("identification")
    return Source(row, db.session.get_one(Image, row.image_id))


def _from_source(who: Principal, source: Source) -> dict[str, Any]:
    image = source.image
    values: dict[str, Any] = {
        "species_id": source.identification.species_id,
        "observed_at": image.timeline_at,
        "pictures": [PictureChoice(id=None, image_id=image.id, version_id=source.identification.version_id)],
    }
    # Where somebody else's picture was taken is theirs to tell.
    if image.latitude is not None and (image.created_by == who.user_id or image.is_place_shared):
        values |= {"latitude": image.latitude, "longitude": image.longitude, "accuracy_m": image.accuracy_m}
    return values


def _species_id(who: Principal, values: dict[str, Any]) -> UUID:
    """The species meant, made when only its name is given. Raises AppError 422 for what is no name."""
    name = values.pop("scientific_name", None)
    chosen: UUID | None = values.pop("species_id", None)
    if name is not None:
        return look_up_or_create(name, created_by=who.user_id).species.id
    if chosen is None or db.session.get(Species, chosen) is None:
        raise invalid("/species_id", "there is no such species", "unknown-species")
    return chosen


def change(who: Principal, entry: DexEntry, values: dict[str, Any]) -> list[str]:
    """Set fields of an entry; returns the names of those that are others than before."""
    values = dict(values)
    if "species_id" in values or "scientific_name" in values:
        values["species_id"] = _species_id(who, values)
    changed = [name for name, value in values.items() if differs(entry, name, value)]
    if not changed:
        return []
    seq = journal.lock(entry.owner_id)
    _set(who, entry, {name: values[name] for name in changed})
    touch(entry, changed, seq)
    return changed


def differs(entry: DexEntry, name: str, value: Any) -> bool:
    """Whether a field would be another than it is."""
    return bool(current(entry, name) != (resolved(entry, value) if name == "pictures" else value))


def current(entry: DexEntry, name: str) -> Any:
    """A field of an entry in the form it is compared in."""
    if name == "pictures":
        return [picture.id for picture in entry.pictures]
    return getattr(entry, name)


def _set(who: Principal, entry: DexEntry, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        if name == "pictures":
            set_pictures(who, entry, resolved(entry, value))
        elif name == "species_id":
            note_observation(entry.species_id, -1)
            note_observation(value)
            entry.species_id = value
        else:
            setattr(entry, name, value)
    _show(entry)


def touch(entry: DexEntry, changed: list[str], seq: int) -> None:
    """Note that fields of an entry changed, under a number from the journal's lock."""
    entry.version += 1
    entry.field_versions = dict(entry.field_versions) | dict.fromkeys(changed, entry.version)
    journal.note(entry, seq)
    db.session.flush()


def _show(entry: DexEntry) -> None:
    if entry.shown_at is None and entry.visibility != Visibility.PRIVATE:
        entry.shown_at = now()


def remove(entry: DexEntry) -> None:
    """Delete an entry; it can be brought back for 30 days."""
    seq = journal.lock(entry.owner_id)
    entry.deleted_at = now()
    note_observation(entry.species_id, -1)
    touch(entry, ["deleted_at"], seq)


def restore(entry: DexEntry) -> None:
    """Bring a deleted entry back as it was."""
    seq = journal.lock(entry.owner_id)
    entry.deleted_at = None
    note_observation(entry.species_id)
    touch(entry, ["deleted_at"], seq)


def purge(before: Any = None) -> int:
    """Remove for good what was deleted more than 30 days ago; the journal keeps telling that it is gone. Commits."""
    edge = before or now() - KEPT_FOR
    ids = list(db.session.scalars(select(DexEntry.id).where(DexEntry.deleted_at < edge)))
    if ids:
        db.session.execute(delete(DexEntry).where(DexEntry.id.in_(ids)))
    db.session.commit()
    return len(ids)


def with_parts(entry_id: UUID) -> DexEntry:
    """An entry with its species, owner and pictures."""
    return db.session.scalars(
        select(DexEntry).where(DexEntry.id == entry_id).options(*LOADED).execution_options(populate_existing=True)
    ).one()
