"""Cepstra of calls: their statistics, and their course along a time axis that follows change.

Cepstra as Davis and Mermelstein 1980 (doi:10.1109/TASSP.1980.1163420), on our band axis. Their mean over
the call carries recorder, distance and individual, so the course is taken relative to it (Atal 1974,
doi:10.1121/1.1914702).
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
from scipy import fft

from processing.arrays import FloatArray
from processing.audio.features.bands import N_BANDS, BandLevels, at_positions, weighted_mean
from processing.audio.features.table import Measure

N_CEPSTRA = 20
"""Coefficients whose statistics are kept."""

N_COURSE = 12
"""Coefficients whose course is kept: more of them describe one individual's voice, not the call type."""

N_POINTS = 10
"""Points of a course; enough for a sound of three or four parts."""

N_SLOPE_BANDS = 16
"""Bands between which the slope of the spectrum is followed."""

PATCH_POINTS = 32
"""Points in time of the patch that the embedding is taken from."""

PATCH_SHAPE = (8, 12)
"""Coefficients of the embedding in time and in frequency."""


def _numbered(stem: str, unit: str, definition: str, *counts: int) -> list[Measure]:
    names = [".".join(f"{i + 1:02d}" for i in place) for place in np.ndindex(*counts)]
    return [Measure(f"{stem}.{name}", unit, definition) for name in names]


MEASURES = (
    *_numbered("mfcc.mean", "dB", "Cepstral coefficient, mean over active frames by amplitude.", N_CEPSTRA),
    *_numbered("mfcc.sd", "dB", "Cepstral coefficient, standard deviation likewise.", N_CEPSTRA),
    *_numbered("mfcc.delta", "dB/10 ms", "Mean absolute change of a cepstral coefficient.", N_CEPSTRA),
    *_numbered("mfcc.delta-sd", "dB/10 ms", "Standard deviation of that change over all frames.", N_CEPSTRA),
    *_numbered(
        "mfcc.course",
        "dB",
        "Point of the call, then coefficient: its value less its mean.",
        N_POINTS,
        N_COURSE,
    ),
    *_numbered(
        "mfcc.course-delta",
        "dB",
        "Point of the call, then coefficient: change to the next points.",
        N_POINTS,
        N_COURSE,
    ),
    *_numbered(
        "slope.course",
        "dB",
        "Point of the call, then band: level over the band below.",
        N_POINTS,
        N_SLOPE_BANDS - 1,
    ),
    *_numbered("level.course", "dB", "Level at a point of the call, below the loudest frame.", N_POINTS),
    *_numbered("embedding", "dB", "Two-dimensional cosine coefficient (time, frequency) of the patch.", *PATCH_SHAPE),
)
"""Columns of `cepstral_measures`, in order. Points are spaced evenly along the mean of elapsed time and
summed spectral change, both scaled to 1, over the active part of the call."""


class Course(NamedTuple):
    """Where along each call its points lie, in frames: `points` (n, N_POINTS), `patch` (n, PATCH_POINTS)."""

    points: FloatArray
    patch: FloatArray


@lru_cache(maxsize=4)
def _cosines(n_from: int, n_to: int) -> FloatArray:
    return np.asarray(fft.dct(np.eye(n_from), norm="ortho", axis=1)[:, :n_to], dtype=np.float32)


def cepstral_measures(levels: BandLevels) -> FloatArray:
    """Measures of calls with equally many frames, shape (n, len(MEASURES)), float32."""
    cepstra = np.matmul(levels.level_db, _cosines(N_BANDS, N_CEPSTRA))
    course = _course(cepstra, levels)
    mean = weighted_mean(cepstra, levels.weight)
    centred = cepstra - mean[:, None, :]
    spread = np.sqrt(weighted_mean(centred**2, levels.weight))
    hops = np.maximum(levels.hop_s, 1e-9)[:, None, None] / 0.01
    delta = (_gradient(cepstra) / hops).astype(np.float32)
    along = at_positions(centred, course.points)[:, :, :N_COURSE]
    parts = [
        mean,
        spread,
        weighted_mean(np.abs(delta), levels.weight),
        np.std(delta, axis=1),
        along,
        _gradient(along),
        at_positions(_band_slopes(levels), course.points),
        at_positions(levels.frame_db[:, :, None], course.points),
        _embedding(levels, course),
    ]
    return np.concatenate([part.reshape(len(mean), -1) for part in parts], axis=1)


def _gradient(values: FloatArray) -> FloatArray:
    return np.asarray(np.gradient(values, axis=1))


def _course(cepstra: FloatArray, levels: BandLevels) -> Course:
    steps = np.sqrt(np.sum(np.diff(cepstra[:, :, 1 : N_COURSE + 1], axis=1) ** 2, axis=2))
    points = np.empty((len(cepstra), N_POINTS))
    patch = np.empty((len(cepstra), PATCH_POINTS))
    for row, (first, last) in enumerate(zip(levels.first, levels.last, strict=True)):
        axis = change_axis(steps[row, first:last])
        frames = np.arange(first, last + 1)
        points[row] = np.interp(np.linspace(0.0, 1.0, N_POINTS), axis, frames)
        patch[row] = np.interp(np.linspace(0.0, 1.0, PATCH_POINTS), axis, frames)
    return Course(points, patch)


def change_axis(steps: FloatArray) -> FloatArray:
    """Rises from 0 to 1 over a call: half by elapsed time, half by how much the spectrum changed."""
    if len(steps) == 0:
        return np.zeros(1)
    changed = np.cumsum(np.concatenate(([0.0], steps)))
    changed /= max(changed[-1], 1e-9)
    return np.asarray((changed + np.linspace(0.0, 1.0, len(changed))) / (changed[-1] + 1.0))


def _band_slopes(levels: BandLevels) -> FloatArray:
    n, n_frames, n_bands = levels.level_db.shape
    coarse = levels.level_db.reshape(n, n_frames, N_SLOPE_BANDS, n_bands // N_SLOPE_BANDS)
    total = np.sum(coarse, axis=3) / np.float32(n_bands // N_SLOPE_BANDS)
    return np.asarray(np.diff(total, axis=2))


def _embedding(levels: BandLevels, course: Course) -> FloatArray:
    relative = levels.level_db - weighted_mean(levels.level_db, levels.weight)[:, None, :]
    patch = at_positions(relative, course.patch)
    in_time = np.matmul(_cosines(PATCH_POINTS, PATCH_SHAPE[0]).T, patch)
    return np.asarray(np.matmul(in_time, _cosines(N_BANDS, PATCH_SHAPE[1])))
