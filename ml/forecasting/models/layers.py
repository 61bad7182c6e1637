"""Neural networks as plain arrays: what each architecture computes once it is trained, in NumPy.

A window enters standardised by its own mean and spread; what comes out is added, in the same units, to its last
value. Columns that targets share follow the window. Products are made one window at a time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np

from ml.forecasting.inputs import Inputs
from ml.forecasting.intervals import spread
from ml.forecasting.models.registry import Arrays, Shape, expect, is_finite, stored, whole
from ml.forecasting.models.rows import each_window
from processing.arrays import FloatArray

Parts = dict[str, Any]

ARCHITECTURES = ("dense", "cnn", "lstm", "ar-lstm")
"""Fully connected; convolutions along time; a recurrent reader; one that also goes on step by step."""

MOST_UNITS = 4096


@stored
@dataclass(frozen=True)
class Network:
    """weights : by name, as the architecture's `forward` asks for them. architecture : position in ARCHITECTURES."""

    architecture: int
    weights: Parts
    horizon: int
    kind: ClassVar[str] = "network"

    def predict(self, inputs: Inputs) -> FloatArray:
        found = np.empty((len(inputs.own), inputs.own.shape[1], self.horizon))
        windows, other, scale = standardised(inputs)
        forward = FORWARD[ARCHITECTURES[self.architecture]]
        for target in range(inputs.own.shape[1]):
            made = forward(self.weights, windows[:, target], other[:, target], self.horizon)
            found[:, target] = made * scale[:, target] + inputs.own[:, target, -1:]
        return found

    def arrays(self) -> dict[str, Any]:
        return {"architecture": np.array([self.architecture])} | {f"w.{k}": v for k, v in self.weights.items()}

    @classmethod
    def of(cls, arrays: Arrays, shape: Shape) -> Self:
        weights = {name[2:]: array for name, array in arrays.items() if name.startswith("w.")}
        expect(is_finite(*weights.values()), "finite weights")
        found = cls(whole(arrays, "architecture", 0, len(ARCHITECTURES) - 1), weights, shape.horizon)
        known, rest = np.zeros((1, shape.look_back)), np.zeros((1, shape.n_extra + shape.n_other))
        try:
            made = FORWARD[ARCHITECTURES[found.architecture]](weights, known, rest, shape.horizon)
        except (KeyError, ValueError, IndexError) as error:
            raise ValueError(f"the layers do not fit: {error}") from error
        expect(made.shape == (1, shape.horizon), "layers that give every step")
        return found


def standardised(inputs: Inputs) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Windows (n, n_targets, look_back), the other columns (n, n_targets, n_extra + n_other), spreads (…, 1)."""
    mean, scale = np.mean(inputs.own, axis=2, keepdims=True), spread(inputs.own)[:, :, None]
    shared = np.broadcast_to(inputs.other[:, None, :], (*scale.shape[:2], inputs.other.shape[1]))
    other = np.concatenate([(inputs.extra - mean) / scale, shared], axis=2)
    return (inputs.own - mean) / scale, other, scale


def dense(weights: Parts, windows: FloatArray, other: FloatArray, _horizon: int) -> FloatArray:
    """Fully connected layers w0, b0, w1, b1, … with rectifiers between."""
    x = np.concatenate([windows, other], axis=1)
    n = sum(name.startswith("w") for name in weights)
    for k in range(n):
        x = each_window(x, weights[f"w{k}"]) + weights[f"b{k}"]
        x = np.maximum(x, 0.0) if k < n - 1 else x
    return x


def cnn(weights: Parts, windows: FloatArray, other: FloatArray, _horizon: int) -> FloatArray:
    """Two convolutions along time with rectifiers, halved after each by maxima, then a dense layer."""
    x = windows[:, None, :]
    for k in range(2):
        kernel = weights[f"c{k}"]
        n_out, n_in, width = kernel.shape
        views = np.lib.stride_tricks.sliding_window_view(x, width, axis=2)
        flat = np.ascontiguousarray(views.transpose(0, 2, 1, 3)).reshape(len(x), -1, n_in * width)
        made = np.matmul(flat, kernel.reshape(n_out, -1).T) + weights[f"d{k}"]
        made = np.maximum(made, 0.0).transpose(0, 2, 1)
        half = made.shape[2] // 2
        x = np.max(made[:, :, : 2 * half].reshape(*made.shape[:2], half, 2), axis=3)
    return dense_end(weights, x.reshape(len(x), -1), other)


def lstm(weights: Parts, windows: FloatArray, other: FloatArray, _horizon: int) -> FloatArray:
    """A recurrent layer reads the window; a dense layer gives all steps from its last state."""
    hidden, _ = _read(weights, windows)
    return dense_end(weights, hidden, other)


def ar_lstm(weights: Parts, windows: FloatArray, other: FloatArray, horizon: int) -> FloatArray:
    """A recurrent layer reads the window, then goes on with each step it has forecast as its next input."""
    hidden, cell = _read(weights, windows)
    last, value = windows[:, -1:], windows[:, -1:]
    steps = []
    for _ in range(horizon):
        value = last + dense_end(weights, hidden, other)
        steps.append(value - last)
        hidden, cell = _step(weights, value, hidden, cell)
    return np.concatenate(steps, axis=1)


def dense_end(weights: Parts, hidden: FloatArray, other: FloatArray) -> FloatArray:
    """The last, linear layer."""
    return np.asarray(each_window(np.concatenate([hidden, other], axis=1), weights["w0"]) + weights["b0"])


def _read(weights: Parts, windows: FloatArray) -> tuple[FloatArray, FloatArray]:
    n_units = weights["hh"].shape[0]
    if n_units > MOST_UNITS:
        raise ValueError(f"at most {MOST_UNITS} units are read, got {n_units}")
    hidden, cell = np.zeros((len(windows), n_units)), np.zeros((len(windows), n_units))
    for step in range(windows.shape[1]):
        hidden, cell = _step(weights, windows[:, step : step + 1], hidden, cell)
    return hidden, cell


def _step(weights: Parts, value: FloatArray, hidden: FloatArray, cell: FloatArray) -> tuple[FloatArray, FloatArray]:
    """One step of a long short-term memory (Hochreiter & Schmidhuber 1997): gates in, forget, candidate, out."""
    gates = value * weights["ih"] + each_window(hidden, weights["hh"]) + weights["bias"]
    n = hidden.shape[1]
    enter, keep, leave = (_sigmoid(gates[:, k * n : (k + 1) * n]) for k in (0, 1, 3))
    cell = keep * cell + enter * np.tanh(gates[:, 2 * n : 3 * n])
    return leave * np.tanh(cell), cell


def _sigmoid(x: FloatArray) -> FloatArray:
    return np.asarray(0.5 * (1.0 + np.tanh(0.5 * x)))


FORWARD: dict[str, Callable[[Parts, FloatArray, FloatArray, int], FloatArray]] = {
    "dense": dense,
    "cnn": cnn,
    "lstm": lstm,
    "ar-lstm": ar_lstm,
}
"""What each architecture computes: weights, windows (n, look_back), other (n, k), horizon → (n, horizon)."""
