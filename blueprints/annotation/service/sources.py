"""What batches are made from: checking what was asked for, and finding the segments."""

from collections.abc import Iterator, Sequence
from functools import singledispatch
from random import Random
from typing import Any, NamedTuple
from uuid import UUID

from pydantic import TypeAdapter
from sqlalchemy import Select, select

from blueprints.annotation.models import TaskBatch
from blueprints.annotation.schemas.sources import (
    ActiveSource,
    ClusterSource,
    CurrentSource,
    RandomSource,
    RunSource,
    SelectionSource,
    SimilarSource,
    Source,
)
from blueprints.calls import policy as calls
from blueprints.calls.models import ClassificationRun, Prediction, RunState
from blueprints.calls.service.results import UNKNOWN
from blueprints.projects import policy as projects
from blueprints.projects.models import Project
from blueprints.recordings.models import Recording, Segment, Segmentation
from blueprints.similarity.models import ClusteringRun, ClusterMember
from blueprints.similarity.schemas.similar import SimilarFilter
from blueprints.similarity.service import search
from core.access import Principal
from core.db import db
from core.errors import AppError, invalid, not_found

CHUNK = 5000
"""Numbers of one statement, below every database's limit of parameters."""

_SOURCE: TypeAdapter[Any] = TypeAdapter(Source)


class Call(NamedTuple):
    """A segment and the recording it is in."""

    segment_id: int
    recording_id: UUID


def source_of(batch: TaskBatch) -> Any:
    """What a batch was asked to be made from."""
    return _SOURCE.validate_python(batch.source)


@singledispatch
def check(source: Any, _who: Principal, _project: Project) -> None:
    """Refuse a source of elsewhere. Raises AppError 404 for what the person may not see, 422 for another project."""
    raise TypeError(source)


@check.register
def _(source: RunSource, who: Principal, project: Project) -> None:
    _check_project(source.project_id, project)
    if source.classifier_id is not None:
        calls.classifier(who, source.classifier_id)
    if source.run_id is not None:
        run = calls.run(who, source.run_id)
        if db.session.get_one(Recording, run.recording_id).project_id != project.id:
            raise _elsewhere("/source/run_id", "the run belongs to another project")


@check.register
def _(source: CurrentSource, who: Principal, project: Project) -> None:
    _check_project(source.project_id, project)
    if source.site_id is not None and projects.get_site(who, source.site_id).project_id != project.id:
        raise _elsewhere("/source/site_id", "the site belongs to another project")
    wanted = set(source.recording_ids or ())
    own = Recording.project_id == project.id, Recording.parent_id.is_(None)
    known: set[UUID] = set()
    for chunk in chunks(sorted(wanted)):
        known |= set(db.session.scalars(select(Recording.id).where(Recording.id.in_(chunk), *own)))
    for number, one in enumerate(source.recording_ids or ()):
        if one not in known:
            raise _elsewhere(f"/source/recording_ids/{number}", "the project has no such whole recording")


@check.register
def _(source: ClusterSource, who: Principal, project: Project) -> None:
    run = db.session.get(ClusteringRun, source.clustering_run_id)
    if run is None or run.group_id not in who.roles:
        raise not_found("clustering run")
    if run.project_id != project.id:
        raise _elsewhere("/source/clustering_run_id", "the clustering run belongs to another project")


@check.register
def _(source: SimilarSource, who: Principal, _project: Project) -> None:
    shown = [*source.segment_ids, *source.rejected_ids]
    known = set(db.session.scalars(_segments().where(Recording.group_id.in_(who.group_ids), Segment.id.in_(shown))))
    _check_known(source.segment_ids, known, "/source/segment_ids")
    _check_known(source.rejected_ids, known, "/source/rejected_ids")


@check.register
def _(source: RandomSource, _who: Principal, project: Project) -> None:
    _check_project(source.project_id, project)


@check.register
def _(source: ActiveSource, who: Principal, project: Project) -> None:
    _check_project(source.project_id, project)
    if source.classifier_id is not None and calls.classifier(who, source.classifier_id).group_id != project.group_id:
        raise _elsewhere("/source/classifier_id", "the classifier belongs to another group")


@check.register
def _(source: SelectionSource, _who: Principal, project: Project) -> None:
    known: set[int] = set()
    for chunk in chunks(source.segment_ids):
        known |= set(db.session.scalars(_segments().where(Recording.project_id == project.id, Segment.id.in_(chunk))))
    _check_known(source.segment_ids, known, "/source/segment_ids")


def _check_project(project_id: UUID | None, project: Project) -> None:
    if project_id not in (None, project.id):
        raise _elsewhere("/source/project_id", "expected the project of the batch")


def _check_known(ids: Sequence[int], known: set[int], pointer: str) -> None:
    for number, one in enumerate(ids):
        if one not in known:
            raise _elsewhere(f"{pointer}/{number}", f"there is no segment {one} there")


def _elsewhere(pointer: str, message: str) -> AppError:
    return invalid(pointer, message, "elsewhere")


def _segments() -> Select[Any]:
    """Segments with their recordings; the first column is the segment's number."""
    columns: list[Any] = [Segment.id, Segmentation.recording_id]
    return (
        select(*columns)
        .join(Segmentation, Segmentation.id == Segment.segmentation_id)
        .join(Recording, Recording.id == Segmentation.recording_id)
    )


def of_project(project_id: UUID, *, only_unlabelled: bool) -> Select[Any]:
    """Calls of a project; what people rejected is none."""
    rows = _segments().where(Recording.project_id == project_id, Segment.is_rejected.is_(False))
    return rows.where(Segment.label.is_(None)) if only_unlabelled else rows


def chunks(ids: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """Pieces of a list that fit into one statement."""
    for first in range(0, len(ids), CHUNK):
        yield ids[first : first + CHUNK]


@singledispatch
def find(source: Any, _project_id: UUID) -> list[Call]:
    """The segments of a source within a project, each once."""
    raise TypeError(source)


@find.register
def _(source: RunSource, project_id: UUID) -> list[Call]:
    found = []
    for run_ids in chunks(_runs(source, project_id)):
        rows = of_project(project_id, only_unlabelled=source.only_unlabelled)
        rows = rows.join(Prediction, Prediction.segment_id == Segment.id).where(Prediction.run_id.in_(run_ids))
        found += _read(rows.where(*_predicted(source)))
    return found


def _runs(source: RunSource, project_id: UUID) -> list[UUID]:
    """The run named, or the latest of a classifier over each current segmentation of the project."""
    if source.run_id is not None:
        return [source.run_id]
    rows = (
        select(ClassificationRun.segmentation_id, ClassificationRun.id)
        .join(Segmentation, Segmentation.id == ClassificationRun.segmentation_id)
        .join(Recording, Recording.id == Segmentation.recording_id)
        .where(
            Recording.project_id == project_id,
            Segmentation.is_current,
            ClassificationRun.classifier_id == source.classifier_id,
            ClassificationRun.state == RunState.READY,
        )
        .order_by(ClassificationRun.created_at)
    )
    latest = {row.segmentation_id: row.id for row in db.session.execute(rows)}
    return list(latest.values())


def _predicted(source: RunSource) -> list[Any]:
    conditions: list[Any] = []
    if source.max_confidence is not None:
        conditions.append(Prediction.confidence <= source.max_confidence)
    if source.unknown_only or source.label == UNKNOWN:
        conditions.append(Prediction.is_unknown)
    if source.label not in (None, UNKNOWN):
        conditions.append(Prediction.label == source.label)
    return conditions


@find.register
def _(source: CurrentSource, project_id: UUID) -> list[Call]:
    rows = of_project(project_id, only_unlabelled=source.only_unlabelled).where(Segmentation.is_current)
    if source.site_id is not None:
        rows = rows.where(Recording.site_id == source.site_id)
    if source.recording_ids is None:
        return _read(rows)
    return [
        call for chunk in chunks(list(set(source.recording_ids))) for call in _read(rows.where(Recording.id.in_(chunk)))
    ]


@find.register
def _(source: ClusterSource, project_id: UUID) -> list[Call]:
    rows = of_project(project_id, only_unlabelled=source.only_unlabelled)
    members = ClusterMember.run_id == source.clustering_run_id, ClusterMember.number.in_(source.numbers)
    return _read(rows.join(ClusterMember, ClusterMember.segment_id == Segment.id).where(*members))


@find.register
def _(source: SimilarSource, project_id: UUID) -> list[Call]:
    group_id = db.session.get_one(Project, project_id).group_id
    wanted = SimilarFilter.model_validate({"project_id": project_id})
    hits = search.nearest(group_id, source.segment_ids, source.rejected_ids, source.n, wanted)
    rows = _read(_segments().where(Segment.id.in_([hit.segment_id for hit in hits])))
    recordings = {call.segment_id: call for call in rows}
    return [recordings[hit.segment_id] for hit in hits if hit.segment_id in recordings]


@find.register
def _(source: RandomSource, project_id: UUID) -> list[Call]:
    rows = of_project(project_id, only_unlabelled=source.only_unlabelled).where(Segmentation.is_current)
    found = _read(rows.order_by(Segment.id))
    return Random(source.seed).sample(found, min(source.n, len(found)))


@find.register
def _(source: SelectionSource, _project_id: UUID) -> list[Call]:
    wanted = list(dict.fromkeys(source.segment_ids))
    rows = [call for chunk in chunks(wanted) for call in _read(_segments().where(Segment.id.in_(chunk)))]
    found = {call.segment_id: call for call in rows}
    return [found[number] for number in wanted if number in found]


@find.register
def _(_source: ActiveSource, project_id: UUID) -> list[Call]:
    """All that can be chosen from; the choice is the model's."""
    rows = of_project(project_id, only_unlabelled=True).where(Segmentation.is_current)
    return _read(rows.order_by(Segment.id))


def labelled_in(project_id: UUID, n: int) -> list[int]:
    """Numbers of up to n calls of a project that people named, the newest first."""
    rows = of_project(project_id, only_unlabelled=False).where(Segment.label.is_not(None), Segmentation.is_current)
    return [call.segment_id for call in _read(rows.order_by(Segment.id.desc()).limit(n))]


def _read(rows: Select[Any]) -> list[Call]:
    return [Call(*row) for row in db.session.execute(rows)]
