"""The words annotators choose from: the call types of a batch's species."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select

from blueprints.annotation.models import TaskBatch
from blueprints.species.models import CallType
from core.db import db


class Named(NamedTuple):
    """A call type by number and name."""

    id: UUID
    name: str


def types_by_name(batch: TaskBatch) -> dict[str, Named]:
    """The call types of the group's repertoire of the batch's species by name, however it is capitalised."""
    if batch.species_id is None:
        return {}
    own = (CallType.group_id == batch.group_id, CallType.species_id == batch.species_id)
    rows = db.session.execute(select(CallType.id, CallType.name).where(*own))
    return {row.name.casefold(): Named(row.id, row.name) for row in rows}


def types_of_group(group_id: UUID, ids: set[UUID]) -> dict[UUID, Named]:
    """Those of these call types that the group has."""
    if not ids:
        return {}
    rows = db.session.execute(
        select(CallType.id, CallType.name).where(CallType.id.in_(ids), CallType.group_id == group_id)
    )
    return {row.id: Named(row.id, row.name) for row in rows}
