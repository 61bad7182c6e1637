"""Telling the operator of faults that are the station's own, not the input's."""

from functools import cache
from typing import Any

from flask import current_app

from core import signals
from core.jobs.kinds import JobState
from core.jobs.models import Job
from core.mail import post_to_operator
from core.redis import RedisError, connect

OURS = frozenset({"internal", "worker-lost", "memory-limit", "time-limit", "kind-unknown"})
"""Codes of failures that no other file would mend."""

QUIET_S = 3600
"""One kind of job is told of at most once in this time: a night of 2,000 files may fail in one way."""


@cache
def listen() -> None:
    """Hear of jobs that end, once a process."""
    signals.job_ended.connect(_tell)


def _tell(_sender: object, *, job: Job, **_: Any) -> None:
    if job.state != JobState.FAILED or job.error_code not in OURS or not is_first(f"{job.kind}:{job.error_code}"):
        return
    settings = current_app.config["SETTINGS"]
    text = (
        f"{job.title}\n\n{job.error_detail}\n\nKind {job.kind}, code {job.error_code}, attempt {job.attempt}, "
        f"worker {job.worker or 'unknown'}.\n{settings.base_url}/jobs/{job.id}\n\n"
        "Further failures of this kind are not mailed for an hour.\n"
    )
    post_to_operator(f"Fieldstation: {job.kind} failed ({job.error_code})", text)


def is_first(what: str, *, quiet_s: int = QUIET_S) -> bool:
    """Whether something has not been told for a while; without Redis it is told."""
    try:
        return bool(connect(current_app.config["SETTINGS"].redis_address).set(f"alarm:{what}", 1, nx=True, ex=quiet_s))
    except RedisError:
        return True
