"""Clustering runs: asking for them, looking at them, changing and deleting them."""

from typing import Any

from flask import Response

from blueprints.similarity import policy
from blueprints.similarity.models import ClusteringRun
from blueprints.similarity.routes.blueprint import api
from blueprints.similarity.schemas.answers import (
    ClusteringMethodsOut,
    ClusteringPage,
    ClusteringWithClustersOut,
    MembersOut,
)
from blueprints.similarity.schemas.clustering import ClusteringBody, ClusteringPatch, ClusteringQuery, MembersQuery
from blueprints.similarity.service import runs as service
from blueprints.similarity.service.shapes import shape_run, shape_run_with_clusters
from core.access import Role, principal
from core.api import IdPath, check_version, created, no_content, version_tag, with_version
from core.db import db
from core.documents import NOTHING
from core.paging import Ordering, moment, paginate

ORDERINGS = {"created_at": Ordering(ClusteringRun.created_at, moment), "name": Ordering(ClusteringRun.name)}


@api.get("/clustering-methods", responses={200: ClusteringMethodsOut})
def list_methods() -> dict[str, Any]:
    """Methods with their parameters, feature sets and maps."""
    return service.methods()


@api.get("/clustering-runs", responses={200: ClusteringPage})
def list_runs(query: ClusteringQuery) -> dict[str, Any]:
    """Clustering runs of one's groups, newest first."""
    rows = policy.visible_runs(principal())
    for column, value in (
        (ClusteringRun.group_id, query.group_id),
        (ClusteringRun.project_id, query.project_id),
        (ClusteringRun.recording_id, query.recording_id),
        (ClusteringRun.state, query.state),
        (ClusteringRun.method, query.method),
    ):
        if value is not None:
            rows = rows.where(column == value)
    if query.search:
        rows = rows.where(ClusteringRun.name.icontains(query.search, autoescape=True))
    page = paginate(rows, query, key=ClusteringRun.id, orderings=ORDERINGS, default="-created_at")
    return page.shape(shape_run)


@api.post("/clustering-runs", responses={201: ClusteringWithClustersOut})
def create_run(body: ClusteringBody) -> Response:
    """Group calls without labels; the answer names the job."""
    row = service.create(principal(), body)
    db.session.commit()
    location = f"/api/v1/clustering-runs/{row.id}"
    return created(shape_run_with_clusters(row), location, etag=version_tag(row.version))


@api.get("/clustering-runs/<uuid:id>", responses={200: ClusteringWithClustersOut})
def get_run(path: IdPath) -> Response:
    """One run with its groups."""
    row = policy.run(principal(), path.id)
    return with_version(shape_run_with_clusters(row), row.version)


@api.patch("/clustering-runs/<uuid:id>", responses={200: ClusteringWithClustersOut})
def change_run(path: IdPath, body: ClusteringPatch) -> Response:
    """Rename a run."""
    row = policy.run(principal(), path.id, Role.EDITOR)
    check_version(row.version)
    if body.name is not None:
        row.name = body.name
    row.version += 1
    db.session.commit()
    return with_version(shape_run_with_clusters(row), row.version)


@api.delete("/clustering-runs/<uuid:id>", responses={204: NOTHING})
def delete_run(path: IdPath) -> Response:
    """Delete a run; labels that were given by it stay."""
    row = policy.run(principal(), path.id, Role.EDITOR)
    check_version(row.version)
    service.remove(row)
    db.session.commit()
    return no_content()


@api.get("/clustering-runs/<uuid:id>/members", responses={200: MembersOut})
def list_members(path: IdPath, query: MembersQuery) -> dict[str, Any]:
    """Every member with its group and its place on the map, as columns."""
    return service.members(policy.run(principal(), path.id), query.number)
