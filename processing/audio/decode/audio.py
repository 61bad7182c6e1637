"""An open recording: its header, and its samples in real time, block by block."""

from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Protocol, Self

import numpy as np

from processing.arrays import FloatArray
from processing.audio.decode.header import ACCEPTED, AudioInfo, Header, check_header, describe_real_time
from processing.audio.decode.library import LibrarySource, check_aiff
from processing.audio.decode.mpeg import check_length
from processing.audio.decode.ogg import check_last_page
from processing.audio.decode.wav import WavSource, is_plain, read_layout
from processing.audio.sniff import HEAD_BYTES, describe, sniff
from processing.errors import SignalError

VERIFY_BLOCK_FRAMES = 1 << 18
"""Frames read at a time by `verify`: 1 MB a channel, over one second at 250 kHz."""

_ALWAYS_FINITE = ("PCM", "ALAC")
"""Beginnings of the subtypes that store integers, so that no sample can be NaN."""


class Block(NamedTuple):
    """A run of samples: the frame it starts at, and the signal, shape (n,), float32, full scale ±1."""

    start_frame: int
    y: FloatArray


class _Source(Protocol):
    def read(self, start_frame: int, n_frames: int, channel: int | None) -> FloatArray: ...

    def close(self) -> None: ...


class Audio:
    """A recording open for reading; use it as a context manager. Not to be shared by threads."""

    def __init__(self, source: _Source, info: AudioInfo) -> None:
        self._source = source
        self.info = info
        self._may_be_not_finite = not info.subtype.startswith(_ALWAYS_FINITE)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give the file back."""
        self._source.close()

    def read(self, start_frame: int, n_frames: int, *, channel: int | None = 0) -> FloatArray:
        """Samples from `start_frame` on, float32, shape (n,), full scale ±1.

        n is `n_frames`, or less (down to 0) where the recording ends before.
        channel : counted from 0; None for the mean over all channels.
        Raises ValueError for a negative position, SignalError: no-such-channel, truncated (the file
        ends before its header says), not-finite, unreadable.
        """
        if start_frame < 0 or n_frames < 0:
            raise ValueError(f"needs a position and a count of at least 0, got {start_frame} and {n_frames}")
        self._check_channel(channel)
        n_frames = min(n_frames, self.info.n_frames - start_frame)
        if n_frames <= 0:
            return np.empty(0, np.float32)
        y = self._source.read(start_frame, n_frames, channel)
        if len(y) < n_frames:
            raise SignalError(
                "truncated",
                f"expected {self.info.n_frames:,} frames, found {start_frame + len(y):,}: "
                "the file was cut short or damaged",
            )
        self._check_finite(y, start_frame)
        return y

    def blocks(
        self,
        block_frames: int,
        *,
        overlap_frames: int = 0,
        start_frame: int = 0,
        stop_frame: int | None = None,
        channel: int | None = 0,
    ) -> Iterator[Block]:
        """The recording as blocks of at most `block_frames`, in order, each frame decoded once.

        Neighbours share `overlap_frames` (0 to block_frames - 1): starts advance by the difference.
        The last block is shorter where the recording or `stop_frame` ends, and always brings
        at least one frame that the one before did not have.
        """
        if not 0 <= overlap_frames < block_frames:
            raise ValueError(f"needs an overlap of 0 to {block_frames - 1} frames, got {overlap_frames}")
        stop = self.info.n_frames if stop_frame is None else min(stop_frame, self.info.n_frames)
        kept = np.empty(0, np.float32)
        position = start_frame
        while position < stop:
            wanted = min(block_frames - len(kept), stop - position)
            fresh = self.read(position, wanted, channel=channel)
            y = np.concatenate((kept, fresh)) if len(kept) else fresh
            yield Block(position - len(kept), y)
            position += wanted
            kept = y[len(y) - min(overlap_frames, len(y)) :]

    def _check_channel(self, channel: int | None) -> None:
        if channel is not None and not 0 <= channel < self.info.n_channels:
            raise SignalError(
                "no-such-channel",
                f"expected a channel from 0 to {self.info.n_channels - 1}, got {channel}",
            )

    def _check_finite(self, y: FloatArray, start_frame: int) -> None:
        if self._may_be_not_finite and not np.isfinite(y).all():
            frame = start_frame + int(np.argmin(np.isfinite(y)))
            raise SignalError("not-finite", f"expected finite samples, frame {frame:,} is NaN or infinite", frame=frame)


def open_audio(path: Path, *, time_expansion: float = 1.0) -> Audio:
    """Open a sound file by its content; its name plays no part.

    time_expansion : how many times slower than life the file plays (10 for ×10); every rate and time
        handed out is then real.
    Raises SignalError: empty, not-audio, unsupported-format, bad-header, no-channels, too-many-channels,
    bad-rate, bad-time-expansion, truncated, too-long-claim, unknown-length, unreadable.
    OSError if there is no such file.
    """
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    container = sniff(head)
    if not head:
        raise SignalError("empty", "expected a sound file, found an empty file of 0 bytes")
    if container is None:
        raise SignalError("not-audio", f"expected {ACCEPTED}, found {describe(head)}")
    source, header = _open_source(path, container)
    try:
        check_header(header)
        return Audio(source, describe_real_time(header, time_expansion))
    except SignalError:
        source.close()
        raise


def probe(path: Path, *, time_expansion: float = 1.0) -> AudioInfo:
    """What a sound file is, from its header alone; raises as `open_audio` does."""
    with open_audio(path, time_expansion=time_expansion) as audio:
        return audio.info


def verify(
    path: Path, *, time_expansion: float = 1.0, on_progress: Callable[[int, int], None] | None = None
) -> AudioInfo:
    """Read every sample of every channel once, so that what is stored can be read later.

    on_progress : called with (frames read, frames in all) after each block.
    Raises as `open_audio` does, and SignalError: truncated, not-finite, unreadable.
    """
    with open_audio(path, time_expansion=time_expansion) as audio:
        for block in audio.blocks(VERIFY_BLOCK_FRAMES, channel=None):
            if on_progress is not None:
                on_progress(block.start_frame + len(block.y), audio.info.n_frames)
        return audio.info


def _open_source(path: Path, container: str) -> tuple[_Source, Header]:
    if container in ("wav", "rf64", "bw64"):
        with path.open("rb") as file:
            layout = read_layout(file)
        if is_plain(layout.format):
            wav = WavSource(path, layout)
            return wav, wav.header(container)
    if container == "aiff":
        with path.open("rb") as file:
            check_aiff(file)
    if container == "ogg":
        check_last_page(path)
    if container == "mp3":
        check_length(path)
    source = LibrarySource(path)
    try:
        return source, source.header()
    except SignalError:
        source.close()
        raise
