"""Calls by number, and naming many of them in one go."""

from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field

from blueprints.recordings.routes.area import api
from blueprints.recordings.schemas.labels import LabelledOut, LabelsBody, NumbersQuery, PlacedSegmentsOut, TakenBackOut
from blueprints.recordings.service import naming
from core.access import principal
from core.db import db


class ActionPath(BaseModel):
    """What was done in one go."""

    id: UUID = Field(description="The action")


@api.get("/segments", responses={200: PlacedSegmentsOut})
def get_placed_segments(query: NumbersQuery) -> dict[str, Any]:
    """Calls by number with the recordings they lie in; those that are gone or not for you are left out."""
    return {"results": naming.list_placed(principal(), query.numbers)}


@api.post("/segments/labels", responses={200: LabelledOut})
def post_labels(body: LabelsBody) -> dict[str, Any]:
    """Give up to 10,000 calls, of any recordings, one label; every change is kept, and the action can be undone."""
    action_id, n_changed = naming.name_calls(principal(), body)
    db.session.commit()
    return {"action_id": action_id, "n_changed": n_changed}


@api.post("/segments/labels/<uuid:id>/undo", responses={200: TakenBackOut})
def post_labels_undo(path: ActionPath) -> dict[str, Any]:
    """Take back what was labelled in one go; calls that were named anew since stay as they are."""
    n_changed = naming.undo_naming(principal(), path.id)
    db.session.commit()
    return {"n_changed": n_changed}
