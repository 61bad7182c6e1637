"""Summaries and decimation never lose an extreme: tried against numpy with random readings."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from processing.errors import ProcessingError
from processing.telemetry.buckets import Buckets, Series, aggregate, concatenate, merge
from processing.telemetry.decimate import gaps_between, largest_triangles, points_of


@st.composite
def series(draw):
    steps = draw(st.lists(st.integers(1, 5_000_000), min_size=1, max_size=300))
    start = draw(st.integers(-(10**15), 2 * 10**15))
    values = draw(
        st.lists(st.floats(-1e9, 1e9) | st.sampled_from([0.0, 1.0, -1.0]), min_size=len(steps), max_size=len(steps))
    )
    return Series(start + np.cumsum(np.array(steps, np.int64)), np.array(values))


@settings(max_examples=150, deadline=None)
@given(series(), st.integers(1, 60_000_000))
def test_every_step_keeps_its_extremes_at_their_times(readings, width_us):
    found = aggregate(readings, width_us)
    step = readings.at_us // width_us
    assert int(found.n.sum()) == readings.at_us.size
    points = points_of(found)
    at = dict(zip(points.at_us.tolist(), points.value.tolist(), strict=True))
    for k, start in enumerate(found.start_us):
        inside = step == start // width_us
        values, times = readings.value[inside], readings.at_us[inside]
        assert (found.low[k], found.high[k]) == (values.min(), values.max())
        assert (found.low_at_us[k], found.high_at_us[k]) == (times[values.argmin()], times[values.argmax()])
        assert (found.first[k], found.last[k]) == (values[0], values[-1])
        assert found.mean[k] == pytest.approx(values.mean(), rel=1e-9, abs=1e-6)
        assert at[int(times[values.argmin()])] == values.min()
        assert at[int(times[values.argmax()])] == values.max()


@settings(max_examples=100, deadline=None)
@given(series(), st.integers(1, 1_000_000), st.integers(1, 20))
def test_merging_steps_is_the_same_as_summing_up_the_readings(readings, width_us, times):
    merged = merge(aggregate(readings, width_us), width_us * times)
    direct = aggregate(readings, width_us * times)
    for name, a, b in zip(Buckets._fields, merged, direct, strict=True):
        if name == "mean":
            np.testing.assert_allclose(a, b, rtol=1e-9, atol=1e-6)
        else:
            np.testing.assert_array_equal(a, b, err_msg=name)


@settings(max_examples=60, deadline=None)
@given(series(), st.integers(3, 60))
def test_triangles_keep_the_ends_and_choose_real_readings(readings, n_out):
    thin = largest_triangles(readings, n_out=n_out)
    assert thin.at_us.size == min(readings.at_us.size, max(n_out, 3))
    assert (thin.at_us[0], thin.at_us[-1]) == (readings.at_us[0], readings.at_us[-1])
    assert np.all(np.diff(thin.at_us) > 0)
    assert np.isin(thin.at_us, readings.at_us).all()


def test_a_lone_spike_survives_thinning():
    value = np.zeros(10_000)
    value[5_432] = 1.0
    thin = largest_triangles(Series(np.arange(10_000, dtype=np.int64), value), n_out=50)
    assert thin.value.max() == 1.0


def test_nothing_gives_nothing_and_disorder_is_refused():
    assert aggregate(Series(np.empty(0, np.int64), np.empty(0)), 10).n.size == 0
    assert points_of(concatenate([])).at_us.size == 0
    with pytest.raises(ProcessingError, match="rise strictly"):
        aggregate(Series(np.array([2, 1]), np.zeros(2)), 10)


def test_gaps_run_from_the_last_reading_before_to_the_first_after():
    at = np.array([0, 1, 2, 50, 51], np.int64)
    assert gaps_between(at, at, longest_us=5) == [(2, 50)]
