"""What people hold groups to be: mapping them to call types, moving members, applying the mapping to segments."""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select, update

from blueprints.recordings.models import LabelChange, LabelSource, Segment
from blueprints.recordings.service.labels import Said, Word, name_segments, take_back
from blueprints.similarity.models import Cluster, ClusteringRun, ClusterMember
from blueprints.similarity.schemas.clustering import ApplyBody, MappingBody, MoveBody, NumberedMapping
from blueprints.similarity.service import measures
from blueprints.similarity.service.calls import chunks
from blueprints.similarity.service.runs import NOWHERE, require_ready
from blueprints.species import policy as species
from core.access import Principal
from core.clock import new_id
from core.db import db
from core.errors import AppError, invalid, not_found


class Applied(NamedTuple):
    """What applying came to."""

    action_id: UUID
    n_changed: int
    n_kept: int


def map_cluster(who: Principal, run: ClusteringRun, cluster: Cluster, body: MappingBody) -> None:
    """Say what a group is; neither label nor call type takes the mapping away.

    Raises AppError 404 for a call type that is not of the run's group, 422 for the group of what belongs nowhere.
    """
    if cluster.number == NOWHERE and (body.label or body.call_type_id):
        raise invalid("/number", "what belongs nowhere is of no one kind; move it into a group first")
    label = body.label
    if body.call_type_id is not None:
        call_type = species.get_call_type(who, body.call_type_id)
        if call_type.group_id != run.group_id:
            raise not_found("call type")
        label = label or call_type.name
    cluster.label, cluster.call_type_id = label, body.call_type_id
    cluster.mapping_confidence = body.confidence if label else None
    cluster.mapped_by = who.user_id if label else None
    run.version += 1
    db.session.flush()


def map_clusters(who: Principal, run: ClusteringRun, bodies: Sequence[NumberedMapping]) -> None:
    """Say what several groups are. Raises AppError 404 for a number the run does not have."""
    require_ready(run)
    for body in bodies:
        map_cluster(who, run, numbered(run, body.number), body)


def numbered(run: ClusteringRun, number: int) -> Cluster:
    """A group of a run by its number; raises AppError 404."""
    found = db.session.scalar(select(Cluster).where(Cluster.run_id == run.id, Cluster.number == number))
    if found is None:
        raise not_found("cluster")
    return found


def move(run: ClusteringRun, body: MoveBody) -> tuple[int, int]:
    """Put members into a group, a new one if asked for; returns its number and how many moved.

    A group that is left empty goes. Raises AppError 404 for a group or a member the run does not have.
    """
    require_ready(run)
    number = _target(run, body.number)
    before: set[int] = set()
    n_known = n_moved = 0
    for chunk in chunks(sorted(set(body.segment_ids))):
        mine = (ClusterMember.run_id == run.id, ClusterMember.segment_id.in_(chunk))
        rows = db.session.execute(select(ClusterMember.segment_id, ClusterMember.number).where(*mine)).all()
        moving = [row.segment_id for row in rows if row.number != number]
        before |= {row.number for row in rows}
        db.session.execute(
            update(ClusterMember)
            .where(ClusterMember.run_id == run.id, ClusterMember.segment_id.in_(moving))
            .values(number=number, is_moved=True, silhouette=None)
            .execution_options(synchronize_session=False)
        )
        n_known, n_moved = n_known + len(rows), n_moved + len(moving)
    if n_known < len(set(body.segment_ids)):
        raise not_found("member of this run")
    _describe_anew(run, before | {number})
    return number, n_moved


def _target(run: ClusteringRun, wanted: int | str) -> int:
    if wanted == "new":
        highest = db.session.scalar(select(func.max(Cluster.number)).where(Cluster.run_id == run.id))
        number = max(highest if highest is not None else -1, -1) + 1
        db.session.add(Cluster(run_id=run.id, number=number, n_members=0, summary={}))
        db.session.flush()
        return number
    number = int(wanted)
    if number == NOWHERE and not db.session.scalar(
        select(Cluster.id).where(Cluster.run_id == run.id, Cluster.number == NOWHERE)
    ):
        db.session.add(Cluster(run_id=run.id, number=NOWHERE, n_members=0, summary={}))
        db.session.flush()
    return numbered(run, number).number


def _describe_anew(run: ClusteringRun, numbers: set[int]) -> None:
    """Counts, summary and representative of groups whose members changed; empty ones go."""
    for number in sorted(numbers):
        cluster = numbered(run, number)
        rows = db.session.scalars(
            select(ClusterMember).where(ClusterMember.run_id == run.id, ClusterMember.number == number)
        ).all()
        if not rows:
            db.session.delete(cluster)
            continue
        cluster.n_members, cluster.coherence = len(rows), None
        known = [row.silhouette for row in rows if row.silhouette is not None]
        cluster.silhouette = sum(known) / len(known) if known else None
        cluster.summary = measures.summary([row.measures for row in rows])
        cluster.representative_id = _middle(rows)
    db.session.flush()
    counts = dict(db.session.execute(select(Cluster.number, Cluster.n_members).where(Cluster.run_id == run.id)).all())
    run.n_noise, run.n_clusters = counts.pop(NOWHERE, 0), len(counts)
    run.version += 1
    db.session.flush()


def _middle(rows: Sequence[ClusterMember]) -> int:
    """The member nearest the middle of its group on the map, a moved one only if there is no other."""
    settled = [row for row in rows if not row.is_moved] or list(rows)
    x, y = (sum(getattr(row, axis) for row in settled) / len(settled) for axis in ("x", "y"))
    return min(settled, key=lambda row: ((row.x - x) ** 2 + (row.y - y) ** 2, row.segment_id)).segment_id


def labels_by_segment(run: ClusteringRun, body: ApplyBody) -> dict[int, Word]:
    """The word each member of the chosen mapped groups would get.

    Raises AppError 422 when no group is chosen that is mapped.
    """
    require_ready(run)
    rows = select(Cluster).where(Cluster.run_id == run.id, Cluster.label.is_not(None))
    if body.numbers is not None:
        rows = rows.where(Cluster.number.in_(body.numbers))
    words = {
        cluster.number: Word(cluster.label, cluster.call_type_id)
        for cluster in db.session.scalars(rows)
        if body.min_confidence is None or (cluster.mapping_confidence or 0.0) >= body.min_confidence
    }
    if not words:
        raise AppError(422, "nothing-mapped", "None of these groups is mapped to a call type (surely enough) yet.")
    members = db.session.execute(
        select(ClusterMember.segment_id, ClusterMember.number).where(
            ClusterMember.run_id == run.id, ClusterMember.number.in_(list(words))
        )
    )
    return {row.segment_id: words[row.number] for row in members}


def apply_to_segments(who: Principal, run: ClusteringRun, body: ApplyBody) -> Applied:
    """Name the members of mapped groups, as one action that can be undone.

    Segments that people rejected stay as they are, and those they named too unless `overwrite`.
    """
    words = labels_by_segment(run, body)
    free: dict[int, Word] = {}
    n_kept = 0
    for chunk in chunks(sorted(words)):
        present = db.session.execute(
            select(Segment.id, Segment.label, Segment.is_rejected).where(Segment.id.in_(chunk))
        ).all()
        for row in present:
            is_named = row.label is not None and row.label != words[row.id].label
            if row.is_rejected or (is_named and not body.overwrite):
                n_kept += 1
            elif row.label is None or body.overwrite:
                free[row.id] = words[row.id]
    action_id = new_id()
    changed = name_segments(free, Said(who.user_id, LabelSource.CLUSTER, action_id))
    return Applied(action_id, changed, n_kept)


def undo(who: Principal, run: ClusteringRun, action_id: UUID) -> int:
    """Take back one applying of this run; what was named anew since stays. Raises AppError 404."""
    if not _is_of(run, action_id):
        raise not_found("action of this run")
    return len(take_back(action_id, who.user_id))


def _is_of(run: ClusteringRun, action_id: UUID) -> bool:
    found = db.session.scalar(
        select(LabelChange.id)
        .join(ClusterMember, ClusterMember.segment_id == LabelChange.segment_id)
        .where(
            LabelChange.action_id == action_id,
            LabelChange.source == LabelSource.CLUSTER,
            ClusterMember.run_id == run.id,
        )
        .limit(1)
    )
    return found is not None
