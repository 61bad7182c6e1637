"""Fixtures of the tests of uploads and storage."""

from typing import Any

import pytest

from core.access import Role
from tests.core import notes
from tests.core.notes import Place
from tests.factories import Factory


@pytest.fixture
def place(make: Factory, auth: Any) -> Place:
    """Where notes can be uploaded, by an editor."""
    notes.register_notes()
    group = make.group()
    user = make.member(group, Role.EDITOR)
    return Place(group, make.project(group), user, auth(user))
