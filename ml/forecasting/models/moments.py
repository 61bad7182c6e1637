"""Sums of products of windows, from which every linear model of them follows without looking at them again."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ml.forecasting.inputs import inputs_of
from ml.forecasting.material import Material
from processing.arrays import FloatArray, IndexArray

LEVELS = ("mean", "last", "none")
"""What is subtracted from a window and added to its forecast."""


class Layout(NamedTuple):
    """Columns of a window: n_own known values oldest first, n_extra, n_other, then n_out forecast steps."""

    n_own: int
    n_extra: int
    n_other: int
    n_out: int

    @property
    def n_in(self) -> int:
        """Columns that are known."""
        return self.n_own + self.n_extra + self.n_other

    @property
    def width(self) -> int:
        """All columns."""
        return self.n_in + self.n_out


class Moments(NamedTuple):
    """Of the windows z of each target: second = sum of z zᵀ, shape (n_targets, width, width); first = sum of z,
    shape (n_targets, width); n windows.
    """

    layout: Layout
    second: FloatArray
    first: FloatArray
    n: int


def moments_of(material: Material) -> Moments:
    """Sums over the training windows; their memory does not grow with the number of windows."""
    n_other = inputs_of(material.spec, material.group, material.context(material.train[:1])).other.shape[1]
    group = material.group
    layout = Layout(group.look_back, len(group.lags) + len(group.means), n_other, group.horizon)
    is_own_only = layout.n_extra == 0 and layout.n_other == 0
    return _by_recursion(material, layout) if is_own_only else _by_blocks(material, layout)


def _by_blocks(material: Material, layout: Layout) -> Moments:
    n_targets = len(material.group.rows)
    second = np.zeros((n_targets, layout.width, layout.width))
    first = np.zeros((n_targets, layout.width))
    done = 0
    for inputs, outputs in material.in_blocks(material.train):
        for target in range(n_targets):
            z = np.concatenate(
                [inputs.own[:, target], inputs.extra[:, target], inputs.other, outputs[:, target]], axis=1
            )
            second[target] += z.T @ z
            first[target] += np.sum(z, axis=0)
        done += len(inputs.own)
        material.report(done, 2 * len(material.train), "fit")
    return Moments(layout, second, first, len(material.train))


def _by_recursion(material: Material, layout: Layout) -> Moments:
    """Of windows that follow each other: a product of values i + 1 and j + 1 differs from that of i and j by the
    one that enters and the one that leaves.
    """
    width = layout.n_own + material.first_step + layout.n_out
    kept = np.r_[: layout.n_own, layout.n_own + material.first_step : width]
    rows = material.scaled[list(material.group.rows)]
    second, first = np.zeros((len(rows), len(kept), len(kept))), np.zeros((len(rows), len(kept)))
    runs = _runs(material.train)
    for number, (start, stop) in enumerate(runs):
        begin = start - layout.n_own + 1
        for target, row in enumerate(rows):
            values = row[begin : begin + (stop - start) + width - 1]
            second[target] += _products(values, width, stop - start)[np.ix_(kept, kept)]
            sums = np.concatenate([[0.0], np.cumsum(values)])
            first[target] += (sums[stop - start :] - sums[:width])[kept]
        material.report(number + 1, 2 * len(runs), "fit")
    return Moments(layout, second, first, len(material.train))


def _runs(origins: IndexArray) -> list[tuple[int, int]]:
    """Windows that follow each other without a gap, as first and one past the last position."""
    breaks = np.flatnonzero(np.diff(origins) != 1) + 1
    starts = origins[np.concatenate([[0], breaks])]
    stops = origins[np.concatenate([breaks - 1, [len(origins) - 1]])] + 1
    return [(int(a), int(b)) for a, b in zip(starts, stops, strict=True)]


def _products(values: FloatArray, width: int, n: int) -> FloatArray:
    """Sum over n windows of all products of their values, shape (width, width)."""
    found = np.empty((width, width))
    found[0] = np.correlate(values, values[:n], "valid")
    for i in range(width - 1):
        entering, leaving = values[n + i] * values[n + i :], values[i] * values[i : i + width - 1 - i]
        found[i + 1, i + 1 :] = found[i, i:-1] + entering[: width - 1 - i] - leaving
    upper = np.triu(found)
    return np.asarray(upper + np.triu(upper, 1).T)


class Levelled(NamedTuple):
    """Moments of windows relative to their level. columns : the known columns that are used."""

    columns: IndexArray
    level: FloatArray
    second: FloatArray
    first: FloatArray
    n: int


def levelled(moments: Moments, level: str, look_back: int) -> Levelled:
    """Of windows from which the level of their last `look_back` values is subtracted, which alone are used.

    level : see LEVELS. Shapes as in `Moments`, with fewer columns.
    """
    layout = moments.layout
    weights = level_weights(layout, level, look_back)
    subtracts = np.ones(layout.width)
    subtracts[layout.n_own + layout.n_extra : layout.n_in] = 0.0
    used = np.r_[layout.n_own - look_back : layout.width]
    through = moments.second[:, :, : layout.n_own] @ weights
    own = through[:, : layout.n_own] @ weights
    second = moments.second[:, used][:, :, used]
    second = second - through[:, used, None] * subtracts[used] - subtracts[used, None] * through[:, None, used]
    second += own[:, None, None] * np.outer(subtracts[used], subtracts[used])
    first = moments.first[:, used] - (moments.first[:, : layout.n_own] @ weights)[:, None] * subtracts[used]
    return Levelled(used[: -layout.n_out], weights, second, first, moments.n)


def level_weights(layout: Layout, level: str, look_back: int) -> FloatArray:
    """The level of a window as weights of its own values, shape (n_own,)."""
    weights = np.zeros(layout.n_own)
    if level == "last":
        weights[-1] = 1.0
    elif level == "mean":
        weights[-look_back:] = 1.0 / look_back
    return weights
