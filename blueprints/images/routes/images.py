"""Pictures: the list, one of them, uploads of small files, corrections, deletion."""

from typing import Any
from uuid import UUID

from flask import Response, jsonify
from flask_openapi3.models.file import FileStorage

from blueprints.images import policy
from blueprints.images.models import Image
from blueprints.images.routes.area import api
from blueprints.images.schemas.pictures import (
    ImageDetailOut,
    ImageForm,
    ImageOut,
    ImagePatch,
    ImageQuery,
    ImagesOut,
    PictureFilesOut,
)
from blueprints.images.service import pictures
from blueprints.images.service.listing import list_images
from blueprints.images.service.shapes import image_url, shape_detail, shape_images
from core.access import Principal, Role, principal
from core.api import IdPath, check_version, created, no_content, version_tag, with_version
from core.db import db
from core.documents import NOTHING
from core.errors import AppError
from core.uploads.multipart import receive_multipart
from processing.errors import ProcessingError


@api.get("/images", responses={200: ImagesOut})
def get_images(query: ImageQuery) -> dict[str, Any]:
    """Pictures of one's groups, the newest first; filters, search and ordering narrow and sort them."""
    who = principal()
    page = list_images(who, query)
    results = shape_images(page.rows, who)
    return {"count": page.count, "next": page.next, "previous": page.previous, "results": results}


@api.post("/images", responses={201: ImageOut, 207: PictureFilesOut})
def post_images(form: ImageForm) -> Response:
    """Add pictures in one multipart request (field `file`, repeated for several).

    One file: 201 with the picture, or the problem. Several: 207 with a verdict each.
    """
    who = principal()
    if len(form.file) > 1:
        verdicts = [_verdict(file, form, who) for file in form.file]
        response = jsonify({"count": len(verdicts), "results": verdicts})
        response.status_code = 207
        return response
    image = _receive(form.file[0], form, who)
    return created(shape_images([image], who)[0], image_url(image), etag=version_tag(image.version))


def _verdict(file: FileStorage, form: ImageForm, who: Principal) -> dict[str, Any]:
    try:
        image = _receive(file, form, who)
    except (AppError, ProcessingError) as exc:
        db.session.rollback()
        problem = {"code": exc.code, "detail": str(exc), "status": exc.status if isinstance(exc, AppError) else 422}
        return {"file_name": file.filename, "status": "rejected", "problem": problem}
    return {"file_name": file.filename, "status": "stored", "image": shape_images([image], who)[0]}


def _receive(file: FileStorage, form: ImageForm, who: Principal) -> Image:
    given = form.model_dump(mode="json", include={"project_id", "group_id", "site_id", "sha256"})
    values = {name: str(value) for name, value in given.items() if value is not None}
    upload = receive_multipart(file, "image", values, who)
    return db.session.get_one(Image, UUID((upload.result or {})["id"]))


@api.get("/images/<uuid:id>", responses={200: ImageDetailOut})
def get_image(path: IdPath) -> Response:
    """One picture with what its file says of it, and pictures that look the same."""
    return _show(policy.get_image(principal(), path.id))


@api.patch("/images/<uuid:id>", responses={200: ImageDetailOut})
def patch_image(path: IdPath, body: ImagePatch) -> Response:
    """Correct a picture; send If-Match with the ETag last read so that nobody's correction is lost."""
    who = principal()
    image = policy.get_image(who, path.id, Role.EDITOR)
    check_version(image.version)
    pictures.change(image, body, who)
    db.session.commit()
    return _show(image)


@api.delete("/images/<uuid:id>", responses={204: NOTHING})
def delete_image(path: IdPath) -> Response:
    """Delete a picture with its versions and identifications; collections keep what they show of it."""
    image = policy.get_image(principal(), path.id, Role.EDITOR)
    check_version(image.version)
    pictures.remove(image)
    db.session.commit()
    return no_content()


def _show(image: Image) -> Response:
    return with_version(shape_detail(image, principal()), image.version)
