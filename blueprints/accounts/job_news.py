"""Telling people how the work they asked for ended."""

from functools import cache
from typing import Any

from blueprints.accounts.service.notifications import NotificationKind, notify
from core import signals
from core.jobs.kinds import JobState, is_news
from core.jobs.models import Job


@cache
def listen() -> None:
    """Connect once a process."""
    signals.job_ended.connect(_tell_owner)


def _tell_owner(_sender: object, *, job: Job, **_: Any) -> None:
    """Failures of anything a person started, and the end of what they wait for.

    Parts of a batch are told by their batch; a chain that took in one of many recordings and went well is no
    news, or a night of 2,000 files would be 2,000 notifications.
    """
    if job.owner_id is None or job.parent_id is not None or job.state == JobState.CANCELLED:
        return
    link = f"/jobs/{job.id}"
    if job.state == JobState.FAILED:
        notify(job.owner_id, NotificationKind.JOB_FAILED, f"Failed: {job.title}", job.error_detail or "", link)
    elif job.kind not in {"chain", "uploads.finish"} and is_news(job.kind):
        href = job.results[0]["href"] if job.results else link
        notify(job.owner_id, NotificationKind.JOB_FINISHED, f"Done: {job.title}", "", href)
