"""The steps a table can go through, by name."""

from processing.timeseries.steps import gridding as gridding  # each of these registers its steps
from processing.timeseries.steps import limits as limits
from processing.timeseries.steps.recipe import RecipeResult, StepSpec, check_recipe, preview, run_recipe, run_step
from processing.timeseries.steps.registry import CODE_VERSION, STEPS, Marks, Step, StepResult

__all__ = [
    "CODE_VERSION",
    "STEPS",
    "Marks",
    "RecipeResult",
    "Step",
    "StepResult",
    "StepSpec",
    "check_recipe",
    "preview",
    "run_recipe",
    "run_step",
]
