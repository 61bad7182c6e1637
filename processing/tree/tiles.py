"""What of a drawn tree a square of the plane shows at a zoom."""

import math
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from processing.arrays import FloatArray, IndexArray
from processing.errors import ProcessingError
from processing.tree.drawing import Drawing, Layout, Level
from processing.tree.taxa import SPECIES_DEPTH
from processing.tree.tidy import SIBLING_GAP

TILE_PX = 512
"""Side of a tile in pixels."""

ROOM_PX = 6.0
"""A node is shown once what hangs on it has this much room along the axis of the leaves."""

MIN_ZOOM, MAX_ZOOM = -24, 8
"""Powers of two of pixels a unit: from a hundred million leaves in one tile to a leaf every 256 pixels."""


class TileKey(NamedTuple):
    """Zoom and position; x and y count tiles from the origin of the drawing and may be negative."""

    zoom: int
    x: int
    y: int


@dataclass(frozen=True)
class TileNodes:
    """Shown nodes of one tile, an array value each, upper levels first.

    x, y and parent_x, parent_y : world units. across, first, last : along the axis of the leaves.
    is_open : whether its children are shown at this zoom, too.
    """

    node: IndexArray
    depth: IndexArray
    x: FloatArray
    y: FloatArray
    parent_x: FloatArray
    parent_y: FloatArray
    across: FloatArray
    first: FloatArray
    last: FloatArray
    is_open: IndexArray


class _Span(NamedTuple):
    """A stretch of the axis of the leaves and a band of depths."""

    low: float
    high: float
    shallow: float
    deep: float


def tile(drawing: Drawing, layout: Layout, key: TileKey) -> TileNodes:
    """The nodes whose line to their parent, or whose fan of hidden species, crosses the tile.

    A node with less room than `ROOM_PX` is left out, and its parent says that it is not open. Ancestors whose
    reach crosses the tile are always there, so every line can be drawn from one tile alone.
    Raises ProcessingError("tile-zoom") for a zoom outside `MIN_ZOOM` to `MAX_ZOOM`.
    """
    if not MIN_ZOOM <= key.zoom <= MAX_ZOOM:
        raise ProcessingError("tile-zoom", f"expected a zoom from {MIN_ZOOM} to {MAX_ZOOM}, found {key.zoom}")
    spans = _spans(drawing, layout, key)
    room = ROOM_PX / _pixels_a_unit(drawing, layout, key.zoom)
    parts = []
    for depth, level in enumerate(drawing.levels):
        met = [span for span in spans if depth - 1 <= span.deep and span.shallow <= SPECIES_DEPTH]
        chosen = [_chosen(level, span, room) for span in met]
        if chosen:
            index = np.unique(np.concatenate(chosen))
            parts.append(_part(drawing, layout, depth, level, index, room))
    return _joined(parts)


def _pixels_a_unit(drawing: Drawing, layout: Layout, zoom: int) -> float:
    stretch = drawing.radius * math.tau / drawing.width if layout == Layout.RADIAL else 1.0
    return 2.0**zoom * stretch


def _spans(drawing: Drawing, layout: Layout, key: TileKey) -> list[_Span]:
    side = TILE_PX / 2.0**key.zoom
    left, top = key.x * side, key.y * side
    if layout == Layout.TIDY:
        return [_Span(left, left + side, top, top + side)]
    return _polar_spans(drawing, left, top, left + side, top + side)


def _polar_spans(drawing: Drawing, left: float, top: float, right: float, bottom: float) -> list[_Span]:
    """The stretches of angle and depth that a rectangle reaches over."""
    near = math.hypot(_nearest_to_zero(left, right), _nearest_to_zero(top, bottom))
    far = math.hypot(max(abs(left), abs(right)), max(abs(top), abs(bottom)))
    shallow, deep = (r * SPECIES_DEPTH / drawing.radius for r in (near, far))
    if near > drawing.radius:
        return []
    if near == 0:
        return [_Span(drawing.low, drawing.high, shallow, deep)]
    angles = sorted(math.atan2(x, -y) % math.tau for x in (left, right) for y in (top, bottom))
    gaps = [(b - a, a, b) for a, b in zip(angles, [*angles[1:], angles[0] + math.tau], strict=True)]
    _, end, start = max(gaps)
    start %= math.tau
    arcs = [(start, end)] if start <= end else [(start, math.tau), (0.0, end)]
    back = drawing.width / math.tau
    return [
        _Span(a * back + drawing.low - SIBLING_GAP / 2, b * back + drawing.low - SIBLING_GAP / 2, shallow, deep)
        for a, b in arcs
    ]


def _nearest_to_zero(low: float, high: float) -> float:
    return 0.0 if low <= 0 <= high else min(abs(low), abs(high))


def _chosen(level: Level, span: _Span, room: float) -> IndexArray:
    """Positions in a level whose line or reach meets a stretch, and that have room to be shown."""
    # All four rise along the level, so what overlaps the stretch stands together.
    begins = np.minimum(level.parent_across, level.first)
    ends = np.maximum(level.parent_across, level.last)
    start = int(np.searchsorted(ends, span.low, "left"))
    stop = int(np.searchsorted(begins, span.high, "right"))
    reach = level.last[start:stop] - level.first[start:stop] + SIBLING_GAP
    return start + np.flatnonzero(reach >= room)


def _part(drawing: Drawing, layout: Layout, depth: int, level: Level, index: IndexArray, room: float) -> TileNodes:
    across, above = level.across[index], level.parent_across[index]
    x, y = drawing.points(across, depth, layout)
    parent_x, parent_y = drawing.points(above, max(0, depth - 1), layout)
    return TileNodes(
        node=level.node[index],
        depth=np.full(len(index), depth),
        x=x,
        y=y,
        parent_x=parent_x,
        parent_y=parent_y,
        across=across,
        first=level.first[index],
        last=level.last[index],
        is_open=_is_open(drawing, depth, level, index, room).astype(np.int64),
    )


def _is_open(drawing: Drawing, depth: int, level: Level, index: IndexArray, room: float) -> IndexArray:
    """Whether all children of a node are shown."""
    if depth + 1 >= len(drawing.levels):
        return np.zeros(len(index), dtype=np.int64)
    lower = drawing.levels[depth + 1]
    hidden = np.concatenate([[0], np.cumsum(lower.last - lower.first + SIBLING_GAP < room)])
    ends = np.cumsum(level.n_children)[index]
    begins = ends - level.n_children[index]
    found: IndexArray = np.equal(hidden[ends], hidden[begins]).astype(np.int64)
    return found


def _joined(parts: list[TileNodes]) -> TileNodes:
    def column(name: str) -> Any:
        return np.concatenate([getattr(part, name) for part in parts]) if parts else np.zeros(0, dtype=np.int64)

    return TileNodes(**{name: column(name) for name in TileNodes.__dataclass_fields__})
