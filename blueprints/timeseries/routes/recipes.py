"""Steps there are, and recipes made of them."""

from typing import Any

from flask import Response

from blueprints.timeseries import policy
from blueprints.timeseries.models import ArrivalRecipe, SeriesRecipe
from blueprints.timeseries.routes.area import api
from blueprints.timeseries.schemas.answers import RecipeAppliedOut, SeriesRecipeOut, SeriesRecipePage, StepKindsOut
from blueprints.timeseries.schemas.recipes import (
    ArrivalBody,
    RecipeApplyBody,
    RecipeQuery,
    SeriesRecipeBody,
    SeriesRecipePatch,
)
from blueprints.timeseries.service import recipes as service
from blueprints.timeseries.service import registry
from blueprints.timeseries.service.shapes import shape_recipe, shape_recipes, shape_version
from core.access import Role, principal, require_role
from core.api import IdPath, accepted, check_version, created, no_content, version_tag, with_version
from core.db import db
from core.documents import NOTHING
from core.paging import Ordering, moment, paginate

ORDERINGS = {"created_at": Ordering(SeriesRecipe.created_at, moment), "name": Ordering(SeriesRecipe.name)}


@api.get("/series-steps", responses={200: StepKindsOut})
def list_steps() -> dict[str, Any]:
    """Steps that can be applied to a version, with their parameters"""
    return registry.describe()


@api.get("/series-recipes", responses={200: SeriesRecipePage})
def list_recipes(query: RecipeQuery) -> dict[str, Any]:
    """Recipes of one's groups, by name"""
    rows = policy.visible_recipes(principal())
    if query.group_id is not None:
        rows = rows.where(SeriesRecipe.group_id == query.group_id)
    if query.project_id is not None:
        rows = rows.join(ArrivalRecipe).where(ArrivalRecipe.project_id == query.project_id)
    if query.search:
        rows = rows.where(SeriesRecipe.name.icontains(query.search, autoescape=True))
    page = paginate(rows, query, key=SeriesRecipe.id, orderings=ORDERINGS, default="name")
    shown = {row["id"]: row for row in shape_recipes(page.rows)}
    return page.shape(lambda row: shown[row.id])


@api.post("/series-recipes", responses={201: SeriesRecipeOut})
def create_recipe(body: SeriesRecipeBody) -> Response:
    """Keep a chain of steps under a name"""
    who = principal()
    require_role(who, body.group_id, Role.EDITOR, "group")
    row = service.create(body, who.user_id)
    db.session.commit()
    return created(shape_recipe(row), f"/api/v1/series-recipes/{row.id}", etag=version_tag(row.version))


@api.get("/series-recipes/<uuid:id>", responses={200: SeriesRecipeOut})
def get_recipe(path: IdPath) -> Response:
    """One recipe"""
    row = policy.recipe(principal(), path.id)
    return with_version(shape_recipe(row), row.version)


@api.patch("/series-recipes/<uuid:id>", responses={200: SeriesRecipeOut})
def change_recipe(path: IdPath, body: SeriesRecipePatch) -> Response:
    """Change a recipe; versions that were made by it stay as they are"""
    row = policy.recipe(principal(), path.id, Role.EDITOR)
    check_version(row.version)
    service.change(row, body)
    db.session.commit()
    return with_version(shape_recipe(row), row.version)


@api.delete("/series-recipes/<uuid:id>", responses={204: NOTHING})
def delete_recipe(path: IdPath) -> Response:
    """Delete a recipe; versions that were made by it stay"""
    row = policy.recipe(principal(), path.id, Role.EDITOR)
    check_version(row.version)
    db.session.delete(row)
    db.session.commit()
    return no_content()


@api.put("/series-recipes/<uuid:id>/arrivals", responses={200: SeriesRecipeOut})
def set_arrivals(path: IdPath, body: ArrivalBody) -> Response:
    """Name the projects in which the recipe runs on every dataset that is imported"""
    row = policy.recipe(principal(), path.id, Role.EDITOR)
    check_version(row.version)
    service.set_arrivals(row, body.project_ids)
    db.session.commit()
    return with_version(shape_recipe(row), row.version)


@api.post("/series-recipes/<uuid:id>/apply", responses={202: RecipeAppliedOut})
def apply_recipe(path: IdPath, body: RecipeApplyBody) -> Response:
    """Apply a recipe to datasets, each from its current version; each gets a new version"""
    who = principal()
    row = policy.recipe(who, path.id, Role.EDITOR)
    chosen = [policy.dataset(who, dataset_id, Role.EDITOR) for dataset_id in dict.fromkeys(body.dataset_ids)]
    made = service.apply_to(row, chosen, who.user_id)
    db.session.commit()
    shown = [shape_version(version, dataset, {}) for version, dataset in made]
    return accepted({"results": shown}, f"/api/v1/series-recipes/{row.id}")
