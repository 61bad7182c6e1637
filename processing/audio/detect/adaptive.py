"""The default method: calls as rises over a running noise floor, bounded relative to their own peak."""

from __future__ import annotations

from dataclasses import dataclass

from processing.audio.detect.candidates import Candidates, candidates
from processing.audio.detect.floor import over_floor
from processing.audio.detect.parameters import setting
from processing.audio.detect.regions import LONGEST_REGION_S, regions
from processing.audio.detect.registry import Progress, method, reporting, silently
from processing.audio.detect.rules import at_raised_ends, merge_gaps, near_loudest, no_echoes, of_length
from processing.audio.detect.sources import Recording
from processing.audio.detect.spectra import grid, smoothed_cells
from processing.audio.intervals import Interval


@dataclass(frozen=True, slots=True)
class AdaptiveParams:
    """Settings of the adaptive method; the defaults leave rules out that only some targets want."""

    low_hz: float = setting(
        500.0, label="Lowest frequency", unit="Hz", minimum=0, maximum=500_000, step=100,
        help="Sound below is not looked at.",
    )
    high_hz: float = setting(
        10_000.0, label="Highest frequency", unit="Hz", minimum=10, maximum=500_000, step=100,
        help="Sound above is not looked at; at most just under half the sampling rate.",
    )
    window_ms: float = setting(
        8.0, label="Window", unit="ms", minimum=0.2, maximum=2000, step=0.1,
        help="Length of the analysis window: about the shortest call, and one over the frequency resolution.",
    )
    hop_ms: float = setting(
        1.0, label="Step", unit="ms", minimum=0.05, maximum=500, step=0.05,
        help="Time from one frame to the next: how finely onsets and offsets are known.",
    )
    floor_s: float = setting(
        5.0, label="Noise floor over", unit="s", minimum=0.5, maximum=120, step=0.5,
        help="Time over which background is measured in each frequency; several times the longest call.",
    )
    rise_db: float = setting(
        12.0, label="Threshold", unit="dB", minimum=3, maximum=60, step=0.5,
        help="How far the peak of a call must rise over the noise floor. Higher finds fewer, surer calls.",
    )
    hold_db: float = setting(
        7.0, label="Hold level", unit="dB", minimum=0, maximum=60, step=0.5,
        help="A call ends at the latest where it sinks to this rise over the noise floor (hysteresis).",
    )
    band_hold_db: float = setting(
        0.0, label="Hold level of the whole band", unit="dB", minimum=0, maximum=30, step=0.5,
        help="The ends of a call move inwards to where all frequencies together rise this far over their noise "
        "floor: a click or faint whistle before a syllable is not its beginning. 0 leaves them.",
    )
    drop_db: float = setting(
        20.0, label="Extent below peak", unit="dB", minimum=3, maximum=60, step=0.5,
        help="A call reaches as far as its level stays within this of its own peak.",
    )
    gap_ms: float = setting(
        0.0, label="Merge gaps up to", unit="ms", minimum=0, maximum=5000, step=0.5,
        help="Pieces closer than this are one call.",
    )
    min_ms: float = setting(
        10.0, label="Shortest call", unit="ms", minimum=0, maximum=10_000, step=0.1,
        help="Shorter detections are dropped.",
    )
    max_ms: float = setting(
        5000.0, label="Longest call", unit="ms", minimum=1, maximum=600_000, step=1,
        help="Longer detections are dropped.",
    )
    echo_ms: float = setting(
        0.0, label="Echoes within", unit="ms", minimum=0, maximum=1000, step=1,
        help="A weaker detection that begins this soon after a call is taken for its echo; 0 keeps all.",
    )
    echo_db: float = setting(
        6.0, label="Echoes weaker by", unit="dB", minimum=0, maximum=60, step=0.5,
        help="How much weaker than the call before it an echo is.",
    )
    range_db: float = setting(
        100.0, label="Dynamic range", unit="dB", minimum=5, maximum=100, step=1,
        help="Calls this far under the loudest within half a minute belong to other, distant animals; "
        "100 keeps all.",
    )
    broadband_rejection: float = setting(
        0.0, label="Broadband rejection", unit="1", minimum=0, maximum=1, step=0.1,
        help="1 ignores what sounds in most frequencies at once (knocks, rustling); 0 keeps it.",
    )


@method("adaptive", label="Adaptive", params=AdaptiveParams, uses_presets=True)
def adaptive(
    audio: Recording, params: AdaptiveParams, *, channel: int | None, on_progress: Progress
) -> list[Interval]:
    """Find calls as rises over the running noise floor, see `find_candidates`, and apply the rules for calls.

    Empty, silent and too short recordings give an empty list.
    """
    found = find_candidates(audio, params, channel=channel, on_progress=on_progress)
    return apply_rules(found, params).intervals()


def find_candidates(
    audio: Recording,
    params: AdaptiveParams,
    *,
    channel: int | None,
    on_progress: Progress = silently,
    measured: bool = False,
) -> Candidates:
    """Every stretch that rises by `rise_db` over the floor, bounded by `drop_db` and `hold_db`; no rules yet.

    measured : also measure what a classifier of candidates looks at.
    Raises ProcessingError: bad-parameter (nothing of the band lies below half the sampling rate),
    too-many-segments; SignalError as reading does.
    """
    layout = grid(
        sr=audio.info.sr,
        n_samples=audio.info.n_frames,
        window_s=params.window_ms / 1000,
        hop_s=params.hop_ms / 1000,
        band_hz=(params.low_hz, params.high_hz),
    )
    cells = over_floor(smoothed_cells(audio, layout, channel=channel), layout, floor_s=params.floor_s)
    found = regions(
        reporting(cells, layout.n_frames, on_progress),
        hold_db=params.hold_db,
        rise_db=params.rise_db,
        broadband_rejection=params.broadband_rejection,
        max_frames=round(LONGEST_REGION_S / layout.step_s),
    )
    return candidates(
        found,
        layout,
        rise_db=params.rise_db,
        drop_db=params.drop_db,
        hold_db=params.hold_db,
        band_hold_db=params.band_hold_db,
        measured=measured,
    )


def apply_rules(found: Candidates, params: AdaptiveParams) -> Candidates:
    """Merge pieces and move their ends to where the whole band is raised; then drop echoes, what is too short or
    long, and distant animals, in this order."""
    found = merge_gaps(found, gap_s=params.gap_ms / 1000)
    found = at_raised_ends(found, band_hold_db=params.band_hold_db)
    found = no_echoes(found, within_s=params.echo_ms / 1000, weaker_db=params.echo_db)
    found = of_length(found, min_s=params.min_ms / 1000, max_s=params.max_ms / 1000)
    return near_loudest(found, range_db=params.range_db)
