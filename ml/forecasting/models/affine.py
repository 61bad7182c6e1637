"""Linear forecasts as weights of the window's own values, whatever level they were fitted relative to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple, Self

import numpy as np
from scipy import linalg

from ml.forecasting.inputs import Inputs
from ml.forecasting.models.moments import Layout, Levelled, Moments, levelled
from ml.forecasting.models.registry import Arrays, Shape, expect, is_finite, stored
from processing.arrays import FloatArray

LEAST_PENALTY = 1e-9
"""Added to every penalty, so that columns that never change do not matter."""


@stored
@dataclass(frozen=True)
class Affine:
    """weights : of each target, shape (n_targets, n_in, horizon), columns own, extra, other.
    offsets : shape (n_targets, horizon).
    """

    weights: FloatArray
    offsets: FloatArray
    kind: ClassVar[str] = "affine"

    def predict(self, inputs: Inputs) -> FloatArray:
        found = np.empty((len(inputs.own), *self.offsets.shape))
        for target, (weights, offsets) in enumerate(zip(self.weights, self.offsets, strict=True)):
            row = np.concatenate([inputs.own[:, target], inputs.extra[:, target], inputs.other], axis=1)
            # One product a window, so that its forecast is the same alone or among others.
            found[:, target] = np.matmul(row[:, None, :], weights)[:, 0] + offsets
        return found

    def arrays(self) -> dict[str, Any]:
        return {"weights": self.weights, "offsets": self.offsets}

    @classmethod
    def of(cls, arrays: Arrays, shape: Shape) -> Self:
        found = cls(arrays["weights"], arrays["offsets"])
        n_in = shape.look_back + shape.n_extra + shape.n_other
        expect(found.weights.shape == (shape.n_targets, n_in, shape.horizon), "a weight for every column and step")
        expect(found.offsets.shape == (shape.n_targets, shape.horizon), "an offset for every step")
        expect(is_finite(found.weights, found.offsets), "finite weights")
        return found


class Member(NamedTuple):
    """One linear model. look_back : values it sees. penalty : of its squared weights, as a share of the mean
    variance of the window's values about their level. own_penalty : of each target's difference from the weights
    that all share; None if it has none.
    """

    level: str
    look_back: int
    penalty: float
    own_penalty: float | None = None


def solved(moments: Moments, member: Member) -> Affine:
    """Least squares over the windows that moments tell of."""
    found = levelled(moments, member.level, member.look_back)
    n_in, n_targets = len(found.columns), len(found.first)
    total = _centred(np.sum(found.second, axis=0), np.sum(found.first, axis=0), found.n * n_targets)
    unit = float(np.mean(np.diag(total)[: member.look_back])) or 1.0
    shared = _ridge(total, n_in, member.penalty * unit, np.zeros((n_in, total.shape[1] - n_in)))
    weights, offsets = [], []
    for second, first in zip(found.second, found.first, strict=True):
        mine = shared
        if member.own_penalty is not None:
            own = _centred(second, first, found.n)
            mine = _ridge(own, n_in, member.own_penalty * unit / n_targets, shared)
        weights.append(_raw(moments.layout, found, mine))
        offset_first = first if member.own_penalty is not None else np.mean(found.first, axis=0)
        offsets.append((offset_first[n_in:] - offset_first[:n_in] @ mine) / found.n)
    return Affine(np.stack(weights), np.stack(offsets))


def blended(parts: Sequence[Affine], weights: Sequence[float]) -> Affine:
    """The weighted mean of linear models, which is one again."""
    share = np.array(weights) / np.sum(weights)
    return Affine(
        np.asarray(sum(w * one.weights for w, one in zip(share, parts, strict=True))),
        np.asarray(sum(w * one.offsets for w, one in zip(share, parts, strict=True))),
    )


def _centred(second: FloatArray, first: FloatArray, n: int) -> FloatArray:
    return second - np.outer(first, first) / n


def _ridge(products: FloatArray, n_in: int, penalty: float, towards: FloatArray) -> FloatArray:
    """Weights of the known columns for the others, pulled towards some by a penalty."""
    gram = products[:n_in, :n_in].copy()
    gram[np.diag_indices(n_in)] += penalty + LEAST_PENALTY * float(np.trace(gram)) / n_in + 1e-300
    rest = products[:n_in, n_in:] - products[:n_in, :n_in] @ towards
    return np.asarray(towards + linalg.solve(gram, rest, assume_a="pos", overwrite_a=True, overwrite_b=True))


def _raw(layout: Layout, found: Levelled, weights: FloatArray) -> FloatArray:
    """Weights relative to the level as weights of the values themselves, shape (n_in, n_out)."""
    whole = np.zeros((layout.n_in, layout.n_out))
    whole[found.columns] = weights
    n_levelled = layout.n_own + layout.n_extra
    through = 1.0 - np.sum(whole[:n_levelled], axis=0)
    whole[: layout.n_own] += found.level[:, None] * through
    return whole
