"""Which calls lie so far from all training calls that no answer should be given."""

from dataclasses import dataclass

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


@dataclass(frozen=True)
class Novelty:
    """Training calls on their principal axes, and the distance from which a call is unknown."""

    centre: FloatArray
    scale: FloatArray
    axes: FloatArray
    references: FloatArray
    threshold: float

    def distances(self, values: FloatArray) -> FloatArray:
        """Distance of each call to the nearest training call, shape (n,)."""
        return _nearest(self._placed(values), self.references)

    def _placed(self, values: FloatArray) -> FloatArray:
        return _on_axes(_standard(values, self.centre, self.scale), self.axes)


def learn(values: FloatArray, groups: IndexArray, rng: np.random.Generator) -> Novelty:
    """Set the threshold from how far training calls lie from those of other groups.

    With one group, from how far they lie from each other.
    """
    centre, scale = column_scale(values)
    standard = _standard(values, centre, scale)
    _, _, axes = np.linalg.svd(standard[_some(len(values), rng)], full_matrices=False)
    kept = axes[:N_AXES].astype(np.float32)
    placed = _on_axes(standard, kept)
    chosen = _some(len(values), rng)
    nearest = _nearest_elsewhere(placed[chosen], groups[chosen])
    threshold = float(np.quantile(nearest, QUANTILE)) * MARGIN if len(nearest) else float("inf")
    return Novelty(centre, scale, kept, placed[chosen], threshold)


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


def _nearest_elsewhere(placed: FloatArray, groups: IndexArray) -> FloatArray:
    is_alone = len(np.unique(groups)) < 2
    found = []
    for start in range(0, len(placed), 2048):
        part = slice(start, start + 2048)
        squares = _squared(placed[part], placed)
        if is_alone:
            rows = np.arange(len(squares))
            squares[rows, rows + start] = np.inf
        else:
            squares[groups[part, None] == groups[None, :]] = np.inf
        found.append(np.sqrt(np.min(squares, axis=1)))
    nearest = np.concatenate(found)
    return np.asarray(nearest[np.isfinite(nearest)])
