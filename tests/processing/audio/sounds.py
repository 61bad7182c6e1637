"""Synthetic recordings with known calls, for tests of detection."""

import numpy as np

from processing.arrays import FloatArray
from processing.audio.intervals import Interval

BAT_SR = 250_000
"""Sampling rate of the bat recordings, in hertz."""


def noise(duration_s: float, *, sr: int = BAT_SR, level: float = 0.001, seed: int = 0) -> FloatArray:
    """White noise of a given standard deviation."""
    rng = np.random.default_rng(seed)
    return (level * rng.standard_normal(int(duration_s * sr))).astype(np.float32)


def add_sweep(
    y: FloatArray, onset_s: float, duration_s: float, hz: tuple[float, float], level: float, sr: int = BAT_SR
) -> Interval:
    """Add a linear sweep with flat top and 5 % flanks; gives its true interval."""
    t = np.arange(int(duration_s * sr)) / sr
    phase = 2 * np.pi * (hz[0] * t + (hz[1] - hz[0]) * t**2 / (2 * duration_s))
    flank = np.clip(np.minimum(t, duration_s - t) / (0.05 * duration_s), 0, 1)
    first = int(onset_s * sr)
    y[first : first + len(t)] += (level * flank * np.sin(phase)).astype(np.float32)
    return Interval(onset_s, onset_s + duration_s, min(hz), max(hz))


def bat_pass(duration_s: float = 3.0, *, seed: int = 0) -> tuple[FloatArray, list[Interval]]:
    """Calls of 4 ms from 80 to 40 kHz every 90 ms in noise, louder and softer."""
    y = noise(duration_s, seed=seed)
    onsets_s = np.arange(0.05, duration_s - 0.05, 0.09)
    levels = 0.02 + 0.1 * np.random.default_rng(seed).random(len(onsets_s))
    pairs = zip(onsets_s.tolist(), levels.tolist(), strict=True)
    return y, [add_sweep(y, onset_s, 0.004, (80_000, 40_000), level) for onset_s, level in pairs]
