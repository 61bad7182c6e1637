"""Who may see and change clustering runs and search the calls of a group: always a matter of the group's role."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from blueprints.similarity.models import Cluster, ClusteringRun
from core.access import Principal, Role, require_role
from core.db import db
from core.errors import not_found


def visible_runs(who: Principal) -> Select[Any]:
    """Clustering runs of the groups this person belongs to."""
    return select(ClusteringRun).where(ClusteringRun.group_id.in_(who.group_ids))


def run(who: Principal, run_id: UUID, needed: Role = Role.VIEWER) -> ClusteringRun:
    """The run, for someone who may do this with it; raises AppError 404 or 403."""
    found = db.session.get(ClusteringRun, run_id)
    if found is None:
        raise not_found("clustering run")
    require_role(who, found.group_id, needed, "clustering run")
    return found


def cluster(who: Principal, cluster_id: UUID, needed: Role = Role.VIEWER) -> tuple[Cluster, ClusteringRun]:
    """A cluster with its run, likewise."""
    found = db.session.get(Cluster, cluster_id)
    if found is None:
        raise not_found("cluster")
    owner = db.session.get_one(ClusteringRun, found.run_id)
    require_role(who, owner.group_id, needed, "cluster")
    return found, owner
