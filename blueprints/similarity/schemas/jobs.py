"""The kinds of jobs of the similarity area and their parameters."""

from typing import Any
from uuid import UUID

from pydantic import BaseModel

from core.jobs.kinds import JobKind, Queue


class IndexParams(BaseModel):
    """Embed the calls of a group that have no embedding and bring its index up to date."""

    group_id: UUID


class ClusterParams(BaseModel):
    """Group the calls of a run whose row exists.

    params : those that were asked for; the row's say in the end what was used.
    """

    run_id: UUID
    params: dict[str, Any]


INDEX = JobKind("similarity.index", IndexParams, queue=Queue.TRAIN, time_limit_s=8 * 3600)
CLUSTER = JobKind("similarity.cluster", ClusterParams, queue=Queue.TRAIN, time_limit_s=4 * 3600)
