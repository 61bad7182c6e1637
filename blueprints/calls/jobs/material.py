"""What a classifier learns from: calls measured out of an archive of clips, or out of labelled segments."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import numpy as np
from sqlalchemy import select

from blueprints.calls.models import Classifier, TrainingSet
from blueprints.calls.service.training_sets import LIMITS
from blueprints.recordings.models import Recording, Segment, Segmentation
from blueprints.species.models import CallType
from core.db import db
from core.errors import AppError
from core.jobs.context import JobContext
from core.storage import storage
from core.uploads.archives import Archive, ArchiveError, Member, open_archive
from processing.arrays import FloatArray
from processing.audio.clip_names import read_clip_name
from processing.audio.decode import open_audio, probe
from processing.audio.features import FeatureTable, extract, extract_clips
from processing.audio.features.table import common_band, join_tables
from processing.audio.intervals import Interval
from processing.errors import ModelError, SignalError

CLIPS_PER_BATCH = 500
"""Clips measured together; their samples are in memory at once."""


UNKNOWN_GROUP = ""
"""Group of clips of which nothing says where they come from: they are taken to be of one recording, as clips
cut one after the other mostly are, and the evaluation says that it could not hold recordings out."""


@dataclass
class Material:
    """Measured calls with their labels and groups, and what could not be used."""

    table: FeatureTable
    labels: list[str]
    groups: list[str]
    refused: list[dict[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class _Named:
    member: Member
    label: str
    group: str
    sr: int


def gather(ctx: JobContext, row: Classifier, *, feature_set: str) -> Material:
    """Measure what the classifier was asked to learn from; reads the database, then lets go of it.

    Raises AppError or ModelError when there is nothing to learn from.
    """
    source = row.source
    if source["kind"] == "training-set":
        return _from_clips(ctx, UUID(source["training_set_id"]), feature_set)
    species_id = UUID(source["species_id"]) if source.get("species_id") else None
    return _from_segments(ctx, UUID(source["project_id"]), species_id, feature_set)


def call_types_of(species_id: UUID | None) -> list[str] | None:
    """Names in the species' repertoire; None when there is none to compare labels with."""
    if species_id is None:
        return None
    return list(db.session.scalars(select(CallType.name).where(CallType.species_id == species_id))) or None


def _from_clips(ctx: JobContext, training_set_id: UUID, feature_set: str) -> Material:
    training_set = db.session.get(TrainingSet, training_set_id)
    if training_set is None:
        raise AppError(404, "not-found", "The training set was deleted meanwhile.")
    sha256 = training_set.blob_sha256
    ctx.commit()
    with storage().open_local(sha256) as path, open_archive(path, LIMITS) as archive:
        return _measure_archive(ctx, archive, feature_set)


def _measure_archive(ctx: JobContext, archive: Archive, feature_set: str) -> Material:
    named, refused = _look_over(ctx, archive)
    if not named:
        raise ModelError("too-few-calls", "expected labelled clips, found none that can be read")
    band_hz = common_band([clip.sr for clip in named])
    named.sort(key=lambda clip: clip.sr)
    tables = []
    for rate in sorted({clip.sr for clip in named}):
        alike = [clip for clip in named if clip.sr == rate]
        for first in range(0, len(alike), CLIPS_PER_BATCH):
            batch = alike[first : first + CLIPS_PER_BATCH]
            clips = [_read_clip(ctx, archive, clip.member) for clip in batch]
            tables.append(extract_clips(clips, rate, feature_set=feature_set, band_hz=band_hz))
    labels, groups = [clip.label for clip in named], [clip.group for clip in named]
    return Material(join_tables(tables), labels, groups, refused)


def _look_over(ctx: JobContext, archive: Archive) -> tuple[list[_Named], list[dict[str, str]]]:
    """Clips that can be read, with their rates, and those that cannot, with the reason."""
    named: list[_Named] = []
    refused: list[dict[str, str]] = []
    members = archive.members
    for number, member in enumerate(members):
        ctx.report(number, 2 * len(members), "Reading clips", unit="clips")
        meaning = read_clip_name(member.path)
        if meaning is None:
            continue
        try:
            rate = probe(_extracted(ctx, archive, member)).sr
        except (SignalError, ArchiveError) as exc:
            refused.append({"member": member.path, "code": exc.code, "reason": exc.message})
            continue
        named.append(_Named(member, meaning.label, meaning.group or UNKNOWN_GROUP, rate))
    return named, refused


def _extracted(ctx: JobContext, archive: Archive, member: Member) -> Path:
    target = ctx.workdir / f"clip{Path(member.name).suffix.lower()}"
    archive.extract(member, target)
    return target


def _read_clip(ctx: JobContext, archive: Archive, member: Member) -> FloatArray:
    ctx.check()
    with open_audio(_extracted(ctx, archive, member)) as audio:
        return audio.read(0, audio.info.n_frames)


def _from_segments(ctx: JobContext, project_id: UUID, species_id: UUID | None, feature_set: str) -> Material:
    rows = _labelled(project_id, species_id)
    if not rows:
        raise ModelError("too-few-calls", "expected segments that people labelled, found none in this project")
    by_recording: dict[tuple[str, str, float, int], list[tuple[Interval, str]]] = defaultdict(list)
    rates = set()
    for segment, recording, channel in rows:
        key = (str(recording.id), recording.blob_sha256, recording.time_expansion, channel or 0)
        by_recording[key].append((Interval(segment.onset_s, segment.offset_s), segment.label or ""))
        rates.add(recording.sr_hz)
    ctx.commit()
    band_hz = common_band(rates)
    tables, labels, groups = [], [], []
    for number, ((recording_id, sha256, expansion, channel), calls) in enumerate(by_recording.items()):
        ctx.report(number, 2 * len(by_recording), "Measuring calls", unit="recordings")
        intervals = [interval for interval, _ in calls]
        with storage().open_local(sha256) as path, open_audio(path, time_expansion=expansion) as audio:
            tables.append(extract(audio, None, intervals, feature_set=feature_set, channel=channel, band_hz=band_hz))
        labels += [label for _, label in calls]
        groups += [recording_id] * len(calls)
    return Material(join_tables(tables), labels, groups)


def _labelled(project_id: UUID, species_id: UUID | None) -> Sequence[tuple[Segment, Recording, int | None]]:
    query = (
        select(Segment, Recording, Segmentation.channel)
        .join(Segmentation, Segmentation.id == Segment.segmentation_id)
        .join(Recording, Recording.id == Segmentation.recording_id)
        .where(Recording.project_id == project_id, Segmentation.is_current, Segment.label.is_not(None))
        .order_by(Recording.timeline_at, Recording.id, Segment.onset_s)
    )
    if species_id is not None:
        query = query.where(Recording.species_id == species_id)
    return [(row[0], row[1], row[2]) for row in db.session.execute(query)]


def count_by(names: Sequence[str]) -> dict[str, int]:
    """How often each name occurs, by name."""
    found, counts = np.unique(np.array(names), return_counts=True)
    return {str(name): int(n) for name, n in zip(found, counts, strict=True)}
