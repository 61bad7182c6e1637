"""What a calendar and a clock on the wall say about a time."""

from __future__ import annotations

from collections.abc import Callable

import holidays
import numpy as np
import pandas as pd

from ml.forecasting.spec import CalendarSpec
from processing.arrays import FloatArray, IndexArray
from processing.errors import ModelError

DAYS_OF_YEAR = 365.2425
"""Mean length of a year of the Gregorian calendar, days."""


def calendar_rows(time: IndexArray, calendar: CalendarSpec) -> FloatArray:
    """Calendar features of each time.

    time : microseconds since 1970 UTC, shape (n,).
    Returns shape (n_features, n), see `calendar_names` for the rows. Raises ModelError("unknown-country").
    """
    if not calendar.features:
        return np.zeros((0, len(time)))
    local = pd.DatetimeIndex(pd.to_datetime(time, unit="us", utc=True)).tz_convert(calendar.zone)
    rows: list[FloatArray] = []
    for feature in calendar.features:
        if feature == "weekend":
            rows.append(np.asarray(local.day_of_week >= 5, dtype=np.float64))
        elif feature == "holidays":
            rows.append(_days_off(local, calendar))
        else:
            turn = 2 * np.pi * _TURNS[feature](local)
            rows += [np.sin(turn), np.cos(turn)]
    return np.stack(rows)


def calendar_names(calendar: CalendarSpec) -> tuple[str, ...]:
    """The names of the rows of `calendar_rows`."""
    names: list[str] = []
    for feature in calendar.features:
        is_flag = feature in ("weekend", "holidays")
        names += [feature] if is_flag else [f"{feature} sine", f"{feature} cosine"]
    return tuple(names)


def _hours(local: pd.DatetimeIndex) -> FloatArray:
    return np.asarray(local.hour + local.minute / 60 + local.second / 3600, dtype=np.float64)


def _share_of_year(local: pd.DatetimeIndex) -> FloatArray:
    return np.asarray((local.day_of_year - 1 + _hours(local) / 24) / DAYS_OF_YEAR)


def _share_of_month(local: pd.DatetimeIndex) -> FloatArray:
    return np.asarray((local.day - 1 + _hours(local) / 24) / local.days_in_month)


def _share_of_week(local: pd.DatetimeIndex) -> FloatArray:
    return np.asarray((local.day_of_week + _hours(local) / 24) / 7)


def _share_of_day(local: pd.DatetimeIndex) -> FloatArray:
    return _hours(local) / 24


_TURNS: dict[str, Callable[[pd.DatetimeIndex], FloatArray]] = {
    "year": _share_of_year,
    "month": _share_of_month,
    "week": _share_of_week,
    "day": _share_of_day,
}


def _days_off(local: pd.DatetimeIndex, calendar: CalendarSpec) -> FloatArray:
    """1 on days off of the country and region by the local date, 0 on others."""
    years = range(int(local.year.min()), int(local.year.max()) + 1) if len(local) else []
    try:
        known = holidays.country_holidays(calendar.country, subdiv=calendar.region or None, years=years)
    except NotImplementedError as error:
        where = "/".join(part for part in (calendar.country, calendar.region) if part)
        raise ModelError("unknown-country", f"no holidays are known of {where!r}", field="calendar.country") from error
    off = pd.DatetimeIndex(sorted(pd.Timestamp(day) for day in known))
    dates = local.tz_localize(None).normalize()
    return np.asarray(dates.isin(off), dtype=np.float64)
