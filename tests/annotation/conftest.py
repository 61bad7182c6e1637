"""Fixtures of annotation: a lab with two annotators, and the requests they make in one line."""

from collections.abc import Callable
from typing import Any, NamedTuple
from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from blueprints.accounts.models import Group, User
from blueprints.projects.models import Project
from core.access import Role
from tests.factories import Factory
from tests.recordings.conftest import run_jobs, worker_jobs

__all__ = ["run_jobs", "worker_jobs"]

BASE = "/api/v1"


class Lab(NamedTuple):
    """A group's project, an editor, two annotators, a viewer and a stranger: people and their headers."""

    group: Group
    project: Project
    editor: dict[str, str]
    ann: dict[str, str]
    ben: dict[str, str]
    viewer: dict[str, str]
    stranger: dict[str, str]
    ann_person: User
    ben_person: User
    editor_person: User


@pytest.fixture
def lab(make: Factory) -> Lab:
    group = make.group()
    editor, viewer = make.member(group, Role.EDITOR), make.member(group, Role.VIEWER)
    ann, ben = make.member(group, Role.ANNOTATOR), make.member(group, Role.ANNOTATOR)
    headers = [make.headers(person) for person in (editor, ann, ben, viewer, make.user())]
    return Lab(group, make.project(group), *headers, ann, ben, editor)


@pytest.fixture
def annotation_jobs(worker_jobs: None) -> None:
    """The job functions of this area, which only workers import."""
    import blueprints.annotation.jobs  # noqa: F401


@pytest.fixture
def next_tasks(client: FlaskClient) -> Callable[..., Any]:
    """`next_tasks(batch, headers, n=…)` returns the tasks a person is given."""

    def _next(batch: Any, headers: dict[str, str], **body: Any) -> Any:
        answer = client.post(f"{BASE}/task-batches/{batch.id}/next", json=body, headers=headers)
        assert answer.status_code == 200, answer.json
        return answer.json["results"]

    return _next


@pytest.fixture
def decide(client: FlaskClient) -> Callable[..., Any]:
    """`decide(batch, headers, task_id, action, **fields)` makes one decision and returns what became of it."""

    def _decide(batch: Any, headers: dict[str, str], task_id: int, action: str = "label", **fields: Any) -> Any:
        decision = {"key": str(uuid4()), "task_id": task_id, "action": action} | fields
        body = {"decisions": [decision]}
        answer = client.post(f"{BASE}/task-batches/{batch.id}/decisions", json=body, headers=headers)
        assert answer.status_code == 200, answer.json
        return answer.json["results"][0] | {"progress": answer.json["progress"]}

    return _decide
