"""Who may use the doors of operation and the sample project."""

from typing import Any

from core.access import Role
from tests.architecture.access import Actor, Door, Needs, World


def _group(w: World) -> Any:
    """A group with the world's people in their roles; each holds the sample project at most once."""
    group = w.make.group()
    for role in Role:
        w.make.member(group, role, user=w.people[Actor(role.value)])
    return group


DOORS = {
    "probes.get_health": Door(Needs.NOTHING),
    "probes.get_ready": Door(Needs.NOTHING, also=(503,)),
    "probes.get_metrics": Door(Needs.NOTHING),
    "ops.get_status": Door(Needs.SIGN_IN),
    "ops.get_faults": Door(Needs.OPERATOR),
    "ops.list_backups": Door(Needs.OPERATOR),
    "ops.create_backup": Door(Needs.OPERATOR),
    "ops.check_backup": Door(Needs.OPERATOR, path=lambda _: {"name": "none"}, also=(404,), has_missing=False),
    "sample.create_sample": Door(Needs.EDITOR, body=lambda w: {"group_id": str(_group(w).id)}),
}
