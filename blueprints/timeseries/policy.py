"""Who may see and change datasets, files on their way in and recipes: always a matter of the group's role."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from blueprints.timeseries.models import Dataset, DatasetImport, DatasetVersion, SeriesRecipe
from core.access import Principal, Role, require_role
from core.db import db
from core.errors import not_found


def visible_datasets(who: Principal) -> Select[Any]:
    return select(Dataset).where(Dataset.group_id.in_(who.group_ids))


def visible_imports(who: Principal) -> Select[Any]:
    return select(DatasetImport).where(DatasetImport.group_id.in_(who.group_ids))


def visible_recipes(who: Principal) -> Select[Any]:
    return select(SeriesRecipe).where(SeriesRecipe.group_id.in_(who.group_ids))


def dataset(who: Principal, dataset_id: UUID, needed: Role = Role.VIEWER) -> Dataset:
    """The dataset, for someone who may do this with it; raises AppError 404 or 403."""
    found = db.session.get(Dataset, dataset_id)
    if found is None:
        raise not_found("dataset")
    require_role(who, found.group_id, needed, "dataset")
    return found


def version(who: Principal, version_id: UUID, needed: Role = Role.VIEWER) -> tuple[DatasetVersion, Dataset]:
    """A version with its dataset, likewise."""
    found = db.session.get(DatasetVersion, version_id)
    if found is None:
        raise not_found("version")
    owner = db.session.get_one(Dataset, found.dataset_id)
    require_role(who, owner.group_id, needed, "version")
    return found, owner


def dataset_import(who: Principal, import_id: UUID, needed: Role = Role.VIEWER) -> DatasetImport:
    found = db.session.get(DatasetImport, import_id)
    if found is None:
        raise not_found("import")
    require_role(who, found.group_id, needed, "import")
    return found


def recipe(who: Principal, recipe_id: UUID, needed: Role = Role.VIEWER) -> SeriesRecipe:
    found = db.session.get(SeriesRecipe, recipe_id)
    if found is None:
        raise not_found("recipe")
    require_role(who, found.group_id, needed, "recipe")
    return found
