"""What detection does by the clock and about the ends of jobs, and the process it runs in."""

from functools import cache
from typing import Any

from flask import current_app

from blueprints.telemetry.detection import process
from blueprints.telemetry.schemas.detection_jobs import BACK_TEST
from blueprints.telemetry.service import announcing, back_tests
from core import scheduler, signals, supervisor
from core.jobs.kinds import JobState
from core.jobs.models import Job

DELIVER_EVERY_S = 15.0
"""How often the outbox is looked through for posts whose time has come."""


def run_process() -> None:
    """Run the detection process in the present application."""
    process.run(current_app._get_current_object())  # type: ignore[attr-defined]


@cache
def connect() -> None:
    """Once a process."""
    signals.job_ended.connect(_note_failure)
    scheduler.every(DELIVER_EVERY_S, "telemetry.deliver", announcing.deliver_due)
    supervisor.register_process("detection", "telemetry", "detect")


def _note_failure(_sender: object, *, job: Job, **_: Any) -> None:
    if job.kind == BACK_TEST.name and job.state != JobState.SUCCEEDED:
        back_tests.note_failed(job)
