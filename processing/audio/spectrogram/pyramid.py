"""The file of coarse levels: built once by a job, read tile by tile by requests.

Layout: MAGIC, the header's length as a little-endian 32-bit number, the header (JSON), then each stored
level as one run of columns of n_bins bytes.
"""

import json
import os
import struct
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

import numpy as np

from processing.arrays import ByteArray
from processing.audio.spectrogram.grid import CODE_VERSION, Grid
from processing.audio.spectrogram.transform import amplitude_blocks, block_frames, pool_rows, to_bytes
from processing.errors import SignalError

if TYPE_CHECKING:
    from processing.audio.decode import Audio

MAGIC = b"FSPYRAM1"
"""First bytes of a pyramid file."""

FIRST_STORED_LEVEL = 4
"""Finest level kept for ordinary files: levels beneath cost a request less than 8,192 transforms a tile."""

MAX_PYRAMID_BYTES = 1 << 31
"""Above this the finest levels are left out; only files of many hours come near it."""

MAX_FIRST_STORED_LEVEL = 6
"""The coarsest level at which storing may start: a tile of the one beneath is still quick to compute, and its
columns are not longer than a block of the transform."""

HEADER_BYTES = 8192
"""Room kept for the header, so that the places of the levels are known before it is written."""

HELD_COLUMNS = 2048
"""Columns of the finest stored level gathered before they are written, about 0.5 MB at 257 bins."""


def first_stored_level(grid: Grid) -> int:
    """The finest level in the file; those beneath are always computed from the sound."""
    level = FIRST_STORED_LEVEL
    while level < MAX_FIRST_STORED_LEVEL and 2 * grid.n_columns(level) * grid.n_bins > MAX_PYRAMID_BYTES:
        level += 1
    return level


def build_pyramid(
    audio: "Audio", grid: Grid, path: Path, *, on_progress: Callable[[int, int], None] | None = None
) -> Path:
    """Compute every coarse level in one pass over the sound and put the file in place when it is whole.

    on_progress : called with frames done and frames in all, about every 32,768 frames.
    Memory does not grow with the length of the file. Returns `path`; its bytes equal what `tile` computes.
    """
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    try:
        with partial.open("wb") as file:
            _write_levels(audio, grid, file, on_progress or (lambda _done, _total: None))
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    return path


def read_tile(path: Path, grid: Grid, level: int, index: int) -> bytes:
    """One stored tile.

    Raises SignalError("no-such-tile") outside the file or beneath its finest level, and
    SignalError("bad-pyramid") when the file is not one, or is of another grid.
    """
    first, stop = grid.tile_span(level, index)
    layout = _layout(path, path.stat().st_mtime_ns)
    if layout.key != grid.key or layout.n_frames != grid.n_frames:
        raise SignalError("bad-pyramid", f"{path.name} is of grid {layout.key}, needs {grid.key}")
    if level not in layout.offsets:
        raise SignalError("no-such-tile", f"stores levels {sorted(layout.offsets)}, got {level}", level=level)
    with path.open("rb", buffering=0) as file:
        file.seek(layout.offsets[level] + first * grid.n_bins)
        return file.read((stop - first) * grid.n_bins)


class _Layout(NamedTuple):
    key: str
    n_frames: int
    offsets: dict[int, int]


@lru_cache(256)
def _layout(path: Path, _modified_ns: int) -> _Layout:
    with path.open("rb") as file:
        magic = file.read(len(MAGIC))
        if magic != MAGIC:
            raise SignalError("bad-pyramid", f"{path.name} should begin with {MAGIC!r}, found {magic!r}")
        (length,) = struct.unpack("<I", file.read(4))
        header = json.loads(file.read(length))
    offsets = {int(level): at for level, at in header["offsets"].items()}
    return _Layout(header["key"], header["n_frames"], offsets)


def _write_levels(audio: "Audio", grid: Grid, file: BinaryIO, report: Callable[[int, int], None]) -> None:
    finest = first_stored_level(grid)
    levels = range(finest, max(grid.n_levels, finest + 1))
    offsets = _write_header(grid, file, levels)
    pool = 1 << finest
    size = block_frames(grid)
    stack = _LevelStack(file, offsets, grid.n_bins)
    held: list[ByteArray] = []
    for number, block in enumerate(amplitude_blocks(audio, grid, 0, grid.n_frames)):
        held.append(to_bytes(pool_rows(block, pool)))
        if len(held) * size // pool >= HELD_COLUMNS:
            stack.push(finest, np.concatenate(held))
            held.clear()
            report((number + 1) * size, grid.n_frames)
    if held:
        stack.push(finest, np.concatenate(held))
    stack.finish(finest)
    report(grid.n_frames, grid.n_frames)


def _write_header(grid: Grid, file: BinaryIO, levels: range) -> dict[int, int]:
    """Write the header and return where each level begins."""
    sizes = {level: grid.n_columns(level) * grid.n_bins for level in levels}
    offsets: dict[int, int] = {}
    at = HEADER_BYTES
    for level, size in sizes.items():
        offsets[level] = at
        at += size
    header: dict[str, Any] = grid.describe() | {
        "code_version": CODE_VERSION,
        "n_frames": grid.n_frames,
        "offsets": offsets,
    }
    text = json.dumps(header).encode()
    file.write(MAGIC + struct.pack("<I", len(text)) + text)
    file.truncate(at)
    return offsets


class _LevelStack:
    """Pools columns upwards as they come, keeping the odd one of each level until its neighbour arrives."""

    def __init__(self, file: BinaryIO, offsets: dict[int, int], n_bins: int) -> None:
        self._file = file
        self._write_at = dict(offsets)
        self._odd = {level: np.empty((0, n_bins), np.uint8) for level in offsets}

    def push(self, level: int, columns: ByteArray) -> None:
        """Append columns to a level, and the pairs they complete to the levels above."""
        while level in self._write_at and len(columns):
            self._append(level, columns)
            waiting = np.concatenate([self._odd[level], columns])
            even = len(waiting) // 2 * 2
            self._odd[level] = waiting[even:]
            columns = np.maximum(waiting[0:even:2], waiting[1:even:2])
            level += 1

    def finish(self, level: int) -> None:
        """Pool each level's last odd column by itself."""
        while level + 1 in self._write_at:
            odd = self._odd[level]
            self._odd[level] = odd[:0]
            self.push(level + 1, odd)
            level += 1

    def _append(self, level: int, columns: ByteArray) -> None:
        self._file.seek(self._write_at[level])
        self._file.write(columns.tobytes())
        self._write_at[level] += columns.nbytes
