"""How two tracks go together, against SciPy and against made tracks with a known lag."""

import math

import numpy as np
import pytest
from scipy import stats

from processing.timeline.relation import caveats, correlation, relate, scatter

N = 240


def noise(seed: int, n: int = N) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=n)


def test_correlations_are_those_of_scipy() -> None:
    a = noise(1)
    b = 0.6 * a + noise(2)
    a[5], b[17] = np.nan, np.nan
    known = ~(np.isnan(a) | np.isnan(b))
    found = relate(a, b, max_shift=0)
    assert found.n == N - 2
    assert found.pearson == pytest.approx(stats.pearsonr(a[known], b[known])[0], abs=1e-12)
    assert found.spearman == pytest.approx(stats.spearmanr(a[known], b[known])[0], abs=1e-12)


def test_equal_values_share_a_rank() -> None:
    a = np.array([1, 1, 2, 3, 3, 3, 9, 4, 5.0])
    b = np.array([2, 1, 1, 5, 5, 4, 9, 9, 9.0])
    assert relate(a, b, max_shift=0).spearman == pytest.approx(stats.spearmanr(a, b)[0], abs=1e-12)


@pytest.mark.parametrize("shift", [-7, 0, 3])
def test_the_lag_of_a_track_that_follows_is_found(shift: int) -> None:
    a = noise(3, N + 20)
    b = np.roll(a, shift) + 0.1 * noise(4, N + 20)
    found = relate(a[10:-10], b[10:-10], max_shift=12)
    assert found.best is not None
    assert found.best.shift == shift
    assert found.best.n == N - abs(shift)
    assert len(found.lags) == 25


def test_independent_pairs_are_fewer_where_neighbours_resemble_each_other() -> None:
    smooth = np.convolve(noise(5, N + 9), np.ones(10), mode="valid")
    other = np.convolve(noise(6, N + 9), np.ones(10), mode="valid")
    assert relate(noise(7), noise(8)).n_effective > 0.9 * N
    assert relate(smooth, other).n_effective < 0.25 * N


def test_a_common_daily_course_is_taken_away() -> None:
    hour = np.arange(N) % 24
    course = np.sin(hour / 24 * 2 * np.pi)
    found = relate(course + 0.3 * noise(9), course + 0.3 * noise(10), hour=hour)
    assert found.pearson > 0.7
    assert abs(found.without_day) < 0.2
    assert "daily-course" in caveats(found, 1)


def test_an_hour_seen_once_tells_nothing_about_the_daily_course() -> None:
    hour = np.arange(24)
    assert math.isnan(relate(noise(11, 24), noise(12, 24), hour=hour).without_day)


def test_a_constant_track_has_no_correlation_and_few_pairs_none_either() -> None:
    flat = relate(np.full(40, 0.1), noise(13, 40))
    assert math.isnan(flat.pearson)
    assert caveats(flat, 1) == ["constant"]
    few = relate(noise(14, 7), noise(15, 7))
    assert math.isnan(few.pearson)
    assert few.best is None
    assert caveats(few, 1) == ["too-few-pairs"]


def test_nothing_at_all_is_answered_with_nothing() -> None:
    empty = relate(np.full(5, np.nan), np.full(5, np.nan))
    assert (empty.n, empty.best) == (0, None)
    assert caveats(empty, 49) == ["too-few-pairs"]


def test_the_interval_holds_the_true_correlation_as_often_as_it_says() -> None:
    rng = np.random.default_rng(16)
    inside = 0
    for _ in range(400):
        a = rng.normal(size=60)
        b = 0.5 * a + math.sqrt(0.75) * rng.normal(size=60)
        found = relate(a, b, max_shift=0)
        inside += found.low <= 0.5 <= found.high
    # 95 % of 400, four standard errors either way.
    assert 362 <= inside <= 398


def test_chance_alone_is_called_so() -> None:
    found = relate(noise(17, 20), noise(18, 20))
    assert {"few-pairs", "may-be-nothing", "not-cause"} <= set(caveats(found, 49))


def test_many_pairs_are_thinned_for_the_picture_only() -> None:
    x, y = scatter(noise(19, 5000), noise(20, 5000))
    assert len(x) == len(y) == 2000


def test_a_perfect_correlation_stays_within_one() -> None:
    a = noise(21)
    assert correlation(a, 3 * a) <= 1.0
    assert correlation(a, -3 * a) >= -1.0
