"""The database: one declarative base, its column types, and how each server is spoken to."""

import sqlite3
from datetime import UTC, datetime
from typing import Annotated, Any
from uuid import UUID

from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, BigInteger, DateTime, Integer, MetaData, Uuid, event
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect, make_url
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.types import TypeDecorator

from core.clock import new_id, now
from core.config import Settings

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
"""Names of constraints, so that migrations can speak of them on every server."""


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware on the Python side, UTC in the database (SQLite keeps no zone)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("expected an aware datetime, found a naive one")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        # Lists read thousands: what PostgreSQL gives to a session in UTC is right as it is.
        if value is None or value.tzinfo is UTC:
            return value
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


JsonDocument = JSON().with_variant(JSONB(), "postgresql")
"""A small JSON value; never searched through, only read with its row."""

BigId = BigInteger().with_variant(Integer(), "sqlite")
"""A 64-bit row number; SQLite numbers rows itself only for INTEGER."""

UuidKey = Annotated[UUID, mapped_column(Uuid(), primary_key=True, default=new_id)]
BigKey = Annotated[int, mapped_column(BigId, primary_key=True, autoincrement=True)]
CreatedAt = Annotated[datetime, mapped_column(UtcDateTime, default=now)]
UpdatedAt = Annotated[datetime, mapped_column(UtcDateTime, default=now, onupdate=now)]


class Base(DeclarativeBase):
    """Base of every table."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {  # noqa: RUF012 (SQLAlchemy reads it as a plain class attribute)
        datetime: UtcDateTime,
        UUID: Uuid(),
        dict[str, Any]: JsonDocument,
        list[Any]: JsonDocument,
    }


db = SQLAlchemy(metadata=Base.metadata)
migrate = Migrate()


WEB_LOCK_WAIT_MS = 1500
"""How long a web request waits for SQLite's writer; longer would stall every other request."""

WORKER_LOCK_WAIT_MS = 30_000
"""How long a worker waits for SQLite's writer."""


def engine_settings(settings: Settings, *, role: str) -> dict[str, Any]:
    """Flask-SQLAlchemy configuration for this database and process role (web, worker, scheduler, cli)."""
    url = make_url(settings.database_address)
    if url.get_backend_name() == "sqlite":
        wait_ms = WEB_LOCK_WAIT_MS if role == "web" else WORKER_LOCK_WAIT_MS
        options: dict[str, Any] = {"connect_args": {"timeout": wait_ms / 1000}}
    else:
        # psycopg 3 blocks the eventlet loop; psycopg2's COPY fails under it: each process gets the fitting one.
        url = url.set(drivername="postgresql+psycopg2" if role == "web" else "postgresql+psycopg")
        options = {"pool_pre_ping": True, "pool_size": 10, "max_overflow": 20, "pool_timeout": 10}
    return {
        "SQLALCHEMY_DATABASE_URI": url.render_as_string(hide_password=False),
        "SQLALCHEMY_ENGINE_OPTIONS": options,
    }


def prepare_sqlite(connection: object, _record: object) -> None:
    """Put a fresh SQLite connection into write-ahead mode with enforced foreign keys."""
    if not isinstance(connection, sqlite3.Connection):
        return
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "cache_size=-65536"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _render_type(kind: str, value: object, _context: object) -> str | bool:
    """Write our column types into migrations as plain ones: a migration must outlive the code it came from."""
    if kind == "type" and isinstance(value, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(value, JSON):
        return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
    return False


def init_db(app: Any) -> None:
    """Bind the database and migrations to an application."""
    db.init_app(app)
    migrate.init_app(app, db, render_as_batch=True, compare_type=True, render_item=_render_type)
    with app.app_context():
        event.listen(db.engine, "connect", prepare_sqlite)
