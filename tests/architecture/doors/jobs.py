"""Who may use the routes and rooms of jobs."""

from typing import Any

from tests.architecture.access import Door, Needs, Room, World, one


def _failed_job(w: World) -> Any:
    """A job of the group that failed, so that it can be retried; nobody of the world started it."""
    return w.make.job(w.group, state="failed", error_code="internal")


DOORS = {
    "jobs.list_jobs": Door(Needs.VIEWER, shows=lambda w: str(w.make.job(w.group).id)),
    "jobs.summarise_jobs": Door(Needs.VIEWER, shows=lambda w: str(w.make.job(w.group).id)),
    "jobs.get_job": Door(Needs.VIEWER, path=one(lambda w: w.make.job(w.group))),
    "jobs.get_job_log": Door(Needs.VIEWER, path=one(lambda w: w.make.job(w.group))),
    "jobs.list_job_children": Door(Needs.VIEWER, path=one(lambda w: w.make.job(w.group))),
    "jobs.cancel_job": Door(Needs.EDITOR, path=one(lambda w: w.make.job(w.group))),
    "jobs.retry_job": Door(Needs.EDITOR, path=one(_failed_job)),
}

ROOMS = {"job": Room(Needs.VIEWER, key=lambda w: w.make.job(w.group).id)}
