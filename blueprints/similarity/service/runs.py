"""Clustering runs: asking for one, which calls it covers, storing what it found."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Select, delete, func, insert, select, update

from blueprints.projects import policy as projects
from blueprints.recordings.models import Recording, Segment
from blueprints.similarity.models import Cluster, ClusteringRun, ClusteringState, ClusterMember
from blueprints.similarity.schemas.clustering import ClusteringBody
from blueprints.similarity.schemas.jobs import CLUSTER, ClusterParams
from blueprints.similarity.service.calls import HeardCall, chunks, current_calls, read
from core.access import Principal, Role
from core.db import db
from core.errors import AppError, conflict, invalid
from core.jobs.kinds import OPEN_STATES
from core.jobs.models import Job
from core.jobs.queue import submit

NOWHERE = -1
"""Number of what belongs to no group."""


class MemberRow(NamedTuple):
    """One member, ready to be stored."""

    segment_id: int
    number: int
    x: float
    y: float
    silhouette: float | None
    measures: bytes | None


class ClusterRow(NamedTuple):
    """One group, ready to be stored."""

    number: int
    n_members: int
    coherence: float | None
    silhouette: float | None
    representative_id: int | None
    summary: dict[str, Any]


def create(who: Principal, body: ClusteringBody) -> ClusteringRun:
    """A run that waits, and its job.

    Raises AppError 404 for a project or calls that are not there, 422 for a method, feature set, map or
    parameter that does not exist, for too few calls and for too many.
    """
    project = projects.get_project(who, body.project_id, Role.EDITOR)
    _check_choices(body)
    source = body.model_dump(
        mode="json",
        by_alias=True,
        exclude_none=True,
        include={"recording_id", "recording_ids", "segment_ids", "filter"},
    )
    _check_source(body)
    _check_number(_calls_of(project.id, source), body)
    row = ClusteringRun(
        group_id=project.group_id,
        project_id=project.id,
        recording_id=body.recording_id,
        name=body.name or f"{_title(body.method)} of {project.name}"[:120],
        method=body.method,
        feature_set=body.feature_set,
        params=body.params,
        source=source,
        map_method=body.map,
        created_by=who.user_id,
    )
    db.session.add(row)
    db.session.flush()
    job = submit(
        CLUSTER,
        ClusterParams(run_id=row.id, params=body.params),
        title=f"Group calls: {row.name}",
        owner_id=who.user_id,
        group_id=row.group_id,
        project_id=row.project_id,
    )
    row.job_id = job.id
    db.session.flush()
    return row


def methods() -> dict[str, Any]:
    """Every method with its parameters, every feature set and map."""
    # The catalogue imports nothing heavy; the methods themselves are for workers.
    from ml.clustering import catalogue  # noqa: PLC0415

    return {
        "results": [asdict(card) for card in catalogue.METHODS.values()],
        "common_parameters": [asdict(parameter) for parameter in catalogue.COMMON],
        "feature_sets": [asdict(choice) for choice in catalogue.FEATURE_SETS.values()],
        "maps": [asdict(choice) for choice in catalogue.maps().values()],
    }


def _title(method: str) -> str:
    from ml.clustering.catalogue import METHODS  # noqa: PLC0415 (light, as said in `methods`)

    return METHODS[method].title


def _check_choices(body: ClusteringBody) -> None:
    """Refuse a method, feature set, map or parameter that does not exist (ModelError from the catalogue)."""
    from ml.clustering import catalogue  # noqa: PLC0415 (light, as said in `methods`)

    catalogue.checked_params(body.method, body.params)
    if body.feature_set not in catalogue.FEATURE_SETS:
        known = ", ".join(catalogue.FEATURE_SETS)
        raise invalid("/feature_set", f"expected one of {known}, got {body.feature_set}", "unknown-feature-set")
    if body.map not in (maps := catalogue.maps()):
        raise invalid("/map", f"expected one of {', '.join(maps)}, got {body.map}", "unknown-map")


def _check_source(body: ClusteringBody) -> None:
    given = [name for name in ("recording_id", "recording_ids", "segment_ids") if getattr(body, name) is not None]
    if len(given) > 1:
        raise invalid(f"/{given[1]}", f"give one of {' and '.join(given)}, not both")


def _check_number(rows: Select[Any], body: ClusteringBody) -> None:
    from ml.clustering.catalogue import LEAST_CALLS, MOST_CALLS  # noqa: PLC0415 (light, as said in `methods`)

    named = body.segment_ids or []
    n = db.session.scalar(select(func.count()).select_from(rows.limit(MOST_CALLS + 1).subquery())) or 0
    if named and n < len(set(named)):
        raise invalid("/segment_ids", "some of these are no calls of this project's current segmentations", "not-found")
    if n < LEAST_CALLS:
        raise AppError(422, "too-few-calls", f"Grouping needs at least {LEAST_CALLS} calls; there are {n} here.")
    if n > MOST_CALLS:
        raise AppError(422, "too-many-calls", f"A run takes at most {MOST_CALLS} calls; narrow the choice.")


def _calls_of(project_id: UUID, source: dict[str, Any]) -> Select[Any]:
    """Numbers of the calls a run was asked to group."""
    rows = current_calls().where(Recording.project_id == project_id)
    if recordings := ([source["recording_id"]] if "recording_id" in source else source.get("recording_ids")):
        rows = rows.where(Recording.id.in_([UUID(one) for one in recordings]))
    if "segment_ids" in source:
        rows = rows.where(Segment.id.in_(source["segment_ids"]))
    return rows.where(*_conditions(source.get("filter") or {}))


def _conditions(given: dict[str, Any]) -> list[Any]:
    found: list[Any] = []
    for column, name in ((Recording.site_id, "site_id"), (Recording.species_id, "species_id")):
        if name in given:
            found.append(column == UUID(given[name]))
    if "label" in given:
        found.append(Segment.label == given["label"])
    if "labelled" in given:
        found.append(Segment.label.is_not(None) if given["labelled"] else Segment.label.is_(None))
    if "from" in given:
        found.append(Recording.timeline_at >= datetime.fromisoformat(given["from"]))
    if "to" in given:
        found.append(Recording.timeline_at < datetime.fromisoformat(given["to"]))
    return found


def calls_of(row: ClusteringRun) -> list[HeardCall]:
    """The calls a run was asked to group, recording by recording."""
    return read(_calls_of(row.project_id, row.source))


def store(row: ClusteringRun, members: Sequence[MemberRow], clusters: Sequence[ClusterRow]) -> None:
    """Put what was found in place of what an earlier attempt stored; segments gone meanwhile are left out."""
    clear(row)
    there: set[int] = set()
    for chunk in chunks([member.segment_id for member in members]):
        there |= set(db.session.scalars(select(Segment.id).where(Segment.id.in_(chunk))))
    rows = [member._asdict() | {"run_id": row.id} for member in members if member.segment_id in there]
    for some in chunks(rows):
        db.session.execute(insert(ClusterMember), some)
    db.session.add_all(Cluster(run_id=row.id, **_kept(cluster, there)) for cluster in clusters)
    row.n_members, row.n_clusters = len(rows), sum(cluster.number != NOWHERE for cluster in clusters)
    row.n_noise = sum(member["number"] == NOWHERE for member in rows)
    row.state, row.problem_code, row.problem_detail = ClusteringState.READY, None, None
    row.version += 1
    db.session.flush()


def _kept(cluster: ClusterRow, there: set[int]) -> dict[str, Any]:
    values = cluster._asdict()
    return values if cluster.representative_id in there else values | {"representative_id": None}


def clear(row: ClusteringRun) -> None:
    """Forget the groups and members of a run."""
    db.session.execute(delete(ClusterMember).where(ClusterMember.run_id == row.id))
    db.session.execute(delete(Cluster).where(Cluster.run_id == row.id))
    db.session.expire_all()


def remove(row: ClusteringRun) -> None:
    """Delete a run; labels it gave stay.

    Raises AppError 409 while its job runs.
    """
    job = db.session.get(Job, row.job_id) if row.job_id else None
    if job is not None and job.state in OPEN_STATES:
        raise conflict("job-open", "Its job still runs; cancel it first.")
    db.session.execute(delete(ClusteringRun).where(ClusteringRun.id == row.id))


def note_failed(job: Job) -> None:
    """A clustering job that ended without success leaves its run failed, with the reason."""
    db.session.execute(
        update(ClusteringRun)
        .where(ClusteringRun.job_id == job.id, ClusteringRun.state == ClusteringState.WAITING)
        .values(
            state=ClusteringState.FAILED,
            problem_code=job.error_code or "cancelled",
            problem_detail=job.error_detail or "Grouping was cancelled.",
        )
    )


def require_ready(row: ClusteringRun) -> None:
    if row.state != ClusteringState.READY:
        raise conflict("clustering-not-ready", f"This run is {row.state}; it has no groups yet.")


def clusters_of(row: ClusteringRun) -> list[Cluster]:
    """Groups by number, what belongs nowhere last."""
    rows = db.session.scalars(select(Cluster).where(Cluster.run_id == row.id).order_by(Cluster.number)).all()
    return sorted(rows, key=lambda cluster: (cluster.number == NOWHERE, cluster.number))


def segments_of(row: ClusteringRun, numbers: Sequence[int]) -> list[int]:
    """Segments of some groups of a run, by group and number; for batches of tasks."""
    return list(
        db.session.scalars(
            select(ClusterMember.segment_id)
            .where(ClusterMember.run_id == row.id, ClusterMember.number.in_(numbers))
            .order_by(ClusterMember.number, ClusterMember.segment_id)
        )
    )


def members(row: ClusteringRun, number: int | None) -> dict[str, Any]:
    """Members as columns of equal length, for a map of all of them at once."""
    columns = (ClusterMember.segment_id, ClusterMember.number, ClusterMember.x, ClusterMember.y)
    rows = (
        select(*columns, ClusterMember.silhouette, Segment.label)
        .join(Segment, Segment.id == ClusterMember.segment_id)
        .where(ClusterMember.run_id == row.id)
        .order_by(ClusterMember.segment_id)
    )
    if number is not None:
        rows = rows.where(ClusterMember.number == number)
    found = db.session.execute(rows).all()
    names = ("segment_id", "number", "x", "y", "silhouette", "label")
    values = list(zip(*found, strict=True)) or [() for _ in names]
    rounded = [[None if v is None else round(v, 4) for v in column] for column in values[2:5]]
    return {"n": len(found), **dict(zip(names, [*map(list, values[:2]), *rounded, list(values[5])], strict=True))}
