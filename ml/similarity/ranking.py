"""The order of candidates, given examples and counter-examples."""

import numpy as np
import numpy.typing as npt

from processing.arrays import FloatArray

REJECTION = 0.5
"""How much likeness to the nearest counter-example counts against a candidate (after Rocchio 1971, where it
is the mean of the counter-examples; ours may be of many kinds, each of which tells only of its own)."""


def likeness(candidates: FloatArray, examples: FloatArray) -> npt.NDArray[np.float32]:
    """Cosine of each candidate (n, d) with its nearest example (k, d), all of unit length; shape (n,), -1 to 1."""
    if not len(examples):
        return np.zeros(len(candidates), dtype=np.float32)
    return np.asarray(np.max(candidates @ examples.T, axis=1, initial=-1.0), dtype=np.float32)


def ranks(candidates: FloatArray, examples: FloatArray, rejected: FloatArray) -> npt.NDArray[np.float32]:
    """What candidates are sorted by, falling; shape (n,).

    Half the likeness to the nearest example and half the mean likeness to all of them, so that a call near
    one odd example does not come before calls like most; less a part of the likeness to the nearest of the
    rejected, where that is positive. NaN counts as unlike everything.
    """
    near = likeness(candidates, examples)
    mean = np.mean(candidates @ examples.T, axis=1) if len(examples) else np.zeros(len(candidates))
    against = np.maximum(likeness(candidates, rejected), 0.0)
    return np.asarray(np.nan_to_num(0.5 * near + 0.5 * mean - REJECTION * against, nan=-2.0), dtype=np.float32)


def queries(examples: FloatArray, rejected: FloatArray) -> npt.NDArray[np.float32]:
    """Points from which to look for candidates: every example, and their mean moved away from the rejected."""
    if not len(examples):
        return np.zeros((0, examples.shape[1]), dtype=np.float32)
    middle = np.mean(examples, axis=0)
    if len(rejected):
        middle = middle - REJECTION * np.mean(rejected, axis=0)
    length = float(np.linalg.norm(middle))
    found = [examples] if length < 1e-6 else [examples, (middle / length)[None]]
    return np.asarray(np.concatenate(found), dtype=np.float32)
