"""A group and an editor of it."""

import pytest

from blueprints.accounts.models import Group, User
from core.access import Role
from tests.factories import Factory


@pytest.fixture
def group(make: Factory) -> Group:
    return make.group()


@pytest.fixture
def editor(make: Factory, group: Group) -> User:
    return make.member(group, Role.EDITOR)
