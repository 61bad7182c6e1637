"""Pictures of series."""

import numpy as np
import pytest

from processing.errors import TableError
from processing.timeseries.cloud import Regression, Tolerance, fit, outside, pair
from processing.timeseries.plots import PLOTS, Look, draw, draw_cloud
from processing.timeseries.plots.patterns import autocorrelation
from processing.timeseries.table import US, Column, Table

BEGINS = {"png": b"\x89PNG", "svg": b"<?xml", "pdf": b"%PDF"}
SMALL = Look(zone="Europe/Berlin", width_in=4, height_in=3, dpi=40)


@pytest.fixture(scope="module")
def table() -> Table:
    n = 600
    values = np.sin(np.arange(n) / 24 * 2 * np.pi) + np.random.default_rng(0).normal(0, 0.1, n)
    values[50:60] = np.nan
    constant = np.full(n, 5.0)
    return Table(np.arange(n) * 3600 * US, (Column("T", values, "°C"), Column("flat", constant, "m")))


@pytest.mark.parametrize("kind", list(PLOTS))
def test_every_kind_is_drawn(table: Table, kind: str) -> None:
    assert draw(table, kind, look=SMALL).startswith(BEGINS["png"])


@pytest.mark.parametrize("fmt", list(BEGINS))
def test_every_format_is_written_and_the_same_twice(table: Table, fmt: str) -> None:
    first = draw(table, "line", fmt=fmt, look=SMALL)
    assert first.startswith(BEGINS[fmt])
    assert draw(table, "line", fmt=fmt, look=SMALL) == first


@pytest.mark.parametrize("kind", list(PLOTS))
def test_a_column_without_values_is_drawn_as_nothing(kind: str) -> None:
    empty = Table(np.arange(5) * 3600 * US, (Column("none", np.full(5, np.nan)),))
    assert draw(empty, kind, look=SMALL)


def test_what_cannot_be_drawn_is_said(table: Table) -> None:
    for wrong in ({"kind": "pie"}, {"kind": "line", "fmt": "bmp"}, {"kind": "line", "columns": ("no",)}):
        with pytest.raises(TableError, match="expected one of"):
            draw(table, **wrong)
    with pytest.raises(TableError, match="no values"):
        draw(table.rows(0, 0), "line")


def test_the_picture_of_a_cloud_has_curve_points_and_residuals(table: Table) -> None:
    x = table.column("T").values
    pairs = pair(table.time, x, table.time, 2 * x)
    curve, tolerance = fit(pairs.x, pairs.y, Regression()), Tolerance("constant", 0.5)
    out = outside(curve, pairs.x, pairs.y, tolerance)
    svg = draw_cloud(pairs, curve, x_label="T", y_label="2T", fmt="svg", look=SMALL, tolerance=tolerance, outside=out)
    assert b"residual" in svg


def test_autocorrelation_counts_only_pairs_that_are_there() -> None:
    values = np.random.default_rng(1).normal(size=200)
    values[40:55] = np.nan
    centred = values - np.nanmean(values)
    expected = [np.nanmean(centred[: 200 - lag] * centred[lag:]) / np.nanmean(centred**2) for lag in range(20)]
    np.testing.assert_allclose(autocorrelation(values, 19), expected, atol=1e-9)
