"""Builders of sources, channels and what else telemetry has."""

from typing import Any

from blueprints.projects.models import Project
from blueprints.telemetry.models import Channel, Dashboard, DeadLetter, Source
from core.clock import now
from tests.factories import Factory


def build_source(make: Factory, project: Project | None = None, **fields: Any) -> Source:
    """A source that is pushed to, in a new project unless one is given."""
    project = project or make.project()
    values = {"name": f"Source {make.number()}", "kind": "push", "settings": {}}
    return make.save(Source(group_id=project.group_id, project_id=project.id, **(values | fields)))


def build_channel(make: Factory, source: Source | None = None, **fields: Any) -> Channel:
    """A channel of numbers, at a new source unless one is given."""
    source = source or make.source()
    owners = {"group_id": source.group_id, "project_id": source.project_id, "source_id": source.id}
    return make.save(Channel(**(owners | {"public_id": f"CH{make.number():06d}"} | fields)))


def build_dead_letter(make: Factory, source: Source | None = None, **fields: Any) -> DeadLetter:
    """A message that was refused."""
    source = source or make.source()
    values = {
        "group_id": source.group_id,
        "source_id": source.id,
        "origin": f"made/{make.number()}",
        "received_at": now(),
        "reason": "value-unfit",
        "payload": '{"channel": "A", "time": 1, "value": "x"}',
        "channel": "A",
    }
    return make.save(DeadLetter(**(values | fields)))


def build_dashboard(make: Factory, owner: Any, group: Any = None, **fields: Any) -> Dashboard:
    """A person's dashboard, in their personal group unless another is given."""
    values = {"name": f"Dashboard {make.number()}", "panels": []}
    return make.save(
        Dashboard(owner_id=owner.id, group_id=group.id if group else owner.personal_group_id, **(values | fields))
    )
