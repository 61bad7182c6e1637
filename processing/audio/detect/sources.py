"""What a detector reads: an open recording, or samples already in memory."""

from __future__ import annotations

from typing import NamedTuple, Protocol

import numpy as np

from processing.arrays import FloatArray
from processing.errors import SignalError


class RecordingInfo(Protocol):
    """The facts of a recording a detector needs; `processing.audio.decode.AudioInfo` has them."""

    @property
    def sr(self) -> int: ...
    @property
    def n_frames(self) -> int: ...


class Recording(Protocol):
    """Readable samples; `processing.audio.decode.Audio` is one."""

    @property
    def info(self) -> RecordingInfo: ...
    def read(self, start_frame: int, n_frames: int, *, channel: int | None = 0) -> FloatArray: ...


class Extent(NamedTuple):
    """Rate in hertz and length in samples of a signal in memory."""

    sr: int
    n_frames: int


class Samples:
    """A mono signal in memory, read like a recording."""

    def __init__(self, y: FloatArray, sr: int) -> None:
        """Check and keep a signal.

        y : shape (n,), full scale ±1.
        sr : samples a second, above 0.
        Raises SignalError: not-mono, bad-rate, not-finite.
        """
        if y.ndim != 1:
            raise SignalError("not-mono", f"needs a signal of one dimension, got {y.ndim}")
        if sr <= 0:
            raise SignalError("bad-rate", f"needs a sampling rate above 0 Hz, got {sr}")
        if not np.isfinite(y).all():
            raise SignalError("not-finite", "expected finite samples, found NaN or infinity")
        self._y = np.ascontiguousarray(y, dtype=np.float32)
        self.info = Extent(sr, len(y))

    def read(self, start_frame: int, n_frames: int, *, channel: int | None = 0) -> FloatArray:  # noqa: ARG002
        """Samples from `start_frame` on; fewer where the signal ends before. There is one channel only."""
        return self._y[start_frame : start_frame + n_frames]


def read_mirrored(audio: Recording, start_frame: int, n_frames: int, *, channel: int | None) -> FloatArray:
    """Samples of a stretch that may reach past either end, where the signal is continued as a mirror image.

    Padding with zeros instead would make a step at the edge, which a detector takes for a click.
    audio : at least one sample long.
    Returns float32, shape (n_frames,).
    """
    n = audio.info.n_frames
    first, last = max(0, start_frame), min(n, start_frame + n_frames)
    before, after = first - start_frame, start_frame + n_frames - last
    if before <= 0 and after <= 0:
        return audio.read(first, n_frames, channel=channel)
    low = min(first, max(0, n - after - 1)) if after > 0 else first
    high = max(last, min(n, before + 1)) if before > 0 else last
    y = audio.read(low, high - low, channel=channel)
    position = np.arange(start_frame, start_frame + n_frames)
    period = max(1, 2 * (n - 1))
    folded = np.abs((position + (n - 1)) % period - (n - 1)) if n > 1 else np.zeros_like(position)
    return y[np.clip(folded - low, 0, len(y) - 1)]
