"""The sun over a place, night by night."""

from datetime import UTC, datetime, timedelta
from typing import Any

from blueprints.dex.service.places import obscured
from blueprints.timeline.service.kinds import Span
from blueprints.timeline.service.moments import moment_of
from blueprints.timeline.service.scope import Scope
from core.clock import EPOCH
from processing.sun import night_sun

MOST_NIGHTS = 62
"""Nights that can be told apart on a screen; of longer spans none are given."""


def nights_over(scope: Scope, span: Span) -> list[dict[str, float | None]]:
    """Sunset, civil dusk and dawn, and sunrise of every night that touches a span, as milliseconds."""
    if scope.place is None or span.end_us - span.start_us > MOST_NIGHTS * 86_400_000_000:
        return []
    shift = timedelta(hours=scope.place.longitude / 15)
    day = (moment_of(span.start_us) + shift).date() - timedelta(days=1)
    last = (moment_of(span.end_us) + shift).date()
    found = []
    while day <= last:
        sun = night_sun(day, latitude=scope.place.latitude, longitude=scope.place.longitude)
        found.append({name: _ms(moment) for name, moment in sun._asdict().items()})
        day += timedelta(days=1)
    return found


def _ms(moment: datetime | None) -> float | None:
    return None if moment is None else round((moment.astimezone(UTC) - EPOCH) / timedelta(milliseconds=1))


def shape_place(scope: Scope) -> dict[str, Any] | None:
    """Where the sun is taken from."""
    return None if scope.place is None else scope.place._asdict()


def blurred(scope: Scope) -> Scope:
    """The same scope with places told as roughly as those of obscured sightings; the sun then tells no more either."""
    if scope.place is None:
        return scope
    latitude, longitude = obscured(scope.place.latitude, scope.place.longitude)
    return scope._replace(place=scope.place._replace(latitude=latitude, longitude=longitude, is_rough=True))
