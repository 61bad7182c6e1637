"""A project whose timeline and results are shown to the world, among much that is not."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from blueprints.accounts.models import User
from blueprints.projects.models import Project, Site
from blueprints.sharing.models import PublicLink
from blueprints.telemetry.store import Row, store
from blueprints.timeline.models import Timeline
from core.db import db
from tests.factories import Factory

EVENING = datetime(2026, 6, 12, 20, tzinfo=UTC)
HOUR = timedelta(hours=1)
LATITUDE, LONGITUDE = 48.137213, 11.575654


@dataclass
class Station:
    """What is there; `secrets` are texts that must never leave by a public link."""

    project: Project
    site: Site
    owner: User
    timeline: Timeline
    secrets: list[str]


@pytest.fixture
def station(make: Factory) -> Iterator[Station]:
    group = make.group(name="Secret Society")
    owner = make.member(group, "editor")
    project = make.project(group, name="Bats", description="Not for everybody")
    site = make.site(project, name="Old mill", latitude=LATITUDE, longitude=LONGITUDE, habitat="hidden orchard")
    recording = make.night_recording(project, EVENING, [1, 2, 3], site_id=site.id, name="private-name.wav")
    later = make.night_recording(project, EVENING + 30 * HOUR, [1], site_id=site.id)
    store().clear()
    source = make.source(project)
    shown = make.channel(source, name="Air", unit="°C", expected_interval_s=600.0)
    hidden = make.channel(source, name="Safe door")
    at = int(EVENING.timestamp() * 1e6)
    readings = [Row(shown.id, at + n * 1_800_000_000, float(n), None, at) for n in range(-4, 12)]
    store().append([*readings, Row(hidden.id, at, 987654.0, None, at)])
    detector = make.detector(shown, name="Frost")
    event = make.event(detector, start_us=at + 60_000_000, end_us=at + 9 * 3_600_000_000, note="call the warden")
    timeline = make.timeline(
        project, owner, name="One night", description="internal remark", start_at=EVENING, end_at=EVENING + 3 * HOUR,
        step_s=3600,
        tracks=[
            {"kind": "calls", "key": "", "measure": ""},
            {"kind": "channel", "key": str(shown.id), "measure": ""},
            {"kind": "events", "key": str(detector.id), "measure": ""},
        ],
    )  # fmt: skip
    make.timeline(project, owner, name="Another night")
    rows = (group, owner, project, site, recording, later, source, detector, event, timeline)
    secrets = [str(row.id) for row in rows] + [str(row.id).replace("-", "") for row in rows]
    secrets += [str(LATITUDE), str(LONGITUDE), "48.13", "11.57", owner.display_name, owner.email, owner.username]
    secrets += ["Secret Society", "Not for everybody", "hidden orchard", "private-name", "Safe door", "987654"]
    secrets += ["internal remark", "Another night", "call the warden"]
    yield Station(project, site, owner, timeline, secrets)
    db.session.rollback()
    store().clear()


Ask = Callable[..., Any]


@pytest.fixture
def visit(client: FlaskClient) -> Ask:
    """`visit(link, "timeline", number=0)` as anybody who has the link."""

    def asked(link: PublicLink, what: str, **query: Any) -> Any:
        headers = {"X-Share-Token": link.token}  # type: ignore[attr-defined]
        return client.get(f"/api/v1/public/{what}", query_string=query, headers=headers)

    return asked
