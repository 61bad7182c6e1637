"""Rows of a select by the bins of a grid."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Select, func

from core.db import db

if TYPE_CHECKING:
    from processing.arrays import FloatArray
    from processing.timeline.grid import Grid


def counts_by_bin(rows: Select[Any], seconds: Any, grid: Grid) -> FloatArray:
    """How many rows each bin holds; `seconds` : a column of seconds since 1970 UTC. The database groups."""
    # Arrays are needed when a track is read; the web process starts without them.
    import numpy as np  # noqa: PLC0415

    # (as above)
    from processing.timeline.grid import SECOND_US, fold  # noqa: PLC0415

    slot = func.floor(seconds / grid.base_s)
    found = db.session.execute(rows.with_only_columns(slot, func.count()).group_by(slot)).all()
    at_us = np.array([int(row[0]) * grid.base_s * SECOND_US for row in found], np.int64)
    return fold(at_us, np.array([float(row[1]) for row in found]), grid)
