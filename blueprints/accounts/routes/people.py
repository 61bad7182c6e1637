"""Everybody with an account, for administrators of the station."""

from flask import Response, jsonify
from sqlalchemy import func

from blueprints.accounts.models import User
from blueprints.accounts.policy import require_person
from blueprints.accounts.routes.area import api
from blueprints.accounts.schemas import AccountPage
from blueprints.accounts.service import people, second_factor
from blueprints.accounts.shapes import shape_account
from core.access import principal, require_operator
from core.api import IdPath, no_content
from core.db import db
from core.documents import NOTHING
from core.paging import Ordering, PageQuery, moment, paginate

ORDERINGS = {
    "display_name": Ordering(func.lower(User.display_name)),
    "created_at": Ordering(User.created_at.expression, moment),
}


@api.get("/people", responses={200: AccountPage})
def list_people(query: PageQuery) -> Response:
    """Everybody with an account; for administrators of the station"""
    require_operator(principal())
    rows = people.find(query.search)
    page = paginate(rows, query, key=User.id.expression, orderings=ORDERINGS, default="display_name")
    present = people.presence_of(page.rows)
    guarded = second_factor.holders_among([row.id for row in page.rows])
    return jsonify(page.shape(lambda row: shape_account(row, present.get(row.id), has_second_factor=row.id in guarded)))


@api.delete("/people/<id>/sessions", responses={204: NOTHING})
def end_sessions(path: IdPath) -> Response:
    """Sign someone out on every device; for administrators of the station"""
    require_person(principal())
    require_operator(principal())
    people.end_sessions(path.id, by=principal().user_id)
    db.session.commit()
    return no_content()


@api.delete("/people/<id>/second-factor", responses={204: NOTHING})
def take_second_factor(path: IdPath) -> Response:
    """Take a lost second factor away from someone, who is told; for administrators of the station"""
    require_person(principal())
    require_operator(principal())
    second_factor.take_from(path.id, by=principal().user_id)
    db.session.commit()
    return no_content()
