"""The audit log, for administrators of the station."""

from flask import Response, jsonify

from blueprints.accounts.models import AuditEntry
from blueprints.accounts.routes.area import api
from blueprints.accounts.schemas import AuditPage, AuditQuery
from blueprints.accounts.service import audit
from blueprints.accounts.shapes import shape_audit
from core.access import principal, require_operator
from core.paging import Ordering, moment, paginate

ORDERINGS = {"at": Ordering(AuditEntry.at.expression, moment)}


@api.get("/audit", responses={200: AuditPage})
def list_audit(query: AuditQuery) -> Response:
    """Who did what to which object, newest first; for administrators of the station"""
    require_operator(principal())
    page = paginate(audit.find(query), query, key=AuditEntry.id.expression, orderings=ORDERINGS, default="-at")
    actors = audit.actors_of(page.rows)
    return jsonify(page.shape(lambda row: shape_audit(row, actors.get(row.actor_id))))
