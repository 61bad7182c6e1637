"""A worker that also knows a job that does nothing."""

from __future__ import annotations

from pydantic import BaseModel

from core.jobs.context import JobContext
from core.jobs.kinds import JobKind, Queue


class EmptyParams(BaseModel):
    """Nothing."""


EMPTY = JobKind("bench.empty", EmptyParams, queue=Queue.SHORT)


@EMPTY.runs
def empty(_ctx: JobContext, _params: EmptyParams) -> None:
    return None


def nothing() -> None:
    """What RQ itself runs for comparison."""


if __name__ == "__main__":
    from app import create_app
    from core.jobs import worker

    worker.preload()
    worker.work(create_app(role="worker"))
