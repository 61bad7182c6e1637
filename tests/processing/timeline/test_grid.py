"""Bins on the clock of a place."""

from datetime import UTC, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from processing.errors import ProcessingError
from processing.timeline.grid import (
    SECOND_US,
    STEPS_S,
    binned,
    clipped,
    fold,
    grid_over,
    held,
    means,
    overlaps,
    step_for,
)

DAY_US = 86_400 * SECOND_US


def us(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()) * SECOND_US


@given(
    start=st.integers(0, 2_000_000_000),
    length=st.integers(1, 40_000_000),
    step_s=st.sampled_from(STEPS_S),
    zone=st.sampled_from(["UTC", "Europe/Berlin", "Asia/Kathmandu", "America/St_Johns", "Australia/Lord_Howe"]),
)
def test_bins_follow_each_other_and_cover_the_span(start: int, length: int, step_s: int, zone: str) -> None:
    length = min(length, step_s * 500)
    grid = grid_over(start * SECOND_US, (start + length) * SECOND_US, step_s=step_s, zone=zone)
    assert (np.diff(grid.edges_us) > 0).all()
    assert grid.edges_us[0] <= start * SECOND_US < grid.edges_us[1]
    assert grid.edges_us[-2] < (start + length) * SECOND_US <= grid.edges_us[-1]
    assert (grid.edges_us % (grid.base_s * SECOND_US) == 0).all()


def test_a_day_is_an_hour_longer_when_the_clock_goes_back() -> None:
    grid = grid_over(us("2026-10-24T00:00"), us("2026-10-28T00:00"), step_s=86_400, zone="Europe/Berlin")
    hours = np.diff(grid.edges_us) // (3600 * SECOND_US)
    assert hours.tolist() == [24, 25, 24, 24, 24]
    midnights = [datetime.fromtimestamp(e / SECOND_US, ZoneInfo("Europe/Berlin")).hour for e in grid.edges_us]
    assert set(midnights) == {0}


def test_hours_of_a_zone_with_half_hours_begin_at_its_full_hours() -> None:
    grid = grid_over(us("2026-06-01T00:10"), us("2026-06-01T03:00"), step_s=3600, zone="Asia/Kathmandu")
    minutes = {datetime.fromtimestamp(e / SECOND_US, ZoneInfo("Asia/Kathmandu")).minute for e in grid.edges_us}
    assert minutes == {0}


def test_a_week_begins_on_monday() -> None:
    grid = grid_over(us("2026-06-03T12:00"), us("2026-06-20T00:00"), step_s=7 * 86_400, zone="UTC")
    assert datetime.fromtimestamp(grid.edges_us[0] / SECOND_US, UTC).isoformat() == "2026-06-01T00:00:00+00:00"


def test_too_many_bins_are_refused() -> None:
    with pytest.raises(ProcessingError) as refused:
        grid_over(0, 100 * 366 * DAY_US, step_s=60, zone="UTC")
    assert refused.value.code == "too-many-bins"
    with pytest.raises(ProcessingError) as refused:
        grid_over(0, DAY_US, step_s=61, zone="UTC")
    assert refused.value.code == "unknown-bin"


@pytest.mark.parametrize(("hours", "step_s"), [(1, 60), (12, 900), (24, 3600), (30 * 24, 12 * 3600), (10**5, 604_800)])
def test_a_step_is_chosen_that_gives_bars_one_can_tell_apart(hours: int, step_s: int) -> None:
    assert step_for(hours * 3600 * SECOND_US) == step_s


@given(
    st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 5000)), max_size=20),
    st.integers(60, 900).map(lambda n: 60 if n < 300 else 300 if n < 900 else 900),
)
def test_covered_time_is_that_of_each_interval_within_each_bin(spans: list[tuple[int, int]], step_s: int) -> None:
    grid = grid_over(3000 * SECOND_US, 9000 * SECOND_US, step_s=step_s, zone="UTC")
    start = np.array([s for s, _ in spans], np.int64) * SECOND_US
    end = np.array([s + n for s, n in spans], np.int64) * SECOND_US
    edges = grid.edges_us / SECOND_US
    expected = [
        sum(max(0, min(high, s + n) - max(low, s)) for s, n in spans)
        for low, high in pairwise(edges)
    ]
    assert np.allclose(overlaps(start, end, grid), expected, atol=1e-3)


def test_values_outside_the_bins_are_left_out_and_missing_ones_do_not_count() -> None:
    grid = grid_over(0, 180 * SECOND_US, step_s=60, zone="UTC")
    at = np.array([-1, 0, 59, 60, 179, 180], np.int64) * SECOND_US
    assert fold(at, np.ones(6), grid).tolist() == [2, 1, 1]
    mean, n = means(at, np.array([9, 1, 3, np.nan, 5, 9.0]), grid)
    assert n.tolist() == [2, 0, 1]
    assert mean[0] == 2
    assert np.isnan(mean[1])


def test_summaries_of_steps_are_put_together_as_their_readings_would_be() -> None:
    grid = grid_over(0, 120 * SECOND_US, step_s=60, zone="UTC")
    at, n = np.array([0, 30, 60], np.int64) * SECOND_US, np.array([1, 3, 2])
    value = np.array([4.0, 8.0, 5.0])
    assert binned(at, value, n, grid, "mean").tolist() == [7, 5]
    assert binned(at, value, n, grid, "low").tolist() == [4, 5]
    assert binned(at, value, n, grid, "high").tolist() == [8, 5]
    assert binned(at, value, n, grid, "last").tolist() == [8, 5]


def test_a_value_is_held_until_the_source_was_last_heard() -> None:
    grid = grid_over(0, 300 * SECOND_US, step_s=60, zone="UTC")
    value = np.array([np.nan, 2.0, np.nan, np.nan, np.nan])
    filled = held(value, value, 7.0, until_us=200 * SECOND_US, grid=grid)
    assert filled[:4].tolist() == [7, 2, 2, 2]
    assert np.isnan(filled[4])


def test_clipped_bins_end_where_they_are_told_to() -> None:
    grid = grid_over(0, 4 * 3600 * SECOND_US, step_s=3600, zone="UTC")
    part = clipped(grid, 1800 * SECOND_US, 7000 * SECOND_US)
    assert (part.edges_us // SECOND_US).tolist() == [1800, 3600, 7000]
    assert part.base_s == 200
