"""Trained members of a method: their columns, scale and scores."""

import warnings
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ml.calls.fitted import Fitted, plain
from ml.calls.methods import Member
from processing.arrays import FloatArray, IndexArray

PROBABILITY_FLOOR = 0.01
"""Added to a member's probabilities before the logarithm: a forest's zero means unseen, not impossible."""

ROWS_PER_BLOCK = 2048
"""Calls scored at once, which bounds the kernel matrix."""


@dataclass(frozen=True)
class FittedMember:
    """One trained model.

    columns : positions in the feature table.
    centre, scale : of those columns; scale has a 0 for a column that was constant in training.
    is_squashed : whether scaled values are bent to within ±2.
    classes : positions in the model's labels of the classes it saw.
    """

    columns: IndexArray
    centre: FloatArray
    scale: FloatArray
    is_squashed: bool
    classes: IndexArray
    model: Fitted

    def log_scores(self, values: FloatArray, n_classes: int) -> FloatArray:
        """Floored log probabilities of every class, shape (n, n_classes); not calibrated."""
        blocks = [
            self._block_scores(values[start : start + ROWS_PER_BLOCK], n_classes)
            for start in range(0, len(values), ROWS_PER_BLOCK)
        ]
        return np.concatenate(blocks) if blocks else np.zeros((0, n_classes))

    def _block_scores(self, values: FloatArray, n_classes: int) -> FloatArray:
        scaled = self.scaled(values)
        probabilities = np.zeros((len(values), n_classes))
        probabilities[:, self.classes] = self.model.predict_proba(scaled)
        return np.asarray(np.log(probabilities + PROBABILITY_FLOOR))

    def scaled(self, values: FloatArray) -> FloatArray:
        """The member's columns on its scale, float32."""
        return scaled_columns(values, self.columns, self.centre, self.scale, is_squashed=self.is_squashed)


def scaled_columns(
    values: FloatArray, columns: IndexArray, centre: FloatArray, scale: FloatArray, *, is_squashed: bool
) -> FloatArray:
    """Columns less their centre, times their scale; bent by 2·tanh(z / 2) if asked, float32."""
    chosen = (values[:, columns] - centre) * scale
    bent = 2.0 * np.tanh(chosen / 2.0) if is_squashed else chosen
    return np.ascontiguousarray(bent, dtype=np.float32)


def fit_member(
    member: Member, names: tuple[str, ...], values: FloatArray, classes: IndexArray, *, seed: int
) -> FittedMember:
    """Train one member on values (n, n_columns) and class positions (n,)."""
    columns = np.array(
        [i for i, name in enumerate(names) if not member.columns or name.startswith(member.columns)],
        dtype=np.int64,
    )
    centre = np.zeros(len(columns), dtype=np.float32)
    scale = np.ones(len(columns), dtype=np.float32)
    if member.scaling != "none":
        centre, scale = column_scale(values[:, columns])
    is_squashed = member.scaling == "squashed"
    scaled = scaled_columns(values, columns, centre, scale, is_squashed=is_squashed)
    estimator = member.build(len(columns), seed)
    n_neighbors = getattr(estimator, "n_neighbors", None)
    if n_neighbors is not None:
        estimator.set_params(n_neighbors=min(n_neighbors, len(values)))
    with warnings.catch_warnings():
        # Shrunken discriminants mention every class of one call, which a fold may well leave of a rare type.
        warnings.filterwarnings("ignore", "Only one sample available", UserWarning)
        # Few labels of many types are how learning while labelling begins.
        warnings.filterwarnings("ignore", "The number of unique classes", UserWarning)
        estimator.fit(scaled, classes)
    return FittedMember(columns, centre, scale, is_squashed, np.asarray(estimator.classes_), plain(estimator))


def column_scale(values: FloatArray) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Mean of every column, and one over its standard deviation (0 for a constant column)."""
    centre = np.mean(values, axis=0, dtype=np.float64)
    spread = np.std(values, axis=0, dtype=np.float64)
    is_constant = spread <= 1e-9 * np.maximum(np.abs(centre), 1e-6)
    scale = np.where(is_constant, 0.0, 1.0 / np.where(is_constant, 1.0, spread))
    return np.asarray(centre, dtype=np.float32), np.asarray(scale, dtype=np.float32)
