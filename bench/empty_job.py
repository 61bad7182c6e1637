"""A job that does nothing, as the engine knows it and as RQ alone would run it."""

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
