"""How each method groups points, in one registry."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np
from sklearn.cluster import (
    DBSCAN,
    HDBSCAN,
    OPTICS,
    AffinityPropagation,
    AgglomerativeClustering,
    KMeans,
    MeanShift,
    SpectralClustering,
    estimate_bandwidth,
)
from sklearn.metrics.pairwise import euclidean_distances
from sklearn.mixture import GaussianMixture

from ml.clustering.choice import best_grouping, knee_distance
from processing.arrays import FloatArray, IndexArray


class Fitted(NamedTuple):
    """A grouping of points.

    numbers : group of each point, shape (n,); -1 belongs nowhere.
    chosen : parameters that the method found for itself.
    scores : what the choice rested on, JSON values.
    """

    numbers: IndexArray
    chosen: dict[str, Any]
    scores: dict[str, Any]


Params = Mapping[str, float | None]

Fit = Callable[[FloatArray, Params], Fitted]

FITS: dict[str, Fit] = {}
"""Every method's function by its name; filled by `fits`."""

STARTS = 8
"""Starts of k-means, of which the best is kept."""

REACH_NEIGHBOUR = 7
"""Which neighbour's distance scales likeness in spectral clustering, as in its source."""

LEAST_LIKENESS = 1e-6
"""Keeps far points joined, without which there is no single graph to cut."""

LEAST_SIZE_PART = 50
"""A group of HDBSCAN or OPTICS has at least this part (one fiftieth) of the calls, unless told otherwise."""


def fits(name: str) -> Callable[[Fit], Fit]:
    """Register the decorated function as the method of that name in the catalogue."""

    def register(fit: Fit) -> Fit:
        FITS[name] = fit
        return fit

    return register


def _kmeans(points: FloatArray, n: int, seed: int) -> IndexArray:
    return np.asarray(KMeans(n, n_init=STARTS, random_state=seed).fit_predict(points))


def _mixture(points: FloatArray, n: int, seed: int) -> GaussianMixture:
    floor = 1e-4 * float(np.mean(np.var(points, axis=0))) + 1e-12
    return GaussianMixture(n, covariance_type="diag", n_init=2, reg_covar=floor, random_state=seed).fit(points)


def _ward(points: FloatArray, n: int, _seed: int) -> IndexArray:
    return np.asarray(AgglomerativeClustering(n).fit_predict(points))


def _spectral(points: FloatArray, n: int, seed: int) -> IndexArray:
    """On likenesses scaled by each point's own neighbourhood (Zelnik-Manor and Perona 2004)."""
    distances = euclidean_distances(points)
    near = min(REACH_NEIGHBOUR, len(points) - 1)
    reach = np.maximum(np.partition(distances, near, axis=1)[:, near], 1e-9)
    likeness = np.exp(-(distances**2) / (reach[:, None] * reach)) + LEAST_LIKENESS
    model = SpectralClustering(n, affinity="precomputed", assign_labels="cluster_qr", random_state=seed)
    return np.asarray(model.fit_predict(likeness))


def _seed(params: Params) -> int:
    return int(params["seed"] or 0)


def _by_number(points: FloatArray, params: Params, group: Callable[[FloatArray, int, int], IndexArray]) -> Fitted:
    """Groups of a method that is told their number; without one, that of the best silhouette."""
    if params["n_clusters"] is not None:
        return Fitted(group(points, int(params["n_clusters"]), _seed(params)), {}, {})
    best = best_grouping(points, {"": lambda p, n: group(p, n, _seed(params))}, most=20, seed=_seed(params))
    return Fitted(best.numbers, {"n_clusters": best.n_clusters}, {"by_number": best.tried})


@fits("auto")
def fit_automatically(points: FloatArray, params: Params) -> Fitted:
    """k-means and a Gaussian mixture for each number of groups; the grouping of the best silhouette."""
    seed = _seed(params)
    ways = {
        "kmeans": lambda p, n: _kmeans(p, n, seed),
        "gaussian-mixture": lambda p, n: np.asarray(_mixture(p, n, seed).predict(p)),
    }
    best = best_grouping(points, ways, most=int(params["most_clusters"] or 20), seed=seed)
    chosen = {"chosen_method": best.way, "n_clusters": best.n_clusters}
    return Fitted(best.numbers, chosen, {"by_number": best.tried})


@fits("kmeans")
def fit_kmeans(points: FloatArray, params: Params) -> Fitted:
    """Lloyd's k-means with k-means++ starts (Arthur and Vassilvitskii 2007)."""
    return _by_number(points, params, _kmeans)


@fits("gaussian-mixture")
def fit_mixture(points: FloatArray, params: Params) -> Fitted:
    """Axis-parallel Gaussians; their number, when not given, by the Bayesian information criterion."""
    seed, given = _seed(params), params["n_clusters"]
    numbers = [int(given)] if given is not None else range(2, min(20, len(points) - 1) + 1)
    models = {n: _mixture(points, n, seed) for n in numbers}
    bics = {n: float(model.bic(points)) for n, model in models.items()}
    best = min(bics, key=lambda n: bics[n])
    tried = [{"n_clusters": n, "bic": round(bic, 2)} for n, bic in bics.items()]
    chosen = {} if given is not None else {"n_clusters": best}
    return Fitted(np.asarray(models[best].predict(points)), chosen, {"by_number": tried})


@fits("spectral")
def fit_spectral(points: FloatArray, params: Params) -> Fitted:
    """Spectral clustering on the graph of nearest neighbours."""
    return _by_number(points, params, _spectral)


@fits("hierarchical")
def fit_hierarchical(points: FloatArray, params: Params) -> Fitted:
    """Ward's method: joins the two groups whose union adds the least variance (Ward 1963)."""
    return _by_number(points, params, _ward)


@fits("dbscan")
def fit_dbscan(points: FloatArray, params: Params) -> Fitted:
    """DBSCAN (Ester 1996); the reach, when not given, where the sorted k-distances bend most."""
    least = int(params["min_samples"] or 5)
    eps = float(params["eps"] or knee_distance(points, least))
    numbers = np.asarray(DBSCAN(eps=eps, min_samples=least).fit_predict(points))
    return Fitted(numbers, {} if params["eps"] else {"eps": eps}, {})


def _least_size(points: FloatArray, params: Params) -> tuple[int, dict[str, Any]]:
    given = params["min_cluster_size"]
    if given is not None:
        return int(min(given, len(points))), {}
    found = min(len(points), max(5, len(points) // LEAST_SIZE_PART))
    return found, {"min_cluster_size": found}


@fits("hdbscan")
def fit_hdbscan(points: FloatArray, params: Params) -> Fitted:
    """HDBSCAN (Campello 2013, doi:10.1007/978-3-642-37456-2_14)."""
    size, chosen = _least_size(points, params)
    least = min(int(params["min_samples"] or 5), len(points))
    model = HDBSCAN(min_cluster_size=size, min_samples=least, copy=True)
    return Fitted(np.asarray(model.fit_predict(points)), chosen, {})


@fits("optics")
def fit_optics(points: FloatArray, params: Params) -> Fitted:
    """OPTICS (Ankerst 1999) with groups where reachability falls and rises steeply."""
    size, chosen = _least_size(points, params)
    least = min(int(params["min_samples"] or 5), len(points))
    return Fitted(np.asarray(OPTICS(min_samples=least, min_cluster_size=size).fit_predict(points)), chosen, {})


@fits("mean-shift")
def fit_mean_shift(points: FloatArray, params: Params) -> Fitted:
    """Mean shift (Comaniciu and Meer 2002); the reach, when not given, from near neighbours' distances."""
    given = params["bandwidth"]
    reach = float(given or estimate_bandwidth(points, quantile=0.2, n_samples=1000, random_state=_seed(params)))
    reach = max(reach, 1e-9)
    numbers = np.asarray(MeanShift(bandwidth=reach, bin_seeding=True).fit_predict(points))
    return Fitted(numbers, {} if given else {"bandwidth": reach}, {})


@fits("affinity-propagation")
def fit_affinity(points: FloatArray, params: Params) -> Fitted:
    """Affinity propagation (Frey and Dueck 2007, doi:10.1126/science.1136800), preference: the median."""
    damping = float(params["damping"] or 0.8)
    model = AffinityPropagation(damping=damping, max_iter=400, random_state=_seed(params))
    return Fitted(np.asarray(model.fit_predict(points)), {}, {})
