"""The frequency contour of a call: how its peak frequency runs, and its flattest stretch."""

import numpy as np

from processing.arrays import FloatArray
from processing.audio.features.bands import BandLevels, at_positions
from processing.audio.features.frames import N_FFT, FrameBatch
from processing.audio.features.table import Calls, Measure

N_POINTS = 16
"""Points of the contour, evenly spaced over the active part of the call."""

FLAT_POINTS = 4
"""Points of the stretch in which the characteristic frequency is looked for: a quarter of the call."""

MEASURES = (
    *(
        Measure(f"contour.{point + 1:02d}", "kHz", "Peak frequency along the active part of the call.")
        for point in range(N_POINTS)
    ),
    *(
        Measure(f"contour-level.{point + 1:02d}", "dB", "Level there, below the loudest frame.")
        for point in range(N_POINTS)
    ),
    Measure("contour.low", "kHz", "Lowest point of the contour."),
    Measure("contour.high", "kHz", "Highest point of the contour."),
    Measure("contour.slope", "kHz/ms", "Slope of the straight line through the contour."),
    Measure("contour.bend", "kHz", "Mean of the contour less the mean of its two ends: below 0 if it sags."),
    Measure("characteristic-frequency", "kHz", "Mean of the quarter of the contour that changes least."),
    Measure("characteristic-slope", "kHz/ms", "Slope of that quarter."),
    Measure("characteristic-time", "", "Where that quarter lies in the active part, 0 to 1."),
)
"""Columns of `contour_measures`, in order. The characteristic frequency of a bat's call is that of its
flattest part (Corben 2002); we look for it over the whole call."""


def contour_measures(batch: FrameBatch, levels: BandLevels, calls: Calls) -> FloatArray:
    """Measures of calls with equally many frames, shape (n, len(MEASURES)), float32."""
    along = np.linspace(0.0, 1.0, N_POINTS) * (levels.last - levels.first)[:, None]
    frames = np.asarray(levels.first[:, None] + along, dtype=np.float64)
    track = _peak_track(batch, calls)
    khz = at_positions(track[:, :, None], frames)[:, :, 0]
    level = at_positions(levels.frame_db[:, :, None], frames)[:, :, 0]
    step_ms = np.maximum((levels.last - levels.first) * levels.hop_s, 1e-9) * 1000.0 / (N_POINTS - 1)
    time = np.arange(N_POINTS) - (N_POINTS - 1) / 2
    slope = np.sum(khz * time, axis=1) / np.sum(time**2) / step_ms
    bend = np.mean(khz, axis=1) - (khz[:, 0] + khz[:, -1]) / 2
    summary = [np.min(khz, axis=1), np.max(khz, axis=1), slope, bend, *_flattest(khz, step_ms)]
    return np.concatenate([khz, level, np.stack(summary, axis=1)], axis=1).astype(np.float32)


def _peak_track(batch: FrameBatch, calls: Calls) -> FloatArray:
    """Peak frequency of every frame in kHz, between bins by a parabola through three of them."""
    width_khz = calls.sr / N_FFT / 1000.0
    low = max(1, int(np.ceil(calls.band_hz[0] / 1000.0 / width_khz)))
    high = min(N_FFT // 2 - 1, int(calls.band_hz[1] / 1000.0 / width_khz))
    peak = np.argmax(batch.power[:, :, low : high + 1], axis=2)[:, :, None] + low
    before, here, after = (np.take_along_axis(batch.power, peak + k, axis=2)[:, :, 0] for k in (-1, 0, 1))
    curve = before - 2.0 * here + after
    shift = np.divide(0.5 * (before - after), curve, out=np.zeros_like(here), where=curve < 0)
    return np.asarray((peak[:, :, 0] + np.clip(shift, -0.5, 0.5)) * width_khz, dtype=np.float32)


def _flattest(khz: FloatArray, step_ms: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    steps = np.abs(np.diff(khz, axis=1))
    n_places = N_POINTS - FLAT_POINTS + 1
    change = np.stack([np.sum(steps[:, k : k + FLAT_POINTS - 1], axis=1) for k in range(n_places)], axis=1)
    place = np.argmin(change, axis=1)
    points = np.take_along_axis(khz, place[:, None] + np.arange(FLAT_POINTS), axis=1)
    slope = (points[:, -1] - points[:, 0]) / ((FLAT_POINTS - 1) * step_ms)
    return np.mean(points, axis=1), slope, place / (n_places - 1)
