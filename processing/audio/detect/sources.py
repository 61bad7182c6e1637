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
