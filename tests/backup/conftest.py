"""Stations to save and empty ones to restore into."""

import itertools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine, text

from app import create_app
from core.config import Settings
from core.db import db
from tests.conftest import StationClient, make_settings

_numbers = itertools.count(1)

Command = Callable[..., str]


def command_line(settings: Settings) -> Command:
    """Runs `flask backup WORDS` of a station and gives what it prints, whether or not it was meant to fail."""
    app = create_app(settings, role="cli")

    def run(*words: str, fails: bool = False) -> str:
        # In a thread of its own there is no context around it: the command would use the test's application.
        with ThreadPoolExecutor(1) as shell:
            done = shell.submit(app.test_cli_runner().invoke, args=["backup", *words]).result()
        with app.app_context():
            db.engine.dispose()
        assert done.exit_code == int(fails), (done.output, done.exception)
        return str(done.output)

    return run


@pytest.fixture
def empty_settings(
    tmp_path: Path, redis_address: str, request: pytest.FixtureRequest
) -> Callable[..., Settings]:
    """Settings of a station on a database and folder in which nothing is."""

    def make(kind: str, **overrides: Any) -> Settings:
        folder = tmp_path / f"empty-{next(_numbers)}"
        url = f"sqlite:///{folder / 'restored.sqlite3'}"
        if kind == "postgresql":
            url = _empty_database(request.getfixturevalue("postgresql_address"))
        folder.mkdir()
        return make_settings(folder, database_url=url, redis_url=redis_address, **overrides)

    return make


def _empty_database(address: str) -> str:
    server = create_engine(address, isolation_level="AUTOCOMMIT")
    name = f"restored_{next(_numbers)}"
    with server.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name}"))
        connection.execute(text(f"CREATE DATABASE {name}"))
    url = server.url.set(database=name).render_as_string(hide_password=False)
    server.dispose()
    return url


def web_station(settings: Settings) -> Flask:
    app = create_app(settings)
    app.test_client_class = StationClient
    return app
