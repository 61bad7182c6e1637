"""Who may see and change clustering runs and search the calls of a group: always a matter of the group's role."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select

from blueprints.similarity.models import Cluster, ClusteringRun
from core.access import Principal, Role
from core.owned import owned, part_of, visible


def visible_runs(who: Principal) -> Select[Any]:
    """Clustering runs of the groups this person belongs to."""
    return visible(ClusteringRun, who)


def run(who: Principal, run_id: UUID, needed: Role = Role.VIEWER) -> ClusteringRun:
    """The run, for someone who may do this with it; raises AppError 404 or 403."""
    return owned(ClusteringRun, run_id, who, needed, "clustering run")


def cluster(who: Principal, cluster_id: UUID, needed: Role = Role.VIEWER) -> tuple[Cluster, ClusteringRun]:
    """A cluster with its run, likewise."""
    return part_of(ClusteringRun, "run_id", Cluster, cluster_id, who, needed, "cluster")
