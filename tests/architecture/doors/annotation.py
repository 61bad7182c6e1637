"""Who may use the routes of task batches, tasks, review and learning."""

from typing import Any
from uuid import uuid4

from tests.architecture.access import Door, Needs, Room, World, one, unique


def _batch(w: World) -> Any:
    return w.make.task_batch(w.project)


def _task(w: World) -> Any:
    return w.make.task(w.project)


def _batch_body(w: World) -> dict[str, Any]:
    w.make.segmentation(w.make.recording(w.project))
    return {"project_id": str(w.project.id), "name": unique("Batch"), "source": {"kind": "segments"}}


def _decisions(w: World) -> dict[str, Any]:
    decision = {"key": str(uuid4()), "task_id": _task(w).id, "action": "label", "label": "fall"}
    return {"decisions": [decision]}


DOORS = {
    "annotation.list_batches": Door(Needs.VIEWER, shows=lambda w: str(_batch(w).id)),
    "annotation.create_batch": Door(Needs.EDITOR, body=_batch_body),
    "annotation.get_batch": Door(Needs.VIEWER, path=one(_batch)),
    "annotation.change_batch": Door(Needs.EDITOR, path=one(_batch), body=lambda w: {"instructions": "Look twice."}),
    "annotation.delete_batch": Door(Needs.EDITOR, path=one(_batch)),
    "annotation.release_batch": Door(Needs.ANNOTATOR, path=one(_batch)),
    "annotation.list_tasks": Door(Needs.VIEWER, path=one(_batch)),
    "annotation.hand_out_tasks": Door(Needs.ANNOTATOR, path=one(_batch), body=lambda w: {"n": 2}),
    "annotation.post_decisions": Door(Needs.ANNOTATOR, path=one(_batch), body=_decisions),
    "annotation.get_task": Door(Needs.VIEWER, path=one(_task)),
    "annotation.open_task": Door(Needs.ANNOTATOR, path=one(_task)),
    "annotation.release_task": Door(Needs.ANNOTATOR, path=one(_task)),
    "annotation.adjust_segment": Door(Needs.ANNOTATOR, path=one(_task), body=lambda w: {"high_hz": 70_000}),
    "annotation.split_segment": Door(Needs.ANNOTATOR, path=one(_task), body=lambda w: {"at_s": 0.102}),
}

ROOMS = {"batch": Room(Needs.VIEWER, key=lambda w: _batch(w).id)}
