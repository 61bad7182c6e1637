"""Who may use which route and live room. Every route and room must be here, or `test_access.py` fails.

To add one, write a line in your area's part:

    "recordings.read_recording": Door(Needs.VIEWER, path=lambda w: {"id": w.make.recording(w.project).id}),

* the name is the Flask endpoint (blueprint and function);
* `needs` is the least that is enough. A role means a role in the group that owns the object: strangers then
  get 404, lower roles 403, anonymous people 401. `SIGN_IN` is enough for one's own things; `OWNER` is for one
  person's own objects, where everybody else gets 404; `NOTHING` is for routes marked `@public`;
* `path`, `query`, `body` are functions of the world (`access.World`: `w.group`, `w.project`, `w.me`,
  `w.make.<factory>()`), called anew for every request;
* a list route also has `shows`: it makes an object and gives its id; members must find it, strangers must not;
* for every id in a path a random one must answer 404 (`has_missing=False` where it is not an id).

A live room is a line of `ROOMS`: its kind, what it needs, and the id behind `kind:`.
"""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from blueprints.accounts.service import invitations
from core.access import Role
from tests.architecture.access import Actor, Door, Needs, Room, World

Ids = Callable[[World], dict[str, Any]]


def _one(build: Callable[[World], Any]) -> Ids:
    """The path of one object."""
    return lambda w: {"id": build(w).id}


def _unique(name: str) -> str:
    return f"{name} {uuid4().hex[:8]}"


def _account() -> dict[str, Any]:
    name = f"new{uuid4().hex[:8]}"
    return {"email": f"{name}@example.org", "username": name, "password": "otter moss lantern 7"}


def _group(w: World) -> Any:
    """A group with the world's people in their roles, owning nothing, so that it can be deleted."""
    group = w.make.group()
    for role in Role:
        w.make.member(group, role, user=w.people[Actor(role.value)])
    return group


ACCOUNTS = {
    "accounts.get_setup": Door(Needs.NOTHING),
    "accounts.post_setup": Door(Needs.NOTHING, body=lambda w: _account() | {"token": "x"}),
    "accounts.register": Door(Needs.NOTHING, body=lambda w: _account()),
    "accounts.login": Door(Needs.NOTHING, body=lambda w: {"login": "nobody", "password": "nothing at all"}),
    "accounts.send_code": Door(Needs.NOTHING, body=lambda w: {"email": "nobody@example.org"}),
    "accounts.verify_code": Door(Needs.NOTHING, body=lambda w: {"email": "nobody@example.org", "code": "000000"}),
    "accounts.forgot_password": Door(Needs.NOTHING, body=lambda w: {"email": "nobody@example.org"}),
    "accounts.reset_password": Door(Needs.NOTHING, body=lambda w: {"token": "x", "password": "otter moss lantern 7"}),
    "accounts.refresh": Door(Needs.NOTHING, body=lambda w: {"refresh_token": "x"}),
    "accounts.logout": Door(Needs.NOTHING, body=lambda w: {}),
    "accounts.logout_all": Door(Needs.SIGN_IN),
    "accounts.get_me": Door(Needs.SIGN_IN),
    "accounts.patch_me": Door(Needs.SIGN_IN, body=lambda w: {"bio": "Listens to bats."}),
    "accounts.patch_password": Door(
        Needs.SIGN_IN,
        body=lambda w: {"old_password": "hazel noctule over water", "new_password": "otter moss lantern 7"},
    ),
    "accounts.send_own_code": Door(Needs.SIGN_IN),
    "accounts.verify_own_email": Door(Needs.SIGN_IN, body=lambda w: {"code": _own_code(w)}),
    "accounts.list_sessions": Door(Needs.OWNER, shows=lambda w: str(w.make.session(w.me).id)),
    "accounts.delete_session": Door(Needs.OWNER, path=_one(lambda w: w.make.session(w.me))),
    "accounts.list_keys": Door(Needs.OWNER, shows=lambda w: str(w.make.api_key(w.me).row.id)),
    "accounts.create_key": Door(Needs.SIGN_IN, body=lambda w: {"name": "Script", "scopes": ["read"]}),
    "accounts.delete_key": Door(Needs.OWNER, path=lambda w: {"id": w.make.api_key(w.me).row.id}),
    "accounts.list_notifications": Door(Needs.OWNER, shows=lambda w: str(w.make.notification(w.me).id)),
    "accounts.count_notifications": Door(Needs.SIGN_IN),
    "accounts.read_notification": Door(Needs.OWNER, path=_one(lambda w: w.make.notification(w.me))),
    "accounts.read_all_notifications": Door(Needs.SIGN_IN),
    "accounts.list_groups": Door(Needs.VIEWER, shows=lambda w: str(w.group.id)),
    "accounts.create_group": Door(Needs.SIGN_IN, body=lambda w: {"name": "Bat lab"}),
    "accounts.read_group": Door(Needs.VIEWER, path=_one(lambda w: w.group)),
    "accounts.patch_group": Door(Needs.ADMIN, path=_one(lambda w: w.group), body=lambda w: {"name": "Bat lab"}),
    "accounts.delete_group": Door(Needs.ADMIN, path=_one(_group)),
    "accounts.list_members": Door(Needs.VIEWER, path=_one(lambda w: w.group)),
    "accounts.patch_member": Door(
        Needs.ADMIN,
        path=lambda w: {"id": w.group.id, "user_id": w.guest().id},
        body=lambda w: {"role": "editor"},
    ),
    "accounts.delete_member": Door(Needs.ADMIN, path=lambda w: {"id": w.group.id, "user_id": w.guest().id}),
    "accounts.list_invitations": Door(Needs.ADMIN, path=_one(lambda w: w.group)),
    "accounts.create_invitation": Door(
        Needs.ADMIN, path=_one(lambda w: w.group), body=lambda w: {"email": "guest@example.org", "role": "viewer"}
    ),
    "accounts.delete_invitation": Door(
        Needs.ADMIN, path=lambda w: {"id": w.group.id, "invitation_id": w.make.invitation(w.group).id}
    ),
    "accounts.list_own_invitations": Door(
        Needs.OWNER, shows=lambda w: str(w.make.invitation(w.make.group(), email=w.me.email).id)
    ),
    "accounts.accept_invitation": Door(Needs.SIGN_IN, body=lambda w: {"token": _invitation_token(w)}),
    "accounts.decline_invitation": Door(Needs.SIGN_IN, body=lambda w: {"token": _invitation_token(w)}),
}


def _invitation_token(w: World) -> str:
    return invitations.token_of(w.make.invitation(w.make.group()))


def _own_code(w: World) -> str:
    from blueprints.accounts.service import one_time
    from core.db import db

    code = one_time.make_code(w.me.id)
    db.session.commit()
    return code


PROJECTS = {
    "projects.list_projects": Door(Needs.VIEWER, shows=lambda w: str(w.make.project(w.group).id)),
    "projects.create_project": Door(
        Needs.EDITOR, body=lambda w: {"group_id": str(w.group.id), "name": _unique("Hedgerows")}
    ),
    "projects.read_project": Door(Needs.VIEWER, path=_one(lambda w: w.project)),
    "projects.patch_project": Door(
        Needs.EDITOR, path=_one(lambda w: w.project), body=lambda w: {"description": "2024"}
    ),
    "projects.delete_project": Door(Needs.ADMIN, path=_one(lambda w: w.make.project(w.group))),
    "projects.list_sites": Door(Needs.VIEWER, shows=lambda w: str(w.make.site(w.project).id)),
    "projects.create_site": Door(
        Needs.EDITOR, body=lambda w: {"project_id": str(w.project.id), "name": _unique("Oak")}
    ),
    "projects.read_site": Door(Needs.VIEWER, path=_one(lambda w: w.make.site(w.project))),
    "projects.patch_site": Door(
        Needs.EDITOR, path=_one(lambda w: w.make.site(w.project)), body=lambda w: {"habitat": "hedge"}
    ),
    "projects.delete_site": Door(Needs.ADMIN, path=_one(lambda w: w.make.site(w.project))),
}

SPECIES = {
    "species.list_species": Door(Needs.VIEWER, shows=lambda w: str(w.make.species(w.group).id)),
    "species.create_species": Door(
        Needs.EDITOR, body=lambda w: {"group_id": str(w.group.id), "scientific_name": _unique("Myotis")}
    ),
    "species.read_species": Door(Needs.VIEWER, path=_one(lambda w: w.make.species(w.group))),
    "species.patch_species": Door(
        Needs.EDITOR, path=_one(lambda w: w.make.species(w.group)), body=lambda w: {"notes": "rare"}
    ),
    "species.delete_species": Door(Needs.ADMIN, path=_one(lambda w: w.make.species(w.group))),
    "species.list_call_types": Door(Needs.VIEWER, path=_one(lambda w: w.make.species(w.group))),
    "species.create_call_type": Door(
        Needs.EDITOR, path=_one(lambda w: w.make.species(w.group)), body=lambda w: {"name": "feeding buzz"}
    ),
    "species.read_call_type": Door(Needs.VIEWER, path=_one(lambda w: w.make.call_type(w.make.species(w.group)))),
    "species.patch_call_type": Door(
        Needs.EDITOR, path=_one(lambda w: w.make.call_type(w.make.species(w.group))), body=lambda w: {"key": "b"}
    ),
    "species.delete_call_type": Door(Needs.EDITOR, path=_one(lambda w: w.make.call_type(w.make.species(w.group)))),
}


def _failed_job(w: World) -> Any:
    """A job of the group that failed, so that it can be retried; nobody of the world started it."""
    return w.make.job(w.group, state="failed", error_code="internal")


JOBS = {
    "jobs.list_jobs": Door(Needs.VIEWER, shows=lambda w: str(w.make.job(w.group).id)),
    "jobs.summarise_jobs": Door(Needs.VIEWER, shows=lambda w: str(w.make.job(w.group).id)),
    "jobs.get_job": Door(Needs.VIEWER, path=_one(lambda w: w.make.job(w.group))),
    "jobs.get_job_log": Door(Needs.VIEWER, path=_one(lambda w: w.make.job(w.group))),
    "jobs.list_job_children": Door(Needs.VIEWER, path=_one(lambda w: w.make.job(w.group))),
    "jobs.cancel_job": Door(Needs.EDITOR, path=_one(lambda w: w.make.job(w.group))),
    "jobs.retry_job": Door(Needs.EDITOR, path=_one(_failed_job)),
}


def _clips_form(w: World) -> dict[str, Any]:
    content = w.make.clips_zip(2) + w.make.number().to_bytes(4, "big")
    return {"project_id": str(w.project.id), "file": w.make.file(content, "clips.zip")}


def _classifier_body(w: World) -> dict[str, Any]:
    source = {"kind": "training-set", "training_set_id": str(w.make.training_set(w.group).id)}
    return {"name": "Myotis", "project_id": str(w.project.id), "source": source}


def _run_body(w: World) -> dict[str, Any]:
    segmentation = w.make.segmentation(w.make.recording(w.project))
    return {"segmentation_id": str(segmentation.id), "classifier_id": str(w.make.classifier(w.group).id)}


def _batch_body(w: World) -> dict[str, Any]:
    w.make.segmentation(w.make.recording(w.project))
    return {"project_id": str(w.project.id), "classifier_id": str(w.make.classifier(w.group).id)}


def _run(w: World) -> Any:
    return w.make.run(w.make.segmentation(w.make.recording(w.project)))


CALLS = {
    "calls.list_methods": Door(Needs.SIGN_IN),
    "calls.list_export_formats": Door(Needs.SIGN_IN),
    "calls.list_training_sets": Door(Needs.VIEWER, shows=lambda w: str(w.make.training_set(w.group).id)),
    "calls.create_training_set": Door(Needs.EDITOR, form=_clips_form),
    "calls.get_training_set": Door(Needs.VIEWER, path=_one(lambda w: w.make.training_set(w.group))),
    "calls.delete_training_set": Door(Needs.EDITOR, path=_one(lambda w: w.make.training_set(w.group))),
    "calls.list_classifiers": Door(Needs.VIEWER, shows=lambda w: str(w.make.classifier(w.group).id)),
    "calls.create_classifier": Door(Needs.EDITOR, body=_classifier_body),
    "calls.get_classifier": Door(Needs.VIEWER, path=_one(lambda w: w.make.classifier(w.group))),
    "calls.change_classifier": Door(
        Needs.EDITOR, path=_one(lambda w: w.make.classifier(w.group)), body=lambda w: {"notes": "good"}
    ),
    "calls.delete_classifier": Door(Needs.EDITOR, path=_one(lambda w: w.make.classifier(w.group))),
    "calls.get_evaluation": Door(Needs.VIEWER, path=_one(lambda w: w.make.classifier(w.group))),
    "calls.export_classifier": Door(Needs.VIEWER, path=_one(lambda w: w.make.classifier(w.group))),
    "calls.list_runs": Door(Needs.VIEWER, shows=lambda w: str(_run(w).id)),
    "calls.create_run": Door(Needs.ANNOTATOR, body=_run_body),
    "calls.create_batch": Door(Needs.ANNOTATOR, body=_batch_body),
    "calls.get_run": Door(Needs.VIEWER, path=_one(_run)),
    "calls.delete_run": Door(Needs.EDITOR, path=_one(_run)),
    "calls.summarise_run": Door(Needs.VIEWER, path=_one(_run)),
    "calls.list_predictions": Door(Needs.VIEWER, path=_one(_run)),
    "calls.list_calls": Door(Needs.VIEWER, shows=lambda w: str(_run(w).recording_id)),
    "calls.export_calls": Door(
        Needs.VIEWER, shows=lambda w: str(_run(w).recording_id), query=lambda w: {"format": "json"}
    ),
    "calls.show_activity": Door(Needs.SIGN_IN),
}

SAMPLE = {
    "sample.create_sample": Door(Needs.EDITOR, body=lambda w: {"group_id": str(_group(w).id)}),
}

DOORS: dict[str, Door] = ACCOUNTS | PROJECTS | SPECIES | JOBS | CALLS | SAMPLE
"""Every route of the API."""

ROOMS: dict[str, Room] = {
    "user": Room(Needs.OWNER, key=lambda w: w.me.id),
    "group": Room(Needs.VIEWER, key=lambda w: w.group.id),
    "job": Room(Needs.VIEWER, key=lambda w: w.make.job(w.group).id),
}
"""Every kind of live room."""

OUTSIDE_THE_API = {"static", "_openapi", "_docs", "_page", "_unknown"}
"""Endpoints that show no one's data: the page, its files, the API's description, the answer to unknown addresses."""

EVENTS = {"connect", "auth", "join", "leave", "disconnect"}
"""Everything a client may send over the live channel."""
