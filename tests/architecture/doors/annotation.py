"""Who may use the routes of task batches, tasks, review and learning."""

from typing import Any
from uuid import uuid4

from blueprints.annotation.models import Adjudication
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


def _adjudicated(w: World) -> dict[str, Any]:
    task = _task(w)
    w.make.save(Adjudication(batch_id=task.batch_id, segment_id=task.segment_id, is_rejected=True))
    return {"id": task.batch_id, "segment_id": task.segment_id}


def _bulk(w: World) -> dict[str, Any]:
    return {"action": "reject", "filter": {"state": "all"}}


def _bulk_done(w: World) -> dict[str, Any]:
    """A batch in which the person about to ask, or the administrator, has rejected a call in a grid."""
    task, action_id = w.make.bulk_decision(_task(w), w.me)
    return {"id": task.batch_id, "action_id": action_id}


DOORS = {
    "annotation.list_batches": Door(Needs.VIEWER, shows=lambda w: str(_batch(w).id)),
    "annotation.create_batch": Door(Needs.EDITOR, body=_batch_body),
    "annotation.get_batch": Door(Needs.VIEWER, path=one(_batch)),
    "annotation.change_batch": Door(Needs.EDITOR, path=one(_batch), body=lambda w: {"instructions": "Look twice."}),
    "annotation.delete_batch": Door(Needs.EDITOR, path=one(_batch)),
    "annotation.release_batch": Door(Needs.ANNOTATOR, path=one(_batch)),
    "annotation.get_learning": Door(Needs.VIEWER, path=one(_batch)),
    "annotation.start_learning": Door(Needs.EDITOR, path=one(_batch)),
    "annotation.list_tasks": Door(Needs.VIEWER, path=one(_batch)),
    "annotation.hand_out_tasks": Door(Needs.ANNOTATOR, path=one(_batch), body=lambda w: {"n": 2}),
    "annotation.post_decisions": Door(Needs.ANNOTATOR, path=one(_batch), body=_decisions),
    "annotation.show_agreement": Door(Needs.VIEWER, path=one(_batch)),
    "annotation.list_disagreements": Door(Needs.VIEWER, path=one(_batch)),
    "annotation.post_adjudication": Door(
        # The batch of the path and the call of the body are made apart, so that the call is not found in it.
        Needs.EDITOR,
        path=one(_batch),
        body=lambda w: {"segment_id": 1, "is_rejected": True},
        also=(404,),
    ),
    "annotation.delete_adjudication": Door(Needs.EDITOR, path=_adjudicated),
    "annotation.show_statistics": Door(Needs.VIEWER, query=lambda w: {"group_id": str(w.group.id)}),
    "annotation.show_grid": Door(Needs.VIEWER, path=one(_batch)),
    "annotation.post_bulk": Door(Needs.ANNOTATOR, path=one(_batch), body=_bulk),
    "annotation.post_bulk_undo": Door(Needs.ANNOTATOR, path=_bulk_done),
    "annotation.get_task": Door(Needs.VIEWER, path=one(_task)),
    "annotation.open_task": Door(Needs.ANNOTATOR, path=one(_task)),
    "annotation.release_task": Door(Needs.ANNOTATOR, path=one(_task)),
    "annotation.adjust_segment": Door(Needs.ANNOTATOR, path=one(_task), body=lambda w: {"high_hz": 70_000}),
    "annotation.join_segments": Door(
        Needs.ANNOTATOR, path=one(_task), body=lambda w: {"other_id": 10_000_000}, also=(404,)
    ),
    "annotation.split_segment": Door(Needs.ANNOTATOR, path=one(_task), body=lambda w: {"at_s": 0.102}),
}

ROOMS = {"batch": Room(Needs.VIEWER, key=lambda w: _batch(w).id)}
