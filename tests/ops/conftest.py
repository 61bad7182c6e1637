"""Fixtures of the tests of the station's state."""

from collections.abc import Iterator

import pytest
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask

from core.config import ROOT
from core.db import db


@pytest.fixture
def migrated(app: Flask) -> Iterator[None]:
    """The database says that it is at the newest revision."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    with db.engine.begin() as connection:
        MigrationContext.configure(connection).stamp(ScriptDirectory.from_config(config), "heads")
    yield
    db.session.remove()
    with db.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE IF EXISTS alembic_version")
