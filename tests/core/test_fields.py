"""Moments in requests: what is taken for one, and what days mean."""

from datetime import UTC, datetime

import pytest
from pydantic import TypeAdapter, ValidationError

from core.fields import From, Moment, Until


@pytest.mark.parametrize(
    "text",
    [
        "0001-01-01T00:00:00+14:00",
        "1899-12-31T23:59:59Z",
        "2200-01-01T00:00:01Z",
        "9999-12-31T23:59:59-14:00",
        "2026-06-12T21:40:00",
        "2026",
        "0.5",
        "1e9",
    ],
)
def test_a_moment_without_zone_or_sense_is_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Moment).validate_python(text)


@pytest.mark.parametrize("value", [0, 1.5, True, None, 1_700_000_000])
def test_seconds_since_1970_are_refused(value: object) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Moment).validate_python(value)


def test_a_moment_keeps_its_zone() -> None:
    found = TypeAdapter(Moment).validate_python("2026-06-12T21:40:00+02:00")
    assert found == datetime(2026, 6, 12, 19, 40, tzinfo=UTC)


def test_a_day_begins_and_ends_at_midnight_in_utc() -> None:
    assert TypeAdapter(From).validate_python("2026-06-12") == datetime(2026, 6, 12, tzinfo=UTC)
    assert TypeAdapter(Until).validate_python("2026-06-12") == datetime(2026, 6, 13, tzinfo=UTC)


def test_a_moment_that_ends_a_span_is_taken_as_it_is() -> None:
    assert TypeAdapter(Until).validate_python("2026-06-12T10:00:00Z") == datetime(2026, 6, 12, 10, tzinfo=UTC)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2200-01-02", "2026-02-30", "2026-13-01"])
def test_a_day_that_makes_no_sense_is_refused(day: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Until).validate_python(day)
