"""Versions of a picture: what was done to it, doing more, and going back."""

from typing import Any

from flask import Response, jsonify

from blueprints.images import policy
from blueprints.images.routes.area import api
from blueprints.images.schemas.pictures import CurrentVersionBody, PictureVersionBody, VersionOut, VersionsOut
from blueprints.images.service import versions
from blueprints.images.service.shapes import picture_urls, shape_version
from core.access import Role, principal
from core.api import IdPath, check_version, created
from core.db import db


@api.get("/images/<uuid:id>/versions", responses={200: VersionsOut})
def get_versions(path: IdPath) -> dict[str, Any]:
    """Every version of a picture, the first one first."""
    image = policy.get_image(principal(), path.id)
    results = [shape_version(row, image.current_version_id) for row in versions.list_versions(image)]
    return {"count": len(results), "next": None, "previous": None, "results": results}


@api.post("/images/<uuid:id>/versions", responses={201: VersionOut})
def post_version(path: IdPath, body: PictureVersionBody) -> Response:
    """Turn, crop, flip or brighten: a new version is made from one and shown; the others stay"""
    who = principal()
    image = policy.get_image(who, path.id, Role.EDITOR)
    check_version(image.version)
    documents = [one.model_dump() for one in body.transformations]
    version = versions.make_version(image, documents, parent_id=body.parent_id, created_by=who.user_id)
    db.session.commit()
    return created(shape_version(version, version.id), picture_urls(version.image_id, version.id)["picture_url"])


@api.post("/images/<uuid:id>/undo", responses={200: VersionOut})
def post_undo(path: IdPath) -> Response:
    """Show the version that the present one was made from"""
    image = policy.get_image(principal(), path.id, Role.EDITOR)
    check_version(image.version)
    version = versions.undo(image)
    db.session.commit()
    return jsonify(shape_version(version, version.id))


@api.put("/images/<uuid:id>/current-version", responses={200: VersionOut})
def put_current_version(path: IdPath, body: CurrentVersionBody) -> Response:
    """Show another version"""
    image = policy.get_image(principal(), path.id, Role.EDITOR)
    check_version(image.version)
    version = versions.find_version(image, body.version_id)
    versions.show_version(image, version)
    db.session.commit()
    return jsonify(shape_version(version, version.id))
