"""The second factor of the signed-in person."""

from flask import Response, jsonify

from blueprints.accounts.policy import require_person
from blueprints.accounts.routes.area import api
from blueprints.accounts.second_factor_schemas import (
    BothFactorsBody,
    EnrolmentView,
    FirstCodeBody,
    ProofBody,
    RecoveryCodesView,
    SecondFactorView,
)
from blueprints.accounts.service import second_factor, sessions, users
from core.access import principal
from core.api import created, no_content
from core.clock import iso
from core.db import db
from core.documents import NOTHING
from core.idempotency import shown_once
from core.ratelimit import login_attempt
from core.transactions import committed_even_if_refused

PLACE = "/api/v1/me/second-factor"


@api.get("/me/second-factor", responses={200: SecondFactorView})
def get_second_factor() -> Response:
    """Whether signing in asks you for a second factor"""
    found = second_factor.standing(principal().user_id)
    return jsonify(
        {
            "is_on": found.since is not None,
            "since": iso(found.since),
            "n_recovery_codes": found.n_recovery_codes,
        }
    )


@api.post("/me/second-factor", responses={201: EnrolmentView})
@shown_once
def begin_second_factor(body: ProofBody) -> Response:
    """Begin to set up a second factor: what your app needs, shown this once"""
    login_attempt()
    require_person(principal())
    new = second_factor.begin(users.get_user(principal().user_id), body.password)
    db.session.commit()
    return created({"secret": new.secret, "address": new.address}, PLACE)


@api.post("/me/second-factor/confirm", responses={200: RecoveryCodesView})
@shown_once
def confirm_second_factor(body: FirstCodeBody) -> Response:
    """Turn it on by a first code of the app; other sessions end. The recovery codes are shown this once"""
    login_attempt()
    require_person(principal())
    with committed_even_if_refused():
        codes = second_factor.confirm(users.get_user(principal().user_id), body.code)
        sessions.revoke_all(principal().user_id, keep=principal().session_id)
    return jsonify({"recovery_codes": codes})


@api.post("/me/second-factor/recovery-codes", responses={200: RecoveryCodesView})
@shown_once
def renew_recovery_codes(body: BothFactorsBody) -> Response:
    """Ten new recovery codes, shown this once; the earlier ones stop working"""
    login_attempt()
    require_person(principal())
    with committed_even_if_refused():
        codes = second_factor.renew_codes(users.get_user(principal().user_id), body.password, body.code)
    return jsonify({"recovery_codes": codes})


@api.post("/me/second-factor/remove", responses={204: NOTHING})
def remove_second_factor(body: BothFactorsBody) -> Response:
    """Take the second factor away; both factors are asked for once more"""
    login_attempt()
    require_person(principal())
    with committed_even_if_refused():
        second_factor.take_away(users.get_user(principal().user_id), body.password, body.code)
    return no_content()
