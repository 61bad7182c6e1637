"""What both servers have in common: the same tables, asked with the same statements."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, bindparam, text

from blueprints.telemetry.store.interface import Counts, Cursor, Group, Latest, Reading, Row, Tier
from blueprints.telemetry.store.spans import (
    DAY_US,
    HOUR_US,
    MINUTE_US,
    TIER_WIDTHS,
    hour_spans,
    one_per_time,
    without_hours,
)

if TYPE_CHECKING:
    from processing.telemetry.buckets import Buckets, Series

PAGE_ROWS = 20_000
"""Readings fetched at a time while streaming."""

MOST_PENDING_HOURS = 200
"""Hours not rolled up yet that are still summarised one by one; beyond, the whole span is read raw."""


class SqlStore:
    """Base of the stores; a subclass says how its server takes rows in bulk and gives arrays back."""

    prefix = ""
    """In front of every table's name."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    # Days, for databases that keep each by itself

    def days(self, connection: Connection) -> list[int]:
        found = connection.execute(text(f"SELECT DISTINCT at_us / {DAY_US} FROM {self.prefix}readings"))
        return sorted(found.scalars())

    def make_days(self, days: Iterable[int]) -> None:
        """Nothing to prepare where all days lie together."""

    # Writing

    def append(self, rows: Sequence[Row], *, keep_last: bool = False) -> Counts:
        return self.write([Group(rows, keep_last)])[0]

    def write(self, groups: Sequence[Group], cursors: Sequence[Cursor] = ()) -> list[Counts]:
        """Store groups and cursors in one transaction."""
        unique = [one_per_time(group) for group in groups]
        self._make_room(unique)
        counts = []
        with self.engine.begin() as connection:
            for group, rows in zip(groups, unique, strict=True):
                n_stored = self._insert(connection, rows, keep_last=group.keep_last) if rows else 0
                counts.append(Counts(n_stored, len(group.rows) - n_stored))
                if n_stored:
                    self._note(connection, rows, keep_last=group.keep_last)
            for cursor in cursors:
                self._set_cursor(connection, cursor)
        return counts

    def _make_room(self, groups: list[list[Row]]) -> None:
        """Prepare for rows of these times, before the transaction that stores them."""

    def _insert(self, connection: Connection, rows: list[Row], *, keep_last: bool) -> int:
        raise NotImplementedError

    def _note(self, connection: Connection, rows: list[Row], *, keep_last: bool) -> None:
        """Keep the newest reading of each channel, and which minutes are to be rolled up anew."""
        p = self.prefix
        newest: list[dict[str, Any]] = []
        changes: dict[tuple[int, int], list[int]] = {}
        for channel_id, of_channel in groupby(rows, key=attrgetter("channel_id")):
            hours = list(of_channel)
            newest.append(hours[-1]._asdict())
            for row in hours:
                minute = row.at_us // MINUTE_US * MINUTE_US
                span = changes.setdefault((channel_id, row.at_us // HOUR_US * HOUR_US), [minute, minute])
                if minute > span[1]:
                    span[1] = minute
        comparison = ">=" if keep_last else ">"
        self._many(
            connection,
            f"INSERT INTO {p}latest (channel_id, at_us, value, text, received_us) VALUES %s "
            "ON CONFLICT (channel_id) DO UPDATE SET at_us = excluded.at_us, value = excluded.value, "
            "text = excluded.text, received_us = excluded.received_us "
            f"WHERE excluded.at_us {comparison} {p}latest.at_us",
            [tuple(row.values()) for row in newest],
        )
        low, high = self.least, self.greatest
        self._many(
            connection,
            f"INSERT INTO {p}changes (channel_id, hour_us, from_us, until_us) VALUES %s "
            f"ON CONFLICT (channel_id, hour_us) DO UPDATE SET from_us = {low}(excluded.from_us, {p}changes.from_us), "
            f"until_us = {high}(excluded.until_us, {p}changes.until_us) "
            f"WHERE excluded.from_us < {p}changes.from_us OR excluded.until_us > {p}changes.until_us",
            [(c, hour, span[0], span[1] + MINUTE_US) for (c, hour), span in changes.items()],
        )

    least, greatest = "min", "max"
    """Functions of two numbers in this server's SQL."""

    def _many(self, connection: Connection, statement: str, rows: list[tuple[Any, ...]]) -> None:
        """Run an INSERT with `%s` for its VALUES over many rows."""
        raise NotImplementedError

    def cursor(self, spool: str) -> Cursor | None:
        with self.engine.connect() as connection:
            found = connection.execute(
                text(f'SELECT segment, "offset" FROM {self.prefix}cursors WHERE spool = :spool'), {"spool": spool}
            ).one_or_none()
        return Cursor(spool, found[0], found[1]) if found else None

    def forget_cursor(self, spool: str) -> None:
        with self.engine.begin() as connection:
            connection.execute(text(f"DELETE FROM {self.prefix}cursors WHERE spool = :spool"), {"spool": spool})

    def _set_cursor(self, connection: Connection, cursor: Cursor) -> None:
        connection.execute(
            text(
                f'INSERT INTO {self.prefix}cursors (spool, segment, "offset") VALUES (:spool, :segment, :offset) '
                'ON CONFLICT (spool) DO UPDATE SET segment = excluded.segment, "offset" = excluded."offset"'
            ),
            cursor._asdict(),
        )

    # Reading

    def latest(self, channel_ids: Sequence[int] | None = None) -> dict[int, Latest]:
        statement = f"SELECT channel_id, at_us, value, text, received_us FROM {self.prefix}latest"
        with self.engine.connect() as connection:
            if channel_ids is None:
                found = connection.execute(text(statement)).all()
            else:
                wanted = text(statement + " WHERE channel_id IN :ids").bindparams(bindparam("ids", expanding=True))
                found = connection.execute(wanted, {"ids": list(channel_ids)}).all()
        return {row[0]: Latest(*row[1:]) for row in found}

    def rows(
        self,
        channel_ids: Sequence[int],
        start_us: int,
        end_us: int,
        *,
        after: tuple[int, int] | None = None,
        limit: int | None = None,
    ) -> list[Reading]:
        statement = (
            f"SELECT channel_id, at_us, value, text FROM {self.prefix}readings "
            "WHERE channel_id IN :ids AND at_us >= :start AND at_us < :end"
        )
        values: dict[str, Any] = {"ids": list(channel_ids), "start": start_us, "end": end_us}
        if after is not None:
            values |= {"start": max(start_us, after[0]), "after_us": after[0], "after_id": after[1]}
            statement += " AND (at_us > :after_us OR channel_id > :after_id)"
        statement += " ORDER BY at_us, channel_id"
        if limit is not None:
            statement += f" LIMIT {int(limit)}"
        with self.engine.connect() as connection:
            found = connection.execute(text(statement).bindparams(bindparam("ids", expanding=True)), values)
            return [Reading(*row) for row in found]

    def stream(self, channel_ids: Sequence[int], start_us: int, end_us: int) -> Iterator[list[Reading]]:
        after: tuple[int, int] | None = None
        while True:
            page = self.rows(channel_ids, start_us, end_us, after=after, limit=PAGE_ROWS)
            if page:
                yield page
            if len(page) < PAGE_ROWS:
                return
            after = (page[-1].at_us, page[-1].channel_id)

    def held_before(self, channel_ids: Sequence[int], at_us: int) -> dict[int, Reading]:
        statement = text(
            f"SELECT channel_id, at_us, value, text FROM {self.prefix}readings "
            "WHERE channel_id = :id AND at_us < :at ORDER BY at_us DESC LIMIT 1"
        )
        found = {}
        with self.engine.connect() as connection:
            for channel_id in channel_ids:
                row = connection.execute(statement, {"id": channel_id, "at": at_us}).one_or_none()
                if row is not None:
                    found[channel_id] = Reading(*row)
        return found

    def series(self, channel_id: int, start_us: int, end_us: int) -> "Series":
        with self.engine.connect() as connection:
            return self._series(connection, channel_id, start_us, end_us)

    def _series(self, connection: Connection, channel_id: int, start_us: int, end_us: int) -> "Series":
        # Arrays are needed for charts and roll-ups only; the web process starts without them.
        from processing.telemetry.buckets import Series  # noqa: PLC0415

        source = (
            f"FROM {self.prefix}readings WHERE channel_id = :id AND at_us >= :start AND at_us < :end "
            "AND value IS NOT NULL"
        )
        values = {"id": channel_id, "start": start_us, "end": end_us}
        return Series(*self._arrays(connection, Series._fields, source, values))

    def _arrays(self, connection: Connection, columns: Sequence[str], source: str, values: dict[str, int]) -> list[Any]:
        """Columns of a FROM clause without NULL as arrays of int64 or float64, in the order of the first of them."""
        raise NotImplementedError

    def extent(self, channel_id: int) -> tuple[int, int] | None:
        p = self.prefix
        with self.engine.connect() as connection:
            newest = connection.execute(
                text(f"SELECT at_us FROM {p}latest WHERE channel_id = :id"), {"id": channel_id}
            ).scalar()
            if newest is None:
                return None
            rolled = connection.execute(
                text(f"SELECT first_at_us FROM {p}hours WHERE channel_id = :id ORDER BY start_us LIMIT 1"),
                {"id": channel_id},
            ).scalar()
            pending = connection.execute(
                text(f"SELECT min(from_us) FROM {p}changes WHERE channel_id = :id"), {"id": channel_id}
            ).scalar()
        return min(at for at in (rolled, pending, newest) if at is not None), newest

    def buckets(self, channel_id: int, start_us: int, end_us: int, width_us: int) -> "Buckets":
        """From the coarsest roll-up that fits the width; where it is behind, from the readings themselves."""
        # Arrays are needed for charts only; the web process starts without them.
        from processing.telemetry import buckets as numbers  # noqa: PLC0415

        start_us = start_us // width_us * width_us
        end_us = -(-end_us // width_us) * width_us
        tier = next((t for t in TIER_WIDTHS if width_us % TIER_WIDTHS[t] == 0), None)
        with self.engine.connect() as connection:
            pending = self._pending_hours(connection, channel_id, start_us, end_us) if tier else []
            if tier is None or len(pending) > MOST_PENDING_HOURS:
                return numbers.aggregate(self._series(connection, channel_id, start_us, end_us), width_us)
            rolled = self._rolled(connection, tier, channel_id, start_us, end_us)
            parts = [without_hours(rolled, pending)]
            for from_us, until_us in hour_spans(pending):
                fresh = self._series(connection, channel_id, max(from_us, start_us), min(until_us, end_us))
                parts.append(numbers.aggregate(fresh, TIER_WIDTHS[tier]))
        return numbers.merge(numbers.concatenate(parts), width_us)

    def _pending_hours(self, connection: Connection, channel_id: int, start_us: int, end_us: int) -> list[int]:
        found = connection.execute(
            text(
                f"SELECT hour_us FROM {self.prefix}changes "
                "WHERE channel_id = :id AND hour_us >= :start AND hour_us < :end ORDER BY hour_us"
            ),
            {"id": channel_id, "start": start_us // HOUR_US * HOUR_US, "end": end_us},
        )
        kept_from = self._horizon(connection, channel_id)
        return [hour for hour in found.scalars() if hour >= kept_from]

    def _rolled(self, connection: Connection, tier: Tier, channel_id: int, start_us: int, end_us: int) -> "Buckets":
        # (as above)
        from processing.telemetry import buckets as numbers  # noqa: PLC0415

        source = f"FROM {self.prefix}{tier} WHERE channel_id = :id AND start_us >= :start AND start_us < :end"
        values = {"id": channel_id, "start": start_us, "end": end_us}
        return numbers.Buckets(*self._arrays(connection, numbers.Buckets._fields, source, values))

    def _horizon(self, connection: Connection, channel_id: int) -> int:
        """Before this time raw readings were dropped: roll-ups there are the only memory and are left alone."""
        found = connection.execute(
            text(f"SELECT before_us FROM {self.prefix}horizons WHERE channel_id = :id"), {"id": channel_id}
        ).scalar()
        return -(2**62) if found is None else int(found)

    TABLES = ("readings", "latest", *Tier, "changes", "horizons")

    def remove(self, channel_ids: Sequence[int]) -> None:
        with self.engine.begin() as connection:
            for table in self.TABLES:
                gone = text(f"DELETE FROM {self.prefix}{table} WHERE channel_id IN :ids")
                connection.execute(gone.bindparams(bindparam("ids", expanding=True)), {"ids": list(channel_ids)})

    def clear(self) -> None:
        with self.engine.begin() as connection:
            for table in (*self.TABLES, "cursors"):
                connection.execute(text(f"DELETE FROM {self.prefix}{table}"))
