"""People's words for what a picture shows: confirming and rejecting proposals, naming unasked, taking back."""

from typing import Any

from flask import Response, jsonify

from blueprints.images import policy
from blueprints.images.models import Identification
from blueprints.images.routes.area import api
from blueprints.images.schemas.vision import (
    ConfirmBody,
    IdentificationOut,
    IdentificationsOut,
    NameBody,
    ProposalOut,
)
from blueprints.images.service import naming
from blueprints.images.service.vision_shapes import shape_identifications, shape_proposal
from core.access import Role, principal
from core.api import API_PREFIX, IdPath, created, no_content
from core.db import db
from core.documents import NOTHING


@api.post("/vision-proposals/<uuid:id>/confirm", responses={201: IdentificationOut})
def post_confirm(path: IdPath, body: ConfirmBody) -> Response:
    """Confirm a proposal, or say what the animal is instead; the identification can become a collection's entry"""
    who = principal()
    row = naming.confirm(policy.get_proposal(who, path.id), body, who)
    db.session.commit()
    return _show(row)


@api.post("/vision-proposals/<uuid:id>/reject", responses={200: ProposalOut})
def post_reject(path: IdPath) -> Response:
    """Say that this is not the animal"""
    proposal = policy.get_proposal(principal(), path.id)
    naming.reject(proposal)
    db.session.commit()
    return jsonify(shape_proposal(proposal))


@api.get("/images/<uuid:id>/identifications", responses={200: IdentificationsOut})
def get_identifications(path: IdPath) -> dict[str, Any]:
    """What people say a picture shows, the newest first"""
    rows = naming.identifications_of(policy.get_image(principal(), path.id))
    return {"count": len(rows), "next": None, "previous": None, "results": shape_identifications(rows)}


@api.post("/images/<uuid:id>/identifications", responses={201: IdentificationOut})
def post_identification(path: IdPath, body: NameBody) -> Response:
    """Name what a picture shows by hand"""
    who = principal()
    row = naming.name_picture(policy.get_image(who, path.id, Role.ANNOTATOR), body, who)
    db.session.commit()
    return _show(row)


@api.delete("/identifications/<uuid:id>", responses={204: NOTHING})
def delete_identification(path: IdPath) -> Response:
    """Take an identification back; entries of collections made from it stay"""
    naming.withdraw(policy.get_identification(principal(), path.id, Role.ANNOTATOR))
    db.session.commit()
    return no_content()


def _show(row: Identification) -> Response:
    return created(shape_identifications([row])[0], f"{API_PREFIX}/images/{row.image_id}/identifications")
