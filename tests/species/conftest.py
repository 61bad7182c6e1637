"""A group and an editor of it, and jobs carried out in this process."""

import pytest

from blueprints.accounts.models import Group, User
from core.access import Role
from tests.factories import Factory
from tests.recordings.conftest import run_jobs

__all__ = ["editor", "group", "run_jobs", "worker_jobs"]


@pytest.fixture
def group(make: Factory) -> Group:
    return make.group()


@pytest.fixture
def editor(make: Factory, group: Group) -> User:
    return make.member(group, Role.EDITOR)


@pytest.fixture
def worker_jobs() -> None:
    """The job functions, which only workers import."""
    import core.uploads.jobs  # noqa: F401
