"""The running noise floor of each frequency bin."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from processing.arrays import FloatArray
from processing.audio.detect.spectra import CELL_S, Cell, Grid

FRAMES_PER_FLOOR = 256
"""Frames a floor is estimated from, spread evenly: the tenth quantile of 256 averaged powers is known to
about 0.5 dB, and sorting more would cost as much as the spectra."""

FLOOR_QUANTILE = 0.1
"""The quantile taken as background. A median would call a song or a horseshoe bat, which sound for over
half of the time, background; a tenth still stands when four fifths of the time are filled."""

QUANTILE_OF_MEAN = 0.417
"""The tenth quantile of averaged noise power as a part of its mean, for Hann windows at a quarter hop
averaged over three frames and three bins, from simulated Gaussian noise: turns the quantile into the mean."""

STEPS_PER_CELL = 8
"""Steps in which the floor moves within a cell, 31 ms each: under 1 dB even where it moves by 20 dB a second."""

QUIETEST = 1e-11
"""Smallest floor, relative to full-scale power: white noise of -110 dBFS, 9 dB under the quantisation noise
of 16 bits. Without it digital silence would have a floor of zero, and anything would rise over it."""


class RaisedCell(NamedTuple):
    """A cell seen from its noise floor.

    rise : shape (frames, bins), power over floor as a ratio, float32.
    energy : shape (frames,), power by which bins exceed their floor, over all bins; relative to full scale.
    band_db : shape (frames,), power over all bins together over the floor's, in decibels, not below 0.
    """

    start: int
    rise: FloatArray
    energy: FloatArray
    band_db: FloatArray


def over_floor(cells: Iterator[Cell], layout: Grid, *, floor_s: float) -> Iterator[RaisedCell]:
    """Compare each cell with the power that noise has there, estimated over `floor_s` seconds around it.

    The floor of a bin is its tenth quantile (Towsey 2013, section 3, takes the mode of the histogram),
    scaled to the mean of noise and moved in eight steps from the middle of one cell to the next. So a
    constant tone is background and a call is not. Frames of digital silence are left out.
    Looks ahead by half of `floor_s` and one cell.
    """
    waiting: tuple[Cell, FloatArray] | None = None
    previous: FloatArray | None = None
    for entry in _cell_floors(cells, layout, reach=max(1, round(floor_s / 2 / CELL_S))):
        if waiting is not None:
            yield _raised(waiting[0], previous, waiting[1], entry[1], layout.cell_frames)
            previous = waiting[1]
        waiting = entry
    if waiting is not None:
        yield _raised(waiting[0], previous, waiting[1], None, layout.cell_frames)


def _cell_floors(cells: Iterator[Cell], layout: Grid, *, reach: int) -> Iterator[tuple[Cell, FloatArray]]:
    """Each cell with the floor over the cells up to `reach` before and after it, shape (bins,)."""
    n_pooled = min(2 * reach + 1, -(-layout.n_frames // layout.cell_frames))
    step = max(1, layout.cell_frames * n_pooled // FRAMES_PER_FLOOR)
    pending: deque[Cell] = deque()
    samples: deque[FloatArray] = deque()
    n_done = 0
    for cell in cells:
        pending.append(cell)
        samples.append(_sounding(cell.power[::step]))
        if len(pending) > reach:
            yield pending.popleft(), _floor(samples)
            n_done += 1
            if n_done > reach:
                samples.popleft()
    while pending:
        yield pending.popleft(), _floor(samples)
        n_done += 1
        if n_done > reach:
            samples.popleft()


def _sounding(power: FloatArray) -> FloatArray:
    sounding: FloatArray = power[power.max(axis=1) > QUIETEST]
    return sounding


def _floor(samples: deque[FloatArray]) -> FloatArray:
    pooled = np.concatenate(samples)
    if not len(pooled):
        return np.full(pooled.shape[1], QUIETEST, dtype=np.float32)
    rank = int(FLOOR_QUANTILE * (len(pooled) - 1))
    quantile = np.partition(pooled, rank, axis=0)[rank] / np.float32(QUANTILE_OF_MEAN)
    floor: FloatArray = np.maximum(quantile, np.float32(QUIETEST))
    return floor


def _raised(
    cell: Cell, before: FloatArray | None, own: FloatArray, after: FloatArray | None, cell_frames: int
) -> RaisedCell:
    rise = np.empty_like(cell.power)
    energy = np.empty(len(cell.power), dtype=cell.power.dtype)
    floor_power = np.empty_like(energy)
    for step in range(STEPS_PER_CELL):
        here = slice(step * cell_frames // STEPS_PER_CELL, (step + 1) * cell_frames // STEPS_PER_CELL)
        position = np.float32((step + 0.5) / STEPS_PER_CELL - 0.5)
        neighbour = before if position < 0 else after
        floor = own if neighbour is None else own + abs(position) * (neighbour - own)
        np.divide(cell.power[here], floor, out=rise[here])
        # Bin by bin, as the floor of a steady tone is put above it and would take the calls of others with it.
        floor_power[here] = floor.sum()
        energy[here] = np.maximum(rise[here], 1) @ floor - floor_power[here]
    band_db = 10 * np.log10(np.maximum(cell.power.sum(axis=1) / floor_power, 1))
    return RaisedCell(cell.start, rise, np.maximum(energy, 0), band_db)
