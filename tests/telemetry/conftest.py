"""Every test of this area begins with an empty readings store and spool."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

import pytest
from flask import Flask
from sqlalchemy import event

from blueprints.telemetry.ingest.process import Ingest
from blueprints.telemetry.ingest.spool import spool_folder
from blueprints.telemetry.store import Store, store
from core.db import db


@pytest.fixture
def readings(app: Flask) -> Iterator[Store]:
    """The readings store of the application, empty."""
    found = store()
    found.clear()
    yield found
    found.clear()


@pytest.fixture
def ingest(app: Flask, readings: Store) -> Iterator[Ingest]:
    """The ingest process's work, done step by step in this one."""
    shutil.rmtree(spool_folder(app.config["SETTINGS"]), ignore_errors=True)
    app.extensions.pop("fieldstation-telemetry-lane", None)
    found = Ingest(app)
    found.pipeline.catalogue.look_every_s = 0
    yield found
    found.supervision.stop()


@pytest.fixture
def count_queries(app: Flask) -> Callable[[], AbstractContextManager[list[str]]]:
    """Gathers the statements that the application's own database is asked within a block."""

    @contextmanager
    def counting() -> Iterator[list[str]]:
        seen: list[str] = []

        def note(_connection, _cursor, statement, *_rest) -> None:
            seen.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(db.engine, "before_cursor_execute", note)

    return counting
