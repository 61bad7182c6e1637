"""The readings store: one interface over SQLite, PostgreSQL, and PostgreSQL with TimescaleDB."""

from flask import current_app
from sqlalchemy import create_engine, event

from blueprints.telemetry.store.interface import Counts, Cursor, Group, Latest, Reading, Row, Store, Tier
from blueprints.telemetry.store.postgresql import PostgresStore
from blueprints.telemetry.store.sqlite import SqliteStore
from core.config import Settings
from core.db import db, prepare_sqlite

__all__ = ["Counts", "Cursor", "Group", "Latest", "Reading", "Row", "Store", "Tier", "store"]

_KEY = "fieldstation-readings"


def store() -> Store:
    """The readings store of the present application; made, and its tables with it, when first asked for."""
    found: Store | None = current_app.extensions.get(_KEY)
    if found is None:
        found = current_app.extensions[_KEY] = _open(current_app.config["SETTINGS"])
        found.prepare()
    return found


def _open(settings: Settings) -> Store:
    if db.engine.dialect.name == "postgresql":
        return PostgresStore(db.engine)
    # A file of its own: a busy feed must not keep people's changes waiting for SQLite's one writer.
    engine = create_engine(f"sqlite:///{settings.data_dir / 'readings.sqlite3'}", connect_args={"timeout": 30})
    event.listen(engine, "connect", prepare_sqlite)
    return SqliteStore(engine)
