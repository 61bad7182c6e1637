"""Fixtures of pictures: a group with its people, and uploads in one line."""

import io
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from flask.testing import FlaskClient

from blueprints.accounts.models import Group, User
from blueprints.projects.models import Project
from core.access import Role
from tests.factories import Factory


class Hide(NamedTuple):
    """A group's project and its people: two editors, a viewer, a stranger."""

    group: Group
    project: Project
    person: User
    editor: dict[str, str]
    colleague: dict[str, str]
    viewer: dict[str, str]
    stranger: dict[str, str]


@pytest.fixture
def hide(make: Factory) -> Hide:
    group = make.group()
    person = make.member(group, Role.EDITOR)
    return Hide(
        group,
        make.project(group),
        person,
        make.headers(person),
        make.headers(make.member(group, Role.EDITOR)),
        make.headers(make.member(group, Role.VIEWER)),
        make.headers(make.user()),
    )


@pytest.fixture
def bring(client: FlaskClient, hide: Hide, make: Factory) -> Callable[..., Any]:
    """`bring(content, name="owl.jpg", **fields)` sends one picture and gives the answer."""

    def send(content: bytes | None = None, *, name: str = "owl.jpg", headers: Any = None, **fields: Any) -> Any:
        content = content if content is not None else make.photo(seed=make.number())
        place = {} if "project_id" in fields else {"group_id": str(hide.group.id)}
        form = place | {key: str(value) for key, value in fields.items()} | {"file": (io.BytesIO(content), name)}
        return client.post("/api/v1/images", data=form, headers=headers or hide.editor)

    return send
