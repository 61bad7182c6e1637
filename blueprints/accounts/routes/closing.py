"""Closing one's own account, or someone's as an administrator of the station."""

from flask import Response, jsonify

from blueprints.accounts.closing_schemas import CloseBody, CloseOwnBody, OutlookView
from blueprints.accounts.policy import require_person
from blueprints.accounts.routes import refresh_cookie
from blueprints.accounts.routes.area import api
from blueprints.accounts.service import closing, second_factor, users
from blueprints.accounts.shapes import shape_person
from core.access import principal, require_operator
from core.api import IdPath, no_content
from core.db import db
from core.documents import NOTHING
from core.ratelimit import login_attempt
from core.transactions import committed_even_if_refused


@api.get("/me/closing", responses={200: OutlookView})
def get_closing() -> Response:
    """What stands in the way of closing your account, and what it would take along"""
    found = closing.outlook_of(users.get_user(principal().user_id))
    return jsonify(
        {
            "to_hand_over": [{"id": str(group.id), "name": group.name} for group in found.to_hand_over],
            "own": [{"id": str(group.id), "name": group.name} for group in found.own],
            "heirs": [shape_person(person) for person in found.heirs],
            "needs_code": second_factor.find(principal().user_id) is not None,
        }
    )


@api.post("/me/close", responses={204: NOTHING})
def close_own_account(body: CloseOwnBody) -> Response:
    """Close your account for good; what you made in groups stays there, without your name"""
    login_attempt()
    require_person(principal())
    user = users.get_user(principal().user_id)
    plan = closing.plan_own(user, body.own_groups, body.heir_id)
    with committed_even_if_refused():
        closing.show_both_factors(user, body.password, body.code)
    closing.close(plan)
    db.session.commit()
    response = no_content()
    refresh_cookie.forget(response)
    return response


@api.post("/people/<id>/close", responses={204: NOTHING})
def close_account(path: IdPath, body: CloseBody) -> Response:
    """Close someone's account for good; for administrators of the station"""
    require_person(principal())
    require_operator(principal())
    closing.close_for(path.id, body.own_groups, by=principal().user_id)
    db.session.commit()
    return no_content()
