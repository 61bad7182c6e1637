"""Who may use the routes of similar calls and clustering."""

from typing import Any

from blueprints.recordings.models import Segment
from blueprints.similarity.models import ClusterMember
from blueprints.similarity.schemas.clustering import ApplyBody, NumberedMapping
from blueprints.similarity.service.mapping import apply_to_segments, map_clusters
from core.access import Principal, Role
from core.db import db
from tests.architecture.access import Door, Needs, World, one


def _run(w: World) -> Any:
    return w.make.clustering_run(w.project)


def _mapped(w: World) -> Any:
    """A run whose first group is mapped."""
    run = _run(w)
    who = Principal(w.me.id, {w.group.id: Role.ANNOTATOR})
    map_clusters(who, run, [NumberedMapping.model_validate({"number": 0, "label": "a"})])
    db.session.commit()
    return run


def _segments(w: World) -> list[int]:
    """Calls of one recording with a real file for the whole world; only read."""
    found: list[int] | None = w.__dict__.get("two_kinds")
    if found is None:
        _, segmentation = w.make.two_kinds(w.project, n=6)
        rows = db.session.query(Segment).filter_by(segmentation_id=segmentation.id)
        found = w.__dict__["two_kinds"] = [row.id for row in rows]
    return found


def _run_body(w: World) -> dict[str, Any]:
    _segments(w)
    return {"project_id": str(w.project.id)}


def _member(w: World) -> dict[str, Any]:
    """A member to be moved; the run in the path is made before the body is."""
    newest = db.session.query(ClusterMember).order_by(ClusterMember.segment_id.desc()).first()
    return {"segment_ids": [newest.segment_id if newest else 1], "number": "new"}


def _action(w: World) -> dict[str, Any]:
    run = _mapped(w)
    who = Principal(w.me.id, {w.group.id: Role.ANNOTATOR})
    done = apply_to_segments(who, run, ApplyBody.model_validate({"target": "segments"}))
    db.session.commit()
    return {"id": run.id, "action_id": done.action_id}


DOORS = {
    "similarity.find_similar": Door(Needs.VIEWER, body=lambda w: {"segment_ids": _segments(w)[:1]}),
    "similarity.get_index": Door(Needs.VIEWER, query=lambda w: {"group_id": str(w.group.id)}),
    "similarity.build_index": Door(Needs.EDITOR, body=lambda w: {"group_id": str(w.group.id)}),
    "similarity.list_methods": Door(Needs.SIGN_IN),
    "similarity.list_runs": Door(Needs.VIEWER, shows=lambda w: str(_run(w).id)),
    "similarity.create_run": Door(Needs.EDITOR, body=_run_body),
    "similarity.get_run": Door(Needs.VIEWER, path=one(_run)),
    "similarity.change_run": Door(Needs.EDITOR, path=one(_run), body=lambda w: {"name": "Other"}),
    "similarity.delete_run": Door(Needs.EDITOR, path=one(_run)),
    "similarity.list_members": Door(Needs.VIEWER, path=one(_run)),
    "similarity.map_cluster": Door(
        Needs.ANNOTATOR, path=one(lambda w: w.make.cluster(w.project)), body=lambda w: {"label": "a"}
    ),
    "similarity.map_clusters": Door(
        Needs.ANNOTATOR, path=one(_run), body=lambda w: {"mappings": [{"number": 0, "label": "a"}]}
    ),
    "similarity.move_members": Door(Needs.ANNOTATOR, path=one(_run), body=_member),
    "similarity.compare_clusters": Door(Needs.VIEWER, path=one(_run), query=lambda w: {"a": 0, "b": 1}),
    "similarity.apply_mapping": Door(Needs.ANNOTATOR, path=one(_mapped), body=lambda w: {"target": "segments"}),
    "similarity.undo_apply": Door(Needs.ANNOTATOR, path=_action),
}
