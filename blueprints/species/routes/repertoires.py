"""A repertoire as a whole: its picture, and its call types as text."""

from typing import Any

from flask import Response, jsonify, request
from sqlalchemy import select

from blueprints.species.models import CallType, Repertoire
from blueprints.species.policy import get_repertoire
from blueprints.species.routes.area import api
from blueprints.species.schemas import (
    CallTypesForm,
    CallTypesImportView,
    GroupQuery,
    PictureForm,
    RepertoirePictureQuery,
)
from blueprints.species.service import pictures
from blueprints.species.service.call_types import of_repertoire
from blueprints.species.service.repertoire_import import Made, Plan, carry_out, plan_import
from blueprints.species.service.repertoire_text import MAX_TEXT_BYTES, read_repertoire, write_repertoire
from core.access import Role, principal
from core.api import IdPath, no_content, streamed
from core.db import db
from core.documents import NOTHING, file_of
from core.errors import AppError, not_found
from core.storage.blobs import Blob

PICTURE_LIFE_S = 86_400
"""How long a browser keeps a picture; a new one has a new address."""


@api.get("/species/<uuid:id>/repertoire-picture", responses={200: file_of("image/png", "image/jpeg")})
def read_repertoire_picture(path: IdPath, query: RepertoirePictureQuery) -> Response:
    """The picture of a repertoire"""
    sha256 = get_repertoire(principal(), path.id, group_id=query.group_id).picture_sha256
    if sha256 is None:
        raise not_found("picture")
    response = Response(headers={"ETag": f'"{sha256}"', "Cache-Control": f"private, max-age={PICTURE_LIFE_S}"})
    response.mimetype = db.session.get_one(Blob, sha256).media_type
    if not request.if_none_match.contains(sha256):
        response.data = pictures.read_picture(sha256)
    response.make_conditional(request)
    return response


@api.put("/species/<uuid:id>/repertoire-picture", responses={204: NOTHING})
def put_repertoire_picture(path: IdPath, query: GroupQuery, form: PictureForm) -> Response:
    """Give a repertoire its picture, as a form's `file` or as the whole body

    The picture is encoded anew: what else the file held (place, camera, comments) is gone.
    """
    repertoire = get_repertoire(principal(), path.id, Role.EDITOR, group_id=query.group_id)
    pictures.set_picture(repertoire, _sent_picture(form))
    return no_content()


def _sent_picture(form: PictureForm) -> bytes:
    if form.file is not None:
        return form.file.stream.read(pictures.MAX_PICTURE_BYTES + 1)
    if request.mimetype in {"image/png", "image/jpeg"}:
        return request.stream.read(pictures.MAX_PICTURE_BYTES + 1)
    raise AppError(415, "unsupported-media-type", "Send image/png, image/jpeg, or a form with a file.")


@api.delete("/species/<uuid:id>/repertoire-picture", responses={204: NOTHING})
def delete_repertoire_picture(path: IdPath, query: GroupQuery) -> Response:
    """Take the picture of a repertoire away"""
    repertoire = get_repertoire(principal(), path.id, Role.EDITOR, group_id=query.group_id)
    repertoire.picture_sha256 = None
    db.session.commit()
    return no_content()


@api.get("/species/<uuid:id>/call-types/export", responses={200: file_of("text/tab-separated-values; charset=utf-8")})
def export_call_types(path: IdPath, query: GroupQuery) -> Response:
    """The call types as the text an import reads"""
    repertoire = get_repertoire(principal(), path.id, group_id=query.group_id)
    text = write_repertoire(_call_types(repertoire))
    name = f"{repertoire.species.scientific_name.replace(' ', '_')}_call_types.tsv"
    return streamed([text], media_type="text/tab-separated-values; charset=utf-8", file_name=name)


def _call_types(repertoire: Repertoire) -> list[CallType]:
    rows = select(CallType).where(*of_repertoire(repertoire)).order_by(CallType.position, CallType.id)
    return list(db.session.scalars(rows))


@api.post("/species/<uuid:id>/call-types/import", responses={200: CallTypesImportView})
def import_call_types(path: IdPath, query: GroupQuery, form: CallTypesForm) -> Response:
    """Add the call types of a text file; those that are there already stay as they are

    One a line: `name`, or `short name, long name, description, colour, key`, with or without a header.
    """
    repertoire = get_repertoire(principal(), path.id, Role.EDITOR, group_id=query.group_id)
    plan = plan_import(repertoire, read_repertoire(form.file.stream.read(MAX_TEXT_BYTES + 1)))
    made = [Made(line, None) for line in plan.to_make] if form.dry_run else carry_out(repertoire, plan)
    db.session.commit()
    return jsonify(_shape_import(plan, made, form.dry_run))


def _shape_import(plan: Plan, made: list[Made], is_dry_run: bool) -> dict[str, Any]:
    return {
        "is_dry_run": is_dry_run,
        "n_made": len(made),
        "n_present": plan.n_present,
        "results": [found.line._asdict() | {"call_type_id": found.call_type_id} for found in made],
        "findings": [finding._asdict() for finding in plan.findings],
    }
