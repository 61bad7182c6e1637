"""Calls by night and time of night, with the sun over the place where they were made."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import case, extract, func

from blueprints.calls.schemas.summaries import NightsQuery
from blueprints.calls.service.results import of_calls
from blueprints.projects.models import Site
from blueprints.recordings.models import Recording, Segment
from core.access import Principal
from core.clock import EPOCH, iso
from core.db import db
from processing.sun import night_sun

DAY_S = 86_400
NOON_S = 43_200
"""A night reaches from noon to noon, so that it stands in one piece."""


class _Place(NamedTuple):
    """The mean place of the recordings that have one; None where none has."""

    latitude: float
    longitude: float
    n_sites: int


def nights(who: Principal, query: NightsQuery) -> dict[str, Any]:
    """Counts for each night in bins of local time from noon to noon, and when the sun set and rose.

    Recordings without a known time are left out.
    """
    bin_s = query.bin_min * 60
    local = extract("epoch", Recording.recorded_at) + 60 * func.coalesce(Recording.utc_offset_min, 0) + Segment.onset_s
    slot = func.floor((local - NOON_S) / bin_s).label("slot")
    rows = db.session.execute(
        of_calls(
            who,
            query,
            slot,
            func.count().label("n"),
            func.sum(case((Segment.label.is_not(None), 1), else_=0)).label("n_human"),
            func.min(local).label("first"),
            func.max(local).label("last"),
            func.max(func.coalesce(Recording.utc_offset_min, 0)).label("offset_min"),
        )
        .where(Recording.recorded_at.is_not(None))
        .group_by(slot)
    ).all()
    place = _place(who, query)
    found = _by_night(rows, DAY_S // bin_s)
    return {
        "bin_min": query.bin_min,
        "n_bins": DAY_S // bin_s,
        "place": place._asdict() if place else None,
        "results": [_shape(night, row, place) for night, row in sorted(found.items())],
    }


class _Night:
    """One night's counts as its bins come in."""

    def __init__(self, n_bins: int) -> None:
        self.counts = [0] * n_bins
        self.n_human = 0
        self.first_s = float("inf")
        self.last_s = float("-inf")
        self.offset_min = 0


def _by_night(rows: Iterable[Any], n_bins: int) -> dict[date, _Night]:
    found: dict[date, _Night] = {}
    for row in rows:
        day, place_in_night = divmod(int(row.slot), n_bins)
        night = found.setdefault((EPOCH + timedelta(days=day)).date(), _Night(n_bins))
        night.counts[place_in_night] += row.n
        night.n_human += int(row.n_human or 0)
        night.first_s = min(night.first_s, float(row.first))
        night.last_s = max(night.last_s, float(row.last))
        night.offset_min = int(row.offset_min)
    return found


def _place(who: Principal, query: NightsQuery) -> _Place | None:
    """Where the calls were made, on average over their recordings' or sites' places."""
    latitude = func.coalesce(Recording.latitude, Site.latitude)
    longitude = func.coalesce(Recording.longitude, Site.longitude)
    row = db.session.execute(
        of_calls(who, query, func.avg(latitude), func.avg(longitude), func.count(func.distinct(Recording.site_id)))
    ).one()
    return None if row[0] is None or row[1] is None else _Place(float(row[0]), float(row[1]), int(row[2]))


def _shape(night: date, row: _Night, place: _Place | None) -> dict[str, Any]:
    offset = timedelta(minutes=row.offset_min)
    shaped: dict[str, Any] = {
        "night": night.isoformat(),
        "n_calls": sum(row.counts),
        "n_labelled_by_people": row.n_human,
        "counts": row.counts,
        "first_at": _utc(row.first_s, offset),
        "last_at": _utc(row.last_s, offset),
        "utc_offset_min": row.offset_min,
    }
    sun = night_sun(night, latitude=place.latitude, longitude=place.longitude) if place else None
    for name in ("sunset", "dusk", "dawn", "sunrise"):
        moment = getattr(sun, name, None)
        shaped[f"{name}_at"] = iso(moment) if moment else None
    return shaped


def _utc(local_s: float, offset: timedelta) -> str | None:
    moment: datetime = EPOCH + timedelta(seconds=local_s) - offset
    return iso(moment.astimezone(UTC))
