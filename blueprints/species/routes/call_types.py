"""Call types: the kinds of call in a group's repertoire of a species."""

from typing import Any

from flask import Response, jsonify
from sqlalchemy import func, or_, select

from blueprints.species.models import CallType
from blueprints.species.policy import get_call_type, get_repertoire
from blueprints.species.routes.area import api
from blueprints.species.schemas import (
    CallTypeBody,
    CallTypeOrder,
    CallTypePage,
    CallTypePatch,
    CallTypeQuery,
    CallTypeView,
    GroupQuery,
)
from blueprints.species.service import call_types as service
from core.access import Role, principal
from core.api import IdPath, check_version, created, no_content, version_tag, with_version
from core.db import db
from core.documents import NOTHING
from core.paging import Ordering, paginate

CALL_TYPE_ORDERINGS = {
    "position": Ordering(CallType.position.expression, int),
    "name": Ordering(func.lower(CallType.name)),
}


def shape_call_type(row: CallType) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "group_id": str(row.group_id),
        "species_id": str(row.species_id),
        "name": row.name,
        "short_name": row.short_name,
        "long_name": row.long_name,
        "key": row.key,
        "colour": row.colour,
        "notes": row.notes,
        "position": row.position,
        "is_retired": row.is_retired,
        "version": row.version,
    }


@api.get("/species/<uuid:id>/call-types", responses={200: CallTypePage})
def list_call_types(path: IdPath, query: CallTypeQuery) -> Response:
    """The repertoire of a species, in its order"""
    repertoire = get_repertoire(principal(), path.id, group_id=query.group_id)
    rows = select(CallType).where(*service.of_repertoire(repertoire))
    if query.search:
        names = (CallType.name, CallType.short_name, CallType.long_name)
        rows = rows.where(or_(*(name.icontains(query.search, autoescape=True) for name in names)))
    if query.is_retired is not None:
        rows = rows.where(CallType.is_retired.is_(query.is_retired))
    page = paginate(rows, query, key=CallType.id.expression, orderings=CALL_TYPE_ORDERINGS, default="position")
    return jsonify(page.shape(shape_call_type))


@api.post("/species/<uuid:id>/call-types", responses={201: CallTypeView})
def create_call_type(path: IdPath, query: GroupQuery, body: CallTypeBody) -> Response:
    """Add a call type to a repertoire"""
    repertoire = get_repertoire(principal(), path.id, Role.EDITOR, group_id=query.group_id)
    call_type = service.create_call_type(repertoire, **body.model_dump())
    db.session.commit()
    address = f"/api/v1/call-types/{call_type.id}"
    return created(shape_call_type(call_type), address, etag=version_tag(call_type.version))


@api.put("/species/<uuid:id>/call-types/order", responses={204: NOTHING})
def put_call_type_order(path: IdPath, query: GroupQuery, body: CallTypeOrder) -> Response:
    """Put the repertoire into another order"""
    repertoire = get_repertoire(principal(), path.id, Role.EDITOR, group_id=query.group_id)
    service.order_call_types(repertoire, body.ids)
    db.session.commit()
    return no_content()


@api.get("/call-types/<id>", responses={200: CallTypeView})
def read_call_type(path: IdPath) -> Response:
    """One call type"""
    call_type = get_call_type(principal(), path.id)
    return with_version(shape_call_type(call_type), call_type.version)


@api.patch("/call-types/<id>", responses={200: CallTypeView})
def patch_call_type(path: IdPath, body: CallTypePatch) -> Response:
    """Change a call type"""
    call_type = get_call_type(principal(), path.id, Role.EDITOR)
    check_version(call_type.version)
    given = body.model_dump(exclude_unset=True)
    service.change_call_type(call_type, {k: v for k, v in given.items() if v is not None or k == "key"})
    db.session.commit()
    return with_version(shape_call_type(call_type), call_type.version)


@api.delete("/call-types/<id>", responses={204: NOTHING})
def delete_call_type(path: IdPath) -> Response:
    """Remove a call type no label uses"""
    call_type = get_call_type(principal(), path.id, Role.EDITOR)
    check_version(call_type.version)
    service.delete_call_type(call_type)
    db.session.commit()
    return no_content()
