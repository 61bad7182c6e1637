"""A project with two nights of recordings, a temperature, pictures and an event, and ways to ask about it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from blueprints.accounts.models import User
from blueprints.projects.models import Project, Site
from blueprints.telemetry.models import Channel
from blueprints.telemetry.store import Row, store
from core.db import db
from tests.factories import Factory

EVENING = datetime(2026, 6, 12, 20, tzinfo=UTC)
"""22 o'clock in Berlin."""

HOUR = timedelta(hours=1)


def us(moment: datetime) -> int:
    return int(moment.timestamp() * 1_000_000)


def ms(moment: datetime) -> float:
    return moment.timestamp() * 1000


@dataclass
class Pond:
    """A site with something to see of every kind."""

    project: Project
    site: Site
    channel: Channel
    member: User


@pytest.fixture
def pond(make: Factory) -> Pond:
    """Recordings at 20:10 (3 calls), 20:59:30 (2 calls on each side of the hour) and 22:00 (none) of one evening."""
    group = make.group()
    member = make.member(group, "editor")
    project = make.project(group)
    site = make.site(project, time_zone="Europe/Berlin", latitude=48.1372, longitude=11.5756)
    make.night_recording(project, EVENING + timedelta(minutes=10), [1, 20, 59], site_id=site.id)
    make.night_recording(project, EVENING + timedelta(minutes=59, seconds=30), [10, 20, 31, 50], site_id=site.id)
    make.night_recording(project, EVENING + 2 * HOUR, [], site_id=site.id)
    source = make.source(project, site_id=site.id, name="Mast")
    channel = make.channel(source, site_id=site.id, name="Air temperature", unit="°C", expected_interval_s=600.0)
    store().clear()
    begin = us(EVENING - HOUR)
    rows = [Row(channel.id, begin + n * 600_000_000, 20.0 - n, None, begin) for n in range(24)]
    store().append(rows)
    return Pond(project, site, channel, member)


Ask = Callable[..., Any]


@pytest.fixture
def ask(client: FlaskClient, pond: Pond, make: Factory) -> Ask:
    """`ask("view", tracks="calls")` as a member, over four hours from the evening on unless told otherwise."""

    def asked(what: str, *, status: int = 200, **query: Any) -> Any:
        span = {"start": EVENING.isoformat(), "end": (EVENING + 4 * HOUR).isoformat()}
        given = {"project_id": str(pond.project.id)} | (span if what != "tracks" else {}) | query
        given = {name: value for name, value in given.items() if value is not None}
        answer = client.get(f"/api/v1/timeline/{what}", query_string=given, headers=make.headers(pond.member))
        assert answer.status_code == status, answer.data
        return answer.json if answer.is_json or status >= 400 else answer.text

    yield asked
    db.session.rollback()
    store().clear()
