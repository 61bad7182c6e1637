"""The space calls are grouped in: columns on one scale, turned to their principal components."""

import numpy as np
from sklearn.decomposition import PCA

from processing.arrays import FloatArray
from processing.audio.features import FeatureTable
from processing.audio.features.embedding import unit_points

SQUASH_SD = 4.0
"""Standard deviations at which a standardised column is cut: a few wild values must not set the axes."""


def place(table: FeatureTable, *, n_components: int) -> FloatArray:
    """Coordinates of calls, shape (n_calls, at most n_components), float64, always finite.

    The embedding is used as unit points, whose distances are what similarity means. Columns of other sets
    get mean 0 and variance 1, are cut at ±4, and constant ones are dropped.
    """
    points = unit_points(table.values) if table.feature_set == "embedding" else _standardised(table.values)
    points = np.nan_to_num(np.asarray(points, dtype=np.float64))
    n = min(n_components, points.shape[1], max(1, len(points) - 1))
    if len(points) < 2 or not np.any(np.ptp(points, axis=0) > 0):
        return np.zeros((len(points), max(n, 2)))
    found = PCA(n, svd_solver="full" if len(points) < points.shape[1] else "covariance_eigh").fit_transform(points)
    return np.asarray(found)


def _standardised(values: FloatArray) -> FloatArray:
    columns = np.nan_to_num(np.asarray(values, dtype=np.float64))
    spread = np.std(columns, axis=0)
    is_used = spread > 1e-9 * np.maximum(np.abs(np.mean(columns, axis=0)), 1e-9)
    used = (columns[:, is_used] - np.mean(columns[:, is_used], axis=0)) / spread[is_used]
    return np.asarray(np.clip(used, -SQUASH_SD, SQUASH_SD)) if used.shape[1] else np.zeros((len(columns), 1))
