"""What a public page shows: what its link names, of its project, and nothing else.

No id of anything leaves by this door, no name of a person unless it was chosen, and places only as roughly as
obscured sightings are shown, unless exact ones were chosen and no species of the project is a sensitive one.
"""

from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import or_, select, update

from blueprints.accounts.models import User
from blueprints.calls.schemas.runs import CallsFilter
from blueprints.calls.schemas.summaries import NightsQuery
from blueprints.calls.service.nights import nights
from blueprints.calls.service.places import places
from blueprints.calls.service.results import activity
from blueprints.dex.service.places import obscured
from blueprints.images.models import Image
from blueprints.projects.models import Project, Site
from blueprints.recordings.models import Recording
from blueprints.sharing.models import PublicLink
from blueprints.sharing.schemas.links import LinkState, ResultPage
from blueprints.sharing.schemas.public import SharedViewQuery
from blueprints.sharing.service.links import state_of
from blueprints.species.models import Species
from blueprints.timeline.models import Timeline
from blueprints.timeline.schemas.tracks import TrackSpec
from blueprints.timeline.service import views
from blueprints.timeline.service.kinds import Span
from blueprints.timeline.service.moments import ms_of, us_of
from blueprints.timeline.service.scope import NOBODY, Scope, scope_of
from blueprints.timeline.service.suns import blurred
from core.clock import iso, now
from core.db import db
from core.errors import AppError, not_found
from core.security import fingerprint
from processing.sun import night_sun

MAX_TOKEN = 200
SECOND_US = 1_000_000


class Shared(NamedTuple):
    """A link that works, with its project."""

    link: PublicLink
    project: Project
    is_rough: bool
    """Whether places are shown only roughly."""


def open_link(token: str | None) -> Shared:
    """The link of a token. Raises AppError 404 `link-unknown`, or 410 `link-ended` when it was revoked or ran out."""
    link = None
    if token and len(token) <= MAX_TOKEN:
        link = db.session.scalar(select(PublicLink).where(PublicLink.token_sha256 == fingerprint(token)))
    if link is None:
        raise AppError(404, "link-unknown", "There is no such public link. A part of the address may be missing.")
    if state_of(link) is not LinkState.OPEN:
        raise AppError(410, "link-ended", "This public link has ended. Ask the people who gave it to you for another.")
    project = db.session.get_one(Project, link.project_id)
    return Shared(link, project, not link.shows_places or _has_sensitive_species(project.id))


def _has_sensitive_species(project_id: UUID) -> bool:
    """Whether a species whose places are never told exactly was heard or pictured in the project."""
    heard = select(Recording.species_id).where(Recording.project_id == project_id).distinct()
    pictured = select(Image.species_id).where(Image.project_id == project_id).distinct()
    found = select(Species.id).where(Species.is_sensitive, or_(Species.id.in_(heard), Species.id.in_(pictured)))
    return db.session.scalar(found.limit(1)) is not None


def note_view(shared: Shared) -> None:
    """Count that the page was opened."""
    db.session.execute(
        update(PublicLink)
        .where(PublicLink.id == shared.link.id)
        .values(n_views=PublicLink.n_views + 1, last_viewed_at=now(), updated_at=PublicLink.updated_at)
    )


def describe(shared: Shared) -> dict[str, Any]:
    """What the page shows."""
    link = shared.link
    author = db.session.get(User, link.created_by) if link.shows_author and link.created_by else None
    return {
        "name": link.name,
        "project_name": shared.project.name,
        "shared_by": author.display_name if author else None,
        "expires_at": iso(link.expires_at),
        "is_rough": shared.is_rough,
        "timelines": [
            {
                "number": number,
                "name": one["name"],
                "site_name": _site_name(one["site_id"]),
                "start": _ms(one["start_at"]),
                "end": _ms(one["end_at"]),
                "step_s": one["step_s"],
            }
            for number, one in _timelines(link)
        ],
        "pages": link.pages,
    }


def _timelines(link: PublicLink) -> list[tuple[int, dict[str, Any]]]:
    """The link's timelines with their numbers, without those that were deleted or whose site is gone."""
    ids = [UUID(one["timeline_id"]) for one in link.timelines]
    there = set(db.session.scalars(select(Timeline.id).where(Timeline.id.in_(ids))))
    return [
        (number, one)
        for number, one in enumerate(link.timelines)
        if UUID(one["timeline_id"]) in there and (one["site_id"] is None or _site_name(one["site_id"]) is not None)
    ]


def _site_name(site_id: str | None) -> str | None:
    site = db.session.get(Site, UUID(site_id)) if site_id else None
    return site.name if site else None


def _ms(moment: str | None) -> float | None:
    return ms_of(us_of(datetime.fromisoformat(moment))) if moment else None


def timeline_view(shared: Shared, query: SharedViewQuery) -> dict[str, Any]:
    """One of the link's timelines. Raises AppError 404 when the link has none of that number."""
    one = dict(_timelines(shared.link)).get(query.number)
    if one is None:
        raise not_found("timeline")
    specs = [TrackSpec.model_validate(spec) for spec in one["tracks"]]
    asked = views.Asked(query.start, query.end, query.step_s, _bounds(one))
    found = views.view(_scope(shared, one["site_id"]), specs, asked, query.width)
    return found | {"tracks": [_nameless(track) for track in found["tracks"]]}


def _bounds(one: dict[str, Any]) -> Span | None:
    """What was shared is the span that was saved; who shows a night does not show the season."""
    if one["start_at"] is None or one["end_at"] is None:
        return None
    start_us, end_us = (us_of(datetime.fromisoformat(one[name])) for name in ("start_at", "end_at"))
    return Span(start_us // SECOND_US * SECOND_US, -(-end_us // SECOND_US) * SECOND_US)


def _scope(shared: Shared, site_id: str | None) -> Scope:
    scope = scope_of(shared.project, UUID(site_id) if site_id else None, viewer_id=NOBODY)
    return blurred(scope) if shared.is_rough else scope


def _nameless(track: dict[str, Any]) -> dict[str, Any]:
    """A drawn track without anything that could be asked for elsewhere."""
    return track | {"spec": None, "marks": [mark | {"id": None} for mark in track["marks"]]}


def results(shared: Shared, page: ResultPage) -> dict[str, Any]:
    """One of the link's result pages. Raises AppError 404 when the link does not show it."""
    if page.value not in shared.link.pages:
        raise not_found("page")
    who = _scope(shared, None).reader
    if page is ResultPage.NIGHTS:
        return _nights(shared, nights(who, NightsQuery.model_validate({"project_id": shared.project.id})))
    query = CallsFilter.model_validate({"project_id": shared.project.id})
    if page is ResultPage.HOURS:
        return {"page": page, "results": activity(who, query, by="hour")}
    return {"page": page, "results": [_place_row(shared, row) for row in places(who, query)]}


def _nights(shared: Shared, found: dict[str, Any]) -> dict[str, Any]:
    shown = {"page": ResultPage.NIGHTS, "bin_min": found["bin_min"], "n_bins": found["n_bins"]}
    place = found["place"]
    if place is None or not shared.is_rough:
        return shown | {"place": place, "results": found["results"]}
    latitude, longitude = obscured(place["latitude"], place["longitude"])
    # When the sun sets tells where: to the minute it says more than a rough place does.
    rows = [row | _rough_sun(row["night"], latitude, longitude) for row in found["results"]]
    return shown | {"place": place | {"latitude": latitude, "longitude": longitude}, "results": rows}


def _rough_sun(night: str, latitude: float, longitude: float) -> dict[str, str | None]:
    sun = night_sun(date.fromisoformat(night), latitude=latitude, longitude=longitude)
    return {f"{name}_at": iso(moment) for name, moment in sun._asdict().items()}


def _place_row(shared: Shared, row: dict[str, Any]) -> dict[str, Any]:
    shown = {name: value for name, value in row.items() if name != "site_id"}
    if shared.is_rough and row["latitude"] is not None:
        shown["latitude"], shown["longitude"] = obscured(row["latitude"], row["longitude"])
    return shown
