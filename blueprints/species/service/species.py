"""Species: looking up, making, changing, verifying, removing them."""

from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import exists, func, select

from blueprints.accounts.service import audit
from blueprints.species.models import Repertoire, Species
from core.clock import new_id, now
from core.db import db
from core.errors import AppError
from core.transactions import conflict_if_broken, insert_if_absent, rows_changed
from processing.taxonomy.names import ParsedName, Rank, parse_name


class Found(NamedTuple):
    """A species, and whether it was made just now."""

    species: Species
    is_new: bool


def find_species(name: str) -> Species | None:
    """The species of exactly this name, however it is capitalised."""
    exact = db.session.scalar(select(Species).where(Species.scientific_name == name))
    if exact is not None:
        return exact
    rows = select(Species).where(func.lower(Species.scientific_name) == name.lower())
    return db.session.scalars(rows.order_by(Species.created_at).limit(1)).first()


def read_name(text: str) -> ParsedName:
    """The name of a species that a text is. Raises AppError 422 `not-a-name`: prose never becomes a species."""
    name = parse_name(text)
    if name is None:
        raise AppError(422, "not-a-name", f"{text[:80]!r} is no scientific name, such as Parus major.")
    if name.qualifier not in ("", "sp.", "spp."):
        raise AppError(422, "name-is-open", f"{text[:80]!r} leaves open which species it is ({name.qualifier}).")
    return name


def look_up_or_create(name: ParsedName, *, created_by: UUID | None = None, **columns: Any) -> Found:
    """The species of a name that was read, made when the station has none. Flushes."""
    present = find_species(name.canonical)
    if present is not None:
        return Found(present, is_new=False)
    values = {"id": new_id(), "scientific_name": name.canonical, "created_by": created_by}
    is_new = rows_changed(db.session.execute(insert_if_absent(Species, values | _parts(name) | columns))) == 1
    return Found(db.session.scalars(select(Species).where(Species.scientific_name == name.canonical)).one(), is_new)


def _parts(name: ParsedName) -> dict[str, Any]:
    rank = Rank.GENUS if name.rank == Rank.UNINOMIAL else name.rank
    return {
        "rank": str(rank),
        "genus": name.genus,
        "epithet": name.epithet,
        "subspecies": name.subspecies,
        "authorship": name.authorship,
    }


def change_species(species: Species, changes: dict[str, Any]) -> None:
    """Set the given columns; the change is in the audit log. Raises AppError 409 `name-taken`."""
    if not changes:
        return
    if "scientific_name" in changes:
        name = read_name(changes["scientific_name"])
        if not name.is_species:
            raise AppError(422, "not-a-name", f"{changes['scientific_name'][:80]!r} does not name a species.")
        changes = changes | {"scientific_name": name.canonical} | _parts(name)
    before = {column: getattr(species, column) for column in changes}
    with conflict_if_broken("name-taken", "There is another species of this name."):
        for column, value in changes.items():
            setattr(species, column, value)
    audit.record("species.changed", object_type="species", object_id=species.id, fields=sorted(before))


def set_verified(species: Species, reviewer_id: UUID | None) -> None:
    """Say that a reviewer checked the record, or, without one, that this no longer holds; audited."""
    species.verified_by = reviewer_id
    species.verified_at = now() if reviewer_id else None
    action = "species.verified" if reviewer_id else "species.unverified"
    audit.record(action, object_type="species", object_id=species.id, name=species.scientific_name)
    db.session.flush()


def forget_unused(species: Species) -> None:
    """Remove the record when no group works with it and nobody saw it; one that was seen keeps its number.

    Raises AppError 409 `species-in-use` while recordings or other data belong to it.
    """
    is_kept = db.session.scalar(select(exists().where(Repertoire.species_id == species.id)))
    if is_kept or species.creation_index is not None:
        return
    audit.record("species.deleted", object_type="species", object_id=species.id, name=species.scientific_name)
    with conflict_if_broken("species-in-use", "Recordings or other data belong to this species."):
        db.session.delete(species)
