"""Windows as rows of a table, for models that know nothing of time; no row shows a target's absolute level."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ml.forecasting.inputs import Inputs
from ml.forecasting.material import Material
from processing.arrays import FloatArray


class Rows(NamedTuple):
    """columns : shape (n, n_columns). wanted : differences of what followed from the last value, (n, horizon)."""

    columns: FloatArray
    wanted: FloatArray


def training_rows(material: Material, n_most: int) -> Rows:
    """One row a window and target, at most that many, evenly spaced in time."""
    seen = material.thinned(max(1, n_most // len(material.group.rows)))
    columns, wanted = [], []
    for inputs, outputs in seen.in_blocks(seen.train):
        found = columns_of(inputs)
        columns.append(found.reshape(-1, found.shape[2]))
        wanted.append((outputs - inputs.own[:, :, -1:]).reshape(-1, outputs.shape[2]))
    return Rows(np.concatenate(columns), np.concatenate(wanted))


def columns_of(inputs: Inputs) -> FloatArray:
    """Shape (n, n_targets, n_columns): own values but the last and extra ones, relative to the last; other."""
    n, n_targets, _ = inputs.own.shape
    last = inputs.own[:, :, -1:]
    other = np.broadcast_to(inputs.other[:, None, :], (n, n_targets, inputs.other.shape[1]))
    zero = np.zeros((n, n_targets, 1))
    # A window of one value would leave no column at all.
    return np.concatenate([zero, inputs.own[:, :, :-1] - last, inputs.extra - last, other], axis=2)


def n_columns(look_back: int, n_extra: int, n_other: int) -> int:
    """Columns of a row."""
    return look_back + n_extra + n_other


def each_window(rows: FloatArray, weights: FloatArray) -> FloatArray:
    """rows (n, k) times weights (k, m), one product a row, so that it is the same alone or among others."""
    return np.asarray(np.matmul(rows[:, None, :], weights)[:, 0])
