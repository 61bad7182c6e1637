"""Hours, nights and months on the clock of a place."""

from datetime import UTC, datetime

import numpy as np

from processing.timeline.grid import SECOND_US, grid_over
from processing.timeline.groups import GroupBy, group, hours_of


def us(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * SECOND_US


def test_a_night_reaches_from_noon_to_noon_and_is_named_by_its_evening() -> None:
    grid = grid_over(us("2026-06-12T00:00"), us("2026-06-14T00:00"), step_s=3600, zone="Europe/Berlin")
    found = group(np.ones(grid.n), grid, GroupBy.NIGHT)
    assert [(one.name, one.n) for one in found] == [("2026-06-11", 10), ("2026-06-12", 24), ("2026-06-13", 14)]


def test_hours_are_those_of_the_place() -> None:
    grid = grid_over(us("2026-06-12T22:00"), us("2026-06-13T01:00"), step_s=3600, zone="Europe/Berlin")
    assert hours_of(grid).tolist() == [0, 1, 2]
    found = group(np.array([4.0, np.nan, 6.0]), grid, GroupBy.HOUR)
    assert [(one.name, one.total) for one in found] == [("00", 4.0), ("02", 6.0)]


def test_quartiles_are_those_of_the_bins() -> None:
    grid = grid_over(us("2026-05-31T00:00"), us("2026-06-05T00:00"), step_s=86_400, zone="UTC")
    may, june = group(np.array([9.0, 1, 2, 3, 4]), grid, GroupBy.MONTH)
    assert (may.name, may.mean) == ("2026-05", 9.0)
    assert (june.name, june.n, june.low, june.median, june.high, june.total) == ("2026-06", 4, 1.75, 2.5, 3.25, 10.0)


def test_without_a_value_there_is_no_group() -> None:
    grid = grid_over(0, 7200 * SECOND_US, step_s=3600, zone="UTC")
    assert group(np.full(grid.n, np.nan), grid, GroupBy.HOUR) == []
