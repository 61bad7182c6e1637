"""Species: listing, making, changing, removing them."""

from typing import Any

from flask import Response, jsonify
from sqlalchemy import func, or_, select

from blueprints.species.models import Repertoire, Species, SpeciesName
from blueprints.species.policy import get_repertoire, get_species, repertoires_of, require_edit, visible_species
from blueprints.species.routes.area import api
from blueprints.species.schemas import (
    GroupQuery,
    SpeciesBody,
    SpeciesPage,
    SpeciesPatch,
    SpeciesQuery,
    SpeciesView,
)
from blueprints.species.service import lookup, repertoires
from blueprints.species.service import species as service
from blueprints.species.service.shapes import shape_all, shape_one, version_of
from core.access import Role, principal, require_role
from core.api import IdPath, check_version, created, no_content, version_tag, with_version
from core.db import db
from core.documents import NOTHING
from core.paging import Ordering, moment, paginate
from processing.taxonomy.keys import common_key

UNSEEN = 2**31 - 1
"""Where species without a number stand in a list by number: at its end."""

ORDERINGS = {
    "scientific_name": Ordering(func.lower(Species.scientific_name)),
    "common_name": Ordering(func.lower(Species.common_name)),
    "created_at": Ordering(Species.created_at.expression, moment),
    "creation_index": Ordering(func.coalesce(Species.creation_index, UNSEEN), int),
    "n_observations": Ordering(Species.n_observations.expression, int),
    "family": Ordering(func.lower(Species.family)),
}

NULLABLE = ("default_preset", "iucn_status")
"""Fields of a change in which null means something."""


@api.get("/species", responses={200: SpeciesPage})
def list_species(query: SpeciesQuery) -> Response:
    """Species of the station, or those a group works with"""
    who = principal()
    rows = visible_species()
    if query.group_id:
        own = select(Repertoire.species_id).where(
            Repertoire.group_id == query.group_id, Repertoire.group_id.in_(who.group_ids)
        )
        rows = rows.where(Species.id.in_(own))
    for column in ("iucn_status", "kingdom", "phylum", "class_name", "order_name", "family", "genus"):
        if (wanted := getattr(query, column)) is not None:
            rows = rows.where(getattr(Species, column) == wanted)
    if query.is_verified is not None:
        rows = rows.where(Species.verified_at.is_not(None) if query.is_verified else Species.verified_at.is_(None))
    if query.is_seen is not None:
        rows = rows.where(Species.creation_index.is_not(None) if query.is_seen else Species.creation_index.is_(None))
    if query.search:
        rows = rows.where(_named(query.search))
    page = paginate(rows, query, key=Species.id.expression, orderings=ORDERINGS, default="scientific_name")
    shaped = dict(zip(page.rows, shape_all(who, page.rows, query.group_id), strict=True))
    return jsonify(page.shape(shaped.__getitem__))


def _named(search: str) -> Any:
    """In either name, or in a common name of any language."""
    known = select(SpeciesName.species_id).where(SpeciesName.name_key.contains(common_key(search), autoescape=True))
    names = (Species.scientific_name, Species.common_name)
    return or_(*(name.icontains(search, autoescape=True) for name in names), Species.id.in_(known))


@api.post("/species", responses={200: SpeciesView, 201: SpeciesView})
def create_species(body: SpeciesBody) -> Response:
    """Look up a species or make it, and let a group work with it

    Without `group_id`, a species that is there already is the answer, with status 200.
    """
    who = principal()
    if body.group_id is not None:
        require_role(who, body.group_id, Role.EDITOR, "group")
        row = repertoires.create_repertoire(**body.model_dump(), created_by=who.user_id)
        species, is_new, version = row.species, True, version_of(row.species, row)
    else:
        given = body.model_dump(include={"scientific_name", "common_name"})
        species, is_new = lookup.look_up_or_create(given.pop("scientific_name"), created_by=who.user_id, **given)
        version = species.version
    db.session.commit()
    shown = shape_one(who, species, body.group_id)
    if not is_new:
        return with_version(shown, shown["version"])
    return created(shown, f"/api/v1/species/{species.id}", etag=version_tag(version))


@api.get("/species/<uuid:id>", responses={200: SpeciesView})
def read_species(path: IdPath, query: GroupQuery) -> Response:
    """One species"""
    who = principal()
    shown = shape_one(who, get_species(who, path.id), query.group_id)
    return with_version(shown, shown["version"])


@api.patch("/species/<uuid:id>", responses={200: SpeciesView})
def patch_species(path: IdPath, query: GroupQuery, body: SpeciesPatch) -> Response:
    """Change a species, or what a group keeps about it

    Notes, preset and contexts are the group's own; all else is the station's.
    """
    who = principal()
    species = get_species(who, path.id)
    given = body.model_dump(exclude_unset=True)
    changes = {name: value for name, value in given.items() if value is not None or name in NULLABLE}
    own = {name: changes.pop(name) for name in repertoires.OWN if name in changes}
    if changes:
        require_edit(who, species)
    repertoire = _written_to(species, query, is_needed=bool(own) or not who.is_operator)
    check_version(version_of(species, repertoire))
    service.change_species(species, changes)
    if repertoire is not None and own:
        repertoires.change_repertoire(repertoire, own)
    db.session.commit()
    shown = shape_one(who, species, repertoire.group_id if repertoire else None)
    return with_version(shown, shown["version"])


def _written_to(species: Species, query: GroupQuery, *, is_needed: bool) -> Repertoire | None:
    """The repertoire a change goes to; an administrator of the station may change the record without one."""
    who = principal()
    if not is_needed and not repertoires_of(who, species.id):
        return None
    return get_repertoire(who, species.id, Role.EDITOR, group_id=query.group_id)


@api.delete("/species/<uuid:id>", responses={204: NOTHING})
def delete_species(path: IdPath, query: GroupQuery) -> Response:
    """Take a species with its call types out of a group; the station forgets one that nothing belongs to"""
    who = principal()
    repertoire = get_repertoire(who, path.id, Role.ADMIN, group_id=query.group_id)
    species = repertoire.species
    check_version(version_of(species, repertoire))
    repertoires.delete_repertoire(repertoire)
    service.forget_unused(species)
    db.session.commit()
    return no_content()
