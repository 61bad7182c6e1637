"""The signed-in person: profile, preferences, password, address and sessions."""

from typing import Any

from flask import Response, jsonify

from blueprints.accounts.models import LoginSession
from blueprints.accounts.policy import require_person
from blueprints.accounts.routes.area import api
from blueprints.accounts.schemas import MeBody, OwnCodeBody, PasswordBody, Preferences, SessionPage, UserView
from blueprints.accounts.service import groups, sessions, sign_in_by_mail, users
from blueprints.accounts.shapes import shape_me, shape_session
from core.access import principal
from core.api import IdPath, no_content
from core.db import db
from core.documents import NOTHING, ON_ITS_WAY
from core.paging import Ordering, PageQuery, moment, paginate
from core.ratelimit import login_attempt
from core.transactions import committed_even_if_refused

ORDERINGS = {
    "created_at": Ordering(LoginSession.created_at.expression, moment),
    "last_used_at": Ordering(LoginSession.last_used_at.expression, moment),
}


@api.get("/me", responses={200: UserView})
def get_me() -> Response:
    """Who is signed in, with their groups"""
    user = users.get_user(principal().user_id)
    return jsonify(shape_me(user, groups.groups_of(user.id)))


@api.patch("/me", responses={200: UserView})
def patch_me(body: MeBody) -> Response:
    """Change profile, preferences or the active group"""
    user = users.get_user(principal().user_id)
    if body.display_name is not None:
        user.display_name = body.display_name
    if body.bio is not None:
        user.bio = body.bio
    if body.preferences is not None:
        user.preferences = _merged(user.preferences, body.preferences)
    if body.active_group_id is not None:
        users.set_active_group(user, body.active_group_id)
    db.session.commit()
    return jsonify(shape_me(user, groups.groups_of(user.id)))


def _merged(present: dict[str, Any], change: Preferences) -> dict[str, Any]:
    """Preferences with the given ones changed; the two groups of choices are merged key by key."""
    given = change.model_dump(mode="json", exclude_unset=True)
    nested = {name: present.get(name, {}) | (given[name] or {}) for name in ("mail", "page") if name in given}
    return present | given | nested


@api.patch("/me/password", responses={204: NOTHING})
def patch_password(body: PasswordBody) -> Response:
    """Change the password; other sessions end"""
    login_attempt()
    require_person(principal())
    users.change_password(users.get_user(principal().user_id), body.old_password, body.new_password)
    sessions.revoke_all(principal().user_id, keep=principal().session_id)
    db.session.commit()
    return no_content()


@api.post("/me/email/code", responses={202: ON_ITS_WAY})
def send_own_code() -> Response:
    """Mail yourself a code that shows the address is yours"""
    login_attempt()
    sign_in_by_mail.send_code(users.get_user(principal().user_id).email)
    db.session.commit()
    return Response(status=202)


@api.post("/me/email/verify", responses={200: UserView})
def verify_own_email(body: OwnCodeBody) -> Response:
    """Show by a mailed code that the address is yours; invitations to it then appear"""
    login_attempt()
    user = users.get_user(principal().user_id)
    with committed_even_if_refused():
        sign_in_by_mail.check_code(user.email, body.code)
    return jsonify(shape_me(user, groups.groups_of(user.id)))


@api.get("/me/sessions", responses={200: SessionPage})
def list_sessions(query: PageQuery) -> Response:
    """Where you are signed in"""
    rows = sessions.list_sessions(principal().user_id)
    page = paginate(rows, query, key=LoginSession.id.expression, orderings=ORDERINGS, default="-last_used_at")
    return jsonify(page.shape(lambda row: shape_session(row, principal().session_id)))


@api.delete("/me/sessions/<id>", responses={204: NOTHING})
def delete_session(path: IdPath) -> Response:
    """Sign out one device"""
    require_person(principal())
    sessions.revoke_session(principal().user_id, path.id)
    db.session.commit()
    return no_content()
