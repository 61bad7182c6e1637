"""Jobs of the area."""

from uuid import UUID

from pydantic import BaseModel

from core.jobs.kinds import JobKind, Queue


class IdentifyParams(BaseModel):
    vision_job_id: UUID


class EmbedParams(BaseModel):
    identification_id: UUID


IDENTIFY = JobKind("images.identify", IdentifyParams, queue=Queue.NET, time_limit_s=900)
"""Ask a provider what a picture shows."""

EMBED = JobKind("images.embed", EmbedParams, queue=Queue.SHORT, time_limit_s=120)
"""Put a confirmed picture into numbers, so that the local provider learns from it."""
