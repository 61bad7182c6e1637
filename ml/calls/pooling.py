"""Calibration: members' scores pooled into probabilities, with weights learned on held-out groups."""

import numpy as np
from scipy.optimize import minimize

from ml.calls.fitted import softmax
from processing.arrays import FloatArray, IndexArray

EQUAL_PULL = 1.0
"""How strongly the weights are drawn to each other, against chance with few held-out calls: a squared difference
of 1 costs as much as one held-out call that is e times less likely, so with many calls the calls decide."""

START_WEIGHT = 2.0
"""Sum of the weights before fitting, and their answer when nothing could be held out: a pool is surer
than its members because they err in different places."""


def pooled(scores: FloatArray, weights: FloatArray) -> FloatArray:
    """Probabilities (n, n_classes) from log scores (n_members, n, n_classes): a weighted product of experts.

    The sum of the weights acts as a temperature, so the same weights calibrate.
    """
    return softmax(np.tensordot(weights, scores, axes=1))


def fit_weights(scores: FloatArray, classes: IndexArray) -> FloatArray:
    """Weights ≥ 0 that make the held-out classes most likely (Guo 2017 for one member, arXiv:1706.04599).

    scores : log scores of calls that the members were not trained on, (n_members, n, n_classes).
    Returns equal weights when there is no such call.
    """
    n_members = len(scores)
    start = np.full(n_members, START_WEIGHT / n_members)
    if scores.shape[1] == 0:
        return start
    here = np.arange(len(classes))
    strength = EQUAL_PULL / len(classes)

    def loss(weights: FloatArray) -> tuple[float, FloatArray]:
        errors = pooled(scores, weights)
        likelihood = np.mean(np.log(np.maximum(errors[here, classes], 1e-12)))
        errors[here, classes] -= 1.0
        slope = np.sum(scores * errors, axis=(1, 2)) / len(classes)
        pull = weights - np.mean(weights)
        return float(-likelihood + strength * np.sum(pull**2)), slope + 2.0 * strength * pull

    bounds = [(0.0, 20.0)] * n_members
    return np.asarray(minimize(loss, start, jac=True, bounds=bounds, method="L-BFGS-B").x)
