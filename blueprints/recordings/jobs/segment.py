"""Running a detector over a recording."""

from blueprints.recordings.jobs.loading import load, open_stored, take_out
from blueprints.recordings.models import LearnedDetector, Recording, Segmentation, SegmentationOrigin
from blueprints.recordings.schemas.jobs import SEGMENT, SegmentParams
from blueprints.recordings.service import segmentations
from blueprints.recordings.service.shapes import recording_page
from blueprints.species.models import Repertoire
from core.clock import new_id
from core.db import db
from core.jobs.context import JobContext
from core.jobs.kinds import ResultLink, TransientError
from core.storage import StorageError, storage
from ml.detection import DetectionModel
from ml.detection import load as load_model
from processing.audio.detect import AUTOMATIC, PRESETS, Detection, detect


@SEGMENT.runs
def segment(ctx: JobContext, params: SegmentParams) -> list[ResultLink]:
    """Detect over the whole file, then store the run in one transaction; an earlier attempt's is replaced."""
    recording = load(params.recording_id)
    preset = _preset(params, recording)
    judge = db.session.get(LearnedDetector, params.model_id) if params.model_id else None
    model_sha256 = judge.blob_sha256 if judge else None
    stored = take_out(recording)
    model = read_model(model_sha256) if model_sha256 else None
    with open_stored(stored) as audio:
        duration_s = audio.info.duration_s
        detection = detect(
            audio,
            method=params.method,
            preset=preset,
            params=params.params,
            channel=params.channel,
            model=model,
            on_progress=lambda done, whole: ctx.report(
                duration_s * done / max(whole, 1), duration_s, "Finding calls", unit="s"
            ),
        )
    ctx.report(duration_s, duration_s, "Storing segments", unit="s")
    recording = load(stored.recording_id)
    segmentations.forget_results_of(ctx.job_id)
    row = _row(ctx, params, detection, model_sha256)
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
    repertoire = db.session.get(Repertoire, (recording.group_id, recording.species_id))
    suited = repertoire.default_preset if repertoire else None
    return suited if suited in PRESETS else params.preset


def read_model(sha256: str) -> DetectionModel:
    """A stored judge of candidates. Raises ModelError when it was made by another version."""
    try:
        with storage().open_local(sha256) as path:
            return load_model(path.read_bytes())
    except StorageError as exc:
        raise TransientError(exc.code, exc.message) from exc


def _row(ctx: JobContext, params: SegmentParams, detection: Detection, model_sha256: str | None) -> Segmentation:
    label = f"{detection.method}, {detection.preset}" if detection.preset else detection.method
    return Segmentation(
        id=new_id(),
        recording_id=params.recording_id,
        name=params.name or label.capitalize(),
        origin=SegmentationOrigin.DETECTOR,
        method=detection.method,
        preset=detection.preset,
        params=dict(detection.params) | ({"model_sha256": model_sha256} if model_sha256 else {}),
        model_id=params.model_id if model_sha256 else None,
        code_version=detection.code_version,
        channel=params.channel,
        job_id=ctx.job_id,
        created_by=ctx.owner_id,
    )
