"""Parameters of steps: declared once beside the field, checked and described from there."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from typing import Any, TypeVar

from processing.errors import ProcessingError

Params = TypeVar("Params")
"""A frozen dataclass whose fields are made by the functions below."""


@dataclasses.dataclass(frozen=True, slots=True)
class Parameter:
    """What a page needs to draw a control for one parameter, and what the value may be.

    kind : "number", "switch", "choice", "text", "time" (ISO 8601 or nothing), "column" or "map"
        (one of `options` per column name).
    """

    name: str
    kind: str
    label: str
    default: Any
    help: str
    unit: str = ""
    minimum: float = -math.inf
    maximum: float = math.inf
    step: float = 1
    is_optional: bool = False
    options: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The parameter as JSON; a bound that is not there is null."""
        told = dataclasses.asdict(self)
        for bound in ("minimum", "maximum"):
            told[bound] = told[bound] if math.isfinite(told[bound]) else None
        return told | {"options": list(self.options)}


def _field(kind: str, default: Any, **told: Any) -> Any:
    return dataclasses.field(default=default, metadata={"kind": kind, "default": default, **told})


def number(
    default: float | None, *, label: str, help: str, unit: str = "", minimum: float = -math.inf,
    maximum: float = math.inf, step: float = 1, is_optional: bool = False,
) -> Any:  # fmt: skip
    """A finite number within bounds, both included; None is allowed only if optional."""
    return _field(
        "number", default, label=label, help=help, unit=unit, minimum=minimum, maximum=maximum, step=step,
        is_optional=is_optional,
    )  # fmt: skip


def switch(default: bool, *, label: str, help: str) -> Any:
    """Yes or no."""
    return _field("switch", default, label=label, help=help)


def choice(default: str, *, options: tuple[str, ...], label: str, help: str) -> Any:
    """One of a few words."""
    return _field("choice", default, label=label, help=help, options=options)


def moment(*, label: str, help: str) -> Any:
    """A time as ISO 8601 with an offset, or nothing."""
    return _field("time", None, label=label, help=help, is_optional=True)


def column(*, label: str, help: str) -> Any:
    """The name of a column; "" means the first that is not otherwise taken."""
    return _field("column", "", label=label, help=help)


def per_column(*, options: tuple[str, ...], label: str, help: str) -> Any:
    """A word per column name, as a mapping; columns not named take the step's own default."""
    return dataclasses.field(
        default_factory=dict,
        metadata={"kind": "map", "default": None, "label": label, "help": help, "options": options},
    )


def schema(kind: type[Any]) -> list[Parameter]:
    """The parameters of a dataclass made of the fields above, in the order of declaration."""
    return [Parameter(name=f.name, **f.metadata) for f in dataclasses.fields(kind)]


def build(kind: type[Params], values: Mapping[str, object]) -> Params:
    """Make a parameter dataclass from values as they come from outside (JSON).

    Absent values take their default.
    Raises ProcessingError: unknown-parameter for a name the step does not have, bad-parameter for
    what is not of the kind or lies outside its range (`details` name it).
    """
    known = {parameter.name: parameter for parameter in schema(kind)}
    for name in values:
        if name not in known:
            raise ProcessingError("unknown-parameter", f"expected one of {', '.join(known)}, got {name!r}", name=name)
    return kind(**{name: _checked(known[name], value) for name, value in values.items()})


def _checked(parameter: Parameter, value: object) -> object:
    if value is None and parameter.is_optional:
        return None
    return _CHECKS[parameter.kind](parameter, value)


def _bad(parameter: Parameter, expected: str, value: object) -> ProcessingError:
    return ProcessingError("bad-parameter", f"{parameter.name} must be {expected}, got {value!r}", name=parameter.name)


def _number(parameter: Parameter, value: object) -> float:
    is_number = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    if not is_number or not parameter.minimum <= value <= parameter.maximum:  # type: ignore[operator]
        raise _bad(
            parameter, f"a number from {parameter.minimum:g} to {parameter.maximum:g} {parameter.unit}".strip(), value
        )
    return float(value)  # type: ignore[arg-type]


def _switch(parameter: Parameter, value: object) -> bool:
    if not isinstance(value, bool):
        raise _bad(parameter, "true or false", value)
    return value


def _choice(parameter: Parameter, value: object) -> str:
    if not isinstance(value, str) or value not in parameter.options:
        raise _bad(parameter, f"one of {', '.join(parameter.options)}", value)
    return value


def _text(parameter: Parameter, value: object) -> str:
    if not isinstance(value, str):
        raise _bad(parameter, "text", value)
    return value


def _map(parameter: Parameter, value: object) -> dict[str, str]:
    if not isinstance(value, Mapping):
        raise _bad(parameter, "a mapping from column to word", value)
    for word in value.values():
        _choice(parameter, word)
    return {str(name): word for name, word in value.items()}


_CHECKS = {
    "number": _number, "switch": _switch, "choice": _choice, "text": _text, "time": _text, "column": _text,
    "map": _map,
}  # fmt: skip
