"""How exactly others are shown where something was seen."""

import math
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, or_

from blueprints.dex.models import DexEntry
from blueprints.species.models import Species

CELL_DEG = 0.2
"""Side of the cell an obscured place is shown in; 0.2 degrees of latitude are about 22 km."""

CELL_M = 16_000.0
"""From the middle of a cell to its corner at the equator, where it is largest."""


class Place(NamedTuple):
    """Where something was seen, as exactly as it may be told."""

    latitude: float | None
    longitude: float | None
    accuracy_m: float | None
    name: str
    is_obscured: bool


def is_obscured(entry: DexEntry) -> bool:
    """Whether others see the place only roughly: by the owner's choice, or because the species is sensitive."""
    return entry.is_obscured or entry.species.is_sensitive


def obscured(latitude: float, longitude: float) -> tuple[float, float]:
    """The middle of the cell a place lies in: the same for every place in it, so that many tell no more than one."""
    return _middle(latitude, 90.0), _middle(longitude, 180.0)


def _middle(value: float, edge: float) -> float:
    n_cells = round(2 * edge / CELL_DEG)
    cell = min(math.floor((value + edge) / CELL_DEG), n_cells - 1)
    return round((cell + 0.5) * CELL_DEG - edge, 6)


def shown_place(entry: DexEntry, *, is_own: bool) -> Place:
    """The place as its owner sees it, or as others do."""
    hides = is_obscured(entry)
    if is_own or not hides:
        return Place(entry.latitude, entry.longitude, entry.accuracy_m, entry.place_name, hides)
    if entry.latitude is None or entry.longitude is None:
        return Place(None, None, None, "", True)
    latitude, longitude = obscured(entry.latitude, entry.longitude)
    return Place(latitude, longitude, max(CELL_M, entry.accuracy_m or 0.0), "", True)


class ShownColumns(NamedTuple):
    """`shown_place` as columns of a select of `DexEntry` joined with its species."""

    latitude: ColumnElement[Any]
    longitude: ColumnElement[Any]
    is_rough: ColumnElement[bool]
    """Whether this viewer is shown the middle of a cell."""


def shown_columns(viewer_id: UUID) -> ShownColumns:
    """Where entries are for this viewer: whoever filters or counts by these learns no more than they are shown."""
    is_rough = and_(DexEntry.owner_id != viewer_id, or_(DexEntry.is_obscured, Species.is_sensitive))
    latitude = case((is_rough, middle_of(DexEntry.latitude, 90.0)), else_=DexEntry.latitude)
    longitude = case((is_rough, middle_of(DexEntry.longitude, 180.0)), else_=DexEntry.longitude)
    return ShownColumns(latitude, longitude, is_rough)


def middle_of(column: Any, edge: float) -> ColumnElement[Any]:
    """`_middle` in the database."""
    last = round(2 * edge / CELL_DEG) - 1
    cell = func.floor((column + edge) / CELL_DEG)
    return (case((cell > last, last), else_=cell) + 0.5) * CELL_DEG - edge
