"""The API document of a station with something in it, and a person who may do everything with that."""

from typing import Any

import pytest
import schemathesis
from flask import Flask
from schemathesis.schemas import BaseSchema

from blueprints.accounts.routes import sign_in
from tests.contract.belongings import Belongings, fill
from tests.factories import Factory

ADDRESS = "/api/openapi.json"


@pytest.fixture
def document(app: Flask) -> dict[str, Any]:
    """The API document as the application serves it."""
    found: dict[str, Any] = app.test_client().get(ADDRESS).json
    return found


@pytest.fixture
def belongings(make: Factory) -> Belongings:
    return fill(make)


@pytest.fixture
def quick_messages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Requests for mailed codes need not hide how long they take."""
    monkeypatch.setattr(sign_in, "ANSWER_FLOOR_S", 0.0)


@pytest.fixture
def schema(app: Flask) -> BaseSchema:
    """The document as schemathesis reads it, with requests that go straight into the application."""
    found: BaseSchema = schemathesis.openapi.from_wsgi(ADDRESS, app)
    return found
