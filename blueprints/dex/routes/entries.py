"""Entries of collections."""

from typing import Any

from flask import Response

from blueprints.dex import policy
from blueprints.dex.models import DexEntry
from blueprints.dex.routes.area import api
from blueprints.dex.schemas.answers import CalendarOut, EntryOut, EntryPage, MadeEntryOut, MapOut
from blueprints.dex.schemas.entries import CalendarQuery, EntryBody, EntryFields, EntryQuery, PlaceQuery
from blueprints.dex.service import awards, lists
from blueprints.dex.service import entries as service
from blueprints.dex.service.shapes import shape_entry
from blueprints.species.models import Species
from core.access import principal
from core.api import IdPath, check_version, created, no_content, version_tag, with_version
from core.db import db
from core.documents import NOTHING
from core.paging import Ordering, moment, paginate

ORDERINGS = {
    "observed_at": Ordering(DexEntry.observed_at, moment),
    "created_at": Ordering(DexEntry.created_at, moment),
    "name": Ordering(Species.scientific_name),
    "number": Ordering(lists.SPECIES_NUMBER, int),
}


@api.get("/dex/entries", responses={200: EntryPage})
def list_entries(query: EntryQuery) -> dict[str, Any]:
    """A collection as one may see it, the newest observation first"""
    me = principal()
    rows = lists.chosen(me, query)
    page = paginate(rows, query, key=DexEntry.id, orderings=ORDERINGS, default="-observed_at")
    return page.shape(lambda entry: shape_entry(entry, me.user_id))


@api.post("/dex/entries", responses={201: MadeEntryOut})
def create_entry(body: EntryBody) -> Response:
    """Add to one's collection: by hand, or from a confirmed identification"""
    me = principal()
    entry = service.create(me, body)
    earned = {"new_badges": awards.give(me.user_id), "is_first_of_species": lists.is_first_of_species(entry)}
    db.session.commit()
    shown = shape_entry(service.with_parts(entry.id), me.user_id) | earned
    return created(shown, f"/api/v1/dex/entries/{entry.id}", etag=version_tag(entry.version))


@api.get("/dex/entries/<uuid:id>", responses={200: EntryOut})
def read_entry(path: IdPath) -> Response:
    """One entry, as its owner or as another person may see it"""
    me = principal()
    entry = policy.get_entry(me, path.id)
    return with_version(shape_entry(entry, me.user_id), entry.version)


@api.patch("/dex/entries/<uuid:id>", responses={200: EntryOut})
def change_entry(path: IdPath, body: EntryFields) -> Response:
    """Change what an entry says"""
    me = principal()
    entry = policy.own_entry(me, path.id)
    check_version(entry.version)
    service.change(me, entry, service.wanted(body))
    db.session.commit()
    entry = service.with_parts(entry.id)
    return with_version(shape_entry(entry, me.user_id), entry.version)


@api.delete("/dex/entries/<uuid:id>", responses={204: NOTHING})
def delete_entry(path: IdPath) -> Response:
    """Delete an entry; for 30 days it can be brought back"""
    entry = policy.own_entry(principal(), path.id)
    check_version(entry.version)
    service.remove(entry)
    db.session.commit()
    return no_content()


@api.post("/dex/entries/<uuid:id>/restore", responses={200: EntryOut})
def restore_entry(path: IdPath) -> Response:
    """Bring a deleted entry back"""
    me = principal()
    entry = policy.own_entry(me, path.id, is_deleted=True)
    service.restore(entry)
    db.session.commit()
    entry = service.with_parts(entry.id)
    return with_version(shape_entry(entry, me.user_id), entry.version)


@api.get("/dex/map", responses={200: MapOut})
def read_map(query: PlaceQuery) -> dict[str, Any]:
    """Where the entries of a collection were seen, as exactly as one may know"""
    return lists.map_points(principal(), query)


@api.get("/dex/calendar", responses={200: CalendarOut})
def read_calendar(query: CalendarQuery) -> dict[str, Any]:
    """How many entries a collection has of each day of a year"""
    return lists.calendar(principal(), query)
