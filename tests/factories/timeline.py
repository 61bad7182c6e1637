"""Builders of recordings with calls at known moments, saved timelines and public links."""

from datetime import datetime, timedelta
from typing import Any

from blueprints.projects.models import Project
from blueprints.recordings.models import Recording
from blueprints.sharing.models import PublicLink
from blueprints.timeline.models import Timeline
from core.clock import now
from core.db import db
from core.security import fingerprint
from tests.factories import Factory

CALLS = {"kind": "calls", "key": "", "measure": ""}


def build_night_recording(
    make: Factory, project: Project, at: datetime, onsets: list[float], *, duration_s: float = 60.0, **fields: Any
) -> Recording:
    """A recording made at a moment, with a call at each of these seconds."""
    values = {"recorded_at": at, "timeline_at": at, "duration_s": duration_s}
    recording: Recording = make.recording(project, **(values | fields))
    make.segmentation(recording, segments=[(onset, onset + 0.005) for onset in onsets])
    return recording


def build_timeline(make: Factory, project: Project | None = None, owner: Any = None, **fields: Any) -> Timeline:
    """A saved timeline of all calls, of a person of the project's group."""
    project = project or make.project()
    owner = owner or make.member(db.session.get_one(type(make.group()), project.group_id), "editor")
    values = {"name": f"Timeline {make.number()}", "tracks": [CALLS], "is_shared": True}
    row: Timeline = make.save(
        Timeline(group_id=project.group_id, project_id=project.id, owner_id=owner.id, **(values | fields))
    )
    return row


def build_public_link(
    make: Factory, project: Project | None = None, *, timelines: list[Timeline] | None = None, **fields: Any
) -> PublicLink:
    """A link for a day; its token stands in `token`."""
    project = project or make.project()
    token = f"fsp_test_{make.number()}"
    frozen = [
        {
            "timeline_id": str(row.id), "name": row.name, "site_id": str(row.site_id) if row.site_id else None,
            "tracks": row.tracks, "start_at": row.start_at and row.start_at.isoformat(),
            "end_at": row.end_at and row.end_at.isoformat(), "step_s": row.step_s,
        }
        for row in timelines or []
    ]  # fmt: skip
    values = {"name": f"Link {make.number()}", "pages": ["nights"], "expires_at": now() + timedelta(days=1)}
    row: PublicLink = make.save(
        PublicLink(
            group_id=project.group_id, project_id=project.id, token_sha256=fingerprint(token), token_end=token[-4:],
            timelines=frozen, **(values | fields),
        )
    )  # fmt: skip
    row.token = token  # type: ignore[attr-defined]
    return row
