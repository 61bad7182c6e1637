"""Requests about recipes."""

from uuid import UUID

from pydantic import Field

from blueprints.projects.schemas import Line, Text
from blueprints.timeseries.schemas.steps import Steps
from core.api import Body, Patch
from core.paging import PageQuery


class SeriesRecipeBody(Body):
    """A chain of steps under a name."""

    group_id: UUID
    name: Line
    description: Text = ""
    steps: Steps


class SeriesRecipePatch(Patch):
    """What can be changed of a recipe."""

    name: Line | None = None
    description: Text | None = None
    steps: Steps | None = None


class RecipeQuery(PageQuery):
    """Filters of the list of recipes."""

    group_id: UUID | None = None
    project_id: UUID | None = Field(None, description="The one that runs on arrival in this project")


class RecipeApplyBody(Body):
    """Datasets a recipe is applied to, each from its current version."""

    dataset_ids: list[UUID] = Field(min_length=1, max_length=200)


class ArrivalBody(Body):
    """Projects in which the recipe runs on every dataset that is imported."""

    project_ids: list[UUID] = Field(max_length=200)
