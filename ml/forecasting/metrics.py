"""Measures of error, from sums that are gathered some windows at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from processing.arrays import FloatArray

ZERO = 1e-8
"""Truths of at most this share of the largest count as zero, and are left out of percentages."""


class Measures(NamedTuple):
    """Errors of a series in its own units (mae, mse, rmse, bias) and without unit.

    nrmse : rmse over the span of the training part. mape, smape : mean shares, 0.1 is ten percent; where the truth
    is zero MAPE leaves it out, NaN if nothing is left. wape : sum of errors over sum of truths. mase : mae over
    that of the seasonal naive forecast one season ahead within the training part (Hyndman & Koehler 2006).
    """

    n: int
    mae: float
    mse: float
    rmse: float
    bias: float
    nrmse: float
    mape: float
    smape: float
    wape: float
    mase: float


@dataclass
class Sums:
    """Sums over windows, one place per target and step: shape (n_targets, horizon) each.

    zero : size below which a truth is zero, shape (n_targets,).
    """

    zero: FloatArray
    n: FloatArray
    absolute: FloatArray
    square: FloatArray
    signed: FloatArray
    truth: FloatArray
    shares: FloatArray
    n_shares: FloatArray
    symmetric: FloatArray

    @classmethod
    def empty(cls, zero: FloatArray, horizon: int) -> Sums:
        """No windows yet."""
        return cls(zero, *(np.zeros((len(zero), horizon)) for _ in range(8)))

    def add(self, truth: FloatArray, forecast: FloatArray) -> None:
        """Add windows, shape (n, n_targets, horizon); places that are NaN in either do not count."""
        error = forecast - truth
        counts = ~np.isnan(error)
        size = np.abs(truth)
        off = np.abs(error)
        is_share = counts & (size > self.zero[:, None])
        both = size + np.abs(forecast)
        self.n += np.sum(counts, axis=0)
        self.absolute += np.nansum(off, axis=0)
        self.square += np.nansum(error**2, axis=0)
        self.signed += np.nansum(error, axis=0)
        self.truth += np.sum(np.where(counts, size, 0.0), axis=0)
        self.shares += np.sum(np.divide(off, size, out=np.zeros_like(off), where=is_share), axis=0)
        self.n_shares += np.sum(is_share, axis=0)
        self.symmetric += np.sum(np.divide(2 * off, both, out=np.zeros_like(off), where=counts & (both > 0)), axis=0)

    def measures(self, target: int, span: float, naive_mae: float, steps: slice = slice(None)) -> Measures:
        """Of one target over some steps. span, naive_mae : see `Measures`; NaN or 0 gives NaN."""
        n = float(np.sum(self.n[target, steps]))
        total = {
            name: float(np.sum(getattr(self, name)[target, steps]))
            for name in ("absolute", "square", "signed", "truth", "shares", "n_shares", "symmetric")
        }
        mae, mse = ratio(total["absolute"], n), ratio(total["square"], n)
        return Measures(
            n=int(n), mae=mae, mse=mse, rmse=mse**0.5, bias=ratio(total["signed"], n), nrmse=ratio(mse**0.5, span),
            mape=ratio(total["shares"], total["n_shares"]), smape=ratio(total["symmetric"], n),
            wape=ratio(total["absolute"], total["truth"]), mase=ratio(mae, naive_mae),
        )  # fmt: skip


def ratio(above: float, below: float) -> float:
    """above / below, NaN where that says nothing."""
    return above / below if below > 0 else float("nan")


def seasonal_mae(values: FloatArray, season: int) -> float:
    """Mean absolute difference of values one season apart, missing ones left out; NaN if there are none."""
    off = np.abs(values[season:] - values[:-season])
    known = off[~np.isnan(off)]
    return float(np.mean(known)) if len(known) else float("nan")


N_LEVELS = 12
"""Aggregation levels: means of a twelfth of the horizon, of two twelfths, up to all of it."""


def widths_of(horizon: int) -> tuple[int, ...]:
    """Steps that are averaged at each of the levels, at least one."""
    return tuple(max(1, round(horizon * k / N_LEVELS)) for k in range(1, N_LEVELS + 1))


def averaged(values: FloatArray, width: int) -> FloatArray:
    """Means of runs of `width` steps from the first on, a rest left out; shape (…, horizon) to (…, n_runs)."""
    n = values.shape[-1] // width
    return np.asarray(np.mean(values[..., : n * width].reshape(*values.shape[:-1], n, width), axis=-1))
