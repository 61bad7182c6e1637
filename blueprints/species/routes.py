"""Species and call types."""

from typing import Any

from flask import Response, jsonify
from sqlalchemy import func, or_, select

from blueprints.species import service
from blueprints.species.models import CallType, Species
from blueprints.species.policy import get_call_type, get_species, visible_species
from blueprints.species.schemas import (
    CallTypeBody,
    CallTypePage,
    CallTypePatch,
    CallTypeView,
    SpeciesBody,
    SpeciesPage,
    SpeciesPatch,
    SpeciesQuery,
    SpeciesView,
)
from core.access import Role, principal, require_role
from core.api import IdPath, area, check_version, created, no_content, version_tag, with_version
from core.clock import iso
from core.db import db
from core.documents import NOTHING
from core.paging import Ordering, PageQuery, moment, paginate

api = area("species", __name__, "Species and the kinds of call in their repertoires")

ORDERINGS = {
    "scientific_name": Ordering(func.lower(Species.scientific_name)),
    "common_name": Ordering(func.lower(Species.common_name)),
    "created_at": Ordering(Species.created_at.expression, moment),
}

CALL_TYPE_ORDERINGS = {
    "position": Ordering(CallType.position.expression, int),
    "name": Ordering(func.lower(CallType.name)),
}


def shape_species(row: Species, n_call_types: int) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "group_id": str(row.group_id),
        "scientific_name": row.scientific_name,
        "common_name": row.common_name,
        "notes": row.notes,
        "default_preset": row.default_preset,
        "n_call_types": n_call_types,
        "version": row.version,
        "created_at": iso(row.created_at),
        "updated_at": iso(row.updated_at),
    }


def _shape_one(row: Species) -> dict[str, Any]:
    return shape_species(row, service.n_call_types_of([row.id]).get(row.id, 0))


def shape_call_type(row: CallType) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "species_id": str(row.species_id),
        "name": row.name,
        "key": row.key,
        "colour": row.colour,
        "notes": row.notes,
        "position": row.position,
        "version": row.version,
    }


@api.get("/species", responses={200: SpeciesPage})
def list_species(query: SpeciesQuery) -> Response:
    """Species of your groups"""
    rows = visible_species(principal())
    if query.group_id:
        rows = rows.where(Species.group_id == query.group_id)
    if query.search:
        names = (Species.scientific_name, Species.common_name)
        rows = rows.where(or_(*(name.icontains(query.search, autoescape=True) for name in names)))
    page = paginate(rows, query, key=Species.id.expression, orderings=ORDERINGS, default="scientific_name")
    n_call_types = service.n_call_types_of([row.id for row in page.rows])
    return jsonify(page.shape(lambda row: shape_species(row, n_call_types.get(row.id, 0))))


@api.post("/species", responses={201: SpeciesView})
def create_species(body: SpeciesBody) -> Response:
    """Make a species in a group"""
    require_role(principal(), body.group_id, Role.EDITOR, "group")
    species = service.create_species(**body.model_dump())
    db.session.commit()
    return created(_shape_one(species), f"/api/v1/species/{species.id}", etag=version_tag(species.version))


@api.get("/species/<id>", responses={200: SpeciesView})
def read_species(path: IdPath) -> Response:
    """One species"""
    species = get_species(principal(), path.id)
    return with_version(_shape_one(species), species.version)


@api.patch("/species/<id>", responses={200: SpeciesView})
def patch_species(path: IdPath, body: SpeciesPatch) -> Response:
    """Change a species"""
    species = get_species(principal(), path.id, Role.EDITOR)
    check_version(species.version)
    given = body.model_dump(exclude_unset=True)
    changes = {name: value for name, value in given.items() if value is not None or name == "default_preset"}
    service.change_species(species, changes)
    db.session.commit()
    return with_version(_shape_one(species), species.version)


@api.delete("/species/<id>", responses={204: NOTHING})
def delete_species(path: IdPath) -> Response:
    """Remove a species nothing belongs to, with its call types"""
    species = get_species(principal(), path.id, Role.ADMIN)
    check_version(species.version)
    service.delete_species(species)
    db.session.commit()
    return no_content()


@api.get("/species/<id>/call-types", responses={200: CallTypePage})
def list_call_types(path: IdPath, query: PageQuery) -> Response:
    """The repertoire of a species, in its order"""
    species = get_species(principal(), path.id)
    rows = select(CallType).where(CallType.species_id == species.id)
    if query.search:
        rows = rows.where(CallType.name.icontains(query.search, autoescape=True))
    page = paginate(rows, query, key=CallType.id.expression, orderings=CALL_TYPE_ORDERINGS, default="position")
    return jsonify(page.shape(shape_call_type))


@api.post("/species/<id>/call-types", responses={201: CallTypeView})
def create_call_type(path: IdPath, body: CallTypeBody) -> Response:
    """Add a call type to a repertoire"""
    species = get_species(principal(), path.id, Role.EDITOR)
    call_type = service.create_call_type(species, **body.model_dump())
    db.session.commit()
    address = f"/api/v1/call-types/{call_type.id}"
    return created(shape_call_type(call_type), address, etag=version_tag(call_type.version))


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
