"""Datasets, forecasts of them, and timelines of everything."""

from blueprints.finder.service.kinds.registry import Source, kind
from blueprints.forecasting.models import ForecastSession
from blueprints.forecasting.policy import visible_sessions
from blueprints.projects.models import Project
from blueprints.timeline.models import Timeline
from blueprints.timeline.policy import visible_timelines
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


@kind("forecast", href="/forecasts/{id}", all_href="/forecasts?search={text}", weight=3)
def forecasts(who: Principal) -> Source:
    return Source(
        visible_sessions(who).join(Project, Project.id == ForecastSession.project_id),
        key=ForecastSession.id,
        title=ForecastSession.name,
        texts=(ForecastSession.name, ForecastSession.description),
        detail=Project.name,
        at=ForecastSession.updated_at,
        group_id=ForecastSession.group_id,
    )


@kind("timeline", href="/timeline?saved={id}", all_href="/timeline", weight=3)
def timelines(who: Principal) -> Source:
    return Source(
        visible_timelines(who).join(Project, Project.id == Timeline.project_id),
        key=Timeline.id,
        title=Timeline.name,
        texts=(Timeline.name, Timeline.description),
        detail=Project.name,
        at=Timeline.updated_at,
        group_id=Timeline.group_id,
    )
