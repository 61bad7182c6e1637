"""The steps a table can go through, by name."""

from processing.timeseries.steps import flat as flat  # each of these registers its steps, in the usual order

from processing.timeseries.steps import limits as limits  # isort: skip
from processing.timeseries.steps import spikes as spikes  # isort: skip
from processing.timeseries.steps import hampel as hampel  # isort: skip
from processing.timeseries.steps import seasonal as seasonal  # isort: skip
from processing.timeseries.steps import learned as learned  # isort: skip
from processing.timeseries.steps import gaps as gaps  # isort: skip
from processing.timeseries.steps import islands as islands  # isort: skip
from processing.timeseries.steps import gridding as gridding  # isort: skip
from processing.timeseries.steps import clouds as clouds  # isort: skip
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
