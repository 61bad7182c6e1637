"""Fixtures of recordings: a project with its people, and uploads in one line."""

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from flask.testing import FlaskClient

from blueprints.accounts.models import Group, User
from blueprints.projects.models import Project
from blueprints.recordings.models import Segment, Segmentation
from core.access import Role
from core.db import db
from core.jobs.models import Job
from core.jobs.worker import run_job_now
from tests.factories import Factory


class Lab(NamedTuple):
    """A group's project and someone in each role."""

    group: Group
    project: Project
    editor: dict[str, str]
    annotator: dict[str, str]
    viewer: dict[str, str]
    stranger: dict[str, str]
    person: User


@pytest.fixture
def lab(make: Factory) -> Lab:
    group = make.group()
    editor = make.member(group, Role.EDITOR)
    headers = {role: make.headers(make.member(group, role)) for role in (Role.ANNOTATOR, Role.VIEWER)}
    return Lab(
        group,
        make.project(group),
        make.headers(editor),
        headers[Role.ANNOTATOR],
        headers[Role.VIEWER],
        make.headers(make.user()),
        editor,
    )


@pytest.fixture
def send(client: FlaskClient, lab: Lab, make: Factory) -> Callable[..., Any]:
    """`send(content, name, **fields)` uploads one file as the editor and returns the response."""

    def _send(content: bytes | None = None, name: str = "night.wav", *, headers: Any = None, **fields: Any) -> Any:
        data = {"project_id": str(lab.project.id), **fields, "file": make.file(content, name)}
        return client.post(
            "/api/v1/recordings",
            data=data,
            headers=headers or lab.editor,
            content_type="multipart/form-data",
        )

    return _send


@pytest.fixture
def run_jobs(worker_jobs: None) -> Callable[[], list[Job]]:
    """`run_jobs()` carries out every job that can run, until none is left, and returns them all."""

    def _run() -> list[Job]:
        while True:
            db.session.rollback()
            waiting = db.session.query(Job).filter_by(state="queued", n_waiting=0).order_by(Job.created_at).all()
            if not waiting:
                return db.session.query(Job).order_by(Job.created_at).populate_existing().all()
            run_job_now(waiting[0].id)

    return _run


@pytest.fixture
def worker_jobs() -> None:
    """The job functions, which only workers import."""
    import blueprints.calls.jobs
    import blueprints.recordings.jobs  # noqa: F401
    import core.uploads.jobs  # noqa: F401


@pytest.fixture
def segmentation(lab: Lab, make: Factory) -> Segmentation:
    """Three machine segments at 0.1, 0.3 and 0.5 s of a one-second recording at 250 kHz."""
    row: Segmentation = make.segmentation(make.recording(lab.project))
    return row


@pytest.fixture
def ids(segmentation: Segmentation) -> list[int]:
    return [segment.id for segment in db.session.query(Segment).order_by(Segment.onset_s)]
