"""Log-frequency bands: the axis on which calls are compared, and their levels along it."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from processing.arrays import FloatArray, IndexArray
from processing.audio.features.frames import N_FFT, FrameBatch

N_BANDS = 48
"""Bands of the axis; the lowest are then as wide as one bin of the transform."""

LOWEST_PART = 1 / 128
"""Lower end of the axis as a part of its top (1 kHz of 125 kHz): below it is wind and handling noise."""

CORNER_PART = 1 / 8
"""Part of the top below which the axis is nearly linear and above it logarithmic, as the mel scale is
with 0.7 kHz for voices recorded up to 4 or 8 kHz; here moved to wherever an animal calls."""

FLOOR_DB = -45.0
"""Levels are cut here, in dB below the call's loudest cell: further down is the recorder's own noise."""

ACTIVE_DB = -30.0
"""Frames within this of the loudest frame make up the active part of a call."""

TINY = np.float32(1e-20)
"""Least power under a logarithm, relative to the loudest cell."""


class BandLevels(NamedTuple):
    """Levels of calls that have equally many frames.

    level_db : FLOOR_DB to 0, below the loudest cell of each call, shape (n, n_frames, N_BANDS).
    energy : the same as power relative to the loudest cell, not cut.
    frame_db : level of each frame below the loudest, 0 to −60, shape (n, n_frames).
    weight : amplitude of each active frame over their sum, 0 elsewhere, shape (n, n_frames).
    first, last : the active part in frames, both included, shape (n,).
    hop_s : seconds between frames, shape (n,).
    """

    level_db: FloatArray
    energy: FloatArray
    frame_db: FloatArray
    weight: FloatArray
    first: IndexArray
    last: IndexArray
    hop_s: FloatArray


def edges_hz(band_hz: tuple[float, float]) -> FloatArray:
    """Corner frequencies of the triangular bands within a band, shape (N_BANDS + 2,), Hz."""
    top = band_hz[1]
    lowest = max(band_hz[0], top * LOWEST_PART)
    corner = top * CORNER_PART
    warped = np.linspace(np.log1p(lowest / corner), np.log1p(top / corner), N_BANDS + 2)
    return np.asarray(corner * np.expm1(warped))


@lru_cache(maxsize=32)
def filters(sr: int, band_hz: tuple[float, float]) -> FloatArray:
    """Weights from bins to bands, shape (N_FFT // 2 + 1, N_BANDS), each band's weights summing to 1.

    A band narrower than a bin is widened to it; a band above half the rate has no weight.
    """
    return triangles(edges_hz(band_hz), sr)


def triangles(corners: FloatArray, sr: int) -> FloatArray:
    """Weights from bins to triangular bands between each corner and the next but one, each band's summing to 1.

    corners : Hz, rising, shape (n_bands + 2,). A band narrower than a bin is widened to it; a band above half the
        rate has no weight.
    Returns shape (N_FFT // 2 + 1, n_bands), float32.
    """
    bin_width = sr / N_FFT
    bin_hz = np.arange(N_FFT // 2 + 1) * bin_width
    centre = corners[1:-1]
    low = np.minimum(corners[:-2], centre - bin_width)
    high = np.maximum(corners[2:], centre + bin_width)
    rising = (bin_hz[:, None] - low) / (centre - low)
    falling = (high - bin_hz[:, None]) / (high - centre)
    weights = np.clip(np.minimum(rising, falling), 0.0, 1.0) * (centre < sr / 2)
    sums = np.sum(weights, axis=0)
    return np.asarray(np.divide(weights, sums, out=weights, where=sums > 0), dtype=np.float32)


def band_levels(batch: FrameBatch, sr: int, band_hz: tuple[float, float]) -> BandLevels:
    """Levels of a batch of power spectra along the axis."""
    energy = np.matmul(batch.power, filters(sr, band_hz))
    loudest = np.max(np.max(energy, axis=2), axis=1)
    energy = energy / np.maximum(loudest, TINY)[:, None, None]
    level = 10.0 * np.log10(np.maximum(energy, np.float32(10.0 ** (FLOOR_DB / 10.0))))
    frame = np.sum(energy, axis=2)
    frame_db = 10.0 * np.log10(np.maximum(frame / np.maximum(np.max(frame, axis=1), TINY)[:, None], 1e-6))
    is_active = frame_db > ACTIVE_DB
    weight = np.where(is_active, np.float32(10.0) ** (frame_db / 20.0), 0.0).astype(np.float32)
    weight /= np.sum(weight, axis=1, keepdims=True)
    first = np.argmax(is_active, axis=1)
    last = is_active.shape[1] - 1 - np.argmax(is_active[:, ::-1], axis=1)
    return BandLevels(level, energy, frame_db.astype(np.float32), weight, first, last, batch.hop_s)


def weighted_mean(values: FloatArray, weight: FloatArray) -> FloatArray:
    """Mean over frames of values (n, n_frames, k) with weights (n, n_frames) that sum to 1; shape (n, k)."""
    return np.asarray(np.matmul(weight[:, None, :], values)[:, 0])


def at_positions(values: FloatArray, positions: FloatArray) -> FloatArray:
    """Values (n, n_frames, k) at fractional frames (n, n_points), linear between; (n, n_points, k)."""
    before = np.floor(positions).astype(np.int64)
    after = np.minimum(before + 1, values.shape[1] - 1)
    part = (positions - before).astype(np.float32)[:, :, None]
    low = np.take_along_axis(values, before[:, :, None], axis=1)
    high = np.take_along_axis(values, after[:, :, None], axis=1)
    return np.asarray(low * (np.float32(1.0) - part) + high * part)
