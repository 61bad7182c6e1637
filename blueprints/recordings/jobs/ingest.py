"""The first job of a recording: how good it is, what it holds at a glance, its parts."""

from dataclasses import asdict
from typing import Any

from blueprints.recordings.jobs.loading import load, open_stored, take_out
from blueprints.recordings.models import RecordingState
from blueprints.recordings.schemas.jobs import INGEST, IngestParams
from blueprints.recordings.service import recordings
from blueprints.recordings.service.news import announce
from blueprints.recordings.service.shapes import recording_page, shape_finding
from core.jobs.context import JobContext
from core.jobs.kinds import ResultLink
from processing.audio.quality import Assessment, assess

MEASURED = ("level_db", "peak_db", "offset", "clipped_share", "silent_share", "n_drop_outs", "drop_out_s", "snr_db")
"""Measures kept beside the acoustic indices."""


@INGEST.runs
def ingest(ctx: JobContext, params: IngestParams) -> list[ResultLink]:
    """Read the recording once for findings and indices, make its parts, and call it ready."""
    stored = take_out(load(params.recording_id))
    with open_stored(stored) as audio:
        seconds = audio.info.duration_s / audio.info.n_frames
        assessment = assess(
            audio,
            on_progress=lambda done, total: ctx.report(done * seconds, total * seconds, "Reading", unit="s"),
        )
    recording = load(stored.recording_id)
    details = recordings.details_of(recording)
    details.findings = [f for f in details.findings if f.get("source") != "sound"] + _findings(assessment)
    details.indices = _indices(assessment)
    recording.state, recording.problem_code, recording.problem_detail = RecordingState.READY, None, None
    recordings.replace_parts(recording, params.split_s)
    announce(recording)
    return [ResultLink("recording", recording.name, recording_page(recording))]


def _findings(assessment: Assessment) -> list[dict[str, Any]]:
    return [shape_finding(finding, "sound") for finding in assessment.findings]


def _indices(assessment: Assessment) -> dict[str, Any]:
    band = assessment.noise_band
    return (
        asdict(assessment.indices)
        | {name: getattr(assessment, name) for name in MEASURED}
        | {"noise_band": band._asdict() if band else None}
    )
