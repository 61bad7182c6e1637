"""Which calls lie so far from all training calls that no answer should be given."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from ml.calls.members import column_scale
from processing.arrays import FloatArray, IndexArray

N_AXES = 32
"""Principal axes that distances are taken along; what lies outside them counts as one more."""

MOST_REFERENCES = 4000
"""Training calls kept to compare with, drawn at random when there are more."""

QUANTILE = 0.99
"""Part of the training calls that lie nearer to another recording's calls than the threshold."""

MARGIN = 1.25
"""Factor on that distance: new individuals are a little stranger than the known ones are to each other."""

CHANGED_QUANTILE = 0.9
"""Part of the changed calls (fainter, cut otherwise) that lie nearer to another recording's calls than the
threshold. On the sample station 24 % of well cut calls were unknown without and 1 % are with it, while calls of a
type that was left out stay unknown (99 %)."""

NUISANCE_SHARE = 1.0
"""What is added to the spread of the changes along every axis, as a part of its mean: directions in which
changes do nothing would otherwise count without bound."""


class Changed(NamedTuple):
    """Measures of calls that were made fainter or cut otherwise, and the call each is made of.

    values : shape (n, n_columns). of : positions of the originals, shape (n,).
    """

    values: FloatArray
    of: IndexArray


@dataclass(frozen=True)
class Novelty:
    """Training calls on their principal axes, and the distance from which a call is unknown.

    metric : square; weighs the axes so that what faintness and cutting change counts little.
    references : training calls as weighed.
    """

    centre: FloatArray
    scale: FloatArray
    axes: FloatArray
    metric: FloatArray
    references: FloatArray
    threshold: float

    def distances(self, values: FloatArray) -> FloatArray:
        """Distance of each call to the nearest training call, shape (n,)."""
        return _nearest(self._placed(values), self.references)

    def _placed(self, values: FloatArray) -> FloatArray:
        return _on_axes(_standard(values, self.centre, self.scale), self.axes) @ self.metric


def learn(
    values: FloatArray, groups: IndexArray, rng: np.random.Generator, *, changed: Changed | None = None
) -> Novelty:
    """Set the threshold from how far training calls lie from those of other groups.

    With one group, from how far they lie from each other.
    changed : calls as another night would have them. Axes then count by how little such changes move a
        call along them (within-class covariance normalisation, Hatch, Kajarekar and Stolcke, Interspeech
        2006, with a call's own variants as the class), and the threshold is set from the changed calls.
    """
    centre, scale = column_scale(values)
    standard = _standard(values, centre, scale)
    _, _, axes = np.linalg.svd(standard[_some(len(values), rng)], full_matrices=False)
    kept = axes[:N_AXES].astype(np.float32)
    placed = _on_axes(standard, kept)
    chosen = _some(len(values), rng)
    if len(np.unique(groups)) < 2:
        # Of one recording each call stands for itself.
        groups = np.arange(len(values))
    if changed is None or not len(changed.values):
        nearest = _nearest_elsewhere(placed[chosen], groups[chosen], placed[chosen], groups[chosen])
        threshold = float(np.quantile(nearest, QUANTILE)) * MARGIN if len(nearest) else float("inf")
        return Novelty(centre, scale, kept, np.eye(placed.shape[1], dtype=np.float32), placed[chosen], threshold)
    moved = _on_axes(_standard(changed.values, centre, scale), kept)
    metric = _metric(moved - placed[changed.of])
    references = placed[chosen] @ metric
    nearest = _nearest_elsewhere(moved @ metric, groups[changed.of], references, groups[chosen])
    threshold = float(np.quantile(nearest, CHANGED_QUANTILE)) if len(nearest) else float("inf")
    return Novelty(centre, scale, kept, metric, references, threshold)


def _metric(changes: FloatArray) -> FloatArray:
    """The square root of the inverse of the changes' covariance, regularised, shape (n_axes, n_axes)."""
    covariance = changes.T.astype(np.float64) @ changes / len(changes)
    spread = np.trace(covariance) / len(covariance) or 1.0
    regular = covariance + NUISANCE_SHARE * spread * np.eye(len(covariance))
    return np.asarray(np.linalg.inv(np.linalg.cholesky(regular)).T, dtype=np.float32)


def _some(n: int, rng: np.random.Generator) -> IndexArray:
    return np.sort(rng.permutation(n)[:MOST_REFERENCES])


def _standard(values: FloatArray, centre: FloatArray, scale: FloatArray) -> FloatArray:
    # The inverse hyperbolic sine keeps one wild column from hiding the others, yet never levels off.
    return np.asarray(np.arcsinh((values - centre) * scale), dtype=np.float32)


def _on_axes(standard: FloatArray, axes: FloatArray) -> FloatArray:
    along = standard @ axes.T
    rest = np.sqrt(np.maximum(np.sum(standard**2, axis=1) - np.sum(along**2, axis=1), 0.0))
    return np.concatenate([along, rest[:, None]], axis=1)


def _squared(a: FloatArray, b: FloatArray) -> FloatArray:
    squares = np.sum(a**2, axis=1)[:, None] + np.sum(b**2, axis=1)[None, :]
    return np.asarray(np.maximum(squares - 2.0 * (a @ b.T), 0.0))


def _nearest(placed: FloatArray, references: FloatArray) -> FloatArray:
    blocks = [
        np.sqrt(np.min(_squared(placed[start : start + 2048], references), axis=1))
        for start in range(0, len(placed), 2048)
    ]
    return np.concatenate(blocks) if blocks else np.zeros(0)


def _nearest_elsewhere(
    placed: FloatArray, groups: IndexArray, references: FloatArray, reference_groups: IndexArray
) -> FloatArray:
    """Distance of each call to the nearest reference of another group; calls without any are left out."""
    found = [np.zeros(0)]
    for start in range(0, len(placed), 2048):
        part = slice(start, start + 2048)
        squares = _squared(placed[part], references)
        squares[groups[part, None] == reference_groups[None, :]] = np.inf
        found.append(np.sqrt(np.min(squares, axis=1)))
    nearest = np.concatenate(found)
    return np.asarray(nearest[np.isfinite(nearest)])
