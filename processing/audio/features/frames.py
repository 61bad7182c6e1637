"""Short-time power spectra of many calls at once, in batches that cannot change a call's values.

Frames are spread over each call by its own length, so calls of different lengths share an array, and
every array dimension that a sum runs over depends on the call alone.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy import fft

from processing.arrays import FloatArray, IndexArray

N_FFT = 512
"""Points of every transform; shorter windows are zero-padded, so all calls have the same bins."""

LONGEST_WINDOW_S = 0.032
"""Seconds; the usual window of speech analysis, which limits the window at low sample rates."""

SHORTEST_WINDOW = 32
"""Samples; below this a spectrum has too few independent bins to have a shape."""

WINDOWS_PER_CALL = 4
"""A window is at most this part of its call, so that even a 1 ms call shows how it changes."""

FEWEST_FRAMES = 32
"""Frames of the shortest call; twice the points of the resampled contour."""

MOST_FRAMES = 2048
"""Frames of the longest call; beyond it, frames are spread wider than they are long."""

FRAMES_PER_BATCH = 4096
"""Frames transformed at once: about 20 MB of work space, which still fits a processor's cache."""


class FrameBatch(NamedTuple):
    """Power spectra of calls that have the same number of frames.

    rows : positions of these calls in the list they came from, shape (n,).
    power : shape (n, n_frames, N_FFT // 2 + 1), float32.
    hop_s, window_s : per call, seconds, shape (n,).
    """

    rows: IndexArray
    power: FloatArray
    hop_s: FloatArray
    window_s: FloatArray


def window_length(n_samples: int, sr: int) -> int:
    """Samples of the Hann window for a call of that length: a quarter of it, within fixed limits."""
    longest = min(N_FFT, int(LONGEST_WINDOW_S * sr))
    return max(min(n_samples, SHORTEST_WINDOW), min(longest, n_samples // WINDOWS_PER_CALL))


def frame_count(n_samples: int, window: int) -> int:
    """Frames for a call: the smallest power of two that overlaps neighbouring windows by half."""
    needed = 1 + int(np.ceil(2 * (n_samples - window) / window))
    count = FEWEST_FRAMES
    while count < needed and count < MOST_FRAMES:
        count *= 2
    return count


def hann_windows(lengths: IndexArray) -> FloatArray:
    """Hann windows of unit energy in rows of N_FFT points; zero after each length. Shape (n, N_FFT)."""
    positions = (np.arange(N_FFT) + 0.5) / lengths[:, None]
    windows = np.where(positions < 1.0, 0.5 - 0.5 * np.cos(2.0 * np.pi * positions), 0.0)
    energy = np.sum(windows**2, axis=1, keepdims=True)
    return np.asarray(windows / np.sqrt(energy), dtype=np.float32)


def batches(signals: Sequence[FloatArray], sr: int) -> Iterator[FrameBatch]:
    """Yield power spectra, calls with the same number of frames together.

    Frames start at equal steps from the first sample to the last whole window. A call shorter than
    the shortest window is one zero-padded frame repeated.
    """
    lengths = np.array([len(signal) for signal in signals], dtype=np.int64)
    windows = np.array([window_length(int(n), sr) for n in lengths], dtype=np.int64)
    counts = np.array([frame_count(int(n), int(w)) for n, w in zip(lengths, windows, strict=True)])
    for count in np.unique(counts):
        rows = np.flatnonzero(counts == count)
        step = max(1, FRAMES_PER_BATCH // int(count))
        for first in range(0, len(rows), step):
            part = rows[first : first + step]
            yield _transform(part, [signals[row] for row in part], windows[part], int(count), sr)


def _transform(
    rows: IndexArray, signals: Sequence[FloatArray], windows: IndexArray, n_frames: int, sr: int
) -> FrameBatch:
    lengths = np.array([len(signal) for signal in signals], dtype=np.int64)
    padding = np.zeros(N_FFT, dtype=np.float32)
    flat = np.concatenate([*signals, padding])
    first = np.cumsum(lengths) - lengths
    steps = (lengths - windows) / (n_frames - 1)
    starts = first[:, None] + np.floor(steps[:, None] * np.arange(n_frames)).astype(np.int64)
    frames = sliding_window_view(flat, N_FFT)[starts.ravel()].reshape(len(rows), n_frames, N_FFT)
    frames = frames * hann_windows(windows)[:, None, :]
    spectra = fft.rfft(frames, axis=-1)
    power = spectra.real**2 + spectra.imag**2
    return FrameBatch(rows, power, steps / sr, windows / sr)
