"""Models there are, orders checked against them, and places whose holidays are known."""

from functools import cache
from importlib.util import find_spec
from typing import Any

from blueprints.forecasting.schemas.plan import ModelOrder
from core.errors import invalid
from core.security import run_off_loop
from processing.errors import ProcessingError

DEFAULT = "default"
"""What a session trains when nobody chooses."""

WORDS = {"direct": "a model a step", "recursive": "step by step"}
"""Strategies in a model's title."""


def _registry() -> Any:
    # Models bring their libraries along; a web process loads them when the studio is first opened, off its loop.
    from ml.forecasting.models import registry  # noqa: PLC0415 (as above)

    return registry


def registry() -> Any:
    """The registry of models, filled."""
    return run_off_loop(_registry)


def methods() -> dict[str, Any]:
    """Every model with its parameters, and whether what it needs is installed."""
    return {"results": [_told(one.as_dict()) for one in registry().METHODS.values()], "default": DEFAULT}


def _told(one: dict[str, Any]) -> dict[str, Any]:
    is_available = not one["needs"] or find_spec(one["needs"]) is not None
    return {
        "name": one["name"],
        "title": one["label"],
        "summary": one["help"],
        "strategies": one["strategies"],
        "parameters": one["parameters"],
        "is_available": is_available,
        "problem": None if is_available else f"Needs the deep extra: {one['needs']} is not installed.",
    }


def title_of(kind: str, strategy: str) -> str:
    """A model as people call it; the usual strategy goes without saying."""
    label: str = registry().METHODS[kind].label
    return f"{label}, {WORDS[strategy]}" if strategy in WORDS else label


def check(order: ModelOrder, pointer: str) -> None:
    """Raises AppError 422 when there is no such model, it has no such strategy or parameter, or needs a library."""
    known = registry()
    try:
        found = known.method_of(order.kind)
        known.parameters_of(found, order.parameters)
        for name, values in order.search.items():
            for value in values:
                known.parameters_of(found, {name: value})
    except ProcessingError as exc:
        place = "kind" if exc.code == "unknown-model" else f"parameters/{exc.details.get('name', '')}"
        raise invalid(f"{pointer}/{place}", exc.message, exc.code) from exc
    if order.strategy not in found.strategies:
        raise invalid(f"{pointer}/strategy", f"expected {' or '.join(found.strategies)}", "no-such-strategy")
    problem = _told(found.as_dict())["problem"]
    if problem:
        raise invalid(f"{pointer}/kind", problem, "needs-library")


@cache
def holiday_places() -> dict[str, Any]:
    """Countries whose holidays are known, with the parts that have their own."""
    # The library lists a few hundred modules; most stations never ask.
    import holidays  # noqa: PLC0415

    listed = holidays.list_supported_countries(include_aliases=False)
    places = [{"country": code, "name": code, "regions": list(regions)} for code, regions in sorted(listed.items())]
    return {"results": places}
