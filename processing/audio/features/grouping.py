"""Small feature sets by which calls can be grouped: cepstra, levels of bands, and pitch classes."""

from functools import lru_cache

import numpy as np
from scipy import fft

from processing.arrays import FloatArray
from processing.audio.features.bands import N_BANDS, TINY, BandLevels, band_levels, weighted_mean
from processing.audio.features.frames import N_FFT, batches
from processing.audio.features.table import Calls, Measure, feature_set

CODE_VERSION = "grouping-1"
"""Goes up with every change that can change a value of the sets below."""

N_CEPSTRA = 20
"""Coefficients of the cepstra."""

N_CLASSES = 12
"""Parts of an octave."""

DURATION = (
    Measure("duration", "s", "Offset minus onset."),
    Measure("log-duration", "log s", "Natural logarithm of the duration."),
)


def _numbered(stem: str, unit: str, definition: str, n: int) -> tuple[Measure, ...]:
    return tuple(Measure(f"{stem}.{i + 1:02d}", unit, definition) for i in range(n))


MFCC_MEASURES = (
    *DURATION,
    *_numbered("mfcc.mean", "dB", "Cepstral coefficient, mean over active frames by amplitude.", N_CEPSTRA),
    *_numbered("mfcc.sd", "dB", "Cepstral coefficient, standard deviation over all frames.", N_CEPSTRA),
)

BAND_MEASURES = (
    *DURATION,
    *_numbered("level.mean", "dB", "Mean level of a band by amplitude over active frames.", N_BANDS),
    *_numbered("level.sd", "dB", "Standard deviation of that level over all frames.", N_BANDS),
)

CHROMA_MEASURES = (
    *DURATION,
    *_numbered("chroma.mean", "", "Part of the energy in a twelfth of the octave, all octaves together.", N_CLASSES),
    *_numbered("chroma.sd", "", "Standard deviation of that part over the frames.", N_CLASSES),
)


@feature_set("mfcc", f"mfcc-{CODE_VERSION}", MFCC_MEASURES)
def measure_cepstra(calls: Calls) -> FloatArray:
    """Cepstral means and spreads; shape (n_calls, len(MFCC_MEASURES)), float32."""
    values = _with_duration(calls, len(MFCC_MEASURES))
    cosines = np.asarray(fft.dct(np.eye(N_BANDS), norm="ortho", axis=1)[:, :N_CEPSTRA], dtype=np.float32)
    for batch in batches(calls.signals, calls.sr):
        levels = band_levels(batch, calls.sr, calls.band_hz)
        values[batch.rows, 2:] = _mean_and_spread(np.matmul(levels.level_db, cosines), levels)
    return values


@feature_set("log-bands", f"log-bands-{CODE_VERSION}", BAND_MEASURES)
def measure_bands(calls: Calls) -> FloatArray:
    """Levels of bands along the log-frequency axis; shape (n_calls, len(BAND_MEASURES)), float32."""
    values = _with_duration(calls, len(BAND_MEASURES))
    for batch in batches(calls.signals, calls.sr):
        levels = band_levels(batch, calls.sr, calls.band_hz)
        values[batch.rows, 2:] = _mean_and_spread(levels.level_db, levels)
    return values


@feature_set("chroma", f"chroma-{CODE_VERSION}", CHROMA_MEASURES)
def measure_chroma(calls: Calls) -> FloatArray:
    """Energy by place in the octave; shape (n_calls, len(CHROMA_MEASURES)), float32."""
    values = _with_duration(calls, len(CHROMA_MEASURES))
    for batch in batches(calls.signals, calls.sr):
        levels = band_levels(batch, calls.sr, calls.band_hz)
        energy = np.matmul(batch.power, _classes(calls.sr, calls.band_hz))
        share = energy / np.maximum(np.sum(energy, axis=2, keepdims=True), TINY)
        values[batch.rows, 2:] = _mean_and_spread(share, levels)
    return values


def _with_duration(calls: Calls, n_columns: int) -> FloatArray:
    values = np.zeros((len(calls.signals), n_columns), dtype=np.float32)
    seconds = np.array([len(signal) for signal in calls.signals]) / calls.sr
    values[:, 0], values[:, 1] = seconds, np.log(np.maximum(seconds, 1e-6))
    return values


def _mean_and_spread(frames: FloatArray, levels: BandLevels) -> FloatArray:
    return np.concatenate([weighted_mean(frames, levels.weight), np.std(frames, axis=1)], axis=1)


@lru_cache(maxsize=32)
def _classes(sr: int, band_hz: tuple[float, float]) -> FloatArray:
    """Weights from bins to twelfths of the octave, shared between neighbours; class 0 begins at 1 kHz × 2ᵏ."""
    hz = np.arange(N_FFT // 2 + 1) * (sr / N_FFT)
    place = N_CLASSES * np.log2(np.maximum(hz, 1.0) / 1000.0)
    distance = np.abs((place[:, None] - np.arange(N_CLASSES) + N_CLASSES / 2) % N_CLASSES - N_CLASSES / 2)
    is_inside = (hz > max(band_hz[0], 0.0)) & (hz <= band_hz[1])
    weights = np.clip(1.0 - distance, 0.0, 1.0) * is_inside[:, None]
    return np.asarray(weights, dtype=np.float32)
