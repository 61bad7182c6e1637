"""One series against another."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from processing.errors import TableError
from processing.timeseries.cloud import KINDS, Regression, Tolerance, density, drawn, fit, outside, pair
from processing.timeseries.steps import StepSpec, run_step
from processing.timeseries.table import US, Column, Table

TIMES = st.lists(st.integers(0, 60), min_size=0, max_size=12, unique=True).map(sorted)


@settings(max_examples=100, deadline=None)
@given(TIMES, TIMES, st.sampled_from([0, 1, 5]), st.randoms(use_true_random=False))
def test_pairs_are_nearest_in_time_within_the_tolerance(tx, ty, tolerance, random) -> None:  # type: ignore[no-untyped-def]
    x = [math.nan if random.random() < 0.2 else float(t) for t in tx]
    y = [math.nan if random.random() < 0.2 else float(t) for t in ty]
    expected = []
    for t, value in zip(ty, y, strict=True):
        near = [(abs(s - t), s) for s, w in zip(tx, x, strict=True) if not math.isnan(w) and abs(s - t) <= tolerance]
        if near and not math.isnan(value):
            expected.append((t, float(min(near)[1]), value))
    pairs = pair(np.array(tx, np.int64), np.array(x), np.array(ty, np.int64), np.array(y), tolerance_us=tolerance)
    assert list(zip(pairs.time.tolist(), pairs.x.tolist(), pairs.y.tolist(), strict=True)) == expected


def _points(n: int = 2000) -> tuple[np.ndarray, np.random.Generator]:
    rng = np.random.default_rng(4)
    return rng.uniform(-10, 20, n), rng


def test_a_line_has_the_textbook_errors_and_bands() -> None:
    x, y = np.array([1.0, 2, 3, 4, 5]), np.array([2.1, 3.9, 6.2, 7.8, 10.1])
    curve = fit(x, y, Regression())
    slope = ((x - 3) * (y - y.mean())).sum() / 10
    sigma = math.sqrt(((y - y.mean() - slope * (x - 3)) ** 2).sum() / 3)
    assert curve.coefficients[1].value == pytest.approx(slope)
    assert curve.coefficients[1].error == pytest.approx(sigma / math.sqrt(10))
    bands = curve.bands(np.array([4.0]))
    # Student's t for 3 degrees of freedom and 95 % is 3.1824.
    half = 3.182446 * sigma * math.sqrt(1 / 5 + 1 / 10)
    assert bands.confidence_high - bands.y == pytest.approx([half])
    assert bands.prediction_high - bands.y == pytest.approx([math.hypot(half, 3.182446 * sigma)])


@pytest.mark.parametrize("degree", [2, 3, 4, 5])
def test_a_polynomial_finds_its_coefficients(degree: int) -> None:
    x, _ = _points(100)
    true = [3.0, -2, 0.5, 0.1, -0.02, 0.001][: degree + 1]
    curve = fit(x, sum(c * x**n for n, c in enumerate(true)), Regression("polynomial", degree=degree))
    assert [c.value for c in curve.coefficients] == pytest.approx(true, rel=1e-6, abs=1e-6)
    assert curve.r2 == pytest.approx(1)


@pytest.mark.parametrize(("n_breaks", "breaks"), [(1, [12.0]), (2, [0.0, 12.0])])
def test_a_heating_curve_finds_its_change_points(n_breaks: int, breaks: list[float]) -> None:
    x, rng = _points()
    y = 50 - 2 * (x + 10) + sum(s * np.maximum(x - b, 0) for s, b in zip([2.0, -3.0], breaks, strict=False))
    curve = fit(x, y + rng.normal(0, 0.2, len(x)), Regression("piecewise", n_breaks=n_breaks))
    found = sorted(float(c.name.removeprefix("bend at ")) for c in curve.coefficients[2:])
    assert found == pytest.approx(breaks, abs=0.15)


@pytest.mark.parametrize("kind", ["huber", "ransac"])
def test_a_robust_line_is_not_moved_by_faults(kind: str) -> None:
    x, rng = _points()
    y = 5 + 2 * x + rng.normal(0, 0.5, len(x))
    y[(rng.random(len(x)) < 0.25) & (x > 5)] += 60
    curve = fit(x, y, Regression(kind))
    assert [c.value for c in curve.coefficients] == pytest.approx([5, 2], rel=0.05)
    assert fit(x, y, Regression()).coefficients[1].value > 2.3


def test_lowess_follows_a_bend_and_ignores_faults() -> None:
    x, rng = _points()
    y = np.sin(x / 3) + rng.normal(0, 0.1, len(x))
    y[::40] += 20
    curve = fit(x, y, Regression("lowess", span=0.15))
    inner = np.linspace(-8, 18, 50)
    assert np.abs(curve.predict(inner) - np.sin(inner / 3)).max() < 0.15


@pytest.mark.parametrize("kind", KINDS)
def test_equal_points_and_too_few_are_refused(kind: str) -> None:
    with pytest.raises(TableError, match="needs"):
        fit(np.ones(50), np.arange(50.0), Regression(kind))
    with pytest.raises(TableError, match="needs"):
        fit(np.array([1.0, 2]), np.array([1.0, 2]), Regression(kind))


def test_a_tolerance_is_used_as_given() -> None:
    x = np.linspace(-10, 10, 201)
    y = 10 * x
    y[[50, 150]] += 20
    curve = fit(np.delete(x, [50, 150]), np.delete(y, [50, 150]), Regression())
    assert outside(curve, x, y, Tolerance("constant", 0)).tolist() == [50, 150]
    assert outside(curve, x, y, Tolerance("constant", 20.1)).tolist() == []
    # At x = ±5 the curve is ∓50: ten percent are 5 on either side, below zero as above.
    assert outside(curve, x, y, Tolerance("proportional", 10)).tolist() == [50, 150]
    assert outside(curve, x, y, Tolerance("proportional", 41)).tolist() == []
    with pytest.raises(TableError, match="at least 0"):
        Tolerance("constant", -1)


def _table() -> Table:
    x, rng = _points(400)
    y = 3 * x + rng.normal(0, 0.1, len(x))
    y[7] += 50
    y[100:120] = math.nan
    return Table(np.arange(400) * 60 * US, (Column("x", x), Column("y", y)))


def test_points_outside_go_and_the_curve_is_fitted_again() -> None:
    result = run_step(_table(), StepSpec("cloud-outside", {"x": "x", "tolerance": 1.0, "refits": 3}))
    assert result.findings[0].rows.tolist() == [7]
    assert np.isnan(result.table.column("y").values[7])


def test_gaps_are_filled_from_the_curve_only_where_it_was_fitted() -> None:
    table = _table()
    x = table.column("x").values
    x[105] = 500.0
    filled = run_step(table, StepSpec("cloud-fill", {"x": "x", "kind": "huber"}))
    values = filled.table.column("y").values
    assert np.isnan(values[105])
    assert filled.n_changed == 19
    assert np.abs(values[100:105] - 3 * x[100:105]).max() < 0.2


def test_drawing_keeps_every_point_outside_and_at_most_five_thousand() -> None:
    x = np.arange(20_000.0)
    pairs = pair(np.arange(20_000), x, np.arange(20_000), x)
    shown = drawn(pairs, np.random.default_rng(0), always=np.array([3, 9999]))
    assert len(shown) == 5000
    assert {3, 9999} <= set(shown.tolist())
    assert density(pairs).count.sum() == 20_000
