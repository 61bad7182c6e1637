"""Sightings counted in cells of a grid that follows the scale, and what lies in a cell."""

from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, and_, case, cast, func, or_, select

from blueprints.atlas.schemas import CellQuery, InCellsQuery, Layer
from blueprints.atlas.service.shapes import shape_all
from blueprints.atlas.service.sightings import points
from core.access import Principal
from core.db import db

CELL_PX = 64
"""Side of a cell on the screen; the page draws what comes too close together as one."""

TILE_PX = 256
"""Width of the world at zoom 0."""

MAX_CELLS = 4000
"""Cells of one answer: more than a screen of 4096 by 4096 pixels has."""


class Grid(NamedTuple):
    """The cells of one zoom."""

    side_deg: float

    @classmethod
    def of(cls, zoom: int) -> "Grid":
        return cls(360.0 * CELL_PX / TILE_PX / 2**zoom)

    def x(self, longitude: Any) -> ColumnElement[Any]:
        return cast(func.floor((longitude + 180.0) / self.side_deg), BigInteger)

    def y(self, latitude: Any) -> ColumnElement[Any]:
        return cast(func.floor((latitude + 90.0) / self.side_deg), BigInteger)


def cells(who: Principal, query: CellQuery) -> dict[str, Any]:
    """Cells of a part of the world with how many things lie in each, the fullest first."""
    rows = points(who, query)
    if rows is None:
        return {"zoom": query.zoom, "results": [], "n": 0, "is_cut": False}
    point = rows.subquery().c
    grid = Grid.of(query.zoom)
    x, y = grid.x(point.longitude), grid.y(point.latitude)
    of_layer = [func.sum(case((point.layer == layer.value, 1), else_=0)) for layer in Layer]
    counted = (
        select(x, y, func.avg(point.latitude), func.avg(point.longitude), func.count().label("n"),
               func.sum(point.is_rough), *of_layer)
        .where(_is_within(query, point))
        .group_by(x, y)
    )  # fmt: skip
    found = db.session.execute(counted.order_by(func.count().desc(), x, y).limit(MAX_CELLS + 1)).all()
    shown = [_shape(row) for row in found[:MAX_CELLS]]
    return {
        "zoom": query.zoom,
        "results": shown,
        "n": sum(one["n"] for one in shown),
        "is_cut": len(found) > MAX_CELLS,
    }


def _is_within(query: CellQuery, point: Any) -> ColumnElement[bool]:
    if query.west <= query.east:
        along = and_(point.longitude >= query.west, point.longitude <= query.east)
    else:
        along = or_(point.longitude >= query.west, point.longitude <= query.east)
    return and_(point.latitude >= query.south, point.latitude <= query.north, along)


def _shape(row: Any) -> dict[str, Any]:
    return {
        "cell": f"{int(row[0])}.{int(row[1])}",
        "latitude": round(float(row[2]), 6),
        "longitude": round(float(row[3]), 6),
        "n": row[4],
        "n_rough": int(row[5]),
        "counts": {layer.value: int(n) for layer, n in zip(Layer, row[6:], strict=True) if n},
    }


def in_cells(who: Principal, query: InCellsQuery) -> dict[str, Any]:
    """What lies in some cells, the newest first."""
    rows = points(who, query)
    if rows is None:
        return {"n": 0, "results": []}
    point = rows.subquery().c
    grid = Grid.of(query.zoom)
    x, y = grid.x(point.longitude), grid.y(point.latitude)
    is_wanted = or_(*(and_(x == cell[0], y == cell[1]) for cell in query.cell_list))
    chosen = select(point.layer, point.id, point.latitude, point.longitude, point.at, point.is_rough).where(is_wanted)
    total = db.session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
    found = db.session.execute(chosen.order_by(point.at.desc(), point.id).limit(query.limit)).all()
    return {"n": total, "results": shape_all(who, found)}
