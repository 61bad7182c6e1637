"""API keys of the signed-in person."""

from flask import Response, jsonify

from blueprints.accounts.models import ApiKey
from blueprints.accounts.policy import require_person
from blueprints.accounts.routes.area import api
from blueprints.accounts.schemas import KeyBody, KeyPage, NewKeyView
from blueprints.accounts.service import keys
from blueprints.accounts.shapes import shape_key
from core.access import principal
from core.api import IdPath, created, no_content
from core.db import db
from core.documents import NOTHING
from core.idempotency import shown_once
from core.paging import Ordering, PageQuery, moment, paginate

ORDERINGS = {
    "name": Ordering(ApiKey.name.expression),
    "created_at": Ordering(ApiKey.created_at.expression, moment),
}


@api.get("/me/api-keys", responses={200: KeyPage})
def list_keys(query: PageQuery) -> Response:
    """Your API keys, without the keys themselves"""
    rows = keys.list_keys(principal().user_id)
    page = paginate(rows, query, key=ApiKey.id.expression, orderings=ORDERINGS, default="-created_at")
    return jsonify(page.shape(shape_key))


@api.post("/me/api-keys", responses={201: NewKeyView})
@shown_once
def create_key(body: KeyBody) -> Response:
    """Make an API key; `key` is shown this once"""
    require_person(principal())
    new = keys.create_key(principal().user_id, name=body.name, scopes=body.scopes, expires_at=body.expires_at)
    db.session.commit()
    return created(shape_key(new.row) | {"key": new.key}, f"/api/v1/me/api-keys/{new.row.id}")


@api.delete("/me/api-keys/<id>", responses={204: NOTHING})
def delete_key(path: IdPath) -> Response:
    """Revoke an API key"""
    require_person(principal())
    keys.revoke_key(principal().user_id, path.id)
    db.session.commit()
    return no_content()
