"""Species: listing, making, changing, removing them."""

from typing import Any

from flask import Response, jsonify
from sqlalchemy import func, or_

from blueprints.species.models import Species
from blueprints.species.policy import get_species, visible_species
from blueprints.species.routes.area import api
from blueprints.species.schemas import SpeciesBody, SpeciesPage, SpeciesPatch, SpeciesQuery, SpeciesView
from blueprints.species.service import species as service
from core.access import Role, principal, require_role
from core.api import API_PREFIX, IdPath, check_version, created, no_content, version_tag, with_version
from core.clock import iso
from core.db import db
from core.documents import NOTHING
from core.paging import Ordering, moment, paginate

ORDERINGS = {
    "scientific_name": Ordering(func.lower(Species.scientific_name)),
    "common_name": Ordering(func.lower(Species.common_name)),
    "created_at": Ordering(Species.created_at.expression, moment),
}


def shape_species(row: Species, n_call_types: int) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "group_id": str(row.group_id),
        "scientific_name": row.scientific_name,
        "common_name": row.common_name,
        "notes": row.notes,
        "default_preset": row.default_preset,
        "context_detail_s": row.context_detail_s,
        "context_overview_s": row.context_overview_s,
        "repertoire_picture_url": _picture_url(row),
        "n_call_types": n_call_types,
        "version": row.version,
        "created_at": iso(row.created_at),
        "updated_at": iso(row.updated_at),
    }


def _picture_url(row: Species) -> str | None:
    """With the beginning of its hash, so that a new picture has a new address."""
    if row.repertoire_sha256 is None:
        return None
    return f"{API_PREFIX}/species/{row.id}/repertoire-picture?v={row.repertoire_sha256[:12]}"


def _shape_one(row: Species) -> dict[str, Any]:
    return shape_species(row, service.n_call_types_of([row.id]).get(row.id, 0))


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
