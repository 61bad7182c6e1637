"""The kinds of jobs that make and order task batches, and learn from them."""

from uuid import UUID

from pydantic import BaseModel

from core.jobs.kinds import JobKind, Queue


class BuildParams(BaseModel):
    """Fill a batch whose row exists with its tasks."""

    batch_id: UUID


class ReorderParams(BaseModel):
    """Put the tasks of a batch into its order anew."""

    batch_id: UUID


class LearnParams(BaseModel):
    """Learn from the labels of a batch given so far: the round whose row exists."""

    round_id: UUID


BUILD = JobKind("annotation.build", BuildParams, queue=Queue.SHORT, time_limit_s=900)
REORDER = JobKind("annotation.reorder", ReorderParams, queue=Queue.SHORT, time_limit_s=900)
LEARN = JobKind("annotation.learn", LearnParams, queue=Queue.TRAIN, time_limit_s=3600)
