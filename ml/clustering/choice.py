"""Choosing what a method is not told: the number of groups by silhouette, a reach by the k-distance."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np
from sklearn.metrics import silhouette_score
from sklearn.neighbors import NearestNeighbors

from processing.arrays import FloatArray, IndexArray

MOST_JUDGED = 2000
"""Calls on which a silhouette is taken while choosing: it compares every two of them."""


class Chosen(NamedTuple):
    """The best of several groupings, and how each fared."""

    numbers: IndexArray
    way: str
    n_clusters: int
    tried: list[dict[str, Any]]


def best_grouping(
    points: FloatArray,
    ways: Mapping[str, Callable[[FloatArray, int], IndexArray]],
    *,
    most: int,
    seed: int,
) -> Chosen:
    """Group in each way into 2, 3 … groups; keep what has the best mean silhouette (Rousseeuw 1987).

    Of equals the one of fewer groups is kept. Points that are all alike are one group.
    """
    n_distinct = len(np.unique(np.round(points, 9), axis=0))
    if n_distinct < 3:
        return Chosen(np.zeros(len(points), dtype=np.int64), next(iter(ways)), 1, [])
    tried: list[dict[str, Any]] = []
    best, best_score = Chosen(np.zeros(len(points), dtype=np.int64), next(iter(ways)), 1, tried), -np.inf
    for n in range(2, min(most, n_distinct - 1) + 1):
        for way, group in ways.items():
            numbers = group(points, n)
            score = silhouette(points, numbers, seed=seed)
            tried.append({"n_clusters": n, "silhouette": round(score, 4)} | ({"method": way} if way else {}))
            if score > best_score + 1e-9:
                best, best_score = Chosen(numbers, way, n, tried), score
    return best


def silhouette(points: FloatArray, numbers: IndexArray, *, seed: int) -> float:
    """Mean silhouette, of a sample when there are many calls; 0 when there is but one group."""
    chosen = np.arange(len(points))
    if len(points) > MOST_JUDGED:
        chosen = np.random.default_rng(seed).choice(len(points), MOST_JUDGED, replace=False)
    groups = numbers[chosen]
    if not 2 <= len(np.unique(groups)) < len(chosen):
        return 0.0
    return float(silhouette_score(points[chosen], groups))


def knee_distance(points: FloatArray, k: int) -> float:
    """Where the sorted distances to the k-th neighbour bend most: furthest below the line between their ends."""
    near = min(k, len(points) - 1)
    distances, _ = NearestNeighbors(n_neighbors=near + 1).fit(points).kneighbors(points)
    curve = np.sort(distances[:, -1])
    span = curve[-1] - curve[0]
    if span <= 0:
        return max(float(curve[-1]), 1e-9)
    below = np.linspace(0.0, 1.0, len(curve)) - (curve - curve[0]) / span
    return max(float(curve[int(np.argmax(below))]), 1e-9)
