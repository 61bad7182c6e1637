"""What a model sees of each window: views of the series, never copies of the whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from ml.forecasting.calendars import calendar_names
from ml.forecasting.spec import Role, SeriesSpec, SessionSpec
from processing.arrays import FloatArray, IndexArray


class Group(NamedTuple):
    """Targets that are forecast by one model, because their windows have the same shape.

    rows : positions of the targets among the study's series. lags, means : as in `SeriesSpec`.
    """

    rows: tuple[int, ...]
    look_back: int
    horizon: int
    lags: tuple[int, ...]
    means: tuple[int, ...]


class Inputs(NamedTuple):
    """Some windows of a group of targets; scaled values, float64.

    own : the targets' known values, oldest first, shape (n, n_targets, look_back).
    extra : lagged values, then rolling means of the targets, shape (n, n_targets, n_lags + n_means).
    other : everything the targets share, shape (n, n_other), columns as `other_names`.
    """

    own: FloatArray
    extra: FloatArray
    other: FloatArray


def groups_of(spec: SessionSpec) -> tuple[Group, ...]:
    """The targets by the shape of their windows, in order of first appearance."""
    rows: dict[Any, list[int]] = {}
    for n, one in enumerate(spec.series):
        if one.role == Role.TARGET:
            shape = (spec.look_back_of(one), spec.horizon_of(one), one.lags, one.rolling_means)
            rows.setdefault(shape, []).append(n)
    return tuple(Group(tuple(found), *shape) for shape, found in rows.items())


def other_names(spec: SessionSpec) -> tuple[str, ...]:
    """The columns of `Inputs.other`, in order: past and future inputs as listed, then the calendar at the first
    forecast step, of holidays at every forecast step.
    """
    names: list[str] = []
    for one in _shared(spec):
        names += [f"{one.column} {n - spec.look_back_of(one)}" for n in range(1, spec.look_back_of(one) + 1)]
        names += [f"{one.column} lag {lag}" for lag in one.lags]
        names += [f"{one.column} mean {width}" for width in one.rolling_means]
        names += [f"{one.column} +{n}" for n in range(1, spec.horizon_of(one) + 1)]
    calendar = calendar_names(spec.calendar)
    for name in calendar:
        names += [f"holiday +{n}" for n in range(1, spec.n_ahead + 1)] if name == "holidays" else [f"calendar {name}"]
    return tuple(names)


class Context(NamedTuple):
    """Whole windows: `n_back` known steps, then the steps ahead.

    values : scaled series, shape (n, n_series, n_steps). calendar : shape (n, n_calendar, n_steps).
    Of targets and past inputs nothing after the known steps is looked at by `inputs_of`.
    """

    values: FloatArray
    calendar: FloatArray


def context_at(spec: SessionSpec, scaled: FloatArray, calendar: FloatArray, origins: IndexArray) -> Context:
    """The windows whose last known step is at these positions.

    scaled : shape (n_series, n_points). Each origin has the look-back before and the horizon after it.
    """
    width = spec.n_back + n_following(spec)
    first = origins - spec.n_back + 1
    return Context(_windows(scaled, width, first), _windows(calendar, width, first))


def n_following(spec: SessionSpec) -> int:
    """Steps after the last known one that a window has: the longest horizon of targets and future inputs."""
    return max(spec.n_ahead, *(spec.horizon_of(one) for one in spec.series))


def inputs_of(spec: SessionSpec, group: Group, context: Context, step: int = 0) -> Inputs:
    """The inputs of a group, seen that many steps after the last known one (0: from there).

    Later steps are for recursive forecasts, which have written what they made into the context; what lies
    beyond its end is taken to stay as it was. Rows do not depend on each other.
    """
    at = spec.n_back - 1 + step
    targets = context.values[:, list(group.rows), :]
    own = np.ascontiguousarray(_ending(targets, group.look_back, at))
    extra = np.ascontiguousarray(_extras(targets, group.lags, group.means, at))
    parts = []
    for row, one in enumerate(spec.series):
        if one.role != Role.TARGET:
            values = context.values[:, row, :]
            parts.append(_ending(values, spec.look_back_of(one), at))
            parts.append(_extras(values, one.lags, one.rolling_means, at))
            parts.append(_following(values, spec.horizon_of(one), at))
    parts += _calendar_parts(spec, context.calendar, at)
    return Inputs(own, extra, np.concatenate([*parts, np.zeros((len(own), 0))], axis=1))


def outputs_of(spec: SessionSpec, group: Group, context: Context) -> FloatArray:
    """What followed these windows, shape (n, n_targets, horizon)."""
    return context.values[:, list(group.rows), spec.n_back : spec.n_back + group.horizon]


def blocks(origins: IndexArray, size: int) -> Iterator[IndexArray]:
    """The origins in runs of at most `size`."""
    for start in range(0, len(origins), size):
        yield origins[start : start + size]


def _shared(spec: SessionSpec) -> tuple[SeriesSpec, ...]:
    return tuple(one for one in spec.series if one.role != Role.TARGET)


def _windows(rows: FloatArray, width: int, first: IndexArray) -> FloatArray:
    """Windows of all rows, a view where the origins follow each other."""
    if not len(rows):
        return np.zeros((len(first), 0, width))
    views = sliding_window_view(rows, width, axis=1).swapaxes(0, 1)
    is_run = len(first) > 0 and first[-1] - first[0] == len(first) - 1
    return np.asarray(views[first[0] : first[0] + len(first)] if is_run else views[first])


def _ending(values: FloatArray, width: int, at: int) -> FloatArray:
    """The `width` last values up to and with position `at`."""
    return values[..., at + 1 - width : at + 1]


def _following(values: FloatArray, width: int, at: int) -> FloatArray:
    """The `width` values after position `at`; the last there is again for those beyond the end."""
    steps = np.minimum(np.arange(at + 1, at + 1 + width), values.shape[-1] - 1)
    return np.asarray(values[..., steps])


def _extras(values: FloatArray, lags: tuple[int, ...], means: tuple[int, ...], at: int) -> FloatArray:
    columns = [values[..., at - lag] for lag in lags]
    columns += [_mean(_ending(values, width, at)) for width in means]
    return np.stack(columns, axis=-1) if columns else np.zeros((*values.shape[:-1], 0))


def _mean(values: FloatArray) -> FloatArray:
    """Means, summed one step after the other, so that a window's is the same alone or among others."""
    total: FloatArray = np.zeros(values.shape[:-1])
    for n in range(values.shape[-1]):
        total += values[..., n]
    return np.asarray(total / values.shape[-1])


def _calendar_parts(spec: SessionSpec, calendar: FloatArray, at: int) -> list[FloatArray]:
    """Turns at the first forecast step, which fix those of all steps; holidays of every step."""
    parts = []
    for row, name in enumerate(calendar_names(spec.calendar)):
        width = spec.n_ahead if name == "holidays" else 1
        parts.append(_following(calendar[:, row, :], width, at))
    return parts
