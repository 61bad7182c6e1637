"""The same call as another night would have it: fainter over noise, cut a little wider or tighter.

What such changes do to the measures is what novelty must not mistake for a new kind of call.
"""

import numpy as np

from processing.arrays import FloatArray

N_VARIANTS = 3
"""Variants of one call."""

MOST_CALLS = 500
"""Calls of which variants are made; the spread they show does not change with more."""

SNR_DB = (0.0, 20.0)
"""Range of the level of the call over the noise that is added, both as root mean square, dB."""

EDGE_SHARE = 0.2
"""Most that an edge moves in or out, as a part of the duration: how far detectors and people differ."""


def variants(y: FloatArray, rng: np.random.Generator) -> list[FloatArray]:
    """Three variants of one call, each with both edges moved and white noise added.

    y : mono call, shape (n,). Empty or silent gives copies of itself.
    Where an edge moves out, the call is preceded or followed by the noise alone.
    """
    level = float(np.sqrt(np.mean(np.square(y), dtype=np.float64))) if len(y) else 0.0
    if level == 0.0:
        return [y.copy() for _ in range(N_VARIANTS)]
    return [_variant(y, level, rng) for _ in range(N_VARIANTS)]


def _variant(y: FloatArray, level: float, rng: np.random.Generator) -> FloatArray:
    before, after = (int(share * len(y)) for share in rng.uniform(-EDGE_SHARE, EDGE_SHARE, 2))
    inner = (y - np.mean(y))[max(-before, 0) : len(y) - max(-after, 0)]
    moved = np.pad(inner, (max(before, 0), max(after, 0)))
    noise = rng.normal(0.0, level * 10.0 ** (-rng.uniform(*SNR_DB) / 20.0), len(moved))
    return np.asarray(moved + noise, dtype=np.float32)
