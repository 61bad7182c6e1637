"""Running a method on a recording: parameters resolved, progress told, the answer with all that made it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from processing.audio.detect.automatic import AUTOMATIC, automatic_preset
from processing.audio.detect.learned import CandidateModel
from processing.audio.detect.parameters import build
from processing.audio.detect.presets import PRESETS
from processing.audio.detect.registry import METHODS, Method, Progress, silently
from processing.audio.detect.sources import Recording, Samples
from processing.audio.intervals import Interval
from processing.errors import ProcessingError

CODE_VERSION = "1"
"""Version of the detectors; changes whenever the same recording and parameters could give another answer."""


@dataclass(frozen=True, slots=True)
class Detection:
    """What was found, and everything needed to find it again.

    preset : the preset that was used, after `auto` was resolved; None for methods without presets.
    params : every parameter of the method with its value.
    """

    intervals: list[Interval]
    method: str
    preset: str | None
    params: dict[str, float]
    code_version: str


class Resolved(NamedTuple):
    """A method, the preset whose values it starts from (None when it has no use for one), and its parameters."""

    method: Method
    preset: str | None
    params: Any


def detect(
    audio: Recording,
    *,
    method: str = "adaptive",
    preset: str = AUTOMATIC,
    params: Mapping[str, object] | None = None,
    channel: int | None = 0,
    on_progress: Progress | None = None,
    model: CandidateModel | None = None,
) -> Detection:
    """Find the calls of a recording.

    The recording is read once, in pieces of a quarter second (`auto` reads a few seconds more), so memory does
    not grow with its length, and the answer does not depend on how its blocks are stored.

    audio : an open recording (`processing.audio.decode.open_audio`) or `Samples(y, sr)`.
    method : a name in `METHODS`. preset : a name in `PRESETS`, or `auto` (see `automatic_preset`).
    params : values that replace those of the preset.
    channel : counted from 0; None for the mean over channels.
    on_progress : called with (done, whole) as the recording is read.
    model : for methods that need one: what judges the candidates.
    Returns intervals in seconds from the start of the recording, sorted, not overlapping. Empty, silent and
    too short recordings give none.
    Raises ProcessingError: unknown-method, unknown-preset, unknown-parameter, bad-parameter,
    needs-model, too-many-segments; SignalError as reading does.
    """
    resolved = resolve(audio, method=method, preset=preset, params=params, channel=channel)
    extra = {"model": model} if resolved.method.needs_model else {}
    intervals = resolved.method.find(
        audio, resolved.params, channel=channel, on_progress=on_progress or silently, **extra
    )
    return Detection(intervals, method, resolved.preset, asdict(resolved.params), CODE_VERSION)


def resolve(
    audio: Recording,
    *,
    method: str,
    preset: str = AUTOMATIC,
    params: Mapping[str, object] | None = None,
    channel: int | None = 0,
) -> Resolved:
    """Look up method and preset and lay the given values over the preset's; raises as `detect` does."""
    if method not in METHODS:
        raise ProcessingError("unknown-method", f"expected one of {', '.join(METHODS)}, got {method!r}")
    if preset != AUTOMATIC and preset not in PRESETS:
        raise ProcessingError("unknown-preset", f"expected {AUTOMATIC} or one of {', '.join(PRESETS)}, got {preset!r}")
    chosen = METHODS[method]
    given = dict(params or {})
    if not chosen.uses_presets:
        return Resolved(chosen, None, build(chosen.params, given))
    name = automatic_preset(audio, channel=channel) if preset == AUTOMATIC else preset
    return Resolved(chosen, name, build(chosen.params, {**PRESETS[name].values, **given}))


def detect_window(
    audio: Recording,
    *,
    from_s: float,
    to_s: float,
    method: str = "adaptive",
    preset: str = AUTOMATIC,
    params: Mapping[str, object] | None = None,
    channel: int | None = 0,
    model: CandidateModel | None = None,
) -> Detection:
    """Find the calls in a part of a recording, for a preview while a person changes parameters.

    The noise floor is measured with `floor_s` / 2 of sound around the part, so the answer is close to what
    the whole recording gives there; rules that look farther (distant animals) see the part only. The
    predecessor's methods take mean and deviation of the part. `auto` looks at the whole recording; pass a
    preset where time matters.

    from_s, to_s : the part in seconds, 0 <= from_s < to_s; what lies past the end is left out.
    Returns the intervals that overlap the part, in seconds from the start of the recording.
    Raises ProcessingError("bad-parameter") for a part that is empty or begins before 0, else as `detect`.
    """
    if not 0 <= from_s < to_s:
        raise ProcessingError("bad-parameter", f"expected 0 <= from_s < to_s, got {from_s:g} and {to_s:g}")
    resolved = resolve(audio, method=method, preset=preset, params=params, channel=channel)
    settings = resolved.params if model is None else model.params
    context_s = getattr(settings, "floor_s", 0.0) / 2
    first = max(0, int((from_s - context_s) * audio.info.sr))
    y = audio.read(first, int((to_s + context_s) * audio.info.sr) - first, channel=channel)
    extra = {"model": model} if resolved.method.needs_model else {}
    found = resolved.method.find(Samples(y, audio.info.sr), resolved.params, channel=0, on_progress=silently, **extra)
    start_s = first / audio.info.sr
    moved = [i._replace(onset_s=i.onset_s + start_s, offset_s=i.offset_s + start_s) for i in found]
    kept = [i for i in moved if i.offset_s > from_s and i.onset_s < to_s]
    return Detection(kept, method, resolved.preset, asdict(resolved.params), CODE_VERSION)
