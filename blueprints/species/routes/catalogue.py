"""The catalogue: newest and most observed species, common names, verification."""

from typing import Any

from flask import Response, jsonify
from sqlalchemy import select

from blueprints.species.models import Species
from blueprints.species.policy import get_repertoire, get_species, require_edit
from blueprints.species.routes.area import api
from blueprints.species.schemas.fields import GroupQuery
from blueprints.species.schemas.species import SpeciesView
from blueprints.species.schemas.taxonomy import (
    CommonNamesBody,
    CommonNamesView,
    LatestQuery,
    SpeciesListView,
    VerificationBody,
)
from blueprints.species.service import species as service
from blueprints.species.service.lookup import names_of, put_names
from blueprints.species.service.shapes import shape_all, shape_one
from core.access import Role, principal, require_operator
from core.api import IdPath, with_version
from core.db import db


@api.get("/species/recent", responses={200: SpeciesListView})
def list_recent_species(query: LatestQuery) -> dict[str, Any]:
    """Species seen for the first time, the newest first"""
    rows = select(Species).where(Species.creation_index.is_not(None)).order_by(Species.creation_index.desc())
    return {"results": shape_all(principal(), db.session.scalars(rows.limit(query.limit)).all())}


@api.get("/species/most-observed", responses={200: SpeciesListView})
def list_most_observed_species(query: LatestQuery) -> dict[str, Any]:
    """Species with the most observations"""
    rows = select(Species).where(Species.n_observations > 0)
    ordered = rows.order_by(Species.n_observations.desc(), Species.creation_index)
    return {"results": shape_all(principal(), db.session.scalars(ordered.limit(query.limit)).all())}


@api.get("/species/<uuid:id>/names", responses={200: CommonNamesView})
def list_species_names(path: IdPath) -> dict[str, Any]:
    """Common names of a species by language"""
    return {"names": names_of(get_species(principal(), path.id).id)}


@api.put("/species/<uuid:id>/names", responses={200: CommonNamesView})
def put_species_names(path: IdPath, query: GroupQuery, body: CommonNamesBody) -> Response:
    """Replace the common names of a species"""
    who = principal()
    species = get_species(who, path.id)
    if not who.is_operator:
        get_repertoire(who, species.id, Role.EDITOR, group_id=query.group_id)
    require_edit(who, species)
    pairs = [(one.language, one.name) for one in body.names]
    preferred = {(one.language, one.name) for one in body.names if one.is_preferred}
    put_names(species, list(dict.fromkeys(pairs)), preferred)
    db.session.commit()
    return jsonify({"names": names_of(species.id)})


@api.put("/species/<uuid:id>/verification", responses={200: SpeciesView})
def put_species_verification(path: IdPath, body: VerificationBody) -> Response:
    """Say that a species' record was checked, or that this no longer holds; an administrator of the station reviews"""
    who = principal()
    species = get_species(who, path.id)
    require_operator(who)
    service.set_verified(species, who.user_id if body.is_verified else None)
    db.session.commit()
    shown = shape_one(who, species)
    return with_version(shown, shown["version"])
