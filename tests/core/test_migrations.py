"""The migrations lead to the tables the models describe, on each database, from nothing and back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import create_engine, inspect, text

from app import create_app
from core.db import db
from tests.conftest import make_settings


@pytest.fixture
def empty_app(database: str, tmp_path: Path, redis_address: str, request: pytest.FixtureRequest) -> Iterator[Flask]:
    """An application on a database without a table."""
    url = f"sqlite:///{tmp_path / 'empty.sqlite3'}"
    if database == "postgresql":
        server = create_engine(request.getfixturevalue("postgresql_address"), isolation_level="AUTOCOMMIT")
        with server.connect() as connection:
            connection.execute(text("DROP DATABASE IF EXISTS migrated"))
            connection.execute(text("CREATE DATABASE migrated"))
        url = server.url.set(database="migrated").render_as_string(hide_password=False)
        server.dispose()
    app = create_app(make_settings(tmp_path, database_url=url, redis_url=redis_address), role="cli")
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def test_the_migrated_database_is_what_the_models_describe(empty_app):
    upgrade()
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        ours = [
            difference
            for difference in compare_metadata(context, db.metadata)
            if "test_" not in str(getattr(difference[1], "name", "")) and "test_" not in str(difference)
        ]
    assert ours == []


def test_migrations_can_be_taken_back(empty_app):
    upgrade()
    downgrade(revision="base")
    assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
