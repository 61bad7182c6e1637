"""What the exporters are given: one row a call, with its recording."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordingRef:
    """The recording a call belongs to; `sr` and `duration_s` are real time.

    recorded_at : start of the recording, aware, or naive where the zone is unknown.
    """

    id: str
    name: str
    duration_s: float
    sr: int
    n_channels: int = 1
    time_expansion: float = 1.0
    recorded_at: datetime | None = None
    latitude: float | None = None
    longitude: float | None = None
    project: str | None = None
    site: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRow:
    """One call: where it lies, what a person called it, what a model takes it for.

    onset_s, offset_s : seconds from the start of the recording. low_hz, high_hz : None where unbounded.
    label : what a person said; never a model's guess.
    predicted, confidence : a model's best class and its calibrated probability, 0 to 1.
    probabilities : every class → probability.
    score : the detector's own score.
    """

    recording: RecordingRef
    segment_id: str
    onset_s: float
    offset_s: float
    low_hz: float | None = None
    high_hz: float | None = None
    channel: int = 0
    score: float | None = None
    segmentation: str | None = None
    species: str | None = None
    label: str | None = None
    annotator: str | None = None
    labelled_at: datetime | None = None
    note: str | None = None
    predicted: str | None = None
    confidence: float | None = None
    probabilities: Mapping[str, float] = field(default_factory=dict)
    classifier: str | None = None

    def started_at(self) -> datetime | None:
        """When the call began; None where the recording's start is unknown."""
        start = self.recording.recorded_at
        return None if start is None else start + timedelta(seconds=self.onset_s)
