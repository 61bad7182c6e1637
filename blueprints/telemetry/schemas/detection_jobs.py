"""The kinds of jobs of detection: back-tests and announcements."""

from uuid import UUID

from pydantic import BaseModel

from core.jobs.kinds import JobKind, Queue


class BackTestParams(BaseModel):
    """Run a detector over stored readings; the row of the back-test says how."""

    back_test_id: UUID


class DeliverParams(BaseModel):
    """Send what waits in the outbox."""


BACK_TEST = JobKind("telemetry.back-test", BackTestParams, queue=Queue.SHORT, time_limit_s=3600)
DELIVER = JobKind("telemetry.deliver", DeliverParams, queue=Queue.NET, time_limit_s=900)
