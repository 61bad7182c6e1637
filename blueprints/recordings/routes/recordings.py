"""Recordings: the list, one of them, uploads of small files, corrections, deletion."""

from typing import Any

from flask import Response, jsonify

from blueprints.recordings import policy
from blueprints.recordings.models import Recording
from blueprints.recordings.routes import files
from blueprints.recordings.routes.area import api
from blueprints.recordings.schemas.answers import FindingPage, IndicesOut, LinkOut
from blueprints.recordings.schemas.recordings import (
    FilesOut,
    RecordingDetailOut,
    RecordingForm,
    RecordingOut,
    RecordingPatch,
    RecordingQuery,
    RecordingsOut,
)
from blueprints.recordings.service import recordings
from blueprints.recordings.service.listing import list_recordings
from blueprints.recordings.service.shapes import recording_url, shape_all, shape_details
from core.access import principal
from core.api import IdPath, check_version, created, no_content, version_tag, with_version
from core.db import db
from core.documents import NOTHING, file_of
from core.paging import Page, PageQuery


@api.get("/recordings", responses={200: RecordingsOut})
def get_recordings(query: RecordingQuery) -> dict[str, Any]:
    """Recordings of one's groups, the newest first; filters, search and ordering narrow and sort them."""
    page = list_recordings(principal(), query)
    return _page(page)


def _page(page: Page) -> dict[str, Any]:
    return {"count": page.count, "next": page.next, "previous": page.previous, "results": shape_all(page.rows)}


@api.post("/recordings", responses={201: RecordingOut, 207: FilesOut})
def post_recordings(form: RecordingForm) -> Response:
    """Add small files in one multipart request (field `file`, repeated for several).

    One file: 201 with the recording, or the problem. Several: 207 with a verdict each. Large files go
    through /uploads.
    """
    who = principal()
    if len(form.file) > 1:
        verdicts = files.receive_many(form, who)
        response = jsonify({"count": len(verdicts), "results": verdicts})
        response.status_code = 207
        return response
    recording, segments = files.receive_one(form, who)
    body = shape_all([recording])[0] | ({"segments": segments} if segments else {})
    return created(body, recording_url(recording), etag=version_tag(recording.version))


@api.get("/recordings/<uuid:id>", responses={200: RecordingDetailOut})
def get_recording(path: IdPath) -> Response:
    """One recording with its metadata, findings and indices."""
    return _show(policy.readable(principal(), path.id))


@api.patch("/recordings/<uuid:id>", responses={200: RecordingDetailOut})
def patch_recording(path: IdPath, body: RecordingPatch) -> Response:
    """Correct a recording; send If-Match with the ETag last read so that nobody's correction is lost."""
    recording = policy.editable(principal(), path.id)
    check_version(recording.version)
    recordings.change(recording, body)
    db.session.commit()
    return _show(recording)


@api.delete("/recordings/<uuid:id>", responses={204: NOTHING})
def delete_recording(path: IdPath) -> Response:
    """Delete a recording with its parts, segmentations and results."""
    recording = policy.editable(principal(), path.id)
    check_version(recording.version)
    recordings.remove(recording)
    db.session.commit()
    return no_content()


@api.get("/recordings/<uuid:id>/parts", responses={200: RecordingsOut})
def get_parts(path: IdPath, query: PageQuery) -> dict[str, Any]:
    """Parts of a long recording, in order, with the number of segments that begin in each."""
    recording = policy.readable(principal(), path.id)
    page = recordings.list_parts(recording, query)
    counts = recordings.segments_in_parts(page.rows)
    body = _page(page)
    for part in body["results"]:
        part["n_segments"] = counts.get(part["id"], 0) if recording.current_segmentation_id else None
    return body


@api.get("/recordings/<uuid:id>/findings", responses={200: FindingPage})
def get_findings(path: IdPath) -> dict[str, Any]:
    """What is worth knowing about the sound: clipping, silence, drop-outs, noise; contradictions in metadata."""
    found = recordings.details_of(policy.readable(principal(), path.id)).findings
    return {"count": len(found), "next": None, "previous": None, "results": found}


@api.get("/recordings/<uuid:id>/indices", responses={200: IndicesOut})
def get_indices(path: IdPath) -> dict[str, Any]:
    """Acoustic indices (ACI, ADI, AEI, BI, NDSI, H) and levels of the first channel."""
    return dict(recordings.details_of(policy.readable(principal(), path.id)).indices)


@api.get("/recordings/<uuid:id>/download", responses={200: file_of("audio/*")})
def download_recording(path: IdPath) -> Response:
    """The file as it was uploaded."""
    return files.send_original(policy.readable(principal(), path.id))


@api.post("/recordings/<uuid:id>/download-link", responses={200: LinkOut})
def post_download_link(path: IdPath) -> dict[str, Any]:
    """An address that gives the file for five minutes without a token, for a browser to save it."""
    return {"url": files.link_to_original(policy.readable(principal(), path.id))}


def _show(recording: Recording) -> Response:
    details, n_parts = recordings.details_of(recording), recordings.count_parts(recording)
    return with_version(shape_details(recording, details, n_parts), recording.version)
