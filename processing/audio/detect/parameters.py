"""Parameters a person can set: declared once beside the field, checked and described from there."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from typing import Any, TypeVar

from processing.errors import ProcessingError

Params = TypeVar("Params")
"""A dataclass whose fields are made by `setting`."""


@dataclasses.dataclass(frozen=True, slots=True)
class Parameter:
    """What a page needs to draw a control for one parameter, and what the value may be."""

    name: str
    label: str
    unit: str
    minimum: float
    maximum: float
    step: float
    default: float
    help: str


def setting(default: float, *, label: str, unit: str, minimum: float, maximum: float, step: float, help: str) -> Any:
    """A field of a parameter dataclass, with what `schema` tells about it."""
    described = {
        "label": label,
        "unit": unit,
        "minimum": minimum,
        "maximum": maximum,
        "step": step,
        "default": default,
        "help": help,
    }
    return dataclasses.field(default=default, metadata=described)


def schema(kind: type[Any]) -> list[Parameter]:
    """The parameters of a dataclass made of `setting` fields, in the order of declaration."""
    return [Parameter(name=f.name, **f.metadata) for f in dataclasses.fields(kind)]


def build(kind: type[Params], values: Mapping[str, object]) -> Params:
    """Make a parameter dataclass from values as they come from outside.

    kind : dataclass whose fields are made by `setting`; absent values take their default.
    Raises ProcessingError: unknown-parameter for a name the method does not have, bad-parameter for
    what is not a finite number or lies outside its range (`details` name it and the range).
    """
    known = {parameter.name: parameter for parameter in schema(kind)}
    for name in values:
        if name not in known:
            raise ProcessingError("unknown-parameter", f"expected one of {', '.join(known)}, got {name!r}", name=name)
    return kind(**{name: _checked(known[name], value) for name, value in values.items()})


def _checked(parameter: Parameter, value: object) -> float:
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    if not is_number or not parameter.minimum <= value <= parameter.maximum:  # type: ignore[operator]
        raise ProcessingError(
            "bad-parameter",
            f"{parameter.name} must be a number from {parameter.minimum:g} to {parameter.maximum:g} "
            f"{parameter.unit}, got {value!r}",
            name=parameter.name,
            minimum=parameter.minimum,
            maximum=parameter.maximum,
        )
    return float(value)  # type: ignore[arg-type]
