"""Actions on many recordings at once, carried out by a job so that no request waits for thousands."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import Select, func

from blueprints.recordings import policy
from blueprints.recordings.models import Recording
from blueprints.recordings.schemas.jobs import BULK, BulkParams
from blueprints.recordings.schemas.recordings import BulkAction, MoveOptions
from blueprints.recordings.schemas.segmentations import DetectionBody
from blueprints.recordings.service import recordings, segmentations
from blueprints.recordings.service.listing import select_recordings
from core.access import Principal, Role, require_role
from core.db import db
from core.errors import AppError, FieldError, invalid
from core.jobs.models import Job
from core.jobs.queue import open_batch, submit

ActOn = Callable[[Recording, Any, Job | None, UUID | None], None]
"""Does something to one recording: the recording, the options as read, the batch, who asked."""


ReadOptions = Callable[[dict[str, Any]], Any]
"""Turns a request's options into what the action takes; raises ValidationError."""


@dataclass(frozen=True, kw_only=True)
class Action:
    """One kind of bulk action: what it needs, who may do it, what it does to each recording.

    has_jobs : whether each recording gets a job of its own, in one batch.
    """

    title: str
    role: Role
    read: ReadOptions
    act: ActOn
    has_jobs: bool


ACTIONS: dict[str, Action] = {}
"""Bulk actions by name; areas above add theirs (`classify`) when the application starts."""


def bulk_action(
    name: str, *, title: str, role: Role, read: ReadOptions, has_jobs: bool = False
) -> Callable[[ActOn], ActOn]:
    """Decorator: this function is what the bulk action does to each recording; an AppError is its verdict."""

    def register(act: ActOn) -> ActOn:
        ACTIONS[name] = Action(title=title, role=role, read=read, act=act, has_jobs=has_jobs)
        return act

    return register


def request_bulk(who: Principal, body: BulkAction) -> tuple[Job, int]:
    """Ask for an action on the recordings named; returns the job (or the batch of jobs) and how many there are.

    Raises AppError 422 for an unknown action, wrong options, and nothing selected, 404 and 403 when the person
    may not do it to one of them.
    """
    action = action_of(body.action)
    read_options(action, body.options)
    rows = chosen(who, body)
    groups = db.session.execute(_grouped(rows)).all()
    n = sum(row.n for row in groups)
    if n == 0 or (body.ids is not None and n < len(set(body.ids))):
        raise AppError(404, "not-found", "Some of these recordings do not exist, or you may not see them.")
    for row in groups:
        require_role(who, row.group_id, action.role, "recording")
    project_ids = {row.project_id for row in groups}
    whose: dict[str, Any] = {
        "owner_id": who.user_id,
        "group_id": groups[0].group_id,
        "project_id": project_ids.pop() if len(project_ids) == 1 else None,
    }
    title = f"{action.title} {n} recording{'' if n == 1 else 's'}"
    batch = open_batch(title, **whose) if action.has_jobs else None
    params = BulkParams(action=body, batch_id=batch.id if batch else None)
    job = submit(BULK, params, title=f"Prepare: {title}" if batch else title, parent=batch, **whose)
    return batch or job, n


def action_of(name: str) -> Action:
    action = ACTIONS.get(name)
    if action is None:
        raise invalid("/action", f"expected one of {', '.join(sorted([*ACTIONS, 'export']))}, found {name}")
    return action


def read_options(action: Action, options: dict[str, Any]) -> Any:
    """The options as the action takes them. Raises AppError 422 naming the wrong ones."""
    try:
        return action.read(options)
    except ValidationError as exc:
        errors = [
            FieldError("/" + "/".join(map(str, error["loc"])), error["msg"], error["type"]) for error in exc.errors()
        ]
        detail = "; ".join(f"{error.pointer.lstrip('/')}: {error.message}" for error in errors[:5])
        raise AppError(422, "validation-failed", detail, errors=errors) from exc


def chosen(who: Principal, body: BulkAction) -> Select[Recording]:
    """The whole recordings a bulk request names, among those the person may see."""
    if body.ids is not None:
        return policy.visible_to(who).where(Recording.id.in_(body.ids), Recording.parent_id.is_(None))
    if body.filter is None:
        raise invalid("/ids", "give either ids or filter")
    return select_recordings(who, body.filter).where(Recording.parent_id.is_(None))


def _grouped(rows: Select[Recording]) -> Select[Any]:
    columns: Sequence[Any] = (Recording.group_id, Recording.project_id)
    return rows.with_only_columns(*columns, func.count().label("n"), maintain_column_froms=True).group_by(*columns)


@bulk_action("delete", title="Delete", role=Role.EDITOR, read=lambda _options: None)
def _delete(recording: Recording, _options: None, _batch: Job | None, _who: UUID | None) -> None:
    recordings.remove(recording)


@bulk_action("move", title="Move", role=Role.EDITOR, read=MoveOptions.model_validate)
def _move(recording: Recording, options: MoveOptions, _batch: Job | None, _who: UUID | None) -> None:
    recordings.move(recording, options)
    recording.version += 1


@bulk_action("segment", title="Segment", role=Role.ANNOTATOR, read=DetectionBody.model_validate, has_jobs=True)
def _segment(recording: Recording, options: DetectionBody, batch: Job | None, who: UUID | None) -> None:
    segmentations.request_run(recording, options, who, parent=batch)
