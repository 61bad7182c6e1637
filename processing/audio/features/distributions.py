"""Statistics of spectra and envelopes taken as distributions, many rows at once."""

import numpy as np

from processing.arrays import FloatArray, IndexArray

TINY = 1e-12
"""Least value under a logarithm, relative to a sum of 1."""


def shares(rows: FloatArray) -> FloatArray:
    """Rows divided by their sums; a row of zeros stays zero. Shape as given."""
    sums = np.sum(rows, axis=1, keepdims=True)
    return np.asarray(np.divide(rows, sums, out=np.zeros_like(rows), where=sums > 0))


def quantile_index(share: FloatArray, part: float) -> IndexArray:
    """First position at which the running sum exceeds `part` (0 to 1), shape (n,)."""
    running = np.cumsum(share, axis=1)
    index = np.sum(running <= part, axis=1)
    return np.asarray(np.minimum(index, share.shape[1] - 1), dtype=np.int64)


def relative_entropy(share: FloatArray, counts: IndexArray) -> FloatArray:
    """Shannon entropy over log(counts): 0 where all lies in one place, 1 where it is even.

    counts : places in use per row, shape (n,); a row with one place has entropy 0.
    """
    logs = np.log(np.maximum(share, TINY))
    entropy = -np.sum(share * logs, axis=1)
    return np.where(counts > 1, entropy / np.log(np.maximum(counts, 2)), 0.0)


def flatness(share: FloatArray, counts: IndexArray) -> FloatArray:
    """Geometric over arithmetic mean of the first `counts` places of each row, shape (n,)."""
    used = np.arange(share.shape[1]) < counts[:, None]
    logs = np.sum(np.where(used, np.log(np.maximum(share, TINY)), 0.0), axis=1)
    means = np.maximum(np.sum(share, axis=1) / counts, TINY)
    return np.asarray(np.exp(logs / counts) / means)


def sample_moments(share: FloatArray, counts: IndexArray) -> tuple[FloatArray, FloatArray]:
    """Skewness and kurtosis of the first `counts` values of each row, as seewave's `specprop` has them.

    Third and fourth central moment over n − 1, divided by powers of the sample standard deviation.
    """
    used = np.arange(share.shape[1]) < counts[:, None]
    n = np.maximum(counts - 1, 1)
    centred = np.where(used, share - (np.sum(share, axis=1) / counts)[:, None], 0.0)
    spread = np.sqrt(np.maximum(np.sum(centred**2, axis=1) / n, TINY**2))[:, None]
    scaled = centred / spread
    return np.sum(scaled**3, axis=1) / n, np.sum(scaled**4, axis=1) / n
