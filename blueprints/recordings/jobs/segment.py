"""Running a detector over a recording."""

from blueprints.recordings.jobs.loading import load, open_stored, take_out
from blueprints.recordings.models import Recording, Segmentation, SegmentationOrigin
from blueprints.recordings.schemas.jobs import SEGMENT, SegmentParams
from blueprints.recordings.service import segmentations
from blueprints.recordings.service.shapes import recording_page
from blueprints.species.models import Species
from core.clock import new_id
from core.db import db
from core.jobs.context import JobContext
from core.jobs.kinds import ResultLink
from processing.audio.detect import AUTOMATIC, PRESETS, Detection, detect


@SEGMENT.runs
def segment(ctx: JobContext, params: SegmentParams) -> list[ResultLink]:
    """Detect over the whole file, then store the run in one transaction; an earlier attempt's is replaced."""
    recording = load(params.recording_id)
    preset = _preset(params, recording)
    stored = take_out(recording)
    with open_stored(stored) as audio:
        duration_s = audio.info.duration_s
        detection = detect(
            audio,
            method=params.method,
            preset=preset,
            params=params.params,
            channel=params.channel,
            on_progress=lambda done, whole: ctx.report(
                duration_s * done / max(whole, 1), duration_s, "Finding calls", unit="s"
            ),
        )
    ctx.report(duration_s, duration_s, "Storing segments", unit="s")
    recording = load(stored.recording_id)
    segmentations.forget_results_of(ctx.job_id)
    row = _row(ctx, params, detection)
    is_shown = segmentations.store(row, recording, detection.intervals, is_chosen=params.make_current)
    if not is_shown:
        ctx.log("Kept beside the present segmentation, which a person has edited; make it current to see it.")
    ctx.log(f"{row.n_segments} segments by {detection.method}, preset {detection.preset or 'none'}.")
    href = f"{recording_page(recording)}?segmentation={row.id}"
    return [ResultLink("segmentation" if is_shown else "segmentation-aside", f"{row.n_segments} segments", href)]


def _preset(params: SegmentParams, recording: Recording) -> str:
    """What the person asked for; for automatic, what suits the species if someone said so."""
    if params.preset != AUTOMATIC or recording.species_id is None:
        return params.preset
    species = db.session.get(Species, recording.species_id)
    suited = species.default_preset if species else None
    return suited if suited in PRESETS else params.preset


def _row(ctx: JobContext, params: SegmentParams, detection: Detection) -> Segmentation:
    label = f"{detection.method}, {detection.preset}" if detection.preset else detection.method
    return Segmentation(
        id=new_id(),
        recording_id=params.recording_id,
        name=params.name or label.capitalize(),
        origin=SegmentationOrigin.DETECTOR,
        method=detection.method,
        preset=detection.preset,
        params=dict(detection.params),
        code_version=detection.code_version,
        channel=params.channel,
        job_id=ctx.job_id,
        created_by=ctx.owner_id,
    )
