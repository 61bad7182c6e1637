"""Keeping a store up: its roll-ups follow the readings, and readings go when their time is over."""

from itertools import groupby
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, text

from blueprints.telemetry.store.interface import Tier
from blueprints.telemetry.store.spans import HOUR_US, MINUTE_US, TIER_WIDTHS, hour_spans, joined
from blueprints.telemetry.store.sql_store import SqlStore

if TYPE_CHECKING:
    from processing.telemetry.buckets import Buckets

PIECE_HOURS = 10
"""Hours of channels rolled up in one transaction, which holds up those who store readings of them."""

BEFORE_ALL = (-1, 0)
"""In front of every channel and hour."""


class KeptStore(SqlStore):
    """A store with its roll-ups and its retention."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(engine)
        self._rolled_up_to = BEFORE_ALL

    def roll_up(self, *, limit: int = 5000) -> int:
        """A few hours a transaction, on from where the last call came to, to the end of the channels at most.

        Were it to begin with the first channel every time, those that change all the while would keep it from the last.
        """
        n = 0
        while n < limit:
            size = min(PIECE_HOURS, limit - n)
            done = self._roll_up_piece(size)
            n += len(done)
            if len(done) == size:
                self._rolled_up_to = done[-1]
                continue
            began_at, self._rolled_up_to = self._rolled_up_to, BEFORE_ALL
            if n or began_at == BEFORE_ALL:
                break
        return n

    def _roll_up_piece(self, size: int) -> list[tuple[int, int]]:
        """In one transaction: forget which hours changed, then make them anew; a crash forgets nothing.

        Whoever stores readings of these hours waits until it is over. Returns the hours, by channel and time.
        """
        p = self.prefix
        channel_id, hour_us = self._rolled_up_to
        with self.engine.begin() as connection:
            self._let_commit_be_late(connection)
            taken = connection.execute(
                text(
                    f"DELETE FROM {p}changes WHERE (channel_id, hour_us) IN (SELECT channel_id, hour_us "
                    f"FROM {p}changes WHERE (channel_id, hour_us) > (:channel_id, :hour_us) "
                    "ORDER BY channel_id, hour_us LIMIT :size) RETURNING channel_id, hour_us, from_us, until_us"
                ),
                {"channel_id": channel_id, "hour_us": hour_us, "size": size},
            ).all()
            changed = sorted(tuple(row) for row in taken)
            for one, of_channel in groupby(changed, key=lambda row: row[0]):
                self._roll_up_channel(connection, one, [row[1:] for row in of_channel])
        return [(row[0], row[1]) for row in changed]

    def _let_commit_be_late(self, connection: Connection) -> None:
        """Where a server can be told so: what a power cut undoes is made again, so nobody waits for the disk."""

    def _roll_up_channel(self, connection: Connection, channel_id: int, changed: list[Any]) -> None:
        # Arrays are needed for charts and roll-ups only; the web process starts without them.
        from processing.telemetry import buckets as numbers  # noqa: PLC0415

        kept_from = self._horizon(connection, channel_id)
        changed = [row for row in changed if row[0] >= kept_from]
        for from_us, until_us in joined([(row[1], row[2]) for row in changed]):
            fresh = numbers.aggregate(self._series(connection, channel_id, from_us, until_us), MINUTE_US)
            self._replace(connection, Tier.MINUTES, channel_id, from_us, until_us, fresh)
        for from_us, until_us in hour_spans([row[0] for row in changed]):
            minutes = self._rolled(connection, Tier.MINUTES, channel_id, from_us, until_us)
            for tier in (Tier.TEN_MINUTES, Tier.HOURS):
                merged = numbers.merge(minutes, TIER_WIDTHS[tier])
                self._replace(connection, tier, channel_id, from_us, until_us, merged)

    def _replace(
        self, connection: Connection, tier: Tier, channel_id: int, from_us: int, until_us: int, fresh: "Buckets"
    ) -> None:
        connection.execute(
            text(f"DELETE FROM {self.prefix}{tier} WHERE channel_id = :id AND start_us >= :a AND start_us < :b"),
            {"id": channel_id, "a": from_us, "b": until_us},
        )
        columns = [column.tolist() for column in fresh]
        rows = [(channel_id, *values) for values in zip(*columns, strict=True)]
        if rows:
            self._many(
                connection,
                f"INSERT INTO {self.prefix}{tier} (channel_id, {', '.join(fresh._fields)}) VALUES %s",
                rows,
            )

    def retain(self, keep_from_us: dict[int, int]) -> int:
        p = self.prefix
        # Whole hours only, so that a rolled-up hour never loses a part of what it was made from.
        limits = {channel_id: at // HOUR_US * HOUR_US for channel_id, at in keep_from_us.items()}
        n = self._drop_whole_days(limits)
        with self.engine.begin() as connection:
            for channel_id, before_us in limits.items():
                gone = connection.execute(
                    text(f"DELETE FROM {p}readings WHERE channel_id = :id AND at_us < :before"),
                    {"id": channel_id, "before": before_us},
                )
                n += gone.rowcount
            self._many(
                connection,
                f"INSERT INTO {p}horizons (channel_id, before_us) VALUES %s ON CONFLICT (channel_id) "
                f"DO UPDATE SET before_us = {self.greatest}(excluded.before_us, {p}horizons.before_us)",
                list(limits.items()),
            )
        return n

    def _drop_whole_days(self, _limits: dict[int, int]) -> int:
        """Drop days of which no channel keeps anything, where the server can do that at once."""
        return 0
