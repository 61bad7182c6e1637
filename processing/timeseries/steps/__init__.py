"""The steps a table can go through, by name."""

from processing.timeseries.steps import limits as limits  # registers limits, zeros and non-numeric
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
