"""Choosing a preset for a recording nobody has described: by its sampling rate and by what it holds."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from processing.audio.detect.adaptive import AdaptiveParams, apply_rules, find_candidates
from processing.audio.detect.candidates import MEASURES, Candidates
from processing.audio.detect.parameters import build
from processing.audio.detect.presets import PRESETS
from processing.audio.detect.sources import Recording, Samples

AUTOMATIC = "auto"
"""The name that asks for a preset to be chosen."""

ULTRASOUND_SR = 96_000
"""Sampling rate in hertz from which a recorder was set up for ultrasound; audible sound is kept at 48 kHz."""

LOW_SR = 4_000
"""Sampling rate in hertz up to which a recorder was set up for infrasound and rumbles."""

EXCERPT_S = 1.0
"""Length of the pieces listened to, in seconds: several calls of a bat or a mouse."""

MAX_EXCERPTS = 12
"""Most pieces listened to, spread evenly; what a night holds outside them is not known to the rule."""

ENOUGH_CALLS = 30
"""Calls after which no more pieces are listened to."""

COARSE_STEP = 2.0
"""Frames are this much farther apart than for segmenting: durations are wanted, not onsets."""

WHISTLE_S = 0.015
"""Median duration in seconds that separates rodent whistles (20 to 200 ms) from most bat calls (1 to 12 ms)."""

WANDERING_HZ = 3_500
"""Spread between calls (interquartile) of the strongest frequency, in hertz: horseshoe and moustached bats also
call for 15 to 60 ms, but return to the same tone within some hundred hertz; rodents do not."""


def automatic_preset(audio: Recording, *, channel: int | None = 0) -> str:
    """Name the preset that suits a recording; uses sampling rate and sound only.

    From 96 kHz on: `usv` when the calls heard with the bat preset are long and wander in frequency,
    `echolocation` otherwise, also when none is heard; `song` when there are calls in the audible range
    only. Up to 4 kHz: `low`. Between: `song`.
    """
    sr = audio.info.sr
    if sr <= LOW_SR:
        return "low"
    if sr < ULTRASOUND_SR:
        return "song"
    duration_s, peak_hz = _heard(audio, "echolocation", channel)
    if not len(duration_s):
        audible, _ = _heard(audio, "song", channel)
        return "song" if len(audible) else "echolocation"
    spread_hz = np.subtract(*np.percentile(peak_hz, [75, 25]))
    is_whistled = np.median(duration_s) >= WHISTLE_S and spread_hz >= WANDERING_HZ
    return "usv" if is_whistled else "echolocation"


def _heard(audio: Recording, preset: str, channel: int | None) -> tuple[np.ndarray, np.ndarray]:
    """Durations in seconds and strongest frequencies in hertz of the calls in some excerpts."""
    values = PRESETS[preset].values
    coarse = {"hop_ms": COARSE_STEP * values["hop_ms"], "max_ms": 1000 * EXCERPT_S}
    params = build(AdaptiveParams, {**values, **coarse})
    parts: list[Candidates] = []
    n_heard = 0
    for excerpt in _excerpts(audio, channel):
        found = find_candidates(excerpt, params, channel=0, measured=True)
        parts.append(apply_rules(found, params))
        n_heard += len(parts[-1])
        if n_heard >= ENOUGH_CALLS:
            break
    duration_s = np.concatenate([part.duration_s for part in parts])
    return duration_s, np.concatenate([part.measures[:, MEASURES.index("peak_hz")] for part in parts])


def _excerpts(audio: Recording, channel: int | None) -> Iterator[Samples]:
    """The whole of a short recording; of a long one, pieces in an order that covers it ever more densely."""
    sr, n_frames = audio.info.sr, audio.info.n_frames
    length = int(EXCERPT_S * sr)
    n = min(MAX_EXCERPTS, max(1, n_frames // length))
    starts = np.linspace(0, max(0, n_frames - length), n).astype(int)
    # A stride that shares no factor with the count visits all, far apart in time one after the other.
    stride = next(s for s in (5, 3, 2, 1) if np.gcd(s, n) == 1)
    for i in range(n):
        start = int(starts[i * stride % n])
        yield Samples(audio.read(start, length, channel=channel), sr)
