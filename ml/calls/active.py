"""Active learning: which calls a person should label next, so that a model learns most from few labels.

Two kinds of calls teach: those that stand for many others, and those the model doubts. Without a model only
the first can be told. `choose` mixes both; `docs/acoustics/learning.md` tells what either is worth.
"""

from collections.abc import Iterable
from itertools import chain, zip_longest
from typing import Literal, NamedTuple

import numpy as np
from sklearn.cluster import KMeans

from ml.calls.members import column_scale, scaled_columns
from processing.arrays import FloatArray, IndexArray
from processing.errors import ModelError

Strategy = Literal["uncertain", "diverse", "mixed"]
"""By doubt alone, by what calls are like alone, or every other call by each."""

N_AXES = 32
"""Principal axes on which likeness is told; further ones hold the chance of single calls."""

MOST_CLUSTERS = 256
"""Clusters that typical calls are taken from in one choice; bounds the time of k-means."""

NEIGHBOURS = 20
"""Nearest calls of its cluster by which a call is typical (Hacohen 2022, section 3.2)."""

MOST_COMPARED = 20_000
"""Calls compared with each other in one choice; of more, as many are drawn at random."""

MOST_TELLING = 1000
"""Calls chosen one after another by what they would teach; each looks at all others once."""

BLOCK = 1024
"""Calls whose distances to the others of their cluster are in memory at once."""


class Choice(NamedTuple):
    """Calls to label, the most telling first.

    positions : rows of the features that were given, none twice.
    scores : doubt about each, see `doubts`; 1 for all without a model.
    """

    positions: IndexArray
    scores: FloatArray


def choose(
    probabilities: FloatArray | None,
    features: FloatArray,
    n: int,
    *,
    strategy: Strategy = "mixed",
    quota: int | None = None,
    known: FloatArray | None = None,
    rng: np.random.Generator,
) -> Choice:
    """Choose up to n calls for people to label, in the order in which they should be asked.

    `diverse` takes the most typical call of each cluster, those without a known call first, large before
    small (TypiClust: Hacohen 2022, arXiv:2202.02794; here on principal axes of standardised measures, not on
    learned features), then the clusters in turns at random. `uncertain` takes the smallest margins between
    the two likeliest types. `mixed` takes turns between `diverse` and calls of which each would move a linear
    model far, and in another direction than the others (BADGE: Ash 2020, arXiv:1906.03671, with the
    principal axes in place of a network's last layer).

    probabilities : of every type for each call, shape (n_calls, n_types), rows sum to 1; None when there is
        no model yet: every strategy is then `diverse`.
    features : measures or embeddings, shape (n_calls, n_columns), of any scale.
    n : calls wanted; fewer come back when there are fewer.
    quota : of each type that is likeliest by the model, at most so many; ignored without a model.
    known : measures of the calls that have a label, shape (n_known, n_columns): what is like them is no news.
    Returns no call for no features. The same arguments and generator state give the same choice.
    Raises ModelError("length-mismatch") when probabilities and features differ in number, ("not-finite").
    """
    _check(probabilities, features, known)
    doubt = doubts(probabilities) if probabilities is not None else np.ones(len(features))
    if n < 1 or not len(features):
        return Choice(np.zeros(0, dtype=np.int64), np.zeros(0))
    compared = rng.permutation(len(features))
    drawn, rest = np.sort(compared[:MOST_COMPARED]), compared[MOST_COMPARED:]
    placed, placed_known = _on_axes(features[drawn], known)
    if probabilities is None:
        order = chain(drawn[_typical(placed, placed_known, n, rng)].tolist(), rest.tolist())
        return _first(order, n, doubt, None, None)
    front: list[int] = []
    if strategy == "diverse":
        front = drawn[_typical(placed, placed_known, n, rng)].tolist()
    elif strategy == "mixed":
        typical = drawn[_typical(placed, placed_known, (n + 1) // 2, rng)].tolist()
        front = _in_turns(typical, drawn[_telling(probabilities[drawn], placed, n, rng)].tolist())
    by_doubt = np.argsort(-doubt, kind="stable").tolist()
    return _first(chain(front, by_doubt), n, doubt, np.argmax(probabilities, axis=1), quota)


def doubts(probabilities: FloatArray) -> FloatArray:
    """One less the margin between the two likeliest types of each call, shape (n,), 0 (sure) to 1."""
    if probabilities.shape[1] < 2:
        return np.zeros(len(probabilities))
    two = np.partition(probabilities, -2, axis=1)[:, -2:]
    return np.asarray(1.0 - (two[:, 1] - two[:, 0]), dtype=np.float64)


def _check(probabilities: FloatArray | None, features: FloatArray, known: FloatArray | None) -> None:
    if probabilities is not None and len(probabilities) != len(features):
        got = f"{len(probabilities)} rows of probabilities, {len(features)} of features"
        raise ModelError("length-mismatch", f"expected as many probabilities as calls, got {got}")
    if not all(np.isfinite(given).all() for given in (probabilities, features, known) if given is not None):
        raise ModelError("not-finite", "expected finite features and probabilities, found NaN or infinity")


def _on_axes(features: FloatArray, known: FloatArray | None) -> tuple[FloatArray, FloatArray]:
    """Both on the principal axes of all together, standardised and bent as for the linear models."""
    together = features if known is None else np.concatenate([features, known])
    centre, scale = column_scale(together)
    bent = scaled_columns(together, np.arange(together.shape[1]), centre, scale, is_squashed=True)
    bent = bent - np.mean(bent, axis=0)
    # The axes of many calls are those of a part of them; the decomposition of all would take minutes.
    _, _, axes = np.linalg.svd(bent[:: -(-len(bent) // 4000)], full_matrices=False)
    placed = bent @ axes[:N_AXES].T
    return placed[: len(features)], placed[len(features) :]


def _typical(placed: FloatArray, known: FloatArray, n: int, rng: np.random.Generator) -> IndexArray:
    """All calls: the most typical of every cluster, unknown and large clusters first; then clusters in turns."""
    together = np.concatenate([placed, known])
    n_clusters = min(len(known) + n, MOST_CLUSTERS, len(np.unique(together, axis=0)))
    clusters = KMeans(n_clusters, n_init=1, random_state=int(rng.integers(1 << 31))).fit(together).labels_
    own = clusters[: len(placed)]
    sizes = np.bincount(clusters, minlength=n_clusters)
    n_known = np.bincount(clusters[len(placed) :], minlength=n_clusters)
    turn = rng.permutation(len(placed)) + 1
    for cluster in np.unique(own):
        members = np.flatnonzero(own == cluster)
        turn[members[np.argmax(_typicality(placed[members], together[clusters == cluster]))]] = 0
    turns = _ranks_within(own, turn)
    return np.lexsort((-sizes[own], n_known[own], turns))


def _typicality(members: FloatArray, cluster: FloatArray) -> FloatArray:
    """How near a cluster's calls lie to each member: minus the mean distance of the nearest, itself apart."""
    n_near = min(NEIGHBOURS, len(cluster) - 1)
    if n_near < 1:
        return np.zeros(len(members))
    squares = np.sum(cluster**2, axis=1)
    found = []
    for start in range(0, len(members), BLOCK):
        block = members[start : start + BLOCK]
        distances = np.sum(block**2, axis=1)[:, None] + squares[None, :] - 2.0 * (block @ cluster.T)
        nearest = np.partition(np.sqrt(np.maximum(distances, 0.0)), n_near, axis=1)[:, : n_near + 1]
        found.append(-np.sum(nearest, axis=1) / n_near)
    return np.concatenate(found)


def _ranks_within(clusters: IndexArray, order: IndexArray) -> IndexArray:
    """Which turn of its own cluster a call has, from 0, when the cluster's calls go by `order`."""
    by_cluster = np.lexsort((order, clusters))
    sizes = np.bincount(clusters)
    starts = np.repeat((np.cumsum(sizes) - sizes), sizes)
    ranks = np.empty(len(clusters), dtype=np.int64)
    ranks[by_cluster] = np.arange(len(clusters)) - starts
    return ranks


def _telling(probabilities: FloatArray, placed: FloatArray, n: int, rng: np.random.Generator) -> IndexArray:
    """Calls by k-means++ over the gradient each would give with its likeliest type as the label.

    The gradient is an outer product, so distances come from its two factors and it is never formed.
    """
    pulls = np.array(probabilities, dtype=np.float64)
    rows = np.arange(len(pulls))
    pulls[rows, np.argmax(pulls, axis=1)] -= 1.0
    pull_squares, place_squares = np.sum(pulls**2, axis=1), np.sum(placed**2, axis=1, dtype=np.float64)
    lengths = pull_squares * place_squares
    nearest = np.full(len(pulls), np.inf)
    chosen = [int(np.argmax(lengths))]
    while len(chosen) < min(n, MOST_TELLING, len(pulls)):
        last = chosen[-1]
        products = (pulls @ pulls[last]) * (placed @ placed[last])
        nearest = np.minimum(nearest, np.maximum(lengths + lengths[last] - 2.0 * products, 0.0))
        nearest[chosen] = 0.0
        total = float(np.sum(nearest))
        if total <= 0.0:
            break
        chosen.append(int(rng.choice(len(pulls), p=nearest / total)))
    return np.array(chosen, dtype=np.int64)


def _in_turns(first: Iterable[int], second: Iterable[int]) -> list[int]:
    pairs = zip_longest(first, second)
    return [one for pair in pairs for one in pair if one is not None]


def _first(order: Iterable[int], n: int, doubt: FloatArray, predicted: IndexArray | None, quota: int | None) -> Choice:
    """The first n of an order in which calls may come twice, of each predicted type as many as the quota allows."""
    taken: dict[int, None] = {}
    counts: dict[int, int] = {}
    for position in order:
        if len(taken) >= n:
            break
        kind = -1 if predicted is None or quota is None else int(predicted[position])
        if position in taken or (kind >= 0 and quota is not None and counts.get(kind, 0) >= quota):
            continue
        taken[position] = None
        counts[kind] = counts.get(kind, 0) + 1
    positions = np.array(list(taken), dtype=np.int64)
    return Choice(positions, doubt[positions])
