"""Readings in PostgreSQL: one partition a day, taken in by binary COPY."""

import struct
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, text

from blueprints.telemetry.store import timescale
from blueprints.telemetry.store.interface import Row
from blueprints.telemetry.store.spans import DAY_US, driver_cursor, is_whole
from blueprints.telemetry.store.upkeep import KeptStore

SCHEMA_NAME = "telemetry"
"""A schema of its own: its tables and partitions come and go without migrations."""

LOCK = 7_203_115
"""Advisory lock under which tables and partitions are made, so that two processes never make the same one."""

_BUCKETS = """(
    channel_id bigint NOT NULL, start_us bigint NOT NULL, n bigint NOT NULL, mean float8 NOT NULL,
    low float8 NOT NULL, low_at_us bigint NOT NULL, high float8 NOT NULL, high_at_us bigint NOT NULL,
    first float8 NOT NULL, first_at_us bigint NOT NULL, last float8 NOT NULL, last_at_us bigint NOT NULL,
    PRIMARY KEY (channel_id, start_us))"""

TABLES = (
    "CREATE SCHEMA IF NOT EXISTS telemetry",
    """CREATE TABLE IF NOT EXISTS telemetry.latest (channel_id bigint PRIMARY KEY, at_us bigint NOT NULL, value float8,
    text text, received_us bigint NOT NULL) WITH (fillfactor = 50)""",
    f"CREATE TABLE IF NOT EXISTS telemetry.minutes {_BUCKETS}",
    f"CREATE TABLE IF NOT EXISTS telemetry.ten_minutes {_BUCKETS}",
    f"CREATE TABLE IF NOT EXISTS telemetry.hours {_BUCKETS}",
    """CREATE TABLE IF NOT EXISTS telemetry.changes (channel_id bigint NOT NULL, hour_us bigint NOT NULL,
    from_us bigint NOT NULL, until_us bigint NOT NULL, PRIMARY KEY (channel_id, hour_us)) WITH (fillfactor = 50)""",
    "CREATE TABLE IF NOT EXISTS telemetry.horizons (channel_id bigint PRIMARY KEY, before_us bigint NOT NULL)",
    """CREATE TABLE IF NOT EXISTS telemetry.cursors (spool text PRIMARY KEY, segment bigint NOT NULL,
    "offset" bigint NOT NULL)""",
)

READINGS = """CREATE TABLE telemetry.readings (channel_id bigint NOT NULL, at_us bigint NOT NULL, value float8,
    text text, received_us bigint NOT NULL, PRIMARY KEY (channel_id, at_us))"""

COPY_HEAD = b"PGCOPY\n\xff\r\n\0" + bytes(8)
COPY_TAIL = b"\xff\xff"


class PostgresStore(KeptStore):
    """Plain PostgreSQL with daily partitions, or a hypertable where TimescaleDB is installed."""

    prefix = "telemetry."
    least, greatest = "least", "greatest"

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self._days: set[int] = set()
        self._is_hypertable = False

    def prepare(self) -> None:
        with self.engine.begin() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
            for statement in TABLES:
                connection.execute(text(statement))
            is_there = connection.execute(text("SELECT to_regclass('telemetry.readings')")).scalar() is not None
            has_timescale = timescale.is_installed(connection)
            if not is_there:
                partitions = "" if has_timescale else " PARTITION BY RANGE (at_us)"
                connection.execute(text(READINGS + partitions))
                if not has_timescale:
                    connection.execute(text("CREATE INDEX ON telemetry.readings USING brin (at_us)"))
            self._is_hypertable = has_timescale and timescale.make_hypertable(connection)

    def _make_room(self, groups: list[list[Row]]) -> None:
        if self._is_hypertable:
            return
        self.make_days({row.at_us // DAY_US for rows in groups for row in rows})

    def make_days(self, days: Iterable[int]) -> None:
        missing = set(days) - self._days
        if self._is_hypertable or not missing:
            return
        with self.engine.begin() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
            there = self._partitions(connection)
            for day in sorted(missing - there):
                _make_partition(connection, day)
        self._days = there | missing

    def days(self, connection: Connection) -> list[int]:
        return super().days(connection) if self._is_hypertable else sorted(self._partitions(connection))

    def _partitions(self, connection: Connection) -> set[int]:
        """Days that have a partition, as days since 1970."""
        names = connection.execute(
            text(
                "SELECT relname FROM pg_inherits JOIN pg_class ON pg_class.oid = inhrelid "
                "WHERE inhparent = 'telemetry.readings'::regclass"
            )
        ).scalars()
        return {_day_of(name) for name in names}

    def _insert(self, connection: Connection, rows: list[Row], *, keep_last: bool) -> int:
        connection.execute(
            text(
                "CREATE TEMP TABLE IF NOT EXISTS incoming (channel_id bigint, at_us bigint, value float8, text text, "
                "received_us bigint) ON COMMIT DELETE ROWS"
            )
        )
        columns = "channel_id, at_us, value, text, received_us"
        with driver_cursor(connection) as cursor:
            _copy_in(cursor, f"COPY incoming ({columns}) FROM STDIN (FORMAT BINARY)", rows)
            cursor.execute(
                f"INSERT INTO telemetry.readings ({columns}) SELECT {columns} FROM incoming "
                "ON CONFLICT (channel_id, at_us) "
                + (
                    "DO UPDATE SET value = excluded.value, text = excluded.text, received_us = excluded.received_us "
                    "WHERE readings.value IS DISTINCT FROM excluded.value "
                    "OR readings.text IS DISTINCT FROM excluded.text"
                    if keep_last
                    else "DO NOTHING"
                )
            )
            n_stored = int(cursor.rowcount)
            cursor.execute("TRUNCATE incoming")
        return n_stored

    def _many(self, connection: Connection, statement: str, rows: list[tuple[Any, ...]]) -> None:
        if not rows:
            return
        places = f"({', '.join(['%s'] * len(rows[0]))})"
        with driver_cursor(connection) as cursor:
            # Pieces below the protocol's 65,535 parameters.
            step = 30_000 // len(rows[0])
            for begin in range(0, len(rows), step):
                piece = rows[begin : begin + step]
                values = ", ".join([places] * len(piece))
                cursor.execute(statement.replace("%s", values), [value for row in piece for value in row])

    def _arrays(self, connection: Connection, columns: Sequence[str], source: str, values: dict[str, int]) -> list[Any]:
        # Arrays are needed for charts and roll-ups only; the web process starts without them.
        import numpy as np  # noqa: PLC0415

        # The server packs the numbers: one value instead of a row for each reading.
        parts = " || ".join(f"{'int8' if is_whole(name) else 'float8'}send({name})" for name in columns)
        packed = connection.execute(
            text(f"SELECT string_agg({parts}, ''::bytea ORDER BY {columns[0]}) {source}"), values
        ).scalar()
        layout = np.dtype([(name, ">i8" if is_whole(name) else ">f8") for name in columns])
        table = np.frombuffer(bytes(packed or b""), layout)
        return [table[name].astype(np.int64 if is_whole(name) else np.float64) for name in columns]

    def _let_commit_be_late(self, connection: Connection) -> None:
        connection.execute(text("SET LOCAL synchronous_commit = off"))

    def _drop_whole_days(self, limits: dict[int, int]) -> int:
        if self._is_hypertable:
            return 0
        n = 0
        with self.engine.begin() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
            keep_all = connection.execute(text("SELECT channel_id FROM telemetry.latest")).scalars()
            if not limits or any(channel_id not in limits for channel_id in keep_all):
                return 0
            oldest_day = min(limits.values()) // DAY_US
            for day in sorted(day for day in self._partitions(connection) if day < oldest_day):
                n += connection.execute(text(f"SELECT count(*) FROM {_name_of(day)}")).scalar_one()
                connection.execute(text(f"DROP TABLE {_name_of(day)}"))
                self._days.discard(day)
        return n

    def clear(self) -> None:
        with self.engine.begin() as connection:
            names = ", ".join(f"telemetry.{name}" for name in (*self.TABLES, "cursors"))
            connection.execute(text(f"TRUNCATE {names}"))


def _name_of(day: int) -> str:
    return f"telemetry.readings_{datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=day):%Y%m%d}"


def _day_of(name: str) -> int:
    at = datetime.strptime(name.rpartition("_")[2], "%Y%m%d").replace(tzinfo=UTC)
    return (at - datetime(1970, 1, 1, tzinfo=UTC)).days


def _make_partition(connection: Connection, day: int) -> None:
    """Attached rather than created in place, which would stop every reader for a moment."""
    name, low, high = _name_of(day), day * DAY_US, (day + 1) * DAY_US
    connection.execute(text(f"CREATE TABLE IF NOT EXISTS {name} (LIKE telemetry.readings INCLUDING ALL)"))
    connection.execute(
        text(f"ALTER TABLE telemetry.readings ATTACH PARTITION {name} FOR VALUES FROM ({low}) TO ({high})")
    )


def _copy_in(cursor: Any, statement: str, rows: list[Row]) -> None:
    """Binary COPY through whichever driver this process has; numbers are packed as one array."""
    data = packed_rows(rows)
    if hasattr(cursor, "copy"):
        with cursor.copy(statement) as copy:
            copy.write(data)
        return
    # Only the web process has the other driver, and only small replays of dead letters and tests write there.
    from io import BytesIO  # noqa: PLC0415

    cursor.copy_expert(statement, BytesIO(data))


def packed_rows(rows: list[Row]) -> bytes:
    """Rows in PostgreSQL's binary COPY format (five fields: bigint, bigint, float8, text, bigint)."""
    # Arrays make the packing twenty times faster than row by row.
    import numpy as np  # noqa: PLC0415

    plain = [row for row in rows if row.text is None and row.value is not None]
    layout = [
        ("n", ">i2"), ("l0", ">i4"), ("channel", ">i8"), ("l1", ">i4"), ("at", ">i8"), ("l2", ">i4"),
        ("value", ">f8"), ("l3", ">i4"), ("l4", ">i4"), ("received", ">i8"),
    ]  # fmt: skip
    table = np.empty(len(plain), np.dtype(layout))
    for name, value in (("n", 5), ("l0", 8), ("l1", 8), ("l2", 8), ("l3", -1), ("l4", 8)):
        table[name] = value
    if plain:
        channels, times, values, _texts, received = zip(*plain, strict=True)
        table["channel"], table["at"], table["value"], table["received"] = channels, times, values, received
    parts = [COPY_HEAD, table.tobytes()]
    parts += [_packed(row) for row in rows if row.text is not None or row.value is None]
    return b"".join([*parts, COPY_TAIL])


def _packed(row: Row) -> bytes:
    value = struct.pack(">i", -1) if row.value is None else struct.pack(">id", 8, row.value)
    body = b"" if row.text is None else row.text.encode()
    words = struct.pack(">i", -1) if row.text is None else struct.pack(">i", len(body)) + body
    head = struct.pack(">hiqiq", 5, 8, row.channel_id, 8, row.at_us)
    return head + value + words + struct.pack(">iq", 8, row.received_us)
