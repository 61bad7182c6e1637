"""Every cleaning step against a slow, obvious one; what it tells adds up."""

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from processing.arrays import FloatArray, IndexArray
from processing.errors import ProcessingError
from processing.timeseries.parameters import number
from processing.timeseries.steps import STEPS, StepSpec, check_recipe, preview, run_recipe, run_step
from processing.timeseries.steps.registry import column_step
from processing.timeseries.steps.seasonal import suggest_k
from processing.timeseries.table import US, Column, Table, Texts, Window

MIN = 60 * US


@st.composite
def series(draw: st.DrawFn) -> tuple[list[int], list[float]]:
    """Minutes, ascending and uneven, and few different values with some missing."""
    steps = draw(st.lists(st.sampled_from([1, 1, 1, 2, 5, 30]), min_size=0, max_size=30))
    time = [int(t) for t in np.cumsum([draw(st.integers(-50, 50)), *steps])]
    cell = st.one_of(st.just(math.nan), st.sampled_from([0.0, 1.0, 2.0, 5.0, 20.0, -20.0]))
    return time, draw(st.lists(cell, min_size=len(time), max_size=len(time)))


def _table(time: list[int], values: list[float]) -> Table:
    return Table(np.array(time, np.int64) * MIN, (Column("v", np.array(values, float)),))


def _run(data: tuple[list[int], list[float]], name: str, **params: object) -> list[float]:
    return run_step(_table(*data), StepSpec(name, params)).table.columns[0].values.tolist()


def _alike(got: list[float], expected: list[float]) -> None:
    np.testing.assert_allclose(got, expected, rtol=1e-12)


MINUTES = st.sampled_from([0, 1, 2, 5, 30, 1000])


@settings(max_examples=80, deadline=None)
@given(series(), MINUTES)
def test_a_flat_line_is_two_or_more_equal_values_lasting_long_enough(data, minutes) -> None:  # type: ignore[no-untyped-def]
    time, values = data
    expected = list(values)
    for i in range(len(values)):
        for j in range(i + 1, len(values)):
            if not all(values[k] == values[i] for k in range(i, j + 1)):
                break
            begins, ends = i == 0 or values[i - 1] != values[i], j + 1 == len(values) or values[j + 1] != values[i]
            if begins and ends and time[j] - time[i] >= minutes:
                expected[i : j + 1] = [math.nan] * (j + 1 - i)
    _alike(_run(data, "flat-line", minutes=minutes), expected)


@settings(max_examples=80, deadline=None)
@given(series(), MINUTES)
def test_an_island_shorter_than_asked_goes(data, minutes) -> None:  # type: ignore[no-untyped-def]
    time, values = data
    expected = list(values)
    i = 0
    while i < len(values):
        j = i
        while j < len(values) and not math.isnan(values[j]):
            j += 1
        if j > i and time[j - 1] - time[i] < minutes:
            expected[i:j] = [math.nan] * (j - i)
        i = j + 1
    _alike(_run(data, "short-islands", minutes=minutes), expected)


@settings(max_examples=60, deadline=None)
@given(series(), st.sampled_from([None, 0, 1]), st.sampled_from([None, 0, 5]))
def test_limits_keep_what_lies_on_them(data, low, high) -> None:  # type: ignore[no-untyped-def]
    expected = [
        v if not math.isnan(v) and (low is None or v >= low) and (high is None or v <= high) else math.nan
        for v in data[1]
    ]
    _alike(_run(data, "limits", low=low, high=high), expected)


@settings(max_examples=30, deadline=None)
@given(series())
def test_zeros_go(data) -> None:  # type: ignore[no-untyped-def]
    _alike(_run(data, "zeros"), [math.nan if v == 0 else v for v in data[1]])


def _spikes(time: list[int], values: list[float], change: float, length: float) -> list[float]:
    """One frame at a time, from the left, pass after pass."""
    values = list(values)
    while True:
        valid = [i for i, v in enumerate(values) if not math.isnan(v)]
        jumps = []
        for a, b in pairwise(valid):
            if abs(values[b] - values[a]) > change * (time[b] - time[a]):
                jumps.append((b, values[b] > values[a]))
        found = False
        n = 0
        while n < len(jumps):
            start, is_up = jumps[n]
            close = next((m for m in range(n + 1, len(jumps)) if jumps[m][1] != is_up), None)
            if close is not None and time[jumps[close][0]] - time[start] <= length:
                for i in valid:
                    if start <= i < jumps[close][0]:
                        values[i] = math.nan
                found = True
                n = close + 1
            else:
                n += 1
        if not found:
            return values


@settings(max_examples=150, deadline=None)
@given(series(), st.sampled_from([0, 0.5, 1, 3]), MINUTES)
def test_a_spike_is_a_jump_that_returns_in_time(data, change, length) -> None:  # type: ignore[no-untyped-def]
    _alike(_run(data, "spikes", change_per_min=change, length_min=length), _spikes(*data, change, length))


def test_a_level_shift_is_kept_and_the_spike_on_it_goes() -> None:
    values = [0.0] * 5 + [20.0] * 3 + [60.0] + [20.0] * 6
    got = _run((list(range(15)), values), "spikes", change_per_min=5, length_min=3)
    _alike(got, [*values[:8], math.nan, *values[9:]])


@settings(max_examples=80, deadline=None)
@given(series(), st.sampled_from([0, 2, 4, 11, 60]), st.sampled_from([0, 1, 3]))
def test_a_robust_outlier_is_beyond_k_mad_of_the_median_around_it(data, window, k) -> None:  # type: ignore[no-untyped-def]
    time, values = data
    expected = list(values)
    valid = [i for i, v in enumerate(values) if not math.isnan(v)]
    for i in valid if len(valid) > 2 else []:
        around = [values[j] for j in valid if abs(time[j] - time[i]) <= window / 2]
        middle = float(np.median(around))
        spread = float(np.median([abs(v - middle) for v in around]))
        if abs(values[i] - middle) > k * spread and abs(values[i] - middle) > 0:
            expected[i] = math.nan
    _alike(_run(data, "robust-outliers", window_min=window, k=k), expected)


@settings(max_examples=80, deadline=None)
@given(series(), MINUTES, st.sampled_from(["linear", "previous"]))
def test_a_gap_is_measured_in_time_between_its_neighbours(data, gap, method) -> None:  # type: ignore[no-untyped-def]
    time, values = data
    expected = list(values)
    for i, v in enumerate(values):
        left = next((j for j in range(i - 1, -1, -1) if not math.isnan(values[j])), None)
        right = next((j for j in range(i + 1, len(values)) if not math.isnan(values[j])), None)
        if not math.isnan(v) or left is None or right is None or time[right] - time[left] > gap:
            continue
        share = (time[i] - time[left]) / (time[right] - time[left])
        line = values[left] + (values[right] - values[left]) * share
        expected[i] = line if method == "linear" else values[left]
    _alike(_run(data, "fill-gaps", max_gap_min=gap, method=method), expected)


def _daily(n_days: int, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    n = n_days * 144
    return np.arange(n) * 10, 20 + 8 * np.sin(np.arange(n) / 144 * 2 * np.pi) + rng.normal(0, 0.3, n)


def test_a_seasonal_gap_takes_the_course_of_the_day() -> None:
    time, values = _daily(20)
    truth = values[1000:1060].copy()
    values[1000:1060] = math.nan
    straight = _run((time, values), "fill-gaps", max_gap_min=1000, method="linear")
    seasonal = _run((time, values), "fill-gaps", max_gap_min=1000, method="seasonal")
    assert np.abs(np.array(seasonal[1000:1060]) - truth).mean() < 0.5
    assert np.abs(np.array(straight[1000:1060]) - truth).mean() > 1.5


@pytest.mark.parametrize(
    ("step", "params"), [("seasonal-outliers", {"k": 12}), ("learned-outliers", {"quantile": 0.999})]
)
def test_faults_within_the_usual_range_are_found_by_season_and_by_model(step: str, params: dict[str, float]) -> None:
    time, values = _daily(20, seed=3)
    at = [777, 1500, 2222]
    # Values such as the day has, but not at this time of it.
    values[at] += np.where(values[at] > 20, -6.0, 6.0)
    values[300:340] = math.nan
    got = np.array(_run((time, values), step, **params))
    found = np.flatnonzero(np.isnan(got) & ~np.isnan(values))
    assert set(at) <= set(found.tolist())
    assert len(found) <= 6


def test_the_suggested_k_keeps_good_values_and_finds_a_fault() -> None:
    time, values = _daily(20, seed=3)
    k = suggest_k(time * MIN, values, period_min=1440)
    values[1500] += 12
    got = np.array(_run((time, values), "seasonal-outliers", k=k))
    assert 4 <= k <= 9
    assert np.isnan(got[1500])
    assert np.count_nonzero(np.isnan(got)) <= 3


def test_outliers_by_quantile_one_are_none() -> None:
    time, values = _daily(5)
    _alike(_run((time, values), "learned-outliers", quantile=1), values.tolist())


def test_too_few_cycles_are_said_so() -> None:
    with pytest.raises(ProcessingError, match="two cycles"):
        _run(([0, 10, 20], [1, 2, 3]), "seasonal-outliers")


def test_text_becomes_missing_and_is_listed() -> None:
    column = Column("v", np.array([1, math.nan, 3]), texts=Texts(np.array([1]), ("ERR",)))
    result = run_step(Table(np.arange(3) * MIN, (column,)), StepSpec("non-numeric"))
    assert not len(result.table.columns[0].texts.rows)
    assert [e.value for e in result.findings[0].examples] == ["ERR"]


def test_counts_and_marks_add_up_to_what_changed() -> None:
    time, values = _daily(3)
    values[50] = 90
    table = _table(time.tolist(), values.tolist())
    specs = [StepSpec("limits", {"high": 50}), StepSpec("fill-gaps"), StepSpec("limits", {"high": 50})]
    result = run_recipe(table, specs)
    assert [r.n_changed for r in result.results] == [1, 1, 0]
    marks = result.results[0].marks[0]
    assert (marks.times.tolist(), marks.before.tolist()) == ([50 * 10 * MIN], [90.0])
    assert result.findings[0].examples[0].time == 50 * 10 * MIN


@pytest.mark.parametrize("name", [n for n in STEPS if n not in ("non-numeric", "grid", "cloud-outside", "cloud-fill")])
def test_a_preview_shows_what_the_whole_step_would_do(name: str) -> None:
    time, values = _daily(40, seed=5)
    values[3000] += 25
    values[3010:3014] = math.nan
    values[3020:3030] = 7.5
    table = _table(time.tolist(), values.tolist())
    window = Window(int(time[2950]) * MIN, int(time[3100]) * MIN)
    whole = run_step(table, StepSpec(name)).table.within(window).columns[0].values
    shown = preview(table, StepSpec(name), window)
    # A model taught on a part of the series, and a spread measured in it, may draw its line elsewhere.
    if name not in ("seasonal-outliers", "learned-outliers"):
        np.testing.assert_array_equal(shown.table.columns[0].values, whole)
    assert shown.table.n_rows == 150


@pytest.mark.parametrize(
    ("spec", "code"),
    [
        (StepSpec("nonsense"), "unknown-step"), (StepSpec("limits", {"lowest": 1}), "unknown-parameter"),
        (StepSpec("limits", {"low": "1"}), "bad-parameter"),
        (StepSpec("fill-gaps", {"method": "magic"}), "bad-parameter"),
    ],
)  # fmt: skip
def test_a_wrong_recipe_is_refused_before_it_runs(spec: StepSpec, code: str) -> None:
    with pytest.raises(ProcessingError) as caught:
        check_recipe([StepSpec("zeros"), spec])
    assert caught.value.code == code


def test_ten_lines_add_a_step() -> None:
    from processing.timeseries.steps.limits import NoParams
    from processing.timeseries.steps.registry import column_step

    @column_step("halve", title="Halve", summary="Halves values.", params=NoParams, told="values halved")
    def halve(time, values, params):  # type: ignore[no-untyped-def]
        return values / 2

    try:
        assert _run(([0, 1], [2.0, 4.0]), "halve") == [1.0, 2.0]
    finally:
        del STEPS["halve"]


def test_a_step_of_ones_own_is_a_function(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setitem(STEPS, "to-zero", None)  # type: ignore[arg-type]

    @dataclass(frozen=True, slots=True)
    class Below:
        below: float = number(0.0, label="Below", help="Values below become 0.", step=0.1)

    @column_step("to-zero", title="To zero", summary="Small values become 0.", params=Below, told="values made 0")
    def to_zero(time: IndexArray, values: FloatArray, params: Below) -> FloatArray:
        return np.where(values < params.below, 0.0, values)

    data = ([0, 1, 2], [0.5, 2.0, math.nan])
    _alike(_run(data, "to-zero", below=1.0), [0.0, 2.0, math.nan])
    result = run_step(_table(*data), StepSpec("to-zero", {"below": 1.0}))
    assert (result.n_changed, result.findings[0].message) == (1, "v: 1 values made 0")
    with pytest.raises(ProcessingError):
        check_recipe([StepSpec("to-zero", {"above": 1.0})])
