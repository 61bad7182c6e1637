"""Detection on a window of a recording, with enough sound around it that the answer is that of the whole."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from processing.audio.decode import open_audio
from processing.audio.detect import Detection, Samples, detect
from processing.audio.intervals import Interval
from processing.errors import SignalError

MARGIN_S = 2.0
"""Sound read before and after the window, so that the noise floor and calls across its edges are known."""

MAX_SAMPLES = 1 << 23
"""Samples one preview reads at most, margins included: 33 s at 250 kHz, about 0.2 s of work."""


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
        sr, n_frames = audio.info.sr, audio.info.n_frames
        first, stop = max(0, int(from_s * sr)), min(n_frames, int(to_s * sr) + 1)
        if first >= stop:
            raise SignalError("empty", f"the recording is {n_frames / sr:.3f} s long, got {from_s:g} to {to_s:g} s")
        margin = int(MARGIN_S * sr)
        excess = max(0, stop - first + 2 * margin - MAX_SAMPLES)
        first, stop = first + excess // 2, stop - excess // 2
        begin = max(0, first - margin)
        y = audio.read(begin, min(stop + margin, n_frames) - begin, channel=channel)
    found = detect(Samples(y, sr), method=method, preset=preset, params=params)
    low_s, high_s = max(from_s, first / sr), min(to_s, stop / sr)
    shifted = (_later(interval, begin / sr) for interval in found.intervals)
    inside = [interval for interval in shifted if interval.offset_s > low_s and interval.onset_s < high_s]
    return Preview(replace(found, intervals=inside), low_s, high_s)


def _later(interval: Interval, seconds: float) -> Interval:
    return interval._replace(onset_s=interval.onset_s + seconds, offset_s=interval.offset_s + seconds)
