"""Moments as integer microseconds since 1970 UTC, from the ways in which feeds write them."""

import math
from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

MICROSECOND = timedelta(microseconds=1)

SECONDS_BELOW, MILLISECONDS_BELOW, MICROSECONDS_BELOW = 1e11, 1e14, 1e17
"""A number below the first is seconds (until the year 5138), below the second milliseconds, below the third
microseconds, above nanoseconds: for times since 1973 the four never overlap."""

PRECISIONS = {"s": 1_000_000.0, "ms": 1_000.0, "us": 1.0, "ns": 0.001}
"""Microseconds in a unit of time, by the names InfluxDB gives them."""

HOUR_US = 3_600_000_000


def to_us(moment: datetime) -> int:
    """An aware moment as microseconds since 1970."""
    return (moment - EPOCH) // MICROSECOND


def from_us(at_us: int) -> datetime:
    """Microseconds since 1970 as an aware moment. Raises OverflowError outside the years 1 to 9999."""
    return EPOCH + timedelta(microseconds=at_us)


def parse_time(given: object, *, precision: str | None = None) -> int:
    """Microseconds since 1970 from ISO 8601 text (UTC where it names no zone) or a number since 1970.

    precision : unit of a number (s, ms, us, ns); None: told from its size.
    Raises ValueError for anything else, and for what is not finite or beyond the calendar.
    """
    if isinstance(given, str):
        if given[:1].isdigit() and ("-" in given or ":" in given):
            moment = datetime.fromisoformat(given)
            return ((moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - EPOCH) // MICROSECOND
        given = int(given) if given.lstrip("-").isdigit() else float(given)
    if isinstance(given, bool) or not isinstance(given, int | float):
        raise ValueError(f"expected a time, found {type(given).__name__}")
    return _from_number(given, precision)


def _from_number(given: int | float, precision: str | None) -> int:
    if not math.isfinite(given):
        raise ValueError("expected a finite time")
    size = abs(given)
    if precision is None:
        precision = (
            "s" if size < SECONDS_BELOW else "ms" if size < MILLISECONDS_BELOW
            else "us" if size < MICROSECONDS_BELOW else "ns"
        )  # fmt: skip
    if isinstance(given, int):
        # Whole numbers stay exact where a double would round.
        return given // 1000 if precision == "ns" else given * int(PRECISIONS[precision])
    return round(given * PRECISIONS[precision])


def from_hours_of_year(hours: float, *, received_us: int) -> int:
    """The moment that a clock means which counts hours with a one-based day of the year and no year.

    hours : 24 is 1 January 00:00 UTC. Not finite raises ValueError.
    received_us : when it was heard; of the year before, the same and the next, the one that puts the moment
    nearest to it is meant, so that the turn of the year is crossed in both directions.
    """
    if not math.isfinite(hours) or not 0 <= hours <= 24 * 368:
        raise ValueError(f"expected hours of a year, found {hours}")
    year = from_us(received_us).year
    offset_us = round((hours - 24.0) * HOUR_US)
    candidates = [to_us(datetime(y, 1, 1, tzinfo=UTC)) + offset_us for y in (year - 1, year, year + 1)]
    return min(candidates, key=lambda at_us: abs(at_us - received_us))
