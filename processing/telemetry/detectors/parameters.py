"""Parameters of detectors: numbers, choices, flags and short texts, described and checked beside the field."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from processing.errors import ProcessingError

Params = TypeVar("Params")
"""A frozen dataclass whose fields are made by `number`, `choice`, `flag` or `text`."""


@dataclasses.dataclass(frozen=True, slots=True)
class Parameter:
    """What a page needs to draw a control for one parameter, and what the value may be."""

    name: str
    kind: str
    """`number`, `choice`, `flag` or `text`."""
    label: str
    help: str
    default: float | bool | str | None
    unit: str = ""
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()
    is_optional: bool = False


def number(default: float | None, *, label: str, help: str, unit: str = "", minimum: float, maximum: float) -> Any:
    """A finite number within a range; a default of None makes it one that may be left out."""
    return _field(
        "number", default, label, help, unit=unit, minimum=minimum, maximum=maximum, is_optional=default is None
    )


def choice(default: str, *, label: str, help: str, choices: tuple[str, ...]) -> Any:
    """One of a few words."""
    return _field("choice", default, label, help, choices=choices)


def flag(default: bool, *, label: str, help: str) -> Any:
    """Yes or no."""
    return _field("flag", default, label, help)


def text(default: str, *, label: str, help: str, check: Callable[[str], object]) -> Any:
    """A short text; `check` raises ProcessingError for one that means nothing."""
    return _field("text", default, label, help, check=check)


def _field(kind: str, default: object, label: str, help: str, **more: object) -> Any:
    described = {"kind": kind, "label": label, "help": help, "default": default, **more}
    return dataclasses.field(default=default, metadata=described)


def schema(params: type[Any]) -> list[Parameter]:
    """The parameters of a dataclass made of these fields, in the order of declaration."""
    return [
        Parameter(name=f.name, **{k: v for k, v in f.metadata.items() if k != "check"})
        for f in dataclasses.fields(params)
    ]


def build(params: type[Params], values: Mapping[str, object]) -> Params:
    """Make a parameter dataclass from values as they come from outside; absent ones take their default.

    Raises ProcessingError: unknown-parameter for a name the detector does not have, bad-parameter for a
    value that is not of its kind or lies outside its range (`details` name the parameter).
    """
    fields = {f.name: f for f in dataclasses.fields(params)}  # type: ignore[arg-type]
    for name in values:
        if name not in fields:
            known = ", ".join(fields)
            raise ProcessingError("unknown-parameter", f"expected one of {known}, got {name!r}", name=name)
    return params(**{name: _checked(fields[name], value) for name, value in values.items()})


def _checked(declared: dataclasses.Field[Any], value: object) -> object:
    kind, facts = declared.metadata["kind"], declared.metadata
    if kind == "number":
        return _number(declared.name, facts, value)
    if kind == "flag" and isinstance(value, bool):
        return value
    if kind == "choice" and value in facts["choices"]:
        return value
    if kind == "text" and isinstance(value, str) and len(value) <= 500:
        facts["check"](value)
        return value
    expected = {"flag": "true or false", "choice": " or ".join(facts.get("choices", ())), "text": "a short text"}
    raise _bad(declared.name, f"must be {expected[kind]}, got {value!r}")


def _number(name: str, facts: Mapping[str, Any], value: object) -> float | None:
    if value is None and facts["is_optional"]:
        return None
    low, high = facts["minimum"], facts["maximum"]
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    if not is_number or not low <= value <= high:
        raise _bad(name, f"must be a number from {low:g} to {high:g} {facts['unit']}".rstrip() + f", got {value!r}")
    return float(value)  # type: ignore[arg-type]


def _bad(name: str, message: str) -> ProcessingError:
    return ProcessingError("bad-parameter", f"{name} {message}", name=name)
