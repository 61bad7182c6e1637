"""Builders of jobs that no worker takes."""

from typing import Any

from blueprints.accounts.models import Group
from core.jobs.models import Job
from tests.factories import Factory


def build_job(make: Factory, group: Group | None = None, **fields: Any) -> Job:
    """A queued job of a group, started by nobody in particular."""
    group = group or make.group()
    values = {"kind": "sample.build", "title": f"Job {make.number()}", "queue": "short", "group_id": group.id}
    return make.save(Job(**(values | fields)))
