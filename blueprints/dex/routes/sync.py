"""Devices that were away: what changed here, and what they did meanwhile."""

from typing import Any

from blueprints.dex.routes.area import api
from blueprints.dex.schemas.answers import ChangesOut, CollectionBatchOut, WritesOut
from blueprints.dex.schemas.sync import SyncBatchBody, SyncQuery, WritesBody
from blueprints.dex.service import awards, offline
from blueprints.dex.service import sync as service
from core.access import principal
from core.db import db


@api.get("/dex/sync", responses={200: ChangesOut})
def read_changes(query: SyncQuery) -> dict[str, Any]:
    """Changes of a collection since a cursor, in their order; what left one's sight comes as a tombstone"""
    me = principal().user_id
    return service.changes_since(me, query.owner_id or me, query.cursor, query.limit)._asdict()


@api.post("/dex/sync/batch", responses={200: CollectionBatchOut})
def read_changes_of_several(body: SyncBatchBody) -> dict[str, Any]:
    """Changes of several people's collections in one request"""
    pages = service.changes_of_several(principal().user_id, body.collections, body.limit)
    return {"results": [page._asdict() for page in pages]}


@api.post("/dex/sync/writes", responses={200: WritesOut})
def write_offline_work(body: WritesBody) -> dict[str, Any]:
    """Carry out what a device did while it was away

    Each write stands for itself. A field that somebody changed since the device read the entry is left as it is
    and reported with both values; the others are set.
    """
    me = principal()
    results = offline.apply_writes(me, body.writes)
    awards.give(me.user_id)
    db.session.commit()
    return {"results": results}
