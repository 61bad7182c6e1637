"""Who may see and change datasets, files on their way in and recipes: always a matter of the group's role."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select

from blueprints.timeseries.models import Dataset, DatasetImport, DatasetVersion, SeriesRecipe
from core.access import Principal, Role
from core.owned import owned, part_of, visible


def visible_datasets(who: Principal) -> Select[Any]:
    return visible(Dataset, who)


def visible_imports(who: Principal) -> Select[Any]:
    return visible(DatasetImport, who)


def visible_recipes(who: Principal) -> Select[Any]:
    return visible(SeriesRecipe, who)


def dataset(who: Principal, dataset_id: UUID, needed: Role = Role.VIEWER) -> Dataset:
    """The dataset, for someone who may do this with it; raises AppError 404 or 403."""
    return owned(Dataset, dataset_id, who, needed, "dataset")


def version(who: Principal, version_id: UUID, needed: Role = Role.VIEWER) -> tuple[DatasetVersion, Dataset]:
    """A version with its dataset, likewise."""
    return part_of(Dataset, "dataset_id", DatasetVersion, version_id, who, needed, "version")


def dataset_import(who: Principal, import_id: UUID, needed: Role = Role.VIEWER) -> DatasetImport:
    return owned(DatasetImport, import_id, who, needed, "import")


def recipe(who: Principal, recipe_id: UUID, needed: Role = Role.VIEWER) -> SeriesRecipe:
    return owned(SeriesRecipe, recipe_id, who, needed, "recipe")
