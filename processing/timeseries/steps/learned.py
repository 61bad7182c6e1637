"""Learned outliers: values that a small model, taught on the rest of the series, does not expect."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from processing.arrays import FloatArray, IndexArray
from processing.timeseries.parameters import number
from processing.timeseries.slots import Slots
from processing.timeseries.steps.registry import column_step

N_RECENT = 6
"""Values just before that the model sees."""

N_FOLDS = 5
"""Parts of the series, each predicted by a model of the others."""

RIDGE = 1e-3
"""Weight of the penalty, relative to the number of rows, on standardised features."""


@dataclass(frozen=True, slots=True)
class Learned:
    """What the model looks back at, and which share of values is expected."""

    period_min: float = number(
        1440.0, label="Period", unit="min", minimum=1, maximum=527_040, step=60,
        help="The model sees the values just before and those one period before.",
    )  # fmt: skip
    quantile: float = number(
        0.999, label="Quantile", minimum=0.5, maximum=1, step=0.0005,
        help="Errors above this quantile of all errors are outliers; 1 finds none.",
    )  # fmt: skip


def _margin_s(params: Learned) -> float:
    return 60 * 14 * params.period_min


@column_step(
    "learned-outliers", title="Learned outliers", summary="Values a model does not expect become missing.",
    params=Learned, told="unexpected values made missing", margin_s=_margin_s,
)  # fmt: skip
def learned_outliers(time: IndexArray, values: FloatArray, params: Learned) -> FloatArray:
    """Make values missing whose one-step prediction error is above a quantile of all errors.

    The model is a ridge regression on the six values before and three around one period before. Each fifth
    of the series is predicted by a model of the other four, so no value is judged by a model that has
    seen it. Values found are replaced by their prediction and the errors taken again, so that a spike does
    not accuse the values after it. Values without all they are predicted from are not judged.
    Raises TableError("too-irregular").
    """
    slots = Slots.of(time, values)
    lags = _lags(slots.n_in(params.period_min))
    y = slots.values
    error, expected = _errors(y, y, lags)
    if not np.isfinite(error).any():
        return values
    limit = float(np.nanquantile(error, params.quantile))
    is_out = error > limit
    seen = np.where(is_out, expected, y)
    again, _ = _errors(y, seen, lags)
    is_out &= np.isnan(again) | (again > limit)
    return np.where(is_out[slots.slot], np.nan, values)


def _lags(period: int) -> IndexArray:
    recent = range(1, N_RECENT + 1)
    around = (period - 1, period, period + 1) if period > N_RECENT + 1 else ()
    return np.array([*recent, *around])


def _errors(y: FloatArray, seen: FloatArray, lags: IndexArray) -> tuple[FloatArray, FloatArray]:
    """Sizes of out-of-fold one-step errors, and the predictions; NaN where nothing can be predicted.

    y : what is predicted; seen : what it is predicted from, of the same shape.
    """
    longest = int(lags.max())
    error, expected = np.full(len(y), np.nan), np.full(len(y), np.nan)
    if len(y) <= longest + len(lags):
        return error, expected
    columns = [seen[longest - lag : len(y) - lag] for lag in lags]
    target = y[longest:]
    known = ~np.isnan(target)
    for column in columns:
        known &= ~np.isnan(column)
    rows = np.flatnonzero(known)
    if len(rows) < 10 * len(lags):
        return error, expected
    X = np.column_stack([column[rows] for column in columns])
    predicted = _out_of_fold(X, target[rows])
    expected[rows + longest] = predicted
    error[rows + longest] = np.abs(target[rows] - predicted)
    return error, expected


def _out_of_fold(X: FloatArray, y: FloatArray) -> FloatArray:
    """Ridge predictions of each fold from the others, by the sums of squares of all less its own."""
    X = (X - X.mean(axis=0)) / np.maximum(X.std(axis=0), 1e-12)
    A = np.column_stack([X, np.ones(len(X))])
    edges = np.linspace(0, len(y), N_FOLDS + 1).astype(int)
    folds = [slice(low, high) for low, high in pairwise(edges)]
    squares = [A[f].T @ A[f] for f in folds]
    products = [A[f].T @ y[f] for f in folds]
    all_squares, all_products = sum(squares), sum(products)
    penalty = np.diag([RIDGE] * X.shape[1] + [0.0])
    predicted = np.empty(len(y))
    for fold, own_squares, own_products in zip(folds, squares, products, strict=True):
        n_others = len(y) - (fold.stop - fold.start)
        weights = np.linalg.solve(all_squares - own_squares + penalty * n_others, all_products - own_products)
        predicted[fold] = A[fold] @ weights
    return predicted
