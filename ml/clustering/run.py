"""One run: from measured calls to groups, their cards and a map."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from sklearn.metrics import silhouette_samples
from sklearn.neighbors import NearestNeighbors

from ml.clustering import space
from ml.clustering.catalogue import LEAST_CALLS, METHODS, MOST_CALLS, checked_params
from ml.clustering.layout import lay_out, sample
from ml.clustering.methods import FITS, Fitted
from processing.arrays import FloatArray, IndexArray
from processing.audio.features import FeatureTable
from processing.errors import ModelError

NOWHERE = -1
"""Number of what belongs to no group."""

MOST_COMPARED = 4000
"""Calls up to which silhouettes compare every two; of more, each is compared with the groups' centres."""

Progress = Callable[[float, float, str], None]


class Card(NamedTuple):
    """What a group is like.

    representative : position of the member nearest the centre.
    coherence : part of the spread of all calls that its members do not have, 0 to 1; None for NOWHERE.
    silhouette : mean of its members.
    """

    number: int
    n_members: int
    representative: int
    coherence: float | None
    silhouette: float | None


@dataclass(frozen=True)
class Clustering:
    """Groups of calls.

    numbers : 0, 1 … by falling size, NOWHERE for what belongs to none, shape (n,).
    places : on the map, -1 to 1, shape (n, 2).
    silhouettes : per call, NaN where there is none, shape (n,).
    params : every parameter used, found ones included.
    """

    numbers: IndexArray
    places: FloatArray
    silhouettes: FloatArray
    cards: list[Card]
    params: dict[str, Any]
    scores: dict[str, Any]

    @property
    def n_noise(self) -> int:
        return int(np.sum(self.numbers == NOWHERE))

    @property
    def silhouette(self) -> float | None:
        known = self.silhouettes[np.isfinite(self.silhouettes)]
        return float(np.mean(known)) if len(known) else None


def cluster(
    table: FeatureTable,
    *,
    method: str = "auto",
    params: Mapping[str, Any] | None = None,
    map_method: str = "pca",
    on_progress: Progress | None = None,
) -> Clustering:
    """Group measured calls without labels; the same calls and parameters give the same groups.

    table : calls by rows; those that could not be measured belong nowhere and lie at the centre.
    Raises ModelError: too-few-calls (under 5 measurable), too-many-calls, unknown-method, bad-parameter,
    unknown-map.
    """
    report = on_progress or (lambda _done, _total, _stage: None)
    values = checked_params(method, params or {})
    n_usable = int(np.sum(table.is_measurable))
    if n_usable < LEAST_CALLS:
        raise ModelError("too-few-calls", f"needs at least {LEAST_CALLS} calls that can be measured, got {n_usable}")
    if n_usable > MOST_CALLS:
        raise ModelError("too-many-calls", f"takes at most {MOST_CALLS} calls, got {n_usable}")
    wanted = values.get("n_clusters")
    if wanted is not None and wanted > n_usable:
        raise ModelError("bad-parameter", f"n_clusters is {wanted:g}, but there are only {n_usable} calls")
    usable = np.flatnonzero(table.is_measurable)
    points = space.place(table.rows(usable), n_components=int(values["n_components"] or 10))
    report(1, 4, "Grouping")
    fitted = _fit(points, method, values)
    report(2, 4, "Laying out the map")
    plane = lay_out(points, map_method, seed=int(values["seed"] or 0))
    report(3, 4, "Describing groups")
    numbers = by_size(fitted.numbers)
    likeness = silhouettes(points, numbers)
    made = [card._replace(representative=int(usable[card.representative])) for card in cards(points, numbers, likeness)]
    return Clustering(
        _spread(numbers, usable, len(table.values), NOWHERE),
        _spread(plane, usable, len(table.values), 0.0),
        _spread(likeness, usable, len(table.values), np.nan),
        _with_unmeasured(made, np.flatnonzero(~table.is_measurable)),
        dict(values) | fitted.chosen,
        fitted.scores,
    )


def _spread(values: Any, rows: IndexArray, n: int, fill: float) -> Any:
    """Values of some rows as an array of all rows."""
    whole = np.full((n, *values.shape[1:]), fill, dtype=values.dtype)
    whole[rows] = values
    return whole


def _with_unmeasured(made: list[Card], rows: IndexArray) -> list[Card]:
    """Calls that could not be measured are counted among those that belong nowhere."""
    if not len(rows):
        return made
    if made and made[-1].number == NOWHERE:
        return [*made[:-1], made[-1]._replace(n_members=made[-1].n_members + len(rows))]
    return [*made, Card(NOWHERE, len(rows), int(rows[0]), None, None)]


def _fit(points: FloatArray, method: str, params: dict[str, float | None]) -> Fitted:
    """Fit to a sample when there are more calls than the method can take; the others join their nearest."""
    chosen = sample(len(points), METHODS[method].most_fitted, seed=int(params["seed"] or 0))
    fitted = FITS[method](points[chosen], params)
    if len(chosen) == len(points):
        return fitted
    _, nearest = NearestNeighbors(n_neighbors=1).fit(points[chosen]).kneighbors(points)
    return Fitted(fitted.numbers[nearest[:, 0]], fitted.chosen | {"n_fitted": len(chosen)}, fitted.scores)


def by_size(numbers: IndexArray) -> IndexArray:
    """Groups numbered anew by falling size; of equals the one met first comes first."""
    found, first, counts = np.unique(numbers[numbers >= 0], return_index=True, return_counts=True)
    order = np.lexsort((first, -counts))
    new = {int(found[place]): rank for rank, place in enumerate(order)}
    return np.array([new.get(int(number), NOWHERE) for number in numbers], dtype=np.int64)


def silhouettes(points: FloatArray, numbers: IndexArray) -> FloatArray:
    """Silhouette of each call in its group, NaN for those nowhere or when there is but one group; shape (n,)."""
    found = np.full(len(points), np.nan)
    inside = np.flatnonzero(numbers >= 0)
    if not 2 <= len(np.unique(numbers[inside])) < len(inside):
        return found
    if len(inside) <= MOST_COMPARED:
        found[inside] = silhouette_samples(points[inside], numbers[inside])
        return found
    centres = np.stack([np.mean(points[numbers == k], axis=0) for k in range(int(np.max(numbers)) + 1)])
    distances = np.sqrt(np.maximum(np.sum((points[inside][:, None, :] - centres) ** 2, axis=2), 0.0))
    here = np.arange(len(inside))
    own = distances[here, numbers[inside]].copy()
    distances[here, numbers[inside]] = np.inf
    other = np.min(distances, axis=1)
    found[inside] = (other - own) / np.maximum(np.maximum(own, other), 1e-12)
    return found


def cards(points: FloatArray, numbers: IndexArray, likeness: FloatArray) -> list[Card]:
    """One card a group by number; NOWHERE, if anything is there, last."""
    whole = float(np.mean(np.sum((points - np.mean(points, axis=0)) ** 2, axis=1)))
    groups = [number for number in np.unique(numbers) if number >= 0]
    made = [_card(points, np.flatnonzero(numbers == number), int(number), likeness, whole) for number in groups]
    outside = np.flatnonzero(numbers == NOWHERE)
    if len(outside):
        made.append(_card(points, outside, NOWHERE, likeness, whole)._replace(coherence=None, silhouette=None))
    return made


def _card(points: FloatArray, members: IndexArray, number: int, likeness: FloatArray, whole: float) -> Card:
    distances = np.sum((points[members] - np.mean(points[members], axis=0)) ** 2, axis=1)
    coherence = 1.0 - float(np.mean(distances)) / whole if whole > 0 else 1.0
    mean = float(np.mean(likeness[members]))
    return Card(
        number,
        len(members),
        int(members[int(np.argmin(distances))]),
        min(max(coherence, 0.0), 1.0),
        mean if np.isfinite(mean) else None,
    )
