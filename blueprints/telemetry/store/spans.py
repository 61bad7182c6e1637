"""Rows and spans of time as the stores prepare them, and the driver's own cursor."""

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection

from blueprints.telemetry.store.interface import Group, Row, Tier

if TYPE_CHECKING:
    from processing.telemetry.buckets import Buckets

MINUTE_US = 60_000_000
HOUR_US = 3_600_000_000
DAY_US = 86_400_000_000

TIER_WIDTHS = {Tier.HOURS: HOUR_US, Tier.TEN_MINUTES: 10 * MINUTE_US, Tier.MINUTES: MINUTE_US}
"""Microseconds of a step of each roll-up, the longest first."""


def one_per_time(group: Group) -> list[Row]:
    """Rows sorted by (channel, time), one of each: the first or the last, as the policy says."""
    rows = group.rows if group.keep_last else reversed(group.rows)
    # No two of them have the same channel and time, so that values are never compared.
    return sorted({(row[0], row[1]): row for row in rows}.values())


def hour_spans(hours: list[int]) -> list[tuple[int, int]]:
    return joined([(hour, hour + HOUR_US) for hour in hours])


def joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Sorted spans with those that touch made one."""
    found: list[tuple[int, int]] = []
    for begin, end in sorted(spans):
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((begin, end))
    return found


def without_hours(buckets: "Buckets", hours: list[int]) -> "Buckets":
    # Arrays are needed for charts and roll-ups only; the web process starts without them.
    import numpy as np  # noqa: PLC0415

    # (as above)
    from processing.telemetry.buckets import choose  # noqa: PLC0415

    if not hours:
        return buckets
    return choose(buckets, ~np.isin(buckets.start_us // HOUR_US * HOUR_US, np.array(hours, np.int64)))


def is_whole(column: str) -> bool:
    """Whether a column holds whole numbers: times and counts."""
    return column == "n" or column.endswith("_us")


@contextlib.contextmanager
def driver_cursor(connection: Connection) -> Iterator[Any]:
    """The driver's own cursor, for what SQLAlchemy would slow down."""
    found = connection.connection.cursor()
    try:
        yield found
    finally:
        found.close()
