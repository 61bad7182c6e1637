"""One tile, from wherever it comes cheapest: the pyramid file, the sound, or a sketch of it."""

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from processing.audio.decode import open_audio
from processing.audio.spectrogram.grid import Grid
from processing.audio.spectrogram.pyramid import first_stored_level, read_tile
from processing.audio.spectrogram.transform import amplitude_blocks, block_frames, pooled_columns, to_bytes

if TYPE_CHECKING:
    from processing.audio.decode import Audio

AFFORDABLE_SAMPLES = 1 << 24
"""Windowed samples (frames × n_fft) a request may transform: 32,768 frames of 512, about 30 ms."""


class Tile(NamedTuple):
    """Bytes of shape (columns, n_bins), time first, and whether they will stay so.

    is_final : False for a sketch, which must not be cached: some columns of the sound were left out.
    """

    data: bytes
    is_final: bool


def tile(audio: "Audio", grid: Grid, level: int, index: int) -> bytes:
    """One tile computed from the sound, whatever it costs; the last of a level may have fewer columns.

    Raises SignalError("no-such-tile") outside the file.
    """
    first, stop = grid.tile_span(level, index)
    return pooled_columns(audio, grid, level, first, stop).tobytes()


def is_affordable(grid: Grid, level: int) -> bool:
    """Whether a tile of this level may be computed from the sound within a request."""
    frames = min(grid.tile_columns << level, grid.n_frames)
    return frames * grid.n_fft <= AFFORDABLE_SAMPLES


def serve_tile(source: Path, grid: Grid, level: int, index: int, *, pyramid: Path | None = None) -> Tile:
    """The tile a request asked for, in bounded time.

    source : the recording's file. pyramid : what `build_pyramid` made of it; None, or a path where nothing
    lies yet, means that coarse tiles of long files come as a sketch.
    Raises SignalError("no-such-tile") outside the file, and what `open_audio` raises.
    """
    if pyramid is not None and level >= first_stored_level(grid) and pyramid.exists():
        return Tile(read_tile(pyramid, grid, level, index), is_final=True)
    with open_audio(source, time_expansion=grid.time_expansion) as audio:
        if is_affordable(grid, level):
            return Tile(tile(audio, grid, level, index), is_final=True)
        return Tile(sketch(audio, grid, level, index), is_final=False)


def sketch(audio: "Audio", grid: Grid, level: int, index: int) -> bytes:
    """A coarse tile from one short stretch of sound a column, evenly spread.

    It shows the course of the night, not each call: what lies between the stretches is missed.
    """
    first, stop = grid.tile_span(level, index)
    size = block_frames(grid)
    per_column = max(1, AFFORDABLE_SAMPLES // grid.n_fft // grid.tile_columns // 4)
    peaks = np.zeros((stop - first, grid.n_bins), np.float32)
    for row, column in enumerate(range(first, stop)):
        begin = (column << level) // size * size
        end = min(begin + per_column, grid.n_frames)
        for block in amplitude_blocks(audio, grid, begin, end):
            np.maximum(peaks[row], block.max(axis=0), out=peaks[row])
    return to_bytes(peaks).tobytes()
