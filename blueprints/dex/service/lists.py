"""Collections as lists, on a map and in a calendar."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, exists, extract, func, or_, select

from blueprints.dex.models import DexEntry, DexPicture
from blueprints.dex.policy import LOADED, collection_owner, may_see
from blueprints.dex.schemas.entries import CalendarQuery, EntryQuery, PlaceQuery
from blueprints.dex.service.places import shown_place
from blueprints.species.models import Species
from core.access import Principal
from core.clock import iso
from core.db import db
from core.errors import invalid

MAX_POINTS = 5000
"""Points of one map."""

UNSEEN_NUMBER = 2**31 - 1
"""Stands for the number of a species that has none, at the end of a list."""

BY_SPECIES = frozenset({"name", "number"})
"""Orders that are those of the species."""

SPECIES_NUMBER = func.coalesce(Species.creation_index, UNSEEN_NUMBER)


def chosen(who: Principal, query: EntryQuery) -> Select[Any]:
    """The entries of a collection that meet the filters, as this person may see them."""
    owner_id = collection_owner(who, query.owner_id)
    is_own = owner_id == who.user_id
    if query.deleted and not is_own:
        raise invalid("/deleted", "expected one's own collection")
    rows = select(DexEntry).where(DexEntry.owner_id == owner_id).options(*LOADED)
    if _looks_at_species(query):
        rows = rows.join(DexEntry.species)
    rows = rows.where(DexEntry.deleted_at.is_not(None) if query.deleted else may_see(who.user_id))
    for column, value in (
        (DexEntry.species_id, query.species_id),
        (Species.family, query.family),
        (Species.kingdom, query.kingdom),
        (Species.class_name, query.class_name),
        (DexEntry.visibility, query.visibility),
        (DexEntry.is_wild, query.is_wild),
    ):
        if value is not None:
            rows = rows.where(column == value)
    if query.is_favourite is not None and is_own:
        rows = rows.where(DexEntry.is_favourite == query.is_favourite)
    if query.has_picture is not None:
        pictured = exists().where(DexPicture.entry_id == DexEntry.id)
        rows = rows.where(pictured if query.has_picture else ~pictured)
    if query.start is not None:
        rows = rows.where(DexEntry.observed_at >= query.start)
    if query.stop is not None:
        rows = rows.where(DexEntry.observed_at < query.stop)
    return rows.where(_says(query.search, is_own=is_own)) if query.search else rows


def _looks_at_species(query: EntryQuery) -> bool:
    """Whether filter, search or order need the species; counting a whole collection is quicker without."""
    asked = (query.family, query.kingdom, query.class_name, query.search)
    return any(asked) or (query.ordering or "").removeprefix("-") in BY_SPECIES


def _says(text: str, *, is_own: bool) -> Any:
    """Whether an entry's words hold a text; the name of a place that is not shown cannot be felt out either."""
    names = (Species.scientific_name, Species.common_name, Species.family)
    # The names of the few species are looked through once, and not again for each entry.
    of_that_name = select(Species.id).where(or_(*(name.icontains(text, autoescape=True) for name in names)))
    named = or_(DexEntry.species_id.in_(of_that_name), DexEntry.notes.icontains(text, autoescape=True))
    placed = DexEntry.place_name.icontains(text, autoescape=True)
    return or_(named, placed if is_own else and_(placed, ~DexEntry.is_obscured, ~Species.is_sensitive))


def _narrowed(who: Principal, query: PlaceQuery) -> Select[Any]:
    owner_id = collection_owner(who, query.owner_id)
    rows = select(DexEntry).join(DexEntry.species).where(DexEntry.owner_id == owner_id, may_see(who.user_id))
    if query.species_id is not None:
        rows = rows.where(DexEntry.species_id == query.species_id)
    return rows.where(Species.family == query.family) if query.family is not None else rows


def map_points(who: Principal, query: PlaceQuery) -> dict[str, Any]:
    """Entries with a place, the newest first; of others' obscured ones only the middle of their cell."""
    rows = _narrowed(who, query)
    placed = rows.where(DexEntry.latitude.is_not(None)).options(*LOADED)
    found = db.session.scalars(placed.order_by(DexEntry.observed_at.desc()).limit(MAX_POINTS)).unique()
    n_without = db.session.scalar(select(func.count()).select_from(rows.where(DexEntry.latitude.is_(None)).subquery()))
    return {"results": [_point(entry, who.user_id) for entry in found], "n_without_place": n_without or 0}


def _point(entry: DexEntry, viewer_id: UUID) -> dict[str, Any]:
    place = shown_place(entry, is_own=entry.owner_id == viewer_id)
    return {
        "id": str(entry.id),
        "species_id": str(entry.species_id),
        "name": entry.species.common_name or entry.species.scientific_name,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "accuracy_m": place.accuracy_m,
        "is_obscured": place.is_obscured,
        "observed_at": iso(entry.observed_at),
    }


def calendar(who: Principal, query: CalendarQuery) -> dict[str, Any]:
    """Days of a year with entries; without a year, of the last one that has any. Days are those of UTC."""
    rows = _narrowed(who, query)
    years = rows.with_only_columns(extract("year", DexEntry.observed_at).label("year"), maintain_column_froms=True)
    known = sorted((int(year) for year in db.session.scalars(years.distinct())), reverse=True)
    year = query.year or (known[0] if known else None)
    if year is None:
        return {"years": [], "days": []}
    begin, end = datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)
    parts = [extract(part, DexEntry.observed_at) for part in ("month", "day")]
    columns: list[Any] = [*parts, func.count(), func.count(DexEntry.species_id.distinct())]
    counted = (
        rows.where(DexEntry.observed_at >= begin, DexEntry.observed_at < end)
        .with_only_columns(*columns, maintain_column_froms=True)
        .group_by(*parts)
    )
    days = [
        {"day": f"{year:04}-{int(month):02}-{int(day):02}", "n": n, "n_species": n_species}
        for month, day, n, n_species in db.session.execute(counted)
    ]
    return {"years": known, "days": sorted(days, key=lambda day: str(day["day"]))}


def richness(viewer_id: UUID, owners: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """How much of each person's collection the viewer sees."""
    rows = db.session.execute(
        select(
            DexEntry.owner_id,
            func.count(),
            func.count(DexEntry.species_id.distinct()),
            func.max(DexEntry.shown_at),
        )
        .where(DexEntry.owner_id.in_(owners), may_see(viewer_id))
        .group_by(DexEntry.owner_id)
    )
    nothing = {"n_entries": 0, "n_species": 0, "last_at": None}
    found: dict[UUID, dict[str, Any]] = {owner: dict(nothing) for owner in owners}
    for owner_id, n_entries, n_species, last_at in rows:
        found[owner_id] = {"n_entries": n_entries, "n_species": n_species, "last_at": iso(last_at)}
    return found


def is_first_of_species(entry: DexEntry) -> bool:
    """Whether the owner's collection has no other entry of the species."""
    others = select(DexEntry.id).where(
        DexEntry.owner_id == entry.owner_id,
        DexEntry.species_id == entry.species_id,
        DexEntry.id != entry.id,
        DexEntry.deleted_at.is_(None),
    )
    return db.session.scalar(others.limit(1)) is None
