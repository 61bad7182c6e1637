"""Measures of calls as files: a table, or HDF5 with the probabilities."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import groupby, islice
from uuid import UUID

from sqlalchemy import select

from blueprints.accounts.models import Membership
from blueprints.calls.schemas.runs import CallsFilter
from blueprints.calls.service.exports import call_rows, classifiers_of
from blueprints.exchange.models import Export, ExportKind
from blueprints.exchange.schemas.jobs import EXPORT_CALLS, ExportParams
from blueprints.exchange.service.exports import keep_file
from blueprints.projects.models import Project
from blueprints.recordings.models import Recording, Segmentation
from core.access import Principal, Role
from core.clock import now
from core.db import db
from core.errors import AppError
from core.jobs.context import JobContext
from core.jobs.kinds import ResultLink
from core.storage import storage
from processing.audio.decode import open_audio
from processing.audio.features import extract
from processing.audio.formats.measures import Measured, write_csv, write_hdf5
from processing.audio.formats.rows import CallRow
from processing.audio.intervals import Interval

CALLS_AT_ONCE = 2000
"""Calls measured at a time: progress moves, memory does not grow."""

FEATURE_SET = {ExportKind.FEATURES: "warble27", ExportKind.RICH_FEATURES: "rich", ExportKind.HDF5: "rich"}


@EXPORT_CALLS.runs
def export_calls(ctx: JobContext, params: ExportParams) -> list[ResultLink]:
    """Measure every call of the choice as a classifier would, and write the measures."""
    row = db.session.get(Export, params.export_id)
    if row is None or row.project_id is None or row.created_by is None:
        return []
    kind, project_id = ExportKind(row.kind), row.project_id
    name = db.session.get_one(Project, project_id).name
    who = _principal(row.created_by)
    choice = CallsFilter.model_validate({"project_id": project_id, **row.options})
    classifiers = classifiers_of(who)
    parts = _measured(ctx, call_rows(who, choice, classifiers), FEATURE_SET[kind])
    suffix = ".h5" if kind == ExportKind.HDF5 else ".csv"
    path = ctx.workdir / f"calls{suffix}"
    if kind == ExportKind.HDF5:
        labels = sorted({label for found in classifiers.values() for label in found.labels})
        write_hdf5(parts, path, feature_set=FEATURE_SET[kind], class_labels=labels)
    else:
        with path.open("wb") as file:
            file.writelines(write_csv(parts, FEATURE_SET[kind]))
    stem = re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-.") or "calls"
    file_name = f"{stem}-{kind}-{now():%Y%m%d}{suffix}"
    media_type = "application/x-hdf5" if kind == ExportKind.HDF5 else "text/csv"
    keep_file(ctx, params.export_id, path, file_name=file_name, media_type=media_type)
    return [ResultLink("export", file_name, f"/projects/{project_id}")]


def _principal(user_id: UUID) -> Principal:
    """The person who asked, with the roles they have now."""
    roles = db.session.execute(select(Membership.group_id, Membership.role).where(Membership.user_id == user_id))
    return Principal(user_id, {group_id: Role(role) for group_id, role in roles})


def _measured(ctx: JobContext, rows: Iterator[CallRow], feature_set: str) -> Iterator[Measured]:
    n_done = 0
    channel_of = cache(_channel)
    for recording_id, found in groupby(rows, key=lambda row: row.recording.id):
        recording = db.session.get_one(Recording, UUID(recording_id))
        if recording.state != "ready":
            raise AppError(409, "recording-not-ready", f"{recording.name} cannot be read: {recording.problem_detail}")
        channel = channel_of(recording.current_segmentation_id)
        with (
            storage().open_local(recording.blob_sha256) as path,
            open_audio(path, time_expansion=recording.time_expansion) as audio,
        ):
            while piece := list(islice(found, CALLS_AT_ONCE)):
                intervals = [Interval(row.onset_s, row.offset_s) for row in piece]
                yield Measured(piece, extract(audio, None, intervals, feature_set=feature_set, channel=channel))
                n_done += len(piece)
                ctx.report(n_done, 0, "Measuring", unit="calls")


def _channel(segmentation_id: UUID | None) -> int | None:
    """Which channel the calls were found in."""
    if segmentation_id is None:
        return 0
    return db.session.scalar(select(Segmentation.channel).where(Segmentation.id == segmentation_id))
