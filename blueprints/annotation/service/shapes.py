"""Batches and tasks as JSON."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from blueprints.annotation.models import Task, TaskBatch
from blueprints.annotation.service.progress import Counts
from blueprints.recordings.models import Recording, Segment
from blueprints.recordings.service.shapes import TIME_DIGITS


class Near(NamedTuple):
    """A call near another."""

    id: int
    segmentation_id: UUID
    onset_s: float
    offset_s: float
    low_hz: float | None
    high_hz: float | None
    label: str | None


class Ranked(NamedTuple):
    """What the model holds a call to be."""

    entries: list[dict[str, Any]]
    is_unknown: bool


class Context(NamedTuple):
    """A task with its call and the recording that is in."""

    task: Task
    segment: Segment
    recording: Recording
    channel: int | None
    site_name: str | None
    species_name: str | None


class Names(NamedTuple):
    """What a batch belongs to, by name, and the people it is given to."""

    project: str
    species: str | None
    assignees: list[dict[str, Any]]


def shape_batch(row: TaskBatch, names: Names, counts: Counts) -> dict[str, Any]:
    return {
        "id": row.id,
        "group_id": row.group_id,
        "project_id": row.project_id,
        "project_name": names.project,
        "species_id": row.species_id,
        "species_name": names.species,
        "name": row.name,
        "instructions": row.instructions,
        "source": row.source,
        "order": row.ordering,
        "is_blind": row.is_blind,
        "n_annotators": row.n_annotators,
        "assignees": names.assignees,
        "deadline": row.deadline,
        "state": row.state,
        "problem": {"code": row.problem_code, "detail": row.problem_detail} if row.problem_code else None,
        "n_tasks": row.n_tasks,
        "n_done": row.n_done,
        **counts._asdict(),
        "classifier_id": row.classifier_id,
        "learn_every": row.learn_every,
        "held_out_share": row.held_out_share,
        "n_until_learning": n_until_learning(row),
        "job_id": row.job_id,
        "version": row.version,
        "created_by": row.created_by,
        "created_at": row.created_at,
    }


def n_until_learning(row: TaskBatch) -> int | None:
    """Answers until the model learns again; None when it does not."""
    if row.learn_every is None:
        return None
    return max(row.learn_every - (row.n_done - row.n_labels_learned), 0)


def shape_task(
    row: Context, near: Sequence[Near], ranked: Ranked | None, *, is_hidden: bool, locked_until: datetime | None
) -> dict[str, Any]:
    """A task with all the annotation screen shows of it."""
    task, segment, recording = row.task, row.segment, row.recording
    return {
        "id": task.id,
        "batch_id": task.batch_id,
        "slot": task.slot,
        "segment": {"segmentation_id": segment.segmentation_id} | _bounds(segment),
        "recording": {
            "id": recording.id,
            "name": recording.name,
            "sr_hz": recording.sr_hz,
            "duration_s": round(recording.duration_s, TIME_DIGITS),
            "n_channels": recording.n_channels,
            "channel": row.channel,
            "recorded_at": recording.recorded_at,
            "utc_offset_min": recording.utc_offset_min,
            "site_name": row.site_name,
            "species_name": row.species_name,
        },
        "neighbours": [_bounds(other) | {"label": other.label} for other in near],
        "ranking": ranked.entries if ranked else None,
        "is_unknown": ranked.is_unknown if ranked else None,
        **_answer(task, is_hidden=is_hidden),
        "locked_until": locked_until,
        "decided_by": task.decided_by,
        "decided_at": task.decided_at,
    }


def _bounds(row: Segment | Near) -> dict[str, Any]:
    return {
        "id": row.id,
        "onset_s": round(row.onset_s, TIME_DIGITS),
        "offset_s": round(row.offset_s, TIME_DIGITS),
        "low_hz": row.low_hz,
        "high_hz": row.high_hz,
    }


def _answer(task: Task, *, is_hidden: bool) -> dict[str, Any]:
    return {
        "state": task.state,
        "label": None if is_hidden else task.label,
        "call_type_id": None if is_hidden else task.call_type_id,
        "is_flagged": task.is_flagged,
        "note": None if is_hidden else task.note,
    }


def shape_decided(task: Task) -> dict[str, Any]:
    """A task after a decision of the person who asks."""
    return {
        "id": task.id,
        **_answer(task, is_hidden=False),
        "locked_until": task.locked_until,
        "decided_by": task.decided_by,
        "decided_at": task.decided_at,
    }


def shape_row(task: Task, about: Any, *, is_hidden: bool, is_locked: bool) -> dict[str, Any]:
    """A task as a list shows it; `about` has the times of its call and the names of recording and person."""
    person = {"id": task.decided_by, "display_name": about.display_name}
    return {
        "id": task.id,
        "batch_id": task.batch_id,
        "slot": task.slot,
        "segment_id": task.segment_id,
        "recording_id": task.recording_id,
        "recording_name": about.name,
        "onset_s": round(about.onset_s, TIME_DIGITS),
        "offset_s": round(about.offset_s, TIME_DIGITS),
        **_answer(task, is_hidden=is_hidden),
        "is_held_out": task.is_held_out,
        "decided_by": person if task.decided_by is not None else None,
        "decided_at": task.decided_at,
        "is_locked": is_locked,
    }
