"""Amplitudes of short-time Fourier columns, and their bytes in decibels."""

from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import as_strided
from scipy import fft

from processing.arrays import ByteArray, FloatArray
from processing.audio.spectrogram.grid import FLOOR_DB, MIX, N_FFT_CHOICES, Grid

if TYPE_CHECKING:
    from processing.audio.decode import Audio

_Number = TypeVar("_Number", bound=np.number[Any])

BLOCK_SAMPLES = 1 << 17
"""Windowed samples transformed at once: input and output (1 MB) then stay in the second-level cache."""

BLOCK_FRAMES = (64, 256)
"""Fewest and most frames of a block: more brings nothing, and fewer would not fill a column of level 6."""

READ_SAMPLES = 1 << 20
"""Samples decoded at once: enough to make the cost of a seek vanish, 4 MB of float32."""


def block_frames(grid: Grid) -> int:
    """Frames transformed at once, a power of two that divides a tile."""
    fewest, most = BLOCK_FRAMES
    return max(fewest, min(most, BLOCK_SAMPLES // grid.n_fft))


def amplitude_blocks(audio: "Audio", grid: Grid, first: int, stop: int) -> Iterator[FloatArray]:
    """Amplitudes of frames [first, stop), relative to a full-scale sine, block by block.

    `first` is a multiple of the block length: every caller then hands the FFT the same batches, so a frame
    has the same bits whichever tile or file it is computed for.
    Yields arrays of shape (≤ block, n_bins); each is overwritten by the next.
    """
    size = block_frames(grid)
    per_read = max(size, READ_SAMPLES // grid.hop // size * size)
    window = _window(grid.n_fft)
    windowed = np.empty((size, grid.n_fft), np.float32)
    amplitudes = np.empty((size, grid.n_bins), np.float32)
    for read_first in range(first, stop, per_read):
        read_stop = min(read_first + per_read, stop)
        y = _samples(audio, grid, read_first, read_stop)
        frames = as_strided(y, (read_stop - read_first, grid.n_fft), (grid.hop * y.itemsize, y.itemsize))
        for offset in range(0, len(frames), size):
            block = frames[offset : offset + size]
            n = len(block)
            np.multiply(block, window, out=windowed[:n])
            spectrum = fft.rfft(windowed[:n], axis=1, overwrite_x=True)
            yield np.absolute(spectrum, out=amplitudes[:n])


def pooled_columns(audio: "Audio", grid: Grid, level: int, first: int, stop: int) -> ByteArray:
    """Columns [first, stop) of a level, computed from the sound: bytes of shape (stop - first, n_bins).

    Pooling comes before the bytes; the table rises with the amplitude, so the order does not matter.
    """
    pool = 1 << level
    size = block_frames(grid)
    peaks = np.zeros((stop - first, grid.n_bins), np.float32)
    blocks = amplitude_blocks(audio, grid, first * pool, min(stop * pool, grid.n_frames))
    for number, block in enumerate(blocks):
        if pool >= size:
            row = peaks[number * size // pool]
            np.maximum(row, block.max(axis=0), out=row)
        else:
            pooled = pool_rows(block, pool)
            start = number * size // pool
            peaks[start : start + len(pooled)] = pooled
    return to_bytes(peaks)


def pool_rows(rows: npt.NDArray[_Number], pool: int) -> npt.NDArray[_Number]:
    """The maximum of every `pool` rows; a rest at the end is pooled by itself."""
    if pool == 1:
        return rows
    whole = len(rows) // pool * pool
    pooled: npt.NDArray[_Number] = np.maximum.reduce(rows[:whole].reshape(-1, pool, rows.shape[1]), axis=1)
    if whole == len(rows):
        return pooled
    return np.concatenate([pooled, np.maximum.reduce(rows[whole:], axis=0, keepdims=True)])


def to_bytes(amplitudes: FloatArray) -> ByteArray:
    """Bytes 0 to 255 for −120 to 0 dB of a full-scale sine; louder is 255, infinite is 255, NaN is 0.

    The upper half of a float32 (sign, exponent, 7 bits of mantissa) is the place in a table: steps of
    0.07 dB at most, against 0.47 dB a byte.
    """
    upper = np.ascontiguousarray(amplitudes, np.float32).view(np.uint16)[..., _UPPER_HALF::2]
    return np.asarray(_byte_table().take(upper), np.uint8)


def to_decibels(levels: ByteArray) -> FloatArray:
    """The level in dB relative to a full-scale sine that each byte stands for."""
    return (levels.astype(np.float32) / np.float32(255) - 1) * np.float32(-FLOOR_DB)


_UPPER_HALF = 1 if np.little_endian else 0
"""Where the upper 16 bits of a float32 lie in memory."""


@lru_cache(1)
def _byte_table() -> ByteArray:
    middles = (np.arange(1 << 16, dtype=np.uint32) << 16) | 0x8000
    with np.errstate(all="ignore"):
        decibels = 20 * np.log10(middles.view(np.float32).astype(np.float64))
        levels = np.clip(np.rint((decibels / -FLOOR_DB + 1) * 255), 0, 255)
    levels = np.nan_to_num(levels, nan=0.0)
    levels[_INFINITY >> 16] = 255
    return np.asarray(levels, np.uint8)


_INFINITY = 0x7F800000
"""The bits of float32 infinity; the entry's middle would otherwise read as NaN."""


@lru_cache(len(N_FFT_CHOICES))
def _window(n_fft: int) -> FloatArray:
    """Periodic Hann window, scaled so that a sine of amplitude 1 on a bin gives 1."""
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(n_fft) / n_fft)
    return np.asarray(window * 2 / window.sum(), np.float32)


def _samples(audio: "Audio", grid: Grid, first: int, stop: int) -> FloatArray:
    """The samples beneath frames [first, stop), zeros where the file has none."""
    begin = first * grid.hop + grid.hop // 2 - grid.n_fft // 2
    end = begin + (stop - first - 1) * grid.hop + grid.n_fft
    inside = max(begin, 0), min(end, grid.n_samples)
    channel = None if grid.channel == MIX else grid.channel
    found = audio.read(inside[0], max(0, inside[1] - inside[0]), channel=channel)
    if len(found) == end - begin:
        return np.ascontiguousarray(found, np.float32)
    y = np.zeros(end - begin, np.float32)
    y[inside[0] - begin : inside[0] - begin + len(found)] = found
    return y
