"""Deep networks, trained with PyTorch where the extra is installed; forecasts need NumPy only."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from importlib.util import find_spec
from typing import Any

import numpy as np

from ml.forecasting.material import Material
from ml.forecasting.models.layers import ARCHITECTURES, Network
from ml.forecasting.models.registry import method
from ml.forecasting.models.rounds import Lessons, learned
from processing.arrays import FloatArray
from processing.errors import ModelError
from processing.timeseries.parameters import number

ROWS_AT_ONCE = 256
"""Windows of a step of learning."""

LONGEST_STEP = 1.0
"""Norm to which gradients are cut: recurrent layers now and then have huge ones."""


@dataclass(frozen=True)
class DeepParams:
    """Size and pace."""

    n_units: float = number(
        32, label="Units", help="Hidden units, or channels of the first layer", minimum=2, maximum=512
    )
    n_rounds: float = number(15, label="Rounds", help="Passes over the windows at most", minimum=1, maximum=500)
    rate: float = number(0.002, label="Rate", help="Pace of learning", minimum=1e-6, maximum=0.1, step=0.0001)
    n_rows: float = number(20_000, label="Rows", help="Windows at most", minimum=20, maximum=500_000)


def _module(architecture: str, lessons: Lessons, n_units: int) -> Any:
    """The trainable network; what it computes is told by `layers`."""
    import torch  # noqa: PLC0415  # an optional library, loaded only to train
    from torch import nn, relu  # noqa: PLC0415  # as above

    n_own, n_other, horizon = lessons.windows.shape[1], lessons.other.shape[1], lessons.wanted.shape[1]

    class Dense(nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            self.layers = nn.ModuleList(
                [nn.Linear(n_own + n_other, n_units), nn.Linear(n_units, n_units), nn.Linear(n_units, horizon)]
            )

        def forward(self, windows: Any, other: Any) -> Any:
            x = torch.cat([windows, other], dim=1)
            for layer in self.layers[:-1]:
                x = relu(layer(x))
            return self.layers[-1](x)

        def plain(self) -> dict[str, Any]:
            found = {f"w{k}": layer.weight.T for k, layer in enumerate(self.layers)}
            return found | {f"b{k}": layer.bias for k, layer in enumerate(self.layers)}

    class Cnn(nn.Module):  # type: ignore[misc]
        def __init__(self) -> None:
            super().__init__()
            width = max(2, min(7, n_own // 4))
            self.convolutions = nn.ModuleList([nn.Conv1d(1, n_units, width), nn.Conv1d(n_units, n_units, width)])
            left = ((n_own - width + 1) // 2 - width + 1) // 2
            if left < 1:
                raise ModelError("too-few-windows", f"convolutions need a longer look-back than {n_own} steps")
            self.end = nn.Linear(n_units * left + n_other, horizon)

        def forward(self, windows: Any, other: Any) -> Any:
            x = windows[:, None, :]
            for layer in self.convolutions:
                x = nn.functional.max_pool1d(relu(layer(x)), 2)
            return self.end(torch.cat([x.flatten(1), other], dim=1))

        def plain(self) -> dict[str, Any]:
            found = {f"c{k}": layer.weight for k, layer in enumerate(self.convolutions)}
            found |= {f"d{k}": layer.bias for k, layer in enumerate(self.convolutions)}
            return found | {"w0": self.end.weight.T, "b0": self.end.bias}

    class Lstm(nn.Module):  # type: ignore[misc]
        def __init__(self, n_out: int) -> None:
            super().__init__()
            self.cell = nn.LSTM(1, n_units, batch_first=True)
            self.end = nn.Linear(n_units + n_other, n_out)

        def forward(self, windows: Any, other: Any) -> Any:
            states, _ = self.cell(windows[:, :, None])
            return self.end(torch.cat([states[:, -1], other], dim=1))

        def plain(self) -> dict[str, Any]:
            found = {"ih": self.cell.weight_ih_l0[:, 0], "hh": self.cell.weight_hh_l0.T}
            found |= {"bias": self.cell.bias_ih_l0 + self.cell.bias_hh_l0}
            return found | {"w0": self.end.weight.T, "b0": self.end.bias}

    class ArLstm(Lstm):
        def forward(self, windows: Any, other: Any) -> Any:
            states, memory = self.cell(windows[:, :, None])
            state, last, steps = states[:, -1], windows[:, -1:], []
            for _ in range(horizon):
                value = last + self.end(torch.cat([state, other], dim=1))
                steps.append(value - last)
                states, memory = self.cell(value[:, :, None], memory)
                state = states[:, -1]
            return torch.cat(steps, dim=1)

    makers: dict[str, Any] = {"dense": Dense, "cnn": Cnn, "lstm": partial(Lstm, horizon), "ar-lstm": partial(ArLstm, 1)}
    return makers[architecture]()


class _Deep:
    """A PyTorch network, one pass at a time."""

    def __init__(self, architecture: str, params: DeepParams, seed: int, lessons: Lessons) -> None:
        import torch  # noqa: PLC0415  # an optional library, loaded only to train

        self.torch = torch
        torch.manual_seed(seed)
        self.module = _module(architecture, lessons, int(params.n_units))
        self.steps = torch.optim.Adam(self.module.parameters(), lr=params.rate)

    def learn(self, lessons: Lessons, order: Any) -> None:
        self.module.train()
        for start in range(0, len(order), ROWS_AT_ONCE):
            windows, other, wanted = (
                self.torch.from_numpy(part[order[start : start + ROWS_AT_ONCE]]) for part in lessons
            )
            self.steps.zero_grad()
            loss = self.torch.nn.functional.mse_loss(self.module(windows, other), wanted)
            loss.backward()
            self.torch.nn.utils.clip_grad_norm_(self.module.parameters(), LONGEST_STEP)
            self.steps.step()

    def answers(self, lessons: Lessons) -> FloatArray:
        self.module.eval()
        with self.torch.no_grad():
            found = self.module(self.torch.from_numpy(lessons.windows), self.torch.from_numpy(lessons.other))
        return np.asarray(found.numpy())

    def weights(self) -> dict[str, Any]:
        with self.torch.no_grad():
            return {k: np.ascontiguousarray(v.numpy(), dtype=np.float64) for k, v in self.module.plain().items()}


def _fitted(architecture: str, material: Material, params: DeepParams) -> Network:
    """Raises ModelError("needs-library") without PyTorch."""
    if find_spec("torch") is None:
        raise ModelError("needs-library", "install the deep extra (requirements-deep.txt) to train deep networks")
    make = partial(_Deep, architecture, params, material.seed)
    weights = learned(material, int(params.n_rows), int(params.n_rounds), make)
    return Network(ARCHITECTURES.index(architecture), weights, material.group.horizon)


for _name, _label, _help in (
    ("dense", "Dense network", "Two hidden layers, all connected."),
    ("cnn", "Convolutional network", "Two convolutions along time, then all steps at once."),
    ("lstm", "Recurrent network (LSTM)", "Reads the window step by step, then gives all steps at once."),
    ("ar-lstm", "Autoregressive LSTM", "Reads the window step by step and goes on with its own forecasts."),
):
    method(_name, label=_label, help=_help, parameters=DeepParams, needs="torch")(partial(_fitted, _name))
