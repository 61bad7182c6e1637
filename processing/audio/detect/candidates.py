"""Possible calls with what is measured on each: what a detector chooses from and a classifier judges."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from processing.arrays import FloatArray
from processing.audio.detect.extents import Extent, extents, raised_part
from processing.audio.detect.regions import Region
from processing.audio.detect.spectra import Grid
from processing.audio.intervals import Interval
from processing.errors import ProcessingError

Column = npt.NDArray[np.float64]
"""One number a candidate, shape (n,)."""

MAX_CANDIDATES = 2_000_000
"""Most candidates of one recording, 23 a second over a day: more is noise, and would fill the memory."""

BOX_DROP_DB = 15.0
"""How far under its strongest bin a call's box reaches in frequency; hand-drawn boxes end about there."""

BOX_GAP_BINS = 2
"""Weak bins inside a call that its box spans: notches where a call interferes with its own echo."""

DROPS_DB = (6.0, 10.0, 15.0, 20.0, 25.0, 30.0)
"""Drops under the peak at which the extents of a candidate are measured, for refining its boundaries."""

RAISED = 4.0
"""Power over floor (6 dB) from which a bin counts as occupied by the call: noise is there once in 1,000 bins."""

MEASURES = (
    "mean_rise_db",
    "peak_hz",
    "start_hz",
    "end_hz",
    "flatness_db",
    "occupancy",
    "contour_step_hz",
    *(f"{side}_{drop:g}db_s" for drop in DROPS_DB for side in ("before", "after")),
)
"""Names of the columns of `Candidates.measures`; their definitions are in `docs/acoustics/detection.md`."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """Possible calls of one recording, sorted by onset; columns of shape (n,).

    raised_onset_s, raised_offset_s : of the part in which the whole band is raised; infinity and its negative
        where no such part lasts longer than a click.
    peak_s : time of the highest level. rise_db : its height over the noise floor.
    band_db : rise of all bins together at that time.
    level_db : mean power by which bins exceed their floor, in decibels re full scale.
    measures : shape (n, number of `MEASURES`); no column when they were not asked for.
    """

    raised_onset_s: Column
    raised_offset_s: Column
    onset_s: Column
    offset_s: Column
    peak_s: Column
    low_hz: Column
    high_hz: Column
    rise_db: Column
    band_db: Column
    level_db: Column
    measures: FloatArray

    @property
    def duration_s(self) -> Column:
        """Length in seconds."""
        return self.offset_s - self.onset_s

    def __len__(self) -> int:
        return len(self.onset_s)

    def where(self, kept: npt.NDArray[np.bool_] | npt.NDArray[np.int64]) -> Candidates:
        """Some of the candidates: those for which `kept` is true, or those at these positions."""
        return Candidates(**{f.name: getattr(self, f.name)[kept] for f in fields(self)})

    def intervals(self, score: Column | None = None) -> list[Interval]:
        """As intervals; the score is the rise over the floor in decibels unless another is given."""
        columns = (self.onset_s, self.offset_s, self.low_hz, self.high_hz, self.rise_db if score is None else score)
        return [Interval(*row) for row in zip(*(column.tolist() for column in columns), strict=True)]


COLUMNS = tuple(f.name for f in fields(Candidates) if f.name != "measures")
"""The columns of candidates that are always there, in order."""


def candidates(
    found: Iterable[Region],
    layout: Grid,
    *,
    rise_db: float,
    drop_db: float,
    hold_db: float,
    band_hold_db: float,
    measured: bool,
) -> Candidates:
    """Cut regions into calls and measure each.

    measured : whether the columns `MEASURES` are wanted besides times, frequencies and levels.
    Raises ProcessingError("too-many-segments") above `MAX_CANDIDATES`.
    """
    rows: list[list[float]] = []
    measures: list[FloatArray] = []
    for region in found:
        for extent in extents(region.level_db, rise_db=rise_db, drop_db=drop_db):
            low, high = _box(region, extent, hold_db)
            part = raised_part(extent, region.band_db, band_hold_db=band_hold_db, n_click=layout.click_frames)
            rows.append([*_raised_times(region, part, layout), *_row(region, extent, low, high, layout)])
            if measured:
                measures.append(_measures(region, extent, layout))
        if len(rows) > MAX_CANDIDATES:
            raise ProcessingError(
                "too-many-segments",
                f"expected at most {MAX_CANDIDATES:,} segments in a recording; raise the threshold",
            )
    table = np.array(rows, dtype=np.float64).reshape(-1, len(COLUMNS))
    n_measures = len(MEASURES) if measured else 0
    columns = dict(zip(COLUMNS, table.T, strict=True))
    measured_table = np.array(measures, dtype=np.float32).reshape(len(rows), n_measures)
    return Candidates(**columns, measures=measured_table)


def _row(region: Region, extent: Extent, low: int, high: int, layout: Grid) -> list[float]:
    energy = float(region.energy[extent.start : extent.stop].mean())
    return [
        _edge_s(region, extent.start, layout),
        _edge_s(region, extent.stop, layout),
        (region.start + extent.peak) * layout.step_s,
        layout.frequency_hz(low - 0.5),
        layout.frequency_hz(high - 0.5),
        float(region.level_db[extent.peak]),
        float(region.band_db[extent.peak]),
        float(10 * np.log10(max(energy, 1e-15))),
    ]


def _raised_times(region: Region, part: tuple[int, int] | None, layout: Grid) -> tuple[float, float]:
    if part is None:
        return np.inf, -np.inf
    return _edge_s(region, part[0], layout), _edge_s(region, part[1], layout)


def _edge_s(region: Region, frame: int, layout: Grid) -> float:
    """Time of the border before a frame, which stands for the hop around its centre."""
    return max(0.0, (region.start + frame - 0.5) * layout.step_s)


def _box(region: Region, extent: Extent, hold_db: float) -> tuple[int, int]:
    """First and last (exclusive) bin around the strongest one that stays within `BOX_DROP_DB` of it."""
    strongest = region.rise[extent.start : extent.stop].max(axis=0)
    peak = int(np.argmax(strongest))
    limit = max(float(strongest[peak]) * 10 ** (-BOX_DROP_DB / 10), 10 ** (hold_db / 10))
    strong = np.flatnonzero(strongest >= min(limit, float(strongest[peak])))
    here = int(np.searchsorted(strong, peak))
    wide = np.diff(strong) > BOX_GAP_BINS + 1
    before, after = np.flatnonzero(wide[:here]), np.flatnonzero(wide[here:])
    first = strong[before[-1] + 1] if before.size else strong[0]
    last = strong[here + after[0]] if after.size else strong[-1]
    return int(first), int(last) + 1


def _measures(region: Region, extent: Extent, layout: Grid) -> FloatArray:
    rise = region.rise[extent.start : extent.stop]
    mean_rise = rise.mean(axis=0) + 1e-6
    contour = rise.argmax(axis=1)
    edge = max(1, len(contour) // 5)
    return np.array(
        [
            region.level_db[extent.start : extent.stop].mean(),
            layout.frequency_hz(float(contour[extent.peak - extent.start])),
            layout.frequency_hz(float(np.median(contour[:edge]))),
            layout.frequency_hz(float(np.median(contour[-edge:]))),
            10 * (np.log10(mean_rise).mean() - np.log10(mean_rise.mean())),
            (rise > RAISED).mean(),
            np.median(np.abs(np.diff(contour))) * layout.bin_hz if len(contour) > 1 else 0.0,
            *_reaches(region.level_db, extent.peak, layout.step_s),
        ],
        dtype=np.float32,
    )


def _reaches(level_db: FloatArray, peak: int, step_s: float) -> list[float]:
    """Seconds from the peak to where the level has dropped by each of `DROPS_DB`, before and after it."""
    before, after = level_db[peak::-1], level_db[peak:]
    reaches = []
    for drop in DROPS_DB:
        limit = level_db[peak] - drop
        for side in (before, after):
            below = side < limit
            reaches.append(step_s * (int(np.argmax(below)) if below.any() else len(side)))
    return reaches
