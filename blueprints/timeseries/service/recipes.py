"""Recipes: kept, changed, applied to datasets, run on arrival."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select

from blueprints.projects.models import Project
from blueprints.timeseries.models import ArrivalRecipe, Dataset, DatasetVersion, SeriesRecipe
from blueprints.timeseries.schemas.recipes import SeriesRecipeBody, SeriesRecipePatch
from blueprints.timeseries.service import versions
from blueprints.timeseries.service.registry import checked_steps
from core.clock import new_id
from core.db import db
from core.errors import conflict, invalid


def create(body: SeriesRecipeBody, created_by: UUID) -> SeriesRecipe:
    """Keep a chain of steps. Raises AppError 409 `name-taken`, 422 for a step that cannot be."""
    _check_name(body.group_id, body.name)
    row = SeriesRecipe(
        id=new_id(),
        group_id=body.group_id,
        name=body.name,
        description=body.description,
        steps=checked_steps(body.steps),
        created_by=created_by,
    )
    db.session.add(row)
    db.session.flush()
    return row


def change(row: SeriesRecipe, patch: SeriesRecipePatch) -> None:
    if patch.name is not None and patch.name != row.name:
        _check_name(row.group_id, patch.name)
        row.name = patch.name
    if patch.description is not None:
        row.description = patch.description
    if patch.steps is not None:
        row.steps = checked_steps(patch.steps)
    row.version += 1
    db.session.flush()


def _check_name(group_id: UUID, name: str) -> None:
    taken = select(SeriesRecipe.id).where(SeriesRecipe.group_id == group_id, SeriesRecipe.name == name)
    if db.session.scalar(taken) is not None:
        raise conflict("name-taken", f"The group has a recipe named {name!r} already.")


def set_arrivals(row: SeriesRecipe, project_ids: Sequence[UUID]) -> None:
    """Run the recipe on every dataset imported into these projects, and in no others.

    Raises AppError 422 for a project of another group. A project's earlier recipe gives way.
    """
    known = set(
        db.session.scalars(
            select(Project.id).where(Project.id.in_(project_ids), Project.group_id == row.group_id)
        )
    )
    if set(project_ids) != known:
        raise invalid("/project_ids", "there is no such project in this group", "not-found")
    mine = delete(ArrivalRecipe).where(ArrivalRecipe.recipe_id == row.id)
    db.session.execute(mine)
    db.session.execute(delete(ArrivalRecipe).where(ArrivalRecipe.project_id.in_(known)))
    db.session.add_all(ArrivalRecipe(project_id=project_id, recipe_id=row.id) for project_id in known)
    row.version += 1
    db.session.flush()


def of_project(project_id: UUID) -> SeriesRecipe | None:
    """The recipe that runs on arrival in a project."""
    return db.session.scalar(
        select(SeriesRecipe)
        .join(ArrivalRecipe, ArrivalRecipe.recipe_id == SeriesRecipe.id)
        .where(ArrivalRecipe.project_id == project_id)
    )


def apply_to(row: SeriesRecipe, rows: Sequence[Dataset], created_by: UUID | None) -> list[tuple[DatasetVersion, Any]]:
    """A new version of each dataset, from its current one."""
    return [(apply_one(row, dataset, created_by), dataset) for dataset in rows]


def apply_one(row: SeriesRecipe, dataset: Dataset, created_by: UUID | None) -> DatasetVersion:
    parent = versions.parent_of(dataset, None)
    return versions.apply_steps(dataset, row.steps, parent=parent, title=row.name, created_by=created_by)
