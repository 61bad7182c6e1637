"""Several datasets at once: merged into one, or put on one grid."""

from flask import Response

from blueprints.projects.policy import get_project
from blueprints.timeseries.routes.area import api
from blueprints.timeseries.schemas.combine import AlignBody, CombinedOut, MergeBody
from blueprints.timeseries.service import combine as service
from blueprints.timeseries.service.shapes import shape_dataset, shape_version
from core.access import Role, principal
from core.api import accepted
from core.db import db


@api.post("/dataset-merges", responses={202: CombinedOut})
def merge_datasets(body: MergeBody) -> Response:
    """Put datasets together as a new one: rows by time, columns by name"""
    who = principal()
    project = get_project(who, body.project_id, Role.EDITOR)
    dataset, version = service.merge(who, project, body)
    db.session.commit()
    shown = {"dataset": shape_dataset(dataset), "results": [shape_version(version, dataset, {})]}
    return accepted(shown, f"/api/v1/datasets/{dataset.id}")


@api.post("/dataset-alignments", responses={202: CombinedOut})
def align_datasets(body: AlignBody) -> Response:
    """Put datasets on one grid, each by its own method: side by side in a new dataset, or each as a new version

    Without a span the grid lies where all of them have values: from the latest start to the earliest end.
    """
    who = principal()
    project = get_project(who, body.project_id, Role.EDITOR)
    dataset, made = service.align(who, project, body)
    db.session.commit()
    results = [shape_version(version, owner, {}) for version, owner in made]
    location = f"/api/v1/dataset-versions/{made[0][0].id}"
    return accepted({"dataset": shape_dataset(dataset) if dataset else None, "results": results}, location)
