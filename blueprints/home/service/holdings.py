"""What a group has, by area, and how much room its files take."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from blueprints.calls.models import Classifier
from blueprints.dex.models import DexEntry
from blueprints.forecasting.models import ForecastSession
from blueprints.images.models import Image
from blueprints.projects.models import Project, Site
from blueprints.recordings.models import Recording
from blueprints.sample.service import existing
from blueprints.species.models import Repertoire
from blueprints.telemetry.models import Channel, Event
from blueprints.timeline.models import Timeline
from blueprints.timeline.policy import visible_timelines
from blueprints.timeseries.models import Dataset, DatasetVersion
from core.access import Principal
from core.db import db


def holdings(who: Principal, group_id: UUID) -> dict[str, Any]:
    """Counts of everything the group has, and bytes of its files by area."""
    recordings = db.session.execute(
        select(func.count(), func.sum(Recording.size_bytes), func.sum(Recording.n_segments)).where(
            Recording.group_id == group_id, Recording.parent_id.is_(None)
        )
    ).one()
    pictures = db.session.execute(
        select(func.count(), func.sum(Image.size_bytes)).where(Image.group_id == group_id)
    ).one()
    of_datasets = select(func.sum(DatasetVersion.size_bytes)).join(Dataset, Dataset.id == DatasetVersion.dataset_id)
    timelines = visible_timelines(who).where(Timeline.group_id == group_id)
    return {
        "counts": {
            "projects": _n(select(func.count(Project.id)).where(Project.group_id == group_id)),
            "sites": _n(select(func.count(Site.id)).join(Site.project).where(Project.group_id == group_id)),
            "recordings": recordings[0],
            "calls": int(recordings[2] or 0),
            "classifiers": _n(select(func.count(Classifier.id)).where(Classifier.group_id == group_id)),
            "repertoires": _n(select(func.count(Repertoire.species_id)).where(Repertoire.group_id == group_id)),
            "pictures": pictures[0],
            **_collection(who),
            "channels": _n(select(func.count(Channel.id)).where(Channel.group_id == group_id)),
            "events": _n(select(func.count(Event.id)).where(Event.group_id == group_id, Event.withdrawn_at.is_(None))),
            "datasets": _n(select(func.count(Dataset.id)).where(Dataset.group_id == group_id)),
            "forecasts": _n(select(func.count(ForecastSession.id)).where(ForecastSession.group_id == group_id)),
            "timelines": _n(select(func.count()).select_from(timelines.subquery())),
        },
        "bytes": {
            "recordings": int(recordings[1] or 0),
            "pictures": int(pictures[1] or 0),
            "datasets": _n(of_datasets.where(Dataset.group_id == group_id)),
        },
    }


def sample_project_id(group_id: UUID) -> UUID | None:
    project = existing(group_id)
    return project.id if project else None


def _n(rows: Select[Any]) -> int:
    return int(db.session.scalar(rows) or 0)


def _collection(who: Principal) -> dict[str, int]:
    """Collections belong to people, not to groups."""
    entries, species = db.session.execute(
        select(func.count(), func.count(DexEntry.species_id.distinct())).where(
            DexEntry.owner_id == who.user_id, DexEntry.deleted_at.is_(None)
        )
    ).one()
    return {"entries": entries, "species_seen": species}
