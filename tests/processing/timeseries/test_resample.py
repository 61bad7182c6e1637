"""Every way onto a grid against a slow, obvious one."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from processing.errors import TableError
from processing.timeseries.align import Source, align
from processing.timeseries.grid import Grid, common_span, grid_over
from processing.timeseries.resample import IN_WINDOW, METHODS, resample
from processing.timeseries.table import US, Column, Table

S = US


@st.composite
def series(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    """Ascending times with repeats, gaps and exact hits on round seconds; values with some missing."""
    steps = draw(st.lists(st.sampled_from([0, 1, 7, 30, 60, 61, 90, 200, 3600]), min_size=0, max_size=25))
    start = draw(st.integers(-200, 200))
    time = (start + np.cumsum([0, *steps])) * S
    values = draw(st.lists(st.one_of(st.just(math.nan), st.integers(-50, 50).map(float)),
                           min_size=len(time), max_size=len(time)))  # fmt: skip
    return time.astype(np.int64), np.array(values)


GRIDS = st.builds(
    Grid, st.integers(-300, 300).map(lambda n: n * S), st.sampled_from([S, 7 * S, 60 * S, 61 * S, 420 * S, 7 * S + 1]),
    st.integers(1, 30),
)  # fmt: skip


def _reference(time, values, t, s, method, gap, closed_both):  # type: ignore[no-untyped-def]
    """The definition, one grid point at a time."""
    samples = [(int(a), float(v)) for a, v in zip(time, values, strict=True) if not math.isnan(v)]
    if method in IN_WINDOW:
        # Doubled, so that half a step is whole.
        inside = [v for a, v in samples if 2 * t - s <= 2 * a < 2 * t + s or (closed_both and 2 * a == 2 * t + s)]
        if not inside:
            return math.nan
        return {
            "mean": lambda: sum(inside) / len(inside), "median": lambda: float(np.median(inside)),
            "min": lambda: min(inside), "max": lambda: max(inside), "sum": lambda: sum(inside),
            "first": lambda: inside[0], "last": lambda: inside[-1],
        }[method]()  # fmt: skip
    if not samples or t < samples[0][0] or t > samples[-1][0]:
        return math.nan
    before = [(a, v) for a, v in samples if a < t]
    hits = [v for a, v in samples if a == t]
    after = [(a, v) for a, v in samples if a > t]
    if method == "previous":
        if hits:
            return hits[-1]
        return before[-1][1] if gap is None or t - before[-1][0] <= gap else math.nan
    if method == "nearest-mean":
        least = min(abs(a - t) for a, _ in samples)
        return float(np.mean([v for a, v in samples if abs(a - t) == least]))
    if hits:
        return hits[0]
    is_near = gap is None or after[0][0] - before[-1][0] <= gap
    if method in ("linear", "nearest-within-gap") and not is_near:
        return math.nan
    if method == "linear":
        (a, v), (b, w) = before[-1], after[0]
        return v + (w - v) * (t - a) / (b - a)
    if t - before[-1][0] <= after[0][0] - t:
        return next(v for a, v in before if a == before[-1][0])
    return after[0][1]


@pytest.mark.parametrize("method", METHODS)
@settings(max_examples=60, deadline=None)
@given(data=series(), grid=GRIDS, gap=st.sampled_from([None, 0, 60 * S, 120 * S, 4000 * S]), closed=st.booleans())
def test_each_method_is_its_definition(method, data, grid, gap, closed) -> None:  # type: ignore[no-untyped-def]
    time, values = data
    got = resample(time, values, grid, method=method, max_gap_us=gap, closed_both=closed)
    expected = [_reference(time, values, int(t), grid.step_us, method, gap, closed) for t in grid.times]
    np.testing.assert_allclose(got, expected, rtol=1e-12, atol=1e-9)


@pytest.mark.parametrize("method", METHODS)
def test_a_long_series_is_worked_on_in_pieces_that_do_not_show(method: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(1)
    time = np.cumsum(rng.integers(0, 90, 4000)) * S
    values = np.where(rng.random(4000) < 0.1, np.nan, rng.normal(size=4000).round(3))
    grid = grid_over(int(time[0]), int(time[-1]), step_us=61 * S)
    whole = resample(time, values, grid, method=method, max_gap_us=200 * S)
    monkeypatch.setattr("processing.timeseries.resample._POINTS_AT_ONCE", 7)
    np.testing.assert_array_equal(resample(time, values, grid, method=method, max_gap_us=200 * S), whole)


@given(
    start=st.integers(-10_000, 10_000), length=st.integers(0, 5000), step=st.sampled_from([1, 7, 60, 61, 900, 86_400]),
    phase=st.integers(-200_000, 200_000),
)  # fmt: skip
@settings(max_examples=100, deadline=None)
def test_a_grid_holds_its_anchor_and_all_points_of_the_span(start: int, length: int, step: int, phase: int) -> None:
    expected = [t for t in range(start, start + length + 1) if (t - phase) % step == 0]
    if not expected:
        with pytest.raises(TableError, match="no grid point"):
            grid_over(start * S, (start + length) * S, step_us=step * S, phase_us=phase * S)
        return
    grid = grid_over(start * S, (start + length) * S, step_us=step * S, phase_us=phase * S)
    assert (grid.times // S).tolist() == expected


@pytest.mark.parametrize("step_us", [US - 1, 86_400 * US + 1])
def test_a_step_out_of_range_is_refused(step_us: int) -> None:
    with pytest.raises(TableError, match="from 1 s to 1 d"):
        grid_over(0, 10**12, step_us=step_us)


def _table(times: list[int], values: list[float]) -> Table:
    return Table(np.array(times, np.int64) * S, (Column("v", np.array(values, float)),))


def test_the_common_span_is_from_the_latest_start_to_the_earliest_end() -> None:
    assert common_span([_table([0, 100], [1, 2]), _table([50, 300], [1, 2])]) == (50 * S, 100 * S)
    with pytest.raises(TableError, match="no time in common"):
        common_span([_table([0, 10], [1, 2]), _table([50, 60], [1, 2])])


def test_a_series_that_fits_passes_unchanged_onto_the_full_grid() -> None:
    fits = Source("a", _table([0, 60, 240], [1.25, math.nan, 3]), "linear", None, 1)
    other = Source("b", _table([0, 100, 240], [0, 10, 24]), "linear")
    table = align([fits, other], grid_over(0, 240 * S, step_us=60 * S)).table
    np.testing.assert_array_equal(table.column("a").values, [1.2, math.nan, math.nan, math.nan, 3])
    np.testing.assert_allclose(table.column("b").values, [0, 6, 12, 18, 24])


def test_aligned_columns_of_the_same_name_stay_apart() -> None:
    one = Source("a", _table([0, 60], [1, 2]))
    assert align([one, one], Grid(0, 60 * S, 2)).table.names == ("a", "a 2")
