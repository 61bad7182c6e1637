"""Sites on the map."""

from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select

from blueprints.atlas.schemas import MapSiteQuery
from blueprints.images.models import Image
from blueprints.projects.models import Project, Site
from blueprints.projects.policy import visible_sites
from blueprints.recordings.models import Recording
from blueprints.telemetry.models import Channel
from blueprints.timeseries.models import Dataset
from core.access import Principal
from core.clock import iso
from core.db import db

MAX_SITES = 5000
"""Sites of one map."""


def sites_on_map(who: Principal, query: MapSiteQuery) -> dict[str, Any]:
    """Sites with coordinates, by name, with counts of what belongs to each."""
    rows = visible_sites(who)
    if query.group_id is not None:
        rows = rows.where(Project.group_id == query.group_id)
    if query.project_id is not None:
        rows = rows.where(Site.project_id == query.project_id)
    n_without = db.session.scalar(
        rows.where(Site.latitude.is_(None)).with_only_columns(func.count(), maintain_column_froms=True)
    )
    placed = rows.where(Site.latitude.is_not(None)).with_only_columns(Site, Project.name, maintain_column_froms=True)
    found = db.session.execute(placed.order_by(func.lower(Site.name), Site.id).limit(MAX_SITES)).all()
    ids = [row[0].id for row in found]
    heard = _recordings_of(ids)
    counts = {
        name: _counts(model.site_id, ids)
        for name, model in (("n_pictures", Image), ("n_channels", Channel), ("n_datasets", Dataset))
    }
    return {
        "results": [
            _shape(site, project_name)
            | heard.get(site.id, {"n_recordings": 0, "n_calls": 0, "last_at": None})
            | {name: by_site.get(site.id, 0) for name, by_site in counts.items()}
            for site, project_name in found
        ],
        "n_without_place": n_without or 0,
    }


def _shape(site: Site, project_name: str) -> dict[str, Any]:
    return {
        "id": str(site.id),
        "project_id": str(site.project_id),
        "project_name": project_name,
        "name": site.name,
        "latitude": site.latitude,
        "longitude": site.longitude,
        "time_zone": site.time_zone,
        "habitat": site.habitat,
    }


def _recordings_of(ids: list[UUID]) -> dict[UUID, dict[str, Any]]:
    rows = select(
        Recording.site_id, func.count(), func.sum(Recording.n_segments), func.max(Recording.recorded_at)
    ).where(Recording.site_id.in_(ids), Recording.parent_id.is_(None))
    return {
        row[0]: {"n_recordings": row[1], "n_calls": int(row[2] or 0), "last_at": iso(row[3])}
        for row in db.session.execute(rows.group_by(Recording.site_id))
        if row[0] is not None
    }


def _counts(column: Any, ids: list[UUID]) -> dict[UUID, int]:
    is_wanted: ColumnElement[bool] = column.in_(ids)
    rows = db.session.execute(select(column, func.count()).where(is_wanted).group_by(column))
    return {row[0]: row[1] for row in rows}
