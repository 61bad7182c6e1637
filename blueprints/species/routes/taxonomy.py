"""Names out of the checklists: searching, matching, one taxon with its surroundings; and the checklists themselves."""

from typing import Any

from flask import Response, jsonify
from sqlalchemy import select

from blueprints.accounts.service import audit
from blueprints.species.models import Checklist
from blueprints.species.policy import get_species
from blueprints.species.routes.area import api
from blueprints.species.schemas.taxonomy import (
    ChecklistForm,
    ChecklistPage,
    ChecklistPath,
    ChecklistQuery,
    ChecklistView,
    MatchQuery,
    MatchView,
    SearchView,
    SpeciesTaxonView,
    TaxonPath,
    TaxonSearchQuery,
    TaxonView,
)
from blueprints.species.service import checklists, taxa
from blueprints.species.service.matching import match
from core.access import principal, require_operator
from core.api import IdPath, accepted, no_content
from core.db import db
from core.documents import NOTHING
from core.errors import conflict
from core.jobs.kinds import OPEN_STATES
from core.jobs.models import Job
from core.paging import Ordering, moment, paginate
from core.uploads.multipart import receive_multipart


@api.get("/taxonomy/search", responses={200: SearchView})
def search_taxonomy(query: TaxonSearchQuery) -> dict[str, Any]:
    """Names of the checklists that begin so, are called so, or are spelt nearly so"""
    principal()
    hits = taxa.search_all(query.q, query.limit)
    return {"results": [taxa.shape_hit(hit) for hit in hits], "has_checklist": bool(checklists.ready_numbers())}


@api.get("/taxonomy/match", responses={200: MatchView})
def match_taxonomy(query: MatchQuery) -> dict[str, Any]:
    """The best match of a name, how it was made and how sure it is; nothing is written"""
    principal()
    return taxa.shape_match(match(query.name))


@api.get("/checklists", responses={200: ChecklistPage})
def list_checklists(query: ChecklistQuery) -> Response:
    """Checklists that were taken in or are being taken in"""
    principal()
    orderings = {"created_at": Ordering(Checklist.created_at.expression, moment)}
    rows = select(Checklist)
    page = paginate(rows, query, key=Checklist.id.expression, orderings=orderings, default="-created_at", key_type=int)
    return jsonify(page.shape(checklists.shape_checklist))


@api.post("/checklists", responses={202: ChecklistView})
def send_checklist(form: ChecklistForm) -> Response:
    """Send a checklist in one request: a ZIP archive of a ColDP or Darwin Core Archive, or one table

    Larger ones go through a resumable upload of kind `checklist`.
    """
    who = principal()
    require_operator(who)
    upload = receive_multipart(form.file, "checklist", {"group_id": str(form.group_id)}, who)
    row = checklists.get_checklist(int((upload.result or {})["id"]))
    return accepted(checklists.shape_checklist(row), f"/api/v1/checklists/{row.id}")


@api.get("/checklists/<int:id>", responses={200: ChecklistView})
def read_checklist(path: ChecklistPath) -> dict[str, Any]:
    """One checklist"""
    principal()
    return checklists.shape_checklist(checklists.get_checklist(path.id))


@api.post("/checklists/<int:id>/resume", responses={202: ChecklistView})
def resume_checklist(path: ChecklistPath) -> Response:
    """Go on with an import that was cancelled or failed, from where it stopped"""
    who = principal()
    row = checklists.get_checklist(path.id)
    require_operator(who)
    if not checklists.shape_checklist(row)["can_resume"]:
        raise conflict("checklist-ready", "Only an import that stopped, and whose file is kept, can go on.")
    checklists.start(row, owner_id=who.user_id, group_id=None)
    db.session.commit()
    return accepted(checklists.shape_checklist(row), f"/api/v1/checklists/{row.id}")


@api.delete("/checklists/<int:id>", responses={204: NOTHING})
def delete_checklist(path: ChecklistPath) -> Response:
    """Remove a checklist with all its names; species keep what was taken from it"""
    row = checklists.get_checklist(path.id)
    require_operator(principal())
    job = db.session.get(Job, row.job_id) if row.job_id else None
    if job is not None and job.state in OPEN_STATES:
        raise conflict("checklist-loading", "This checklist is being taken in; cancel that first.")
    audit.record("checklist.deleted", object_type="checklist", checklist=row.title)
    checklists.discard(row)
    db.session.commit()
    return no_content()


@api.get("/checklists/<int:id>/taxa/<int:number>", responses={200: TaxonView})
def read_taxon(path: TaxonPath) -> dict[str, Any]:
    """One name with what is above, beside and below it"""
    principal()
    return taxa.shape_taxon(taxa.get_taxon(path.id, path.number))


@api.get("/species/<uuid:id>/taxonomy", responses={200: SpeciesTaxonView})
def read_species_taxonomy(path: IdPath) -> dict[str, Any]:
    """What the checklists know of a species"""
    usage = taxa.taxon_of(get_species(principal(), path.id))
    return {"taxon": taxa.shape_taxon(usage) if usage else None}
