"""Events: looking at them, acknowledging, shelving, noting."""

from typing import Any

from flask import Response

from blueprints.telemetry import policy
from blueprints.telemetry.models import Event
from blueprints.telemetry.routes.blueprint import api
from blueprints.telemetry.schemas.events import (
    AcknowledgeBody,
    AcknowledgedOut,
    EventDetailOut,
    EventPage,
    EventPatch,
    EventQuery,
    ShelveBody,
)
from blueprints.telemetry.service import events as service
from blueprints.telemetry.service.event_shapes import shape_brief
from core.access import Role, principal
from core.api import IdPath, check_version, with_version
from core.db import db
from core.paging import Ordering, moment, paginate

ORDERINGS = {"start_us": Ordering(Event.start_us, int), "created_at": Ordering(Event.created_at, moment)}


@api.get("/telemetry/events", responses={200: EventPage})
def list_events(query: EventQuery) -> dict[str, Any]:
    """Events of one's groups, the latest first."""
    rows = service.listed(principal(), query)
    page = paginate(rows, query, key=Event.id, orderings=ORDERINGS, default="-start_us")
    names = service.names(page.rows)
    return page.shape(lambda row: shape_brief(row, names[row.detector_id]))


@api.get("/telemetry/events/<uuid:id>", responses={200: EventDetailOut})
def get_event(path: IdPath) -> Response:
    """One event with its evidence."""
    row = policy.event(principal(), path.id)
    return with_version(service.shape_one(row), row.version)


@api.patch("/telemetry/events/<uuid:id>", responses={200: EventDetailOut})
def note_event(path: IdPath, body: EventPatch) -> Response:
    """Write a note on an event."""
    row = policy.event(principal(), path.id, Role.ANNOTATOR)
    check_version(row.version)
    if "note" in body.model_fields_set:
        service.write_note(row, body.note)
    db.session.commit()
    return with_version(service.shape_one(row), row.version)


@api.post("/telemetry/events/<uuid:id>/acknowledge", responses={200: EventDetailOut})
def acknowledge_event(path: IdPath) -> Response:
    """Say that someone has seen it; an alarm is then none."""
    who = principal()
    row = policy.event(who, path.id, Role.ANNOTATOR)
    service.acknowledge(who, [row])
    db.session.commit()
    return with_version(service.shape_one(row), row.version)


@api.delete("/telemetry/events/<uuid:id>/acknowledge", responses={200: EventDetailOut})
def take_back_acknowledgement(path: IdPath) -> Response:
    """Take the acknowledgement back."""
    row = policy.event(principal(), path.id, Role.ANNOTATOR)
    service.take_back(row)
    db.session.commit()
    return with_version(service.shape_one(row), row.version)


@api.post("/telemetry/events/acknowledge", responses={200: AcknowledgedOut})
def acknowledge_events(body: AcknowledgeBody) -> dict[str, Any]:
    """Acknowledge several events, all or none."""
    n = service.acknowledge_many(principal(), body.event_ids)
    db.session.commit()
    return {"n_acknowledged": n}


@api.post("/telemetry/events/<uuid:id>/shelve", responses={200: EventDetailOut})
def shelve_event(path: IdPath, body: ShelveBody) -> Response:
    """Put an alarm aside for a while."""
    row = policy.event(principal(), path.id, Role.ANNOTATOR)
    service.shelve(row, body.minutes)
    db.session.commit()
    return with_version(service.shape_one(row), row.version)
