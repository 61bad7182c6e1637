"""When the sun sets and rises over a place, for charts of nights."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from astral import Observer, sun

CIVIL_DEG = 6
"""How far the sun stands below the horizon at civil dusk and dawn."""


class NightSun(NamedTuple):
    """The sun around one night, in UTC; None for what does not happen there, as in a polar summer."""

    sunset: datetime | None
    dusk: datetime | None
    dawn: datetime | None
    sunrise: datetime | None


def night_sun(night: date, *, latitude: float, longitude: float) -> NightSun:
    """Sunset and civil dusk on the evening of a date, civil dawn and sunrise on the morning after.

    The date is that of the place's own solar day, so that an evening west of Greenwich is not taken for
    the one before. Computed by astral, after Meeus' Astronomical Algorithms (1998), to about a minute.

    latitude, longitude : degrees, north and east positive; outside ±90 or ±180 raises ValueError.
    """
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise ValueError(f"expected a place on earth, got {latitude}, {longitude}")
    place = Observer(latitude, longitude)
    noon = datetime(night.year, night.month, night.day, 12, tzinfo=UTC) - timedelta(hours=longitude / 15)
    return NightSun(
        sunset=_within(lambda day: sun.sunset(place, day), noon),
        dusk=_within(lambda day: sun.dusk(place, day, depression=CIVIL_DEG), noon),
        dawn=_within(lambda day: sun.dawn(place, day, depression=CIVIL_DEG), noon),
        sunrise=_within(lambda day: sun.sunrise(place, day), noon),
    )


def _within(moment_of: Callable[[date], datetime], noon: datetime) -> datetime | None:
    """The moment that falls into the 24 h after solar noon, of those of the days it may be counted to."""
    for shift in (-1, 0, 1, 2):
        try:
            found = moment_of((noon + timedelta(days=shift)).date())
        except ValueError:
            continue
        if noon <= found < noon + timedelta(days=1):
            return found
    return None
