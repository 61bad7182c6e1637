"""Detection on a window of a recording, with enough sound around it that the answer is that of the whole."""

from collections.abc import Mapping
from pathlib import Path

from processing.audio.decode import open_audio
from processing.audio.detect import Detection, Samples, detect
from processing.audio.intervals import Interval
from processing.errors import SignalError

MARGIN_S = 2.0
"""Sound read before and after the window, so that the noise floor and calls across its edges are known."""

MAX_SAMPLES = 1 << 22
"""Samples one preview reads at most, margins included: 17 s at 250 kHz, about 0.15 s of work."""


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
) -> Detection:
    """Find the calls that touch a window; times count from the start of the file.

    from_s, to_s : the window in real seconds; what lies outside the file is left out.
    Raises SignalError("too-long") when the window holds more than a preview may read, "empty" when it lies
    outside the file, and what `detect` raises.
    """
    with open_audio(path, time_expansion=time_expansion) as audio:
        sr, n_frames = audio.info.sr, audio.info.n_frames
        first, stop = max(0, int(from_s * sr)), min(n_frames, int(to_s * sr) + 1)
        if first >= stop:
            raise SignalError("empty", f"the recording is {n_frames / sr:.3f} s long, got {from_s:g} to {to_s:g} s")
        if stop - first > MAX_SAMPLES:
            message = f"previews at most {MAX_SAMPLES / sr:.1f} s at this rate, got {to_s - from_s:g} s"
            raise SignalError("too-long", message)
        margin = min(int(MARGIN_S * sr), (MAX_SAMPLES - (stop - first)) // 2)
        begin = max(0, first - margin)
        y = audio.read(begin, min(stop + margin, n_frames) - begin, channel=channel)
    found = detect(Samples(y, sr), method=method, preset=preset, params=params)
    shifted = (_later(interval, begin / sr) for interval in found.intervals)
    inside = [interval for interval in shifted if interval.offset_s > from_s and interval.onset_s < to_s]
    return Detection(inside, found.method, found.preset, found.params, found.code_version)


def _later(interval: Interval, seconds: float) -> Interval:
    return interval._replace(onset_s=interval.onset_s + seconds, offset_s=interval.offset_s + seconds)
