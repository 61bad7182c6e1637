"""The models by name: how each is fitted, and how each fitted kind comes back from arrays."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple, Protocol, Self, TypeVar

import numpy as np

from ml.forecasting.inputs import Inputs
from ml.forecasting.material import Material
from processing.arrays import FloatArray
from processing.errors import ModelError
from processing.timeseries.parameters import build, schema

Arrays = Mapping[str, Any]
"""Arrays by name, of numbers; checked when a model is built from them."""


class Shape(NamedTuple):
    """The shape of the windows a model was fitted on."""

    n_targets: int
    look_back: int
    horizon: int
    n_extra: int
    n_other: int


class Fitted(Protocol):
    """A model that forecasts from arrays."""

    kind: ClassVar[str]

    def predict(self, inputs: Inputs) -> FloatArray:
        """Scaled forecasts, shape (n, n_targets, horizon). A window's are the same alone or among others."""
        ...

    def arrays(self) -> dict[str, Any]:
        """Everything `of` needs, as arrays of numbers."""
        ...

    @classmethod
    def of(cls, arrays: Arrays, shape: Shape) -> Self:
        """Built from stored arrays; raises ModelError("damaged") for what cannot be."""
        ...


Fit = Callable[[Material, Any], Fitted]
"""Learns from material with checked parameters; material says by which seed and to whom progress is told."""


@dataclass(frozen=True)
class Method:
    """A way to forecast.

    parameters : a dataclass made with `processing.timeseries.parameters`.
    strategies : see `spec.STRATEGIES`; one that forecasts all steps by itself has only "mimo".
    needs : an optional library without which it cannot be fitted, "" for none.
    """

    name: str
    label: str
    help: str
    parameters: type[Any]
    fit: Fit
    strategies: tuple[str, ...] = ("mimo",)
    needs: str = ""

    def as_dict(self) -> dict[str, Any]:
        """The method as JSON for a page."""
        return {
            "name": self.name,
            "label": self.label,
            "help": self.help,
            "parameters": [one.as_dict() for one in schema(self.parameters)],
            "strategies": list(self.strategies),
            "needs": self.needs,
        }


METHODS: dict[str, Method] = {}
"""Every method by name."""

KINDS: dict[str, type[Fitted]] = {}
"""Every fitted kind by the name it is stored under."""

Kind = TypeVar("Kind", bound=type[Any])


def method(
    name: str, *, label: str, help: str, parameters: type[Any], strategies: tuple[str, ...] = ("mimo",), needs: str = ""
) -> Callable[[Fit], Fit]:
    """Enter a fitting function into the registry."""

    def enter(fit: Fit) -> Fit:
        METHODS[name] = Method(name, label, help, parameters, fit, strategies, needs)
        return fit

    return enter


def stored(kind: Kind) -> Kind:
    """Enter a fitted kind, so that it can be loaded."""
    KINDS[kind.kind] = kind
    return kind


def method_of(name: str) -> Method:
    """The method of that name. Raises ModelError("unknown-model")."""
    if name not in METHODS:
        raise ModelError("unknown-model", f"expected one of {', '.join(METHODS)}, got {name!r}", name=name)
    return METHODS[name]


def parameters_of(found: Method, values: Mapping[str, Any]) -> Any:
    """Checked parameters of a method. Raises ProcessingError: unknown-parameter, bad-parameter."""
    return build(found.parameters, values)


def expect(is_so: bool, what: str) -> None:
    """Refuse stored arrays that cannot be. Raises ModelError("damaged")."""
    if not is_so:
        raise ModelError("damaged", f"expected {what}, found other content")


def is_finite(*arrays: FloatArray) -> bool:
    """Whether all numbers are."""
    return all(bool(np.isfinite(array).all()) for array in arrays)


def whole(arrays: Arrays, name: str, low: int, high: int) -> int:
    """A stored whole number within bounds."""
    value = arrays[name]
    expect(value.shape == (1,) and value.dtype.kind in "iu" and low <= int(value[0]) <= high, f"a number as {name}")
    return int(value[0])
