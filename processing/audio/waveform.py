"""The outline of a sound: lowest and highest sample beneath each pixel, at any zoom of any length."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from processing.arrays import FloatArray
from processing.audio.decode import open_audio
from processing.errors import SignalError

if TYPE_CHECKING:
    from processing.audio.decode import Audio, AudioInfo

CODE_VERSION = 1
"""Part of every cache key; raised whenever the stored outline would change."""

BUCKET_SAMPLES = 1024
"""Samples beneath one pair of the stored outline: below that, reading the sound itself is as quick."""

READ_BUCKETS = 1024
"""Pairs made from one read of a megasample."""

POOL = 8
"""How many pairs of one stored level make one of the next."""

AFFORDABLE_SAMPLES = 1 << 23
"""Samples a request may read for an outline, about 30 ms."""

MAX_WIDTH = 8192
"""Most pixels one outline is made for."""

Pairs = npt.NDArray[np.int16]
"""Lowest and highest sample, shape (n, 2), full scale ±32,767."""

_FULL_SCALE = 32767


class Peaks(NamedTuple):
    """The lowest and highest sample of each pixel, float32 (width, 2), full scale ±1.

    is_final : False for a sketch made from one short stretch a pixel, which must not be cached.
    """

    pairs: FloatArray
    is_final: bool


def peaks(audio: "Audio", from_s: float, to_s: float, width: int, *, channel: int | None = 0) -> FloatArray:
    """The outline of [from_s, to_s) in `width` pixels, from the samples themselves.

    from_s, to_s : seconds from the start of the file; what lies outside the file is zero. to_s > from_s.
    Returns float32 (width, 2), lowest and highest. A pixel shorter than a sample shows the sample it lies in.
    Raises SignalError("bad-parameter") for a width outside 1 to 8,192 or an empty span.
    """
    edges = _edges(audio.info, from_s, to_s, width)
    start, stop = int(edges[0]), int(edges[-1])
    y = np.zeros(stop - start, np.float32)
    inside = max(start, 0), min(stop, audio.info.n_frames)
    if inside[0] < inside[1]:
        found = audio.read(inside[0], inside[1] - inside[0], channel=channel)
        y[inside[0] - start : inside[0] - start + len(found)] = found
    return _reduce(np.stack([y, y], axis=1), edges - start)


def build_peaks(
    audio: "Audio",
    path: Path,
    *,
    channel: int | None = 0,
    on_progress: Callable[[int, int], None] | None = None,
) -> Path:
    """Store the outline of the whole file at 1,024 samples a pair and coarser.

    Memory grows by 4 bytes a pair: 130 MB for 24 h at 384 kHz. The file is the levels one after the other,
    int16 (n, 2), each an eighth of the one before; the lengths follow from the number of samples. It appears
    when it is whole. Returns `path`.
    """
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    step = BUCKET_SAMPLES * READ_BUCKETS
    n_frames = audio.info.n_frames
    level = np.empty((-(-n_frames // BUCKET_SAMPLES), 2), np.int16)
    for start in range(0, n_frames, step):
        y = audio.read(start, min(step, n_frames - start), channel=channel)
        first = start // BUCKET_SAMPLES
        found = _buckets(y)
        level[first : first + len(found)] = found
        if on_progress is not None:
            on_progress(start + len(y), n_frames)
    try:
        with partial.open("wb") as file:
            while len(level):
                file.write(level.astype("<i2").tobytes())
                level = _pool(level) if len(level) > 1 else level[:0]
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    return path


def serve_peaks(
    source: Path,
    info: "AudioInfo",
    from_s: float,
    to_s: float,
    width: int,
    *,
    channel: int | None = 0,
    stored: Path | None = None,
) -> Peaks:
    """The outline a request asked for, in bounded time.

    source : the recording's file. stored : what `build_peaks` made of it; None, or a path where nothing lies
    yet, means that long spans come as a sketch. Raises like `peaks`.
    """
    edges = _edges(info, from_s, to_s, width)
    per_pixel = (edges[-1] - edges[0]) / width
    if per_pixel >= 2 * BUCKET_SAMPLES and stored is not None and stored.exists():
        return Peaks(_stored_peaks(stored, info.n_frames, edges), is_final=True)
    with open_audio(source, time_expansion=info.time_expansion) as audio:
        if edges[-1] - edges[0] <= AFFORDABLE_SAMPLES:
            return Peaks(peaks(audio, from_s, to_s, width, channel=channel), is_final=True)
        return Peaks(_sketch(audio, edges, channel), is_final=False)


def _edges(info: "AudioInfo", from_s: float, to_s: float, width: int) -> npt.NDArray[np.int64]:
    if not 1 <= width <= MAX_WIDTH:
        raise SignalError("bad-parameter", f"width must be 1 to {MAX_WIDTH}, got {width}", name="width")
    if not from_s < to_s:
        raise SignalError("bad-parameter", f"needs a span of time, got {from_s} to {to_s} s", name="to")
    low, high = -info.duration_s, 2 * info.duration_s
    first_s, last_s = (min(max(end, low), high) for end in (from_s, to_s))
    exact = np.linspace(first_s * info.sr, last_s * info.sr, width + 1)
    # Without the millionth of a sample, a pixel that should begin on a sample begins one before it.
    edges: npt.NDArray[np.int64] = np.floor(exact + 1e-6).astype(np.int64)
    edges[-1] = max(edges[-1], edges[0] + 1)
    return edges


def _reduce(pairs: npt.NDArray[np.generic], edges: npt.NDArray[np.int64]) -> FloatArray:
    """Extremes between neighbouring edges; an empty pixel takes the pair it lies in."""
    starts: npt.NDArray[np.int64] = np.minimum(edges[:-1], len(pairs) - 1)
    lowest = np.minimum.reduceat(pairs[:, 0], starts)
    highest = np.maximum.reduceat(pairs[:, 1], starts)
    return np.stack([lowest, highest], axis=1).astype(np.float32)


def _buckets(y: FloatArray) -> Pairs:
    edges = np.arange(0, len(y), BUCKET_SAMPLES)
    ends = np.stack([np.minimum.reduceat(y, edges), np.maximum.reduceat(y, edges)], axis=1)
    return np.asarray(np.rint(np.clip(ends, -1, 1) * _FULL_SCALE), np.int16)


def _pool(level: Pairs) -> Pairs:
    edges = np.arange(0, len(level), POOL)
    lowest, highest = np.minimum.reduceat(level[:, 0], edges), np.maximum.reduceat(level[:, 1], edges)
    return np.stack([lowest, highest], axis=1)


def _stored_peaks(path: Path, n_frames: int, edges: npt.NDArray[np.int64]) -> FloatArray:
    """Read the coarsest level that still has a pair a pixel, only where it is asked for."""
    per_pixel = (edges[-1] - edges[0]) / (len(edges) - 1)
    bucket, n_pairs, at = BUCKET_SAMPLES, -(-n_frames // BUCKET_SAMPLES), 0
    while bucket * POOL <= per_pixel and n_pairs > 1:
        at += n_pairs
        bucket, n_pairs = bucket * POOL, -(-n_pairs // POOL)
    first = int(edges[0] // bucket)
    stop = int(-(-edges[-1] // bucket))
    inside = max(first, 0), min(stop, n_pairs)
    pairs = np.zeros((stop - first, 2), np.int16)
    if inside[0] < inside[1]:
        count = inside[1] - inside[0]
        found = np.fromfile(path, "<i2", 2 * count, offset=4 * (at + inside[0])).reshape(-1, 2)
        pairs[inside[0] - first : inside[1] - first] = found
    return _reduce(pairs, edges // bucket - first) / np.float32(_FULL_SCALE)


def _sketch(audio: "Audio", edges: npt.NDArray[np.int64], channel: int | None) -> FloatArray:
    outline = np.zeros((len(edges) - 1, 2), np.float32)
    length = max(256, AFFORDABLE_SAMPLES // 16 // len(outline))
    for pixel, start in enumerate(edges[:-1].tolist()):
        if 0 <= start < audio.info.n_frames:
            y = audio.read(start, min(length, int(edges[pixel + 1]) - start), channel=channel)
            outline[pixel] = (y.min(), y.max()) if len(y) else 0
    return outline
