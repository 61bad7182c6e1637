"""Targets of announcements and the outbox."""

from typing import Any

from flask import Response

from blueprints.telemetry import policy
from blueprints.telemetry.models import Post, PostTarget
from blueprints.telemetry.routes.blueprint import api
from blueprints.telemetry.schemas.posts import (
    PostOut,
    PostPage,
    PostPreviewBody,
    PostPreviewsOut,
    PostQuery,
    PostSettleBody,
    TargetBody,
    TargetKindsOut,
    TargetOut,
    TargetPage,
    TargetPatch,
    TargetQuery,
)
from blueprints.telemetry.service import announcing, outbox
from blueprints.telemetry.service import targets as service
from core.access import Role, principal
from core.api import IdPath, check_version, created, no_content, version_tag, with_version
from core.db import db
from core.documents import NOTHING
from core.idempotency import shown_once
from core.paging import Ordering, moment, paginate

TARGET_ORDERINGS = {"created_at": Ordering(PostTarget.created_at, moment), "name": Ordering(PostTarget.name)}

POST_ORDERINGS = {"created_at": Ordering(Post.created_at, moment)}


@api.get("/telemetry/post-target-kinds", responses={200: TargetKindsOut})
def list_target_kinds() -> dict[str, Any]:
    """Kinds of targets with their settings, and the texts for those that bring none."""
    principal()
    return service.kinds()


@api.get("/telemetry/post-targets", responses={200: TargetPage})
def list_targets(query: TargetQuery) -> dict[str, Any]:
    """Targets of one's groups, newest first."""
    rows = policy.visible_targets(principal())
    if query.group_id is not None:
        rows = rows.where(PostTarget.group_id == query.group_id)
    if query.kind is not None:
        rows = rows.where(PostTarget.kind == query.kind)
    if query.search:
        rows = rows.where(PostTarget.name.icontains(query.search, autoescape=True))
    page = paginate(rows, query, key=PostTarget.id, orderings=TARGET_ORDERINGS, default="-created_at")
    return page.shape(service.shape_target)


@api.post("/telemetry/post-targets", responses={201: TargetOut})
@shown_once
def create_target(body: TargetBody) -> Response:
    """A new target; it is in dry run until turned on."""
    row = service.create(principal(), body)
    db.session.commit()
    return created(service.shape_target(row), f"/api/v1/telemetry/post-targets/{row.id}", etag=version_tag(row.version))


@api.get("/telemetry/post-targets/<uuid:id>", responses={200: TargetOut})
def get_target(path: IdPath) -> Response:
    """One target; its credentials are not shown."""
    row = policy.target(principal(), path.id)
    return with_version(service.shape_target(row), row.version)


@api.patch("/telemetry/post-targets/<uuid:id>", responses={200: TargetOut})
def change_target(path: IdPath, body: TargetPatch) -> Response:
    """Change a target; turning it on needs its credentials."""
    row = policy.target(principal(), path.id, Role.EDITOR)
    check_version(row.version)
    service.change(row, body)
    db.session.commit()
    return with_version(service.shape_target(row), row.version)


@api.delete("/telemetry/post-targets/<uuid:id>", responses={204: NOTHING})
def delete_target(path: IdPath) -> Response:
    """Delete a target with its outbox."""
    row = policy.target(principal(), path.id, Role.EDITOR)
    check_version(row.version)
    db.session.delete(row)
    db.session.commit()
    return no_content()


@api.post("/telemetry/post-targets/preview", responses={200: PostPreviewsOut})
def preview_templates(body: PostPreviewBody) -> dict[str, Any]:
    """Texts as they would be posted, made of the newest events."""
    row = policy.detector(principal(), body.detector_id)
    return service.preview(row, body.kind, body.templates)


@api.get("/telemetry/posts", responses={200: PostPage})
def list_posts(query: PostQuery) -> dict[str, Any]:
    """The outbox of one's groups, newest first."""
    rows = policy.visible_posts(principal())
    for column, value in (
        (Post.group_id, query.group_id),
        (Post.target_id, query.target_id),
        (Post.event_id, query.event_id),
        (Post.state, query.state),
    ):
        if value is not None:
            rows = rows.where(column == value)
    if query.search:
        rows = rows.where(Post.text.icontains(query.search, autoescape=True))
    page = paginate(rows, query, key=Post.id, orderings=POST_ORDERINGS, default="-created_at")
    wanted = {row.target_id for row in page.rows}
    targets = {row.id: row for row in db.session.query(PostTarget).where(PostTarget.id.in_(wanted))}
    return page.shape(lambda row: service.shape_post(row, targets[row.target_id]))


@api.post("/telemetry/posts/<uuid:id>/retry", responses={200: PostOut})
def retry_post(path: IdPath) -> dict[str, Any]:
    """Send a post that failed, was held back, or is uncertain."""
    row = policy.post(principal(), path.id, Role.EDITOR)
    outbox.try_again(row)
    announcing.ask_for_delivery()
    db.session.commit()
    return _shown(row)


@api.post("/telemetry/posts/<uuid:id>/settle", responses={200: PostOut})
def settle_post(path: IdPath, body: PostSettleBody) -> dict[str, Any]:
    """Say whether an uncertain post has arrived."""
    row = policy.post(principal(), path.id, Role.EDITOR)
    outbox.settle(row, has_arrived=body.has_arrived)
    db.session.commit()
    return _shown(row)


def _shown(row: Post) -> dict[str, Any]:
    return service.shape_post(row, db.session.get_one(PostTarget, row.target_id))
