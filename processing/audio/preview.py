"""Detection on the window a person looks at, bounded so that the answer comes at once."""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from processing.audio.decode import open_audio
from processing.audio.detect import Detection, detect_window
from processing.errors import SignalError

MAX_SAMPLES = 3 << 21
"""Samples of a window that are searched at most: 25 s at 250 kHz, about 0.2 s of work."""


class Preview(NamedTuple):
    """What was found, and the stretch that was searched: the middle of a window too long for an answer at once."""

    detection: Detection
    from_s: float
    to_s: float


def preview(
    path: Path,
    from_s: float,
    to_s: float,
    *,
    time_expansion: float = 1.0,
    method: str = "adaptive",
    preset: str = "auto",
    params: Mapping[str, object] | None = None,
    channel: int | None = 0,
) -> Preview:
    """Find the calls that touch a window; times count from the start of the file.

    from_s, to_s : the window in real seconds; what lies outside the file is left out, and of a window that
    holds more than a preview may read only the middle is searched.
    Raises SignalError("empty") when the window lies outside the file, and what `detect` raises.
    """
    with open_audio(path, time_expansion=time_expansion) as audio:
        sr, end_s = audio.info.sr, audio.info.n_frames / audio.info.sr
        low_s, high_s = max(0.0, from_s), min(end_s, to_s)
        if low_s >= high_s:
            raise SignalError("empty", f"the recording is {end_s:.3f} s long, got {from_s:g} to {to_s:g} s")
        excess_s = max(0.0, high_s - low_s - MAX_SAMPLES / sr)
        low_s, high_s = low_s + excess_s / 2, high_s - excess_s / 2
        found = detect_window(
            audio, from_s=low_s, to_s=high_s, method=method, preset=preset, params=params, channel=channel
        )
    return Preview(found, low_s, high_s)
