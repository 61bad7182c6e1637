"""The job that makes the sample project."""

from uuid import UUID

from pydantic import BaseModel

from core.jobs.kinds import JobKind, Queue


class SampleParams(BaseModel):
    """Where the sample project goes, and for whom."""

    group_id: UUID
    user_id: UUID


SAMPLE = JobKind("sample.build", SampleParams, queue=Queue.AUDIO, time_limit_s=900)
