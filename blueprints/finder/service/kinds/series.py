"""Datasets."""

from blueprints.finder.service.kinds.registry import Source, kind
from blueprints.projects.models import Project
from blueprints.timeseries.models import Dataset
from blueprints.timeseries.policy import visible_datasets
from core.access import Principal


@kind("dataset", href="/datasets/{id}", all_href="/datasets?search={text}", weight=3)
def datasets(who: Principal) -> Source:
    return Source(
        visible_datasets(who).join(Project, Project.id == Dataset.project_id),
        key=Dataset.id,
        title=Dataset.name,
        texts=(Dataset.name, Dataset.description),
        detail=Project.name,
        at=Dataset.updated_at,
        group_id=Dataset.group_id,
    )
