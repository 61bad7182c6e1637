"""Laying calls out in the plane."""

import numpy as np
from sklearn.manifold import TSNE
from sklearn.neighbors import NearestNeighbors

from processing.arrays import FloatArray, IndexArray
from processing.errors import ModelError

MOST_LAID_OUT = 5000
"""Calls that t-SNE and UMAP lay out; of more, an even sample, beside whose nearest calls the others are put."""

NEAREST = 3
"""Laid-out calls between which another is put."""


def lay_out(points: FloatArray, method: str, *, seed: int) -> FloatArray:
    """Places of points (n, d) in the plane, shape (n, 2), the widest axis reaching from -1 to 1.

    Raises ModelError("unknown-map") for a map that there is not, or that is not installed.
    """
    if method not in ("pca", "tsne", "umap"):
        raise ModelError("unknown-map", f"expected pca, tsne or umap, got {method!r}")
    is_small = len(points) < 5 or method == "pca"
    plane = _first_two(points) if is_small else _neighbourly(points, method, seed)
    plane = plane - (np.max(plane, axis=0) + np.min(plane, axis=0)) / 2 if len(plane) else plane
    reach = float(np.max(np.abs(plane))) if len(plane) else 0.0
    return np.asarray(plane / reach if reach > 0 else plane)


def _first_two(points: FloatArray) -> FloatArray:
    wide = np.pad(points, ((0, 0), (0, max(0, 2 - points.shape[1]))))
    return np.asarray(wide[:, :2], dtype=np.float64)


def sample(n: int, most: int, *, seed: int) -> IndexArray:
    """Positions of at most so many of n points, in order."""
    if n <= most:
        return np.arange(n)
    return np.sort(np.random.default_rng(seed).choice(n, most, replace=False))


def _neighbourly(points: FloatArray, method: str, seed: int) -> FloatArray:
    chosen = sample(len(points), MOST_LAID_OUT, seed=seed)
    laid = _tsne(points[chosen], seed) if method == "tsne" else _umap(points[chosen], seed)
    if len(chosen) == len(points):
        return laid
    distances, places = NearestNeighbors(n_neighbors=NEAREST).fit(points[chosen]).kneighbors(points)
    weights = 1.0 / np.maximum(distances, 1e-9)
    weights /= np.sum(weights, axis=1, keepdims=True)
    return np.asarray(np.sum(laid[places] * weights[:, :, None], axis=1))


def _tsne(points: FloatArray, seed: int) -> FloatArray:
    perplexity = min(30.0, (len(points) - 1) / 3.0)
    start = _first_two(points)
    start = start / max(float(np.std(start[:, 0])), 1e-12) * 1e-4
    model = TSNE(2, perplexity=perplexity, init=start.astype(np.float32), random_state=seed)
    return np.asarray(model.fit_transform(points), dtype=np.float64)


def _umap(points: FloatArray, seed: int) -> FloatArray:
    try:
        from umap import UMAP  # noqa: PLC0415 (an optional library that brings a compiler along)
    except ImportError as exc:
        raise ModelError("unknown-map", "UMAP is not installed here; take pca or tsne") from exc
    near = min(15, len(points) - 1)
    return np.asarray(UMAP(n_neighbors=near, random_state=seed).fit_transform(points), dtype=np.float64)
