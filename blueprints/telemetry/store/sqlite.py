"""Readings in a SQLite file of their own."""

from collections.abc import Sequence
from itertools import chain
from typing import Any

from sqlalchemy import Connection, text

from blueprints.telemetry.store.interface import Row
from blueprints.telemetry.store.spans import driver_cursor, is_whole
from blueprints.telemetry.store.upkeep import KeptStore

_BUCKETS = """(
    channel_id INTEGER NOT NULL, start_us INTEGER NOT NULL, n INTEGER NOT NULL, mean REAL NOT NULL,
    low REAL NOT NULL, low_at_us INTEGER NOT NULL, high REAL NOT NULL, high_at_us INTEGER NOT NULL,
    first REAL NOT NULL, first_at_us INTEGER NOT NULL, last REAL NOT NULL, last_at_us INTEGER NOT NULL,
    PRIMARY KEY (channel_id, start_us)) WITHOUT ROWID"""

SCHEMA = (
    """CREATE TABLE IF NOT EXISTS readings (channel_id INTEGER NOT NULL, at_us INTEGER NOT NULL, value REAL,
    text TEXT, received_us INTEGER NOT NULL, PRIMARY KEY (channel_id, at_us)) WITHOUT ROWID""",
    """CREATE TABLE IF NOT EXISTS latest (channel_id INTEGER PRIMARY KEY, at_us INTEGER NOT NULL, value REAL,
    text TEXT, received_us INTEGER NOT NULL)""",
    f"CREATE TABLE IF NOT EXISTS minutes {_BUCKETS}",
    f"CREATE TABLE IF NOT EXISTS ten_minutes {_BUCKETS}",
    f"CREATE TABLE IF NOT EXISTS hours {_BUCKETS}",
    """CREATE TABLE IF NOT EXISTS changes (channel_id INTEGER NOT NULL, hour_us INTEGER NOT NULL,
    from_us INTEGER NOT NULL, until_us INTEGER NOT NULL, PRIMARY KEY (channel_id, hour_us)) WITHOUT ROWID""",
    "CREATE TABLE IF NOT EXISTS horizons (channel_id INTEGER PRIMARY KEY, before_us INTEGER NOT NULL)",
    'CREATE TABLE IF NOT EXISTS cursors (spool TEXT PRIMARY KEY, segment INTEGER NOT NULL, "offset" INTEGER NOT NULL)',
)


class SqliteStore(KeptStore):
    """Clustered by (channel, time): a range of one channel is one stretch of the file."""

    def prepare(self) -> None:
        with self.engine.begin() as connection:
            for statement in SCHEMA:
                connection.execute(text(statement))

    def _insert(self, connection: Connection, rows: list[Row], *, keep_last: bool) -> int:
        statement = "INSERT INTO readings (channel_id, at_us, value, text, received_us) VALUES (?, ?, ?, ?, ?) "
        statement += (
            "ON CONFLICT (channel_id, at_us) DO UPDATE SET value = excluded.value, text = excluded.text, "
            "received_us = excluded.received_us WHERE value IS NOT excluded.value OR text IS NOT excluded.text"
            if keep_last
            else "ON CONFLICT (channel_id, at_us) DO NOTHING"
        )
        with driver_cursor(connection) as cursor:
            return int(cursor.executemany(statement, rows).rowcount)

    def _many(self, connection: Connection, statement: str, rows: list[tuple[Any, ...]]) -> None:
        places = f"({', '.join('?' * len(rows[0]))})" if rows else ""
        with driver_cursor(connection) as cursor:
            cursor.executemany(statement.replace("%s", places), rows)

    def _arrays(self, connection: Connection, columns: Sequence[str], source: str, values: dict[str, int]) -> list[Any]:
        # Arrays are needed for charts and roll-ups only; the web process starts without them.
        import numpy as np  # noqa: PLC0415

        with driver_cursor(connection) as cursor:
            found = cursor.execute(f"SELECT {', '.join(columns)} {source} ORDER BY {columns[0]}", values)
            table = np.fromiter(chain.from_iterable(found), np.float64).reshape(-1, len(columns))
        # Times of this age fit a double's 53 bits exactly.
        return [
            table[:, i].astype(np.int64) if is_whole(name) else np.ascontiguousarray(table[:, i])
            for i, name in enumerate(columns)
        ]
