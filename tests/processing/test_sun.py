"""The sun around a night, against published times."""

from datetime import UTC, date, datetime, timedelta

import pytest

from processing.sun import night_sun


@pytest.mark.parametrize(
    ("place", "night", "sunset", "sunrise"),
    [
        # Times of the national almanacs, rounded to the minute, in UTC.
        ((52.52, 13.40), date(2026, 6, 21), "2026-06-21T19:33", "2026-06-22T02:43"),
        ((40.71, -74.01), date(2026, 3, 20), "2026-03-20T23:08", "2026-03-21T10:58"),
        ((-36.85, 174.76), date(2026, 12, 21), "2026-12-21T07:40", "2026-12-21T16:59"),
    ],
)
def test_sunset_and_sunrise_are_those_of_the_almanac(place, night, sunset, sunrise):
    sun = night_sun(night, latitude=place[0], longitude=place[1])
    tolerance = timedelta(minutes=3)
    assert sun.sunset is not None
    assert sun.sunrise is not None
    assert abs(sun.sunset - datetime.fromisoformat(sunset).replace(tzinfo=UTC)) <= tolerance
    assert abs(sun.sunrise - datetime.fromisoformat(sunrise).replace(tzinfo=UTC)) <= tolerance
    assert sun.dusk is not None
    assert sun.sunset < sun.dusk


def test_the_midnight_sun_does_not_set():
    assert night_sun(date(2026, 6, 21), latitude=69.65, longitude=18.96).sunset is None


def test_a_place_off_the_earth_is_refused():
    with pytest.raises(ValueError, match="a place on earth"):
        night_sun(date(2026, 6, 21), latitude=91, longitude=0)
