"""Which species and which types of call were heard where."""

from collections import Counter, defaultdict
from typing import Any
from uuid import UUID

from sqlalchemy import case, func, select

from blueprints.calls.schemas.runs import CallsFilter
from blueprints.calls.service.results import UNLABELLED, call_label, of_calls
from blueprints.projects.models import Site
from blueprints.recordings.models import Recording, Segment
from blueprints.species.models import Species
from core.access import Principal
from core.db import db


def places(who: Principal, query: CallsFilter) -> list[dict[str, Any]]:
    """Calls of each site by species and by type; the last row, without a site, holds recordings made nowhere known."""
    label = func.coalesce(call_label, UNLABELLED)
    is_human = case((Segment.label.is_not(None), 1), else_=0)
    rows = db.session.execute(
        of_calls(who, query, Recording.site_id, Recording.species_id, label, func.count(), func.sum(is_human)).group_by(
            Recording.site_id, Recording.species_id, label
        )
    ).all()
    species: dict[UUID | None, Counter[UUID]] = defaultdict(Counter)
    labels: dict[UUID | None, Counter[str]] = defaultdict(Counter)
    n_human: Counter[UUID | None] = Counter()
    for site_id, species_id, name, n, human in rows:
        labels[site_id][name] += n
        n_human[site_id] += int(human or 0)
        if species_id is not None:
            species[site_id][species_id] += n
    names = _species_names({one for counter in species.values() for one in counter})
    sites = {row.id: row for row in db.session.scalars(select(Site).where(Site.id.in_([s for s in labels if s])))}
    effort = _effort(who, query)
    found = [
        {
            "site_id": str(site_id) if site_id else None,
            "site_name": sites[site_id].name if site_id else None,
            "latitude": sites[site_id].latitude if site_id else None,
            "longitude": sites[site_id].longitude if site_id else None,
            "n_recordings": effort.get(site_id, (0, 0.0))[0],
            "recorded_s": effort.get(site_id, (0, 0.0))[1],
            "n_calls": sum(counter.values()),
            "n_labelled_by_people": n_human[site_id],
            "labels": [{"label": name or None, "n": n} for name, n in counter.most_common()],
            "species": [{"name": names[one], "n": n} for one, n in species[site_id].most_common()],
        }
        for site_id, counter in labels.items()
    ]
    return sorted(found, key=lambda row: (row["site_id"] is None, -int(row["n_calls"])))


def _species_names(ids: set[UUID]) -> dict[UUID, str]:
    rows = db.session.execute(select(Species.id, Species.scientific_name).where(Species.id.in_(ids)))
    return {row[0]: row[1] for row in rows}


def _effort(who: Principal, query: CallsFilter) -> dict[UUID | None, tuple[int, float]]:
    """Recordings with calls and their length, by site."""
    heard = of_calls(who, query, Recording.id, Recording.site_id, Recording.duration_s).distinct().subquery()
    rows = db.session.execute(
        select(heard.c.site_id, func.count(), func.sum(heard.c.duration_s)).group_by(heard.c.site_id)
    )
    return {row[0]: (row[1], float(row[2] or 0)) for row in rows}
