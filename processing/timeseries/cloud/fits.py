"""Regressions of one series on another, by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from processing.arrays import FloatArray
from processing.errors import TableError
from processing.timeseries.cloud.curves import Curve, linear_model, r_squared

KINDS = ("linear", "polynomial", "piecewise", "huber", "ransac", "lowess")
"""All kinds of regression."""


@dataclass(frozen=True, slots=True)
class Regression:
    """Which curve is fitted.

    degree : of a polynomial, 2 to 5. n_breaks : change points of a piecewise line, 1 or 2.
    span : share of the points each place of LOWESS sees, 0.01 to 1. seed : of RANSAC's draws.
    """

    kind: str = "linear"
    degree: int = 2
    n_breaks: int = 1
    span: float = 0.3
    seed: int = 0


def fit(x: FloatArray, y: FloatArray, regression: Regression) -> Curve:
    """Fit a curve to points; none may be missing.

    Raises TableError: unknown-regression, too-few-points (fewer than the curve has numbers, plus one, or all
    at fewer different x), bad-regression (a degree, number of breaks or span out of range).
    """
    if regression.kind not in KINDS:
        raise TableError("unknown-regression", f"expected one of {', '.join(KINDS)}, got {regression.kind!r}")
    least = {"polynomial": regression.degree + 1, "piecewise": 2 + 2 * regression.n_breaks}.get(regression.kind, 2)
    n_different = len(np.unique(x))
    if len(x) < least + 1 or n_different < least:
        raise TableError(
            "too-few-points", f"needs {least + 1} points at {least} different x, got {len(x)} at {n_different}"
        )
    return _FITS[regression.kind](x, y, regression)


def _line(x: FloatArray) -> FloatArray:
    return np.column_stack([np.ones(len(x)), x])


def _line_equation(a: float, b: float) -> str:
    return f"y = {a:.6g}{_term(b)}·x"


def _term(value: float) -> str:
    return f" {'-' if value < 0 else '+'} {abs(value):.6g}"


def _linear(x: FloatArray, y: FloatArray, regression: Regression) -> Curve:
    del regression
    return linear_model(x, y, _line, ("a", "b"), kind="linear", equation=_line_equation)


def _polynomial(x: FloatArray, y: FloatArray, regression: Regression) -> Curve:
    if regression.degree not in (2, 3, 4, 5):
        raise TableError("bad-regression", f"a polynomial is of degree 2 to 5, got {regression.degree}")
    powers = np.arange(regression.degree + 1)

    def basis(at: FloatArray) -> FloatArray:
        return np.asarray(at[:, None] ** powers)

    def equation(*values: float) -> str:
        more = "".join(f"{_term(v)}·x" + (f"^{n}" if n > 1 else "") for n, v in enumerate(values[1:], 1))
        return f"y = {values[0]:.6g}{more}"

    names = tuple(f"a{n}" for n in powers)
    return linear_model(x, y, basis, names, kind="polynomial", equation=equation)


def _piecewise(x: FloatArray, y: FloatArray, regression: Regression) -> Curve:
    """Lines that meet at change points, these placed where the sum of squares is least.

    The first is searched between the outermost twentieths of x, a second given the first, then each again given
    the other.
    """
    if regression.n_breaks not in (1, 2):
        raise TableError("bad-regression", f"a piecewise line has 1 or 2 change points, got {regression.n_breaks}")
    breaks = [_best_break(x, y, [])]
    if regression.n_breaks == 2:
        breaks.append(_best_break(x, y, breaks))
        for _ in range(5):
            breaks = [_best_break(x, y, breaks[1:]), breaks[1]]
            breaks = [breaks[0], _best_break(x, y, breaks[:1])]
    places = np.sort(breaks)

    def basis(at: FloatArray) -> FloatArray:
        return np.column_stack([np.ones(len(at)), at, *(np.maximum(at - place, 0) for place in places)])

    def equation(*values: float) -> str:
        bends = "".join(f"{_term(v)}·max(0, x{_term(-p)})" for v, p in zip(values[2:], places, strict=True))
        return f"y = {values[0]:.6g}{_term(values[1])}·x{bends}"

    names = ("a", "b", *(f"bend at {place:.6g}" for place in places))
    return linear_model(x, y, basis, names, kind="piecewise", equation=equation)


N_TRIALS = 400
"""Places tried for a change point, evenly among the points, before the best one's surroundings are."""


def _best_break(x: FloatArray, y: FloatArray, others: list[float]) -> float:
    """The change point with the least sum of squares beside the others."""
    order = np.argsort(x, kind="stable")
    some = order[np.unique(np.linspace(0, len(x) - 1, MOST_SEARCHED).astype(int))]
    ordered = np.unique(x)
    inner = ordered[max(1, len(ordered) // 20) : max(2, len(ordered) - len(ordered) // 20)]
    inner = inner[inner < ordered[-1]]
    trials = inner[np.unique(np.linspace(0, len(inner) - 1, N_TRIALS).astype(int))]
    near = int(np.argmax(_gains(x[some], y[some], trials, others)))
    finer = np.linspace(trials[max(near - 1, 0)], trials[min(near + 1, len(trials) - 1)], 41)
    return float(finer[np.argmax(_gains(x, y, finer, others))])


MOST_SEARCHED = 5000
"""Points, evenly along x, by which the surroundings of a change point are found; all are used within them."""


def _gains(x: FloatArray, y: FloatArray, trials: FloatArray, others: list[float]) -> list[float]:
    """How much a bend at each place lowers the sum of squares, beside the line and the other bends."""
    fixed = np.column_stack([np.ones(len(x)), x, *(np.maximum(x - place, 0) for place in others)])
    Q, _ = np.linalg.qr(fixed)
    rest = y - Q @ (Q.T @ y)
    return [_gain(x, place, Q, rest) for place in trials]


def _gain(x: FloatArray, place: float, Q: FloatArray, rest: FloatArray) -> float:
    """How much a bend at a place lowers the sum of squares."""
    bend = np.maximum(x - place, 0)
    bend = bend - Q @ (Q.T @ bend)
    size = float(bend @ bend)
    return float(bend @ rest) ** 2 / size if size > 1e-12 * max(float(x @ x), 1e-300) else 0.0


HUBER_DELTA = 1.345
"""Residuals above this many standard deviations count less; 95 % as good as least squares on clean data."""


def _huber(x: FloatArray, y: FloatArray, regression: Regression) -> Curve:
    """Iteratively reweighted least squares with Huber's weights (Huber 1964), the scale from the MAD."""
    del regression
    weights = np.ones(len(x))
    for _ in range(50):
        curve = linear_model(x, y, _line, ("a", "b"), kind="huber", equation=_line_equation, weights=weights)
        size = np.abs(y - curve.predict(x))
        scale = 1.4826 * float(np.median(size))
        if scale == 0:
            break
        new = np.minimum(1, HUBER_DELTA * scale / np.maximum(size, 1e-300))
        if np.abs(new - weights).max() < 1e-6:
            break
        weights = new
    return curve


N_DRAWS = 500
"""Lines through two points that RANSAC tries; finds the truth with nine in ten points wrong 99 times of 100."""

MOST_JUDGED = 5000
"""Points by which RANSAC judges a line; more do not change which is best."""


def _ransac(x: FloatArray, y: FloatArray, regression: Regression) -> Curve:
    """The line most points agree with (Fischler and Bolles 1981), then least squares on those.

    A point agrees with a line if it is within 2.5 standard deviations, these from the line whose median residual
    is least of all drawn.
    """
    rng = np.random.default_rng(regression.seed)
    some = rng.choice(len(x), min(len(x), MOST_JUDGED), replace=False)
    one, two = rng.integers(0, len(x), (2, N_DRAWS))
    usable = x[one] != x[two]
    one, two = one[usable], two[usable]
    if not len(one):
        return _huber(x, y, regression)
    slope = (y[two] - y[one]) / (x[two] - x[one])
    offset = y[one] - slope * x[one]
    size = np.abs(y[some] - offset[:, None] - slope[:, None] * x[some])
    # The line whose middle residual is least (least median of squares) gives the scale to agree by.
    middle = np.median(size, axis=1)
    reach = 2.5 * 1.4826 * float(middle.min())
    best = int(np.argmax((size <= max(reach, 1e-12)).sum(axis=1)))
    agrees = np.abs(y - offset[best] - slope[best] * x) <= max(reach, 1e-12)
    if len(np.unique(x[agrees])) < 2:
        return _huber(x, y, regression)
    return linear_model(
        x[agrees], y[agrees], _line, ("a", "b"), kind="ransac", equation=_line_equation, given=(x, y)
    )  # fmt: skip


N_PLACES = 200
"""Places at which LOWESS is computed; between them it is a line."""


def _lowess(x: FloatArray, y: FloatArray, regression: Regression) -> Curve:
    """Local lines with tricube weights over the nearest points, twice made robust (Cleveland 1979)."""
    if not 0.01 <= regression.span <= 1:
        raise TableError("bad-regression", f"a span is from 0.01 to 1, got {regression.span:g}")
    order = np.argsort(x, kind="stable")
    xs, ys = x[order], y[order]
    n_near = max(3, int(np.ceil(regression.span * len(xs))))
    places = np.unique(np.quantile(xs, np.linspace(0, 1, N_PLACES)))
    robust = np.ones(len(xs))
    for n in range(3):
        local = np.array([_local(xs, ys, robust, place, n_near) for place in places])
        size = np.abs(ys - np.interp(xs, places, local[:, 0]))
        scale = 6 * float(np.median(size))
        if n == 2 or scale == 0:
            break
        robust = (1 - np.minimum(size / scale, 1) ** 2) ** 2
    heights, shares = local[:, 0], local[:, 1]
    n_free = max(len(xs) - 2 / regression.span, 1.0)
    rest = ys - np.interp(xs, places, heights)
    sigma = float(np.sqrt((robust * rest**2).sum() / max(robust.sum() * n_free / len(xs), 1e-300)))

    def height(at: FloatArray) -> FloatArray:
        return np.asarray(np.interp(at, places, heights))

    def spread(at: FloatArray) -> FloatArray:
        return np.asarray(sigma * np.interp(at, places, shares))

    r2 = r_squared(y, height(x))
    return Curve("lowess", "", (), r2, sigma, len(x), n_free, (float(xs[0]), float(xs[-1])), height, spread)


def _nearest_start(x: FloatArray, place: float, n_near: int) -> int:
    """Where the stretch of ascending x that holds the n nearest to a place begins."""
    low, high = 0, len(x) - n_near
    while low < high:
        middle = (low + high) // 2
        if place - x[middle] > x[middle + n_near] - place:
            low = middle + 1
        else:
            high = middle
    return low


def _local(x: FloatArray, y: FloatArray, robust: FloatArray, place: float, n_near: int) -> tuple[float, float]:
    """Height of the local line at a place, and the standard error of that in standard deviations of y."""
    start = _nearest_start(x, place, n_near)
    near = slice(start, start + n_near)
    distance = np.abs(x[near] - place)
    reach = max(float(distance.max()), 1e-300)
    w = (1 - np.minimum(distance / (reach * 1.0001), 1) ** 3) ** 3 * robust[near]
    if w.sum() <= 0:
        w = (1 - np.minimum(distance / (reach * 1.0001), 1) ** 3) ** 3
    u = x[near] - place
    s0, s1, s2 = w.sum(), (w * u).sum(), (w * u * u).sum()
    determinant = s0 * s2 - s1 * s1
    share = w / s0 if determinant <= 1e-12 * s0 * s2 else w * (s2 - s1 * u) / determinant
    return float(share @ y[near]), float(np.sqrt((share**2).sum()))


_FITS: dict[str, Callable[[FloatArray, FloatArray, Regression], Curve]] = {
    "linear": _linear, "polynomial": _polynomial, "piecewise": _piecewise, "huber": _huber, "ransac": _ransac,
    "lowess": _lowess,
}  # fmt: skip
