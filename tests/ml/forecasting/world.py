"""Series made for tests: a day's rhythm that follows the weather, with noise."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from ml.forecasting.spec import CalendarSpec, Role, SeriesSpec, SessionSpec, Span
from processing.arrays import FloatArray
from processing.timeseries.table import US, Column, Table

HOUR = 3600 * US

START = 1_700_000_000 * US // HOUR * HOUR


def load_and_weather(n: int = 700, *, seed: int = 0) -> Table:
    """Two loads with a daily rhythm and the temperature that drives them, hourly."""
    rng = np.random.default_rng(seed)
    at = np.arange(n)
    temperature = 10 + 8 * np.sin(at / 60) + rng.normal(size=n)
    day = np.sin(2 * np.pi * at / 24)
    load = 50 + 10 * day - temperature + rng.normal(size=n)
    other = 20 + 5 * day - 0.5 * temperature + rng.normal(size=n)
    time = START + HOUR * at
    return Table(time, (Column("load", load), Column("other", other), Column("temperature", temperature)))


TARGETS = (SeriesSpec("site", "load"), SeriesSpec("site", "other"))

WEATHER = SeriesSpec("site", "temperature", Role.PAST)


def plain(**changed: Any) -> SessionSpec:
    """Two targets, look-back two days, horizon six hours."""
    return replace(SessionSpec(TARGETS, HOUR, Span(48), Span(6)), **changed)


def rich(**changed: Any) -> SessionSpec:
    """Everything a study can have: past and future inputs, lags, means, calendar with holidays in local time."""
    series = (
        replace(TARGETS[0], lags=(3, 71), rolling_means=(30,)),
        replace(TARGETS[1], horizon=Span(3), look_back=Span(24, "hours"), scaling="min-max"),
        replace(WEATHER, rolling_means=(12,), look_back=Span(180, "minutes")),
        replace(WEATHER, role=Role.FUTURE, horizon=Span(8)),
    )
    calendar = CalendarSpec(("year", "month", "week", "day", "weekend", "holidays"), "Europe/Zurich", "CH", "ZH")
    return replace(SessionSpec(series, HOUR, Span(48), Span(6), calendar=calendar), **changed)


def scrambled(table: Table, start: int, stop: int | None = None, *, seed: int = 9) -> Table:
    """The table with other values from one row to before another."""
    rng = np.random.default_rng(seed)
    columns = []
    for column in table.columns:
        values: FloatArray = column.values.copy()
        values[start:stop] = rng.normal(0, 1000, len(values[start:stop]))
        columns.append(replace(column, values=values))
    return Table(table.time, tuple(columns))
