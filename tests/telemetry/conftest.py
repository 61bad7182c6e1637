"""Every test of this area begins with an empty readings store."""

from collections.abc import Iterator

import pytest
from flask import Flask

from blueprints.telemetry.store import Store, store


@pytest.fixture
def readings(app: Flask) -> Iterator[Store]:
    """The readings store of the application, empty."""
    found = store()
    found.clear()
    yield found
    found.clear()
