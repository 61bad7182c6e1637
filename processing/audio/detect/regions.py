"""Stretches of a recording that stand out from the noise floor, with all that is measured on them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from processing.arrays import FloatArray
from processing.audio.detect.floor import RaisedCell

EVERY_NTH_BIN = 4
"""Bins skipped when the broadband level of a frame is taken: neighbours are averages of the same values."""

LONGEST_REGION_S = 30.0
"""Longest stretch looked at as one, in seconds; rain or a machine that never falls silent is cut here, so
that memory stays bounded."""


class Region(NamedTuple):
    """Consecutive frames whose level is over the hold level.

    start : number of the first frame.
    level_db : shape (n,), highest rise over the floor among the bins of each frame.
    rise : shape (n, bins), power over floor, as a ratio.
    energy : shape (n,), power by which bins exceed their floor, over all bins; relative to full scale.
    band_db : shape (n,), rise of the power over all bins together, in decibels, not below 0.
    """

    start: int
    level_db: FloatArray
    rise: FloatArray
    energy: FloatArray
    band_db: FloatArray


def regions(
    cells: Iterator[RaisedCell],
    *,
    hold_db: float,
    rise_db: float,
    broadband_rejection: float,
    max_frames: int,
) -> Iterator[Region]:
    """Join consecutive raised frames across cells; the cut does not depend on where cells end.

    hold_db, rise_db : level that all frames of a region have, and level that one of them has.
    broadband_rejection : 0 to 1; how far the broadband level of a frame (the median over its bins) is
        taken off before the search, in decibels. With 1 a knock or rustle vanishes and a whistle stays.
    max_frames : longer regions are cut into pieces of this length.
    """
    pending: list[Region] = []
    for cell in cells:
        measured = _measured(cell, broadband_rejection)
        n_frames = len(measured.level_db)
        if pending and measured.level_db[0] < hold_db:
            yield from _worthy(pending, rise_db)
            pending = []
        for first, last in _raised_runs(measured.level_db, hold_db, rise_db):
            pending.append(_part(measured, first, last))
            while sum(len(part.level_db) for part in pending) > max_frames:
                whole = _joined(pending)
                yield from _worthy([_part(whole, 0, max_frames)], rise_db)
                pending = [_part(whole, max_frames, len(whole.level_db))]
            if last < n_frames:
                yield from _worthy(pending, rise_db)
                pending = []
    if pending:
        yield from _worthy(pending, rise_db)


def _raised_runs(level_db: FloatArray, hold_db: float, rise_db: float) -> list[list[int]]:
    """First and last (exclusive) frame of each run over the hold level that may belong to a region.

    Runs inside the cell that never reach `rise_db` are most of what noise gives, and are left out at once.
    """
    edges = np.flatnonzero(np.diff(level_db >= hold_db, prepend=False, append=False))
    runs = edges.reshape(-1, 2)
    if not len(runs):
        return []
    loudest = np.maximum.reduceat(np.append(level_db, -np.inf), edges)[::2]
    at_edge = (runs[:, 0] == 0) | (runs[:, 1] == len(level_db))
    kept: list[list[int]] = runs[at_edge | (loudest >= rise_db)].tolist()
    return kept


def _worthy(parts: list[Region], rise_db: float) -> list[Region]:
    """The region made of consecutive parts, unless its level stays under `rise_db`."""
    if max(part.level_db.max() for part in parts) < rise_db:
        return []
    return [_joined(parts)]


def _measured(cell: RaisedCell, broadband_rejection: float) -> Region:
    rise = cell.rise
    if broadband_rejection > 0:
        broadband = np.maximum(np.median(rise[:, ::EVERY_NTH_BIN], axis=1), 1) ** broadband_rejection
        rise = rise / broadband[:, None]
    level_db = 10 * np.log10(np.maximum(rise.max(axis=1), 1e-3))
    return Region(cell.start, level_db, rise, cell.energy, cell.band_db)


def _part(cell: Region, first: int, last: int) -> Region:
    here = slice(first, last)
    return Region(cell.start + first, *(column[here] for column in cell[1:]))


def _joined(parts: list[Region]) -> Region:
    if len(parts) == 1:
        return parts[0]
    columns = list(zip(*parts, strict=True))[1:]
    return Region(parts[0].start, *(np.concatenate(column) for column in columns))
