"""Segmentations: runs of a detector, sets drawn by hand, imports and exports, and how they compare."""

from typing import Any

from flask import Response

from blueprints.recordings import policy
from blueprints.recordings.models import Recording, Segmentation
from blueprints.recordings.routes.area import api
from blueprints.recordings.schemas.answers import (
    EXPORTED_CALLS,
    ComparisonOut,
    ImportOut,
    MethodsOut,
    PreviewOut,
    SegmentationPage,
    StartedDetectionOut,
)
from blueprints.recordings.schemas.segmentations import (
    CompareBody,
    DetectionBody,
    ExportFormatQuery,
    ImportForm,
    PreviewBody,
    SegmentationOut,
    SegmentationPatch,
)
from blueprints.recordings.service import exchange, methods, segmentations
from blueprints.recordings.service.shapes import shape_segmentation
from core.access import principal
from core.api import IdPath, accepted, check_version, created, no_content, streamed, version_tag, with_version
from core.db import db
from core.documents import NOTHING
from core.jobs.shapes import shape_job


@api.get("/segmentation-methods", responses={200: MethodsOut})
def get_methods() -> dict[str, Any]:
    """Methods with their parameters, presets with their values, and the import and export formats."""
    return methods.describe()


@api.get("/recordings/<uuid:id>/segmentations", responses={200: SegmentationPage})
def get_segmentations(path: IdPath) -> dict[str, Any]:
    """Segmentations of a recording, the newest first."""
    root = policy.root_of(policy.readable(principal(), path.id))
    rows = segmentations.list_of(root.id)
    return {"count": len(rows), "next": None, "previous": None, "results": [shape_segmentation(row) for row in rows]}


@api.post("/recordings/<uuid:id>/segmentations", responses={201: SegmentationOut, 202: StartedDetectionOut})
def post_segmentation(path: IdPath, body: DetectionBody) -> Response:
    """Run a detector (202 with the job), or with origin `person` begin an empty set to draw into (201)."""
    who = principal()
    root = policy.root_of(policy.annotatable(who, path.id))
    if body.origin == "person":
        row = segmentations.begin_by_hand(root, body, who)
        db.session.commit()
        shown = shape_segmentation(row)
        return created(shown, shown["url"], etag=version_tag(row.version))
    job = segmentations.request_run(root, body, who.user_id)
    db.session.commit()
    shown = shape_job(job, db.session())
    return accepted(shown | {"job_id": job.id}, f"/api/v1/jobs/{job.id}")


@api.post("/recordings/<uuid:id>/segmentations/preview", responses={200: PreviewOut})
def post_preview(path: IdPath, body: PreviewBody) -> dict[str, Any]:
    """What a detector would find in a window, at once; nothing is stored."""
    return methods.preview(policy.root_of(policy.readable(principal(), path.id)), body)


@api.post("/recordings/<uuid:id>/segmentations/import", responses={201: ImportOut})
def post_import(path: IdPath, form: ImportForm) -> Response:
    """Add segments from a Raven table, Audacity labels, CSV, Excel, AOEF or the predecessor's pickle.

    Rows that cannot be kept are findings; the pickle is read without being unpickled.
    """
    who = principal()
    root = policy.root_of(policy.annotatable(who, path.id))
    found = exchange.interpret(exchange.read_file(form.file, form.format, form.time_unit), root)
    row = exchange.store_import(root, found, who, name=form.name, is_chosen=form.make_current)
    db.session.commit()
    shown = shape_segmentation(row)
    about = {"format": found.format, "findings": found.findings, "counts": found.counts}
    return created(shown | about, shown["url"], etag=version_tag(row.version))


@api.get("/segmentations/<uuid:id>", responses={200: SegmentationOut})
def get_segmentation(path: IdPath) -> Response:
    """One segmentation with every parameter that made it; its ETag is needed for edits."""
    row = policy.readable_segmentation(principal(), path.id)
    return with_version(shape_segmentation(row), row.version)


@api.patch("/segmentations/<uuid:id>", responses={200: SegmentationOut})
def patch_segmentation(path: IdPath, body: SegmentationPatch) -> Response:
    """Rename a segmentation, or make it the current one."""
    row = policy.annotatable_segmentation(principal(), path.id)
    check_version(row.version)
    segmentations.change(row, db.session.get_one(Recording, row.recording_id), body)
    db.session.commit()
    return with_version(shape_segmentation(row), row.version)


@api.delete("/segmentations/<uuid:id>", responses={204: NOTHING})
def delete_segmentation(path: IdPath) -> Response:
    """Delete a segmentation with its segments."""
    row = policy.annotatable_segmentation(principal(), path.id)
    check_version(row.version)
    segmentations.remove(row, db.session.get_one(Recording, row.recording_id))
    db.session.commit()
    return no_content()


@api.get("/segmentations/<uuid:id>/export", responses={200: EXPORTED_CALLS})
def export_segmentation(path: IdPath, query: ExportFormatQuery) -> Response:
    """The segments as a file another program opens, sent while it is written."""
    row = policy.readable_segmentation(principal(), path.id)
    found = exchange.export(row, db.session.get_one(Recording, row.recording_id), query.format)
    return streamed(found.chunks, media_type=found.media_type, file_name=found.file_name)


@api.post("/segmentations/compare", responses={200: ComparisonOut})
def post_compare(body: CompareBody) -> dict[str, Any]:
    """Precision, recall, F1 and onset error of segmentations against one taken as right."""
    wanted = [body.reference_id, *body.ids]
    rows = db.session.scalars(policy.visible_segmentations(principal()).where(Segmentation.id.in_(wanted))).all()
    exchange.same_recording(rows, wanted)
    by_id = {row.id: row for row in rows}
    results = exchange.compare(
        by_id[body.reference_id],
        [by_id[one] for one in body.ids],
        min_iou=body.min_iou,
        onset_tolerance_s=body.onset_tolerance_s,
    )
    return {"reference_id": body.reference_id, "results": results}
