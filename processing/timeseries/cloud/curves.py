"""A fitted curve: what it is called, what it predicts, how sure it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
from scipy.special import stdtrit

from processing.arrays import FloatArray


class Coefficient(NamedTuple):
    """One number of an equation, with its standard error (NaN where the method has none)."""

    name: str
    value: float
    error: float


class Bands(NamedTuple):
    """A curve at `x` with the bounds of its mean (confidence) and of new values (prediction); all shape (n,)."""

    x: FloatArray
    y: FloatArray
    confidence_low: FloatArray
    confidence_high: FloatArray
    prediction_low: FloatArray
    prediction_high: FloatArray


Basis = Callable[[FloatArray], FloatArray]
"""From x, shape (n,), to the columns of a linear model, shape (n, p)."""


@dataclass(frozen=True, slots=True)
class Curve:
    """A fit of y on x.

    kind : "linear", "polynomial", "piecewise", "huber", "ransac" or "lowess".
    equation : for a person, in x and y; "" for a curve without one.
    r2 : 1 - residual / total sum of squares over all points given; NaN when y does not vary.
    sigma : standard deviation of the residuals; n, n_free : points it rests on and degrees of freedom left.
    x_range : least and greatest x of the points.
    """

    kind: str
    equation: str
    coefficients: tuple[Coefficient, ...]
    r2: float
    sigma: float
    n: int
    n_free: float
    x_range: tuple[float, float]
    height: Callable[[FloatArray], FloatArray] = field(repr=False)
    spread: Callable[[FloatArray], FloatArray] = field(repr=False)

    def predict(self, x: FloatArray) -> FloatArray:
        """The curve at x."""
        return self.height(np.asarray(x, float))

    def bands(self, x: FloatArray, *, level: float = 0.95) -> Bands:
        """The curve at x with confidence and prediction bounds of Student's t at `level` (0 to 1, exclusive)."""
        y = self.predict(x)
        t = float(stdtrit(max(self.n_free, 1.0), 0.5 + level / 2))
        mean = t * self.spread(np.asarray(x, float))
        new = np.sqrt(mean**2 + (t * self.sigma) ** 2)
        return Bands(x, y, y - mean, y + mean, y - new, y + new)

    def as_dict(self) -> dict[str, Any]:
        """What a page shows of the curve; NaN as null."""
        return {
            "kind": self.kind, "equation": self.equation, "r2": _or_none(self.r2), "sigma": _or_none(self.sigma),
            "n": self.n, "x_range": list(self.x_range),
            "coefficients": [
                {"name": c.name, "value": c.value, "error": _or_none(c.error)} for c in self.coefficients
            ],
        }  # fmt: skip


def _or_none(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def r_squared(y: FloatArray, fitted: FloatArray) -> float:
    """1 - residual / total sum of squares; NaN when y does not vary."""
    total = float(((y - y.mean()) ** 2).sum())
    return 1 - float(((y - fitted) ** 2).sum()) / total if total > 0 else float("nan")


def linear_model(
    x: FloatArray, y: FloatArray, basis: Basis, names: tuple[str, ...], *, kind: str, equation: Callable[..., str],
    weights: FloatArray | None = None, given: tuple[FloatArray, FloatArray] | None = None,
) -> Curve:  # fmt: skip
    """Least squares on a basis, with standard errors and bands.

    weights : of each point, at least 0. given : all points, when the fit uses only some; for R² and range.
    """
    w = np.ones(len(x)) if weights is None else weights
    A = basis(x)
    root = np.sqrt(w)[:, None]
    scale = np.maximum(np.abs(A).max(axis=0), 1e-300)
    Q, R = np.linalg.qr(A / scale * root)
    # A column that repeats others has no number of its own: it gets the least one.
    inverse = np.linalg.pinv(R)
    coefficients = inverse @ (Q.T @ (y * root[:, 0])) / scale
    fitted = A @ coefficients
    n_free = max(float(w.sum()) - A.shape[1], 0.0)
    sigma = float(np.sqrt((w * (y - fitted) ** 2).sum() / n_free)) if n_free > 0 else 0.0
    covariance = sigma**2 * (inverse @ inverse.T) / np.outer(scale, scale)
    errors = np.sqrt(np.maximum(np.diag(covariance), 0))
    all_x, all_y = given or (x, y)

    def height(at: FloatArray) -> FloatArray:
        return np.asarray(basis(at) @ coefficients)

    def spread(at: FloatArray) -> FloatArray:
        B = basis(at)
        return np.asarray(np.sqrt(np.maximum(((B @ covariance) * B).sum(axis=1), 0)))

    told = tuple(
        Coefficient(name, float(value), float(error))
        for name, value, error in zip(names, coefficients, errors, strict=True)
    )
    return Curve(
        kind, equation(*coefficients), told, r_squared(all_y, height(all_x)), sigma, len(x), n_free,
        (float(all_x.min()), float(all_x.max())), height, spread,
    )  # fmt: skip
