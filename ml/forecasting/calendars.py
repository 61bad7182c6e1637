"""What a calendar and a clock on the wall say about a time."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

import holidays
import numpy as np
import numpy.typing as npt

from ml.forecasting.spec import CalendarSpec
from processing.arrays import FloatArray, IndexArray
from processing.errors import ModelError
from processing.timeseries.read.zones import offset_at
from processing.timeseries.table import US

DAYS_OF_YEAR = 365.2425
"""Mean length of a year of the Gregorian calendar, days."""


def calendar_rows(time: IndexArray, calendar: CalendarSpec) -> FloatArray:
    """Calendar features of each time.

    time : microseconds since 1970 UTC, shape (n,).
    Returns shape (n_features, n), see `calendar_names` for the rows. Raises ModelError("unknown-country").
    """
    if not calendar.features:
        return np.zeros((0, len(time)))
    local = _local(time, calendar.zone)
    rows: list[FloatArray] = []
    for feature in calendar.features:
        if feature == "weekend":
            rows.append(np.asarray(_day_of_week(local) >= 5, dtype=np.float64))
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


Moments = npt.NDArray[np.datetime64]
"""Clocks on the wall, to the second."""


def _local(time: IndexArray, zone: str) -> Moments:
    """The clock on the wall at each time."""
    utc = np.asarray(time, np.int64) // US
    hours, at = np.unique(utc // 900, return_inverse=True)
    where = ZoneInfo(zone)
    # Clocks change at quarters of an hour only.
    offsets = np.array([offset_at(where, int(hour) * 900) for hour in hours], np.int64)
    return np.asarray((utc + offsets[at] if len(utc) else utc).astype("M8[s]"))


def _since(local: Moments, unit: str) -> FloatArray:
    """Days since the unit (Y, M, D) began."""
    return np.asarray((local - local.astype(f"M8[{unit}]").astype("M8[s]")).astype(np.float64) / 86_400)


def _day_of_week(local: Moments) -> IndexArray:
    """0 for Monday; 1970 began on a Thursday."""
    return np.asarray((local.astype("M8[D]").astype(np.int64) + 3) % 7)


def _share_of_year(local: Moments) -> FloatArray:
    return _since(local, "Y") / DAYS_OF_YEAR


def _share_of_month(local: Moments) -> FloatArray:
    month = local.astype("M8[M]")
    length = ((month + 1).astype("M8[D]") - month.astype("M8[D]")).astype(np.float64)
    return np.asarray(_since(local, "M") / length)


def _share_of_week(local: Moments) -> FloatArray:
    return np.asarray((_day_of_week(local) + _since(local, "D")) / 7)


def _share_of_day(local: Moments) -> FloatArray:
    return _since(local, "D")


_TURNS: dict[str, Callable[[Moments], FloatArray]] = {
    "year": _share_of_year,
    "month": _share_of_month,
    "week": _share_of_week,
    "day": _share_of_day,
}


def _days_off(local: Moments, calendar: CalendarSpec) -> FloatArray:
    """1 on days off of the country and region by the local date, 0 on others."""
    days = local.astype("M8[D]")
    years = (
        range(int(days.min().astype("M8[Y]").astype(int)) + 1970, int(days.max().astype("M8[Y]").astype(int)) + 1971)
        if len(days)
        else []
    )
    try:
        known = holidays.country_holidays(calendar.country, subdiv=calendar.region or None, years=years)
    except NotImplementedError as error:
        where = "/".join(part for part in (calendar.country, calendar.region) if part)
        raise ModelError("unknown-country", f"no holidays are known of {where!r}", field="calendar.country") from error
    return np.isin(days, np.array(sorted(known), "M8[D]")).astype(np.float64)
