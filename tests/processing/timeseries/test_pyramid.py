"""Charts of any length: extremes exact and at their own times, gaps as gaps, nothing drawn that is not there."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from processing.errors import TableError
from processing.timeseries import pyramid
from processing.timeseries.pyramid import Pyramid, line_of
from processing.timeseries.table import US, Column, Table, Window


def table(values: np.ndarray, *, step_s: int = 60) -> Table:
    return Table(np.arange(len(values), dtype=np.int64) * step_s * US, (Column("a", values),))


def built(folder: Path, made: Table) -> Pyramid:
    pyramid.build(made, folder / "a.pyr")
    return Pyramid(folder / "a.pyr")


def reader(made: Table) -> pyramid.Read:
    def read(window: Window) -> tuple[np.ndarray, np.ndarray]:
        part = made.within(window)
        return part.time, part.columns[0].values

    return read


def walk(n: int, seed: int = 1) -> np.ndarray:
    return np.cumsum(np.random.default_rng(seed).normal(size=n))


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 1000), n=st.integers(1, 60_000), begin=st.floats(0, 0.9), share=st.floats(0.01, 1),
    points=st.integers(2, 400), missing=st.floats(0, 0.5),
)  # fmt: skip
def test_the_lowest_and_highest_value_of_any_window_are_in_the_line(
    tmp_path_factory: pytest.TempPathFactory, seed: int, n: int, begin: float, share: float, points: int, missing: float
) -> None:
    values = walk(n, seed)
    values[np.random.default_rng(seed).random(n) < missing] = np.nan
    made = table(values)
    start = int(begin * n)
    stop = max(start + 1, min(n, start + int(share * n)))
    window = Window(int(made.time[start]), int(made.time[stop - 1]) + 1)
    part = made.within(window)
    line = built(tmp_path_factory.mktemp("p"), made).line(0, window, points, reader(made))
    if line is None:
        line = line_of(part.time, part.columns[0], window, points)
    truth = part.columns[0].values
    if np.isnan(truth).all():
        assert not np.any((line.time >= window.start) & (line.time < window.end) & ~np.isnan(line.value))
        return
    inside = (line.time >= window.start) & (line.time < window.end) & ~np.isnan(line.value)
    shown, times = line.value[inside], line.time[inside]
    assert (shown.min(), shown.max()) == (np.nanmin(truth), np.nanmax(truth))
    known = dict(zip(part.time.tolist(), truth.tolist(), strict=True))
    assert all(known[time] == value for time, value in zip(times.tolist(), shown.tolist(), strict=True))
    assert (np.diff(line.time) >= 0).all()


def test_few_values_are_told_one_by_one(tmp_path):
    values = walk(500)
    line = line_of(table(values).time, table(values).columns[0], Window(0, 500 * 60 * US), 1000)
    assert line.is_exact
    assert line.value.tolist() == values.tolist()


def test_a_stretch_without_values_breaks_the_line_once_and_from_edge_to_edge(tmp_path):
    values = walk(50_000)
    values[20_000:30_000] = np.nan
    made = table(values)
    line = built(tmp_path, made).line(0, Window(0, int(made.time[-1]) + 1), 200, reader(made))
    assert line is not None
    [at] = np.flatnonzero(np.isnan(line.value))
    assert line.time[at - 1] == made.time[19_999]
    assert line.time[at + 1] == made.time[30_000]


def test_a_pause_without_rows_is_a_gap_too(tmp_path):
    time = np.concatenate([np.arange(5000), np.arange(9000, 14_000)]).astype(np.int64) * 60 * US
    made = Table(time, (Column("a", walk(10_000)),))
    line = built(tmp_path, made).line(0, Window(0, int(time[-1]) + 1), 100, reader(made))
    assert line is not None
    assert np.isnan(line.value).sum() == 1


def test_a_column_without_a_value_is_an_empty_line(tmp_path):
    made = table(np.full(100, np.nan))
    line = built(tmp_path, made).line(0, Window(0, 100 * 60 * US), 10, reader(made))
    assert line is not None
    assert (len(line.time), line.is_exact) == (0, True)


def test_another_file_is_no_pyramid(tmp_path):
    (tmp_path / "other").write_bytes(b"something else entirely")
    with pytest.raises(TableError, match="no file of a series"):
        Pyramid(tmp_path / "other")
