"""The embedding: a call as a point of fixed length, near to those of calls that sound alike.

Bands lie at the same frequencies whatever the sample rate, so calls of recorders of different rates are
comparable and nothing is resampled. Weights are fixed here, not fitted: a point depends on its call alone.
"""

from functools import lru_cache

import numpy as np
from scipy import fft

from processing.arrays import FloatArray
from processing.audio.features.bands import ACTIVE_DB, FLOOR_DB, TINY, at_positions, triangles, weighted_mean
from processing.audio.features.cepstra import change_axis
from processing.audio.features.frames import FrameBatch, batches
from processing.audio.features.table import Calls, Measure, feature_set

CODE_VERSION = "embedding-1"
"""Goes up with every change that can change a value; points of different versions are not compared."""

LOWEST_HZ, HIGHEST_HZ = 200.0, 200_000.0
"""Ends of the axis: a frog to a porpoise."""

N_BANDS = 96
"""Bands of the axis, about ten an octave."""

N_PROFILE = 36
"""Cosine coefficients of the mean spectrum, without the one that tells only its level."""

N_POINTS = 32
"""Points of the call at which its spectrum is taken, spaced by elapsed time and by how much it changes."""

COURSE_SHAPE = (5, 18)
"""Coefficients, in time and in frequency, of how the spectrum departs from its mean."""

N_CHANGE = 12
"""Coefficients by which change is judged, without the level."""

DETAIL = 0.5
"""Fine coefficients are small in every call: each is weighted by (1 + its number) to this power.
Chosen with the sets in `docs/acoustics/similarity.md`, as are the two below."""

OCTAVES_PER_TURN = 12.0
"""The duration is an angle, so that every point has the same share of it: 12 octaves are a full turn."""

DURATION_WEIGHT = 200.0
"""Length of the part that tells the duration, in the decibels of the others."""

N_DIMENSIONS = N_PROFILE + COURSE_SHAPE[0] * COURSE_SHAPE[1] + 2
"""Length of a point."""

MEASURES = (
    Measure("duration", "s", "Offset minus onset; not part of the point."),
    *(
        Measure(f"profile.{i + 1:02d}", "dB", "Cosine coefficient of the mean spectrum on the fixed axis, weighted.")
        for i in range(N_PROFILE)
    ),
    *(
        Measure(
            f"course.{i + 1:02d}.{k + 1:02d}", "dB", "Cosine coefficient (time, frequency) of the course, weighted."
        )
        for i in range(COURSE_SHAPE[0])
        for k in range(COURSE_SHAPE[1])
    ),
    Measure("length.01", "dB", "Cosine of the angle that stands for the active duration, weighted."),
    Measure("length.02", "dB", "Sine of that angle, weighted."),
)
"""Columns: the duration, then the point."""


@feature_set("embedding", CODE_VERSION, MEASURES)
def measure_calls(calls: Calls) -> FloatArray:
    """Measure calls; shape (n_calls, 1 + N_DIMENSIONS), float32. The band is not used: the axis is fixed."""
    values = np.zeros((len(calls.signals), len(MEASURES)), dtype=np.float32)
    for batch in batches(calls.signals, calls.sr):
        values[batch.rows, 1:] = _points(batch, calls.sr)
    return values


def unit_points(values: FloatArray) -> FloatArray:
    """Points of unit length from rows of the feature set, shape (n, N_DIMENSIONS), float32.

    A call that cannot be measured is at the origin, unlike everything.
    """
    points = np.asarray(values[:, 1:], dtype=np.float32)
    lengths = np.sqrt(np.sum(points**2, axis=1, keepdims=True))
    return np.asarray(np.divide(points, lengths, out=np.zeros_like(points), where=lengths > 0))


@lru_cache(maxsize=32)
def _filters(sr: int) -> FloatArray:
    """Weights from bins to bands of the fixed axis, each band's summing to 1; none above half the rate."""
    return triangles(np.geomspace(LOWEST_HZ, HIGHEST_HZ, N_BANDS + 2), sr)


@lru_cache(maxsize=8)
def _cosines(n_from: int, n_to: int) -> FloatArray:
    return np.asarray(fft.dct(np.eye(n_from), norm="ortho", axis=1)[:, :n_to], dtype=np.float32)


def _points(batch: FrameBatch, sr: int) -> FloatArray:
    energy = np.matmul(batch.power, _filters(sr))
    loudest = np.max(np.max(energy, axis=2), axis=1)
    energy = energy / np.maximum(loudest, TINY)[:, None, None]
    level = 10.0 * np.log10(np.maximum(energy, np.float32(10.0 ** (FLOOR_DB / 10.0))))
    frame = np.sum(energy, axis=2)
    frame_db = 10.0 * np.log10(np.maximum(frame / np.maximum(np.max(frame, axis=1), TINY)[:, None], 1e-6))
    is_active = frame_db > ACTIVE_DB
    weight = np.where(is_active, np.float32(10.0) ** (frame_db / 20.0), 0.0).astype(np.float32)
    weight /= np.sum(weight, axis=1, keepdims=True)
    mean = weighted_mean(level, weight)
    first = np.argmax(is_active, axis=1)
    last = is_active.shape[1] - 1 - np.argmax(is_active[:, ::-1], axis=1)
    profile = np.matmul(mean - np.float32(FLOOR_DB), _cosines(N_BANDS, N_PROFILE + 1))[:, 1:]
    patch = at_positions(level - mean[:, None, :], _places(level, first, last))
    course = np.matmul(np.matmul(_cosines(N_POINTS, COURSE_SHAPE[0]).T, patch), _cosines(N_BANDS, COURSE_SHAPE[1]))
    active_s = (last - first) * batch.hop_s + batch.window_s
    parts = [
        profile * _detail(N_PROFILE),
        (course * _detail(COURSE_SHAPE[1])).reshape(len(course), -1),
        _length(active_s),
    ]
    return np.concatenate(parts, axis=1)


def _detail(n: int) -> FloatArray:
    return np.asarray((1.0 + np.arange(n)) ** DETAIL, dtype=np.float32)


def _length(active_s: FloatArray) -> FloatArray:
    angle = 2.0 * np.pi * np.log2(active_s) / OCTAVES_PER_TURN
    return np.asarray(DURATION_WEIGHT * np.stack([np.cos(angle), np.sin(angle)], axis=1))


def _places(level: FloatArray, first: FloatArray, last: FloatArray) -> FloatArray:
    """Fractional frames of the points of each call, shape (n, N_POINTS)."""
    cepstra = np.matmul(level, _cosines(N_BANDS, N_CHANGE + 1))[:, :, 1:]
    steps = np.sqrt(np.sum(np.diff(cepstra, axis=1) ** 2, axis=2))
    places = np.empty((len(level), N_POINTS))
    for row, (start, stop) in enumerate(zip(first, last, strict=True)):
        axis = change_axis(steps[row, start:stop])
        places[row] = np.interp(np.linspace(0.0, 1.0, N_POINTS), axis, np.arange(start, stop + 1))
    return places
