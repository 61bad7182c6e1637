"""The steps there are, and steps of a request checked against them."""

from collections.abc import Iterable, Sequence
from typing import Any

from blueprints.timeseries.schemas.steps import StepBody
from core.errors import invalid
from processing.errors import ProcessingError
from processing.timeseries.steps import CODE_VERSION, STEPS, StepSpec, check_recipe

DEFAULT_ORDER = (
    "flat-line",
    "limits",
    "zeros",
    "non-numeric",
    "spikes",
    "robust-outliers",
    "fill-gaps",
    "limits",
    "short-islands",
)
"""A whole cleaning: what cannot be goes first, gaps are filled, and the limits hold for what was filled too."""


def describe() -> dict[str, Any]:
    """Every step with its parameters."""
    return {
        "results": [
            {
                "name": step.name,
                "title": step.title,
                "summary": step.summary,
                "group": step.group,
                "parameters": [parameter.as_dict() for parameter in step.parameters],
            }
            for step in STEPS.values()
        ],
        "default_order": [name for name in DEFAULT_ORDER if name in STEPS],
    }


def spec_of(step: dict[str, Any]) -> StepSpec:
    """A stored step as the numbers take it."""
    return StepSpec(step["name"], step.get("params", {}), tuple(step.get("columns", ())))


def specs_of(steps: Iterable[dict[str, Any]]) -> list[StepSpec]:
    return [spec_of(step) for step in steps]


def checked_steps(steps: Sequence[StepBody]) -> list[dict[str, Any]]:
    """Steps as they are stored. Raises AppError 422 naming the step that cannot be."""
    for number, step in enumerate(steps):
        try:
            check_recipe([StepSpec(step.name, step.params, tuple(step.columns))])
        except ProcessingError as exc:
            name = exc.details.get("name") if exc.code != "unknown-step" else None
            pointer = f"/steps/{number}/params/{name}" if name else f"/steps/{number}/name"
            raise invalid(pointer, exc.message, exc.code) from exc
    return [step.model_dump(mode="json") for step in steps]


def code_version() -> str:
    """Of the code that makes versions; part of their lineage."""
    return f"steps-{CODE_VERSION}"




def title_of(steps: Sequence[dict[str, Any]]) -> str:
    """What a chain of steps is called when nobody names it."""
    titles = [STEPS[step["name"]].title for step in steps]
    return ", ".join(titles) if len(titles) <= 3 else f"{', '.join(titles[:2])} and {len(titles) - 2} more"
