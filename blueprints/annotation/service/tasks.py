"""Tasks as the annotation screen needs them: the call, its neighbours, and what the model holds it to be."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import and_, or_, select

from blueprints.accounts.models import User
from blueprints.annotation.models import Task, TaskBatch
from blueprints.annotation.service import locks, ranking
from blueprints.annotation.service.shapes import Context, Near, Ranked, shape_row, shape_task
from blueprints.annotation.service.words import types_by_name
from blueprints.projects.models import Site
from blueprints.recordings.models import Recording, Segment, Segmentation
from blueprints.species.models import Species
from core.access import Principal, Role
from core.clock import now
from core.db import db
from core.errors import conflict

NEIGHBOURHOOD_S = 1.0
"""How far before and after a call others are shown."""

LONGEST_NEIGHBOUR_S = 5.0
"""Calls that began longer ago are not looked for, though they may still sound; the index goes by onset."""

MAX_NEIGHBOURS = 40
"""Nearest calls that are shown beside one."""


def next_tasks(who: Principal, batch: TaskBatch, *, n: int, after: int | None) -> list[dict[str, Any]]:
    """The next tasks for this person, locked for them. Raises AppError 409 when the batch gives out none."""
    require_open(batch)
    return details(who, batch, locks.hand_out(batch, who.user_id, n=n, after=after))


def require_open(batch: TaskBatch) -> None:
    if batch.state != "open":
        raise conflict("batch-closed", f"This batch is {batch.state}; it gives out no tasks.")


def details(who: Principal, batch: TaskBatch, task_ids: Sequence[int]) -> list[dict[str, Any]]:
    """These tasks of a batch in this order; five statements however many there are."""
    if not task_ids:
        return []
    found = {row.Task.id: row for row in db.session.execute(_context(task_ids))}
    rows = [found[number] for number in task_ids if number in found]
    near = _neighbours([row.Segment for row in rows])
    ranked = {} if batch.is_blind else _rankings(batch, [row.Segment.id for row in rows])
    is_editor, moment = who.may(batch.group_id, Role.EDITOR), now()
    return [
        shape_task(
            Context(row.Task, row.Segment, row.Recording, row.channel, row.site_name, row.species_name),
            near[row.Segment.id],
            ranked.get(row.Segment.id),
            is_hidden=is_hidden(row.Task, batch, who.user_id, is_editor=is_editor),
            locked_until=_own_lock(row.Task, who.user_id, moment),
        )
        for row in rows
    ]


def _own_lock(task: Task, user_id: UUID, moment: datetime) -> datetime | None:
    is_own = task.locked_by == user_id and task.locked_until is not None and task.locked_until > moment
    return task.locked_until if is_own else None


def is_hidden(task: Task, batch: TaskBatch, user_id: UUID, *, is_editor: bool) -> bool:
    """Whether an answer is kept from this person: several annotators answer without seeing each other's."""
    return batch.n_annotators > 1 and not is_editor and task.decided_by not in (None, user_id)


def _context(task_ids: Sequence[int]) -> Any:
    return (
        select(
            Task,
            Segment,
            Recording,
            Segmentation.channel,
            Site.name.label("site_name"),
            Species.scientific_name.label("species_name"),
        )
        .join(Segment, Segment.id == Task.segment_id)
        .join(Segmentation, Segmentation.id == Segment.segmentation_id)
        .join(Recording, Recording.id == Task.recording_id)
        .outerjoin(Site, Site.id == Recording.site_id)
        .outerjoin(Species, Species.id == Recording.species_id)
        .where(Task.id.in_(task_ids))
        .execution_options(populate_existing=True)
    )


def _neighbours(segments: Sequence[Segment]) -> dict[int, list[Near]]:
    """The nearest calls around each of these, by onset; one statement."""
    windows = [
        and_(
            Segment.segmentation_id == one.segmentation_id,
            Segment.onset_s >= one.onset_s - LONGEST_NEIGHBOUR_S,
            Segment.onset_s <= one.offset_s + NEIGHBOURHOOD_S,
            Segment.offset_s >= one.onset_s - NEIGHBOURHOOD_S,
        )
        for one in segments
    ]
    columns: list[Any] = [getattr(Segment, name) for name in Near._fields]
    wanted = select(*columns).where(or_(*windows), Segment.is_rejected.is_(False))
    near = [Near(*row) for row in db.session.execute(wanted)]
    return {one.id: _nearest(one, near) for one in segments}


def _nearest(call: Segment, near: Sequence[Near]) -> list[Near]:
    around = [
        other
        for other in near
        if other.id != call.id
        and other.segmentation_id == call.segmentation_id
        and other.onset_s <= call.offset_s + NEIGHBOURHOOD_S
        and other.offset_s >= call.onset_s - NEIGHBOURHOOD_S
    ]
    nearest = sorted(around, key=lambda other: abs(other.onset_s - call.onset_s))[:MAX_NEIGHBOURS]
    return sorted(nearest, key=lambda other: other.onset_s)


def _rankings(batch: TaskBatch, segment_ids: Sequence[int]) -> dict[int, Ranked]:
    found = ranking.guesses(segment_ids, batch.classifier_id)
    labels = ranking.labels_of({guess.classifier_id for guess in found.values()})
    call_types = {name: named.id for name, named in types_by_name(batch).items()} if found else {}
    return {
        number: Ranked(ranking.shape_ranking(guess, labels[guess.classifier_id], call_types), guess.is_unknown)
        for number, guess in found.items()
    }


def rows_with_context(who: Principal, batch: TaskBatch, tasks: Sequence[Task]) -> list[dict[str, Any]]:
    """These tasks as a list shows them, in the same order; one statement."""
    is_editor, moment = who.may(batch.group_id, Role.EDITOR), now()
    found = db.session.execute(
        select(Task.id, Segment.onset_s, Segment.offset_s, Recording.name, User.display_name)
        .join(Segment, Segment.id == Task.segment_id)
        .join(Recording, Recording.id == Task.recording_id)
        .outerjoin(User, User.id == Task.decided_by)
        .where(Task.id.in_([task.id for task in tasks]))
    )
    about = {row.id: row for row in found}
    return [
        shape_row(
            task,
            about[task.id],
            is_hidden=is_hidden(task, batch, who.user_id, is_editor=is_editor),
            is_locked=task.locked_until is not None and task.locked_until > moment,
        )
        for task in tasks
        if task.id in about
    ]
