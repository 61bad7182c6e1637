"""The second factor: setting it up, being asked for it, its limits, and the ways back without the app."""

import base64
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from blueprints.accounts.models import AuditEntry, LoginSession, RecoveryCode, SecondFactor, User
from blueprints.accounts.service import app_codes, one_time
from blueprints.accounts.service.second_factor import MOST_TRIES
from core.clock import now
from core.db import db
from tests.accounts.mailbox import Mailbox
from tests.factories.accounts import PASSWORD, AppInHand

MINE = "/api/v1/me/second-factor"
NEW_PASSWORD = "otter moss lantern 7"


@pytest.fixture
def ada(make: Any) -> User:
    return make.user(username="ada")


@pytest.fixture
def hand(make: Any, ada: User) -> AppInHand:
    """Ada's second factor."""
    return make.second_factor(ada)


@pytest.fixture
def ticket(client: Any) -> Any:
    """Shows the password; the answer's ticket."""

    def ask(password: str = PASSWORD) -> str:
        answer = client.post("/api/v1/auth/login", json={"login": "ada", "password": password})
        assert answer.status_code == 202, answer.json
        return answer.json["ticket"]

    return ask


@pytest.fixture
def show(client: Any) -> Any:
    """Shows the second factor; status and code of the answer."""

    def send(ticket: str, code: str) -> tuple[int, str]:
        answer = client.post("/api/v1/auth/second-factor", json={"ticket": ticket, "code": code, "cookie": False})
        return answer.status_code, answer.json.get("code", "")

    return send


def _wrong(hand: AppInHand) -> str:
    """Six digits that the app shows at no moment near this one."""
    near = {hand.code(ahead) for ahead in range(-3, 4)}
    return next(
        code
        for code in ("000000", "111111", "222222", "333333", "444444", "555555", "666666", "777777")
        if code not in near
    )


def test_setting_up_shows_the_secret_once_and_asks_for_a_first_code(client: Any, auth: Any, ada: User) -> None:
    headers = auth(ada)
    begun = client.post(MINE, json={"password": PASSWORD}, headers=headers)
    assert begun.status_code == 201
    assert begun.json["secret"] in begun.json["address"]
    assert client.get(MINE, headers=headers).json == {"is_on": False, "since": None, "n_recovery_codes": 0}
    row = db.session.get_one(SecondFactor, ada.id)
    assert begun.json["secret"] not in row.secret
    secret = _secret(begun.json["secret"])
    code = app_codes.code_of(secret, app_codes.step_at(now().timestamp()))
    confirmed = client.post(f"{MINE}/confirm", json={"code": code}, headers=headers)
    assert confirmed.status_code == 200
    assert len(set(confirmed.json["recovery_codes"])) == 10
    standing = client.get(MINE, headers=headers).json
    assert (standing["is_on"], standing["n_recovery_codes"]) == (True, 10)
    kept = {row.fingerprint for row in db.session.scalars(select(RecoveryCode))}
    assert not kept & set(confirmed.json["recovery_codes"])


def _secret(shown: str) -> bytes:
    return base64.b32decode(shown + "=" * (-len(shown) % 8))


def test_setting_up_needs_the_password(client: Any, auth: Any, ada: User) -> None:
    answer = client.post(MINE, json={"password": "not it"}, headers=auth(ada))
    assert (answer.status_code, answer.json["code"]) == (403, "login-failed")
    assert db.session.get(SecondFactor, ada.id) is None


def test_what_is_on_is_not_set_up_anew_over_it(client: Any, auth: Any, ada: User, hand: AppInHand) -> None:
    headers = auth(ada)
    for path, body in ((MINE, {"password": PASSWORD}), (f"{MINE}/confirm", {"code": hand.code()})):
        answer = client.post(path, json=body, headers=headers)
        assert (answer.status_code, answer.json["code"]) == (409, "second-factor-on")


def test_turning_it_on_ends_other_sessions_and_is_mailed(client: Any, ada: User, make: Any, mailbox: Mailbox) -> None:
    hand = make.second_factor(ada, is_on=False)
    here, there = make.headers(ada), make.headers(ada)
    assert client.post(f"{MINE}/confirm", json={"code": hand.code()}, headers=here).status_code == 200
    assert client.get("/api/v1/me", headers=here).status_code == 200
    assert client.get("/api/v1/me", headers=there).status_code == 401
    assert "If this was not you" in mailbox.texts()[-1]


def test_a_set_up_never_finished_is_not_asked_for(client: Any, ada: User, make: Any) -> None:
    make.second_factor(ada, is_on=False)
    assert client.post("/api/v1/auth/login", json={"login": "ada", "password": PASSWORD}).status_code == 200


def test_after_the_password_the_code_is_asked_for(client: Any, ada: User, hand: AppInHand, ticket: Any) -> None:
    shown = ticket()
    answer = client.post("/api/v1/auth/second-factor", json={"ticket": shown, "code": hand.code(), "cookie": False})
    assert answer.status_code == 200
    me = client.get("/api/v1/me", headers={"Authorization": f"Bearer {answer.json['access_token']}"})
    assert me.json["username"] == "ada"
    assert db.session.scalars(select(LoginSession.method)).one() == "password+app"


def test_after_the_mailed_code_the_second_factor_is_asked_for(
    client: Any, ada: User, hand: AppInHand, show: Any
) -> None:
    mailed = one_time.make_code(ada.id)
    db.session.commit()
    answer = client.post("/api/v1/auth/code/verify", json={"email": ada.email, "code": mailed})
    assert answer.status_code == 202
    assert "access_token" not in answer.json
    assert not db.session.scalars(select(LoginSession)).all()
    assert show(answer.json["ticket"], hand.code()) == (200, "")


def test_a_ticket_alone_opens_nothing(client: Any, ada: User, hand: AppInHand, ticket: Any) -> None:
    answer = client.get("/api/v1/me", headers={"Authorization": f"Bearer {ticket()}"})
    assert answer.status_code == 401


def test_a_code_works_once(ada: User, hand: AppInHand, ticket: Any, show: Any) -> None:
    code = hand.code()
    assert show(ticket(), code) == (200, "")
    assert show(ticket(), code) == (401, "second-factor-invalid")
    assert show(ticket(), hand.code(1)) == (200, "")


def test_an_earlier_code_is_refused_after_a_later_one(ada: User, hand: AppInHand, ticket: Any, show: Any) -> None:
    earlier = hand.code()
    assert show(ticket(), hand.code(1)) == (200, "")
    assert show(ticket(), earlier) == (401, "second-factor-invalid")


def test_a_recovery_code_works_once_in_any_spelling_and_is_told_of(
    ada: User, hand: AppInHand, ticket: Any, show: Any, mailbox: Mailbox
) -> None:
    code = hand.recovery_codes[0]
    assert show(ticket(), f" {code.lower().replace('-', ' ')} ") == (200, "")
    assert "left: 9" in mailbox.texts()[-1]
    assert show(ticket(), code) == (401, "second-factor-invalid")
    assert db.session.scalars(select(LoginSession.method)).one() == "password+recovery"


def test_wrong_codes_are_counted_over_all_tickets_and_then_refused_even_when_right(
    ada: User, hand: AppInHand, ticket: Any, show: Any, mailbox: Mailbox
) -> None:
    for _ in range(MOST_TRIES):
        assert show(ticket(), _wrong(hand)) == (401, "second-factor-invalid")
    assert show(ticket(), hand.code()) == (429, "second-factor-tries")
    assert show(ticket(), hand.recovery_codes[0]) == (429, "second-factor-tries")
    assert len([text for text in mailbox.texts() if "knows your password" in text]) == 1
    db.session.execute(update(SecondFactor).values(tries_since=now().replace(year=2020)))
    db.session.commit()
    assert show(ticket(), hand.code()) == (200, "")


def test_a_right_code_forgets_the_wrong_ones_before_it(ada: User, hand: AppInHand, ticket: Any, show: Any) -> None:
    for _ in range(MOST_TRIES - 1):
        show(ticket(), _wrong(hand))
    assert show(ticket(), hand.code()) == (200, "")
    assert db.session.get_one(SecondFactor, ada.id).n_tries == 0


@pytest.mark.parametrize("bad", ["x", "x.y.z", "WyJhIl0.aaaa.bbbb"])
def test_a_made_up_ticket_is_refused(ada: User, hand: AppInHand, show: Any, bad: str) -> None:
    assert show(bad, hand.code()) == (401, "ticket-invalid")


def test_a_ticket_ends_with_the_password_it_was_given_for(ada: User, hand: AppInHand, ticket: Any, show: Any) -> None:
    old = ticket()
    db.session.execute(update(User).where(User.id == ada.id).values(password_hash="another"))
    db.session.commit()
    assert show(old, hand.code()) == (401, "ticket-invalid")


def test_a_new_password_by_mail_does_not_skip_it(
    client: Any, ada: User, hand: AppInHand, mailbox: Mailbox, ticket: Any, show: Any
) -> None:
    client.post("/api/v1/auth/password/forgot", json={"email": ada.email})
    answer = client.post("/api/v1/auth/password/reset", json={"token": mailbox.token(), "password": NEW_PASSWORD})
    assert answer.status_code == 204
    assert show(ticket(NEW_PASSWORD), hand.code()) == (200, "")


def test_api_keys_go_on_working_but_cannot_touch_it(client: Any, ada: User, hand: AppInHand, make: Any) -> None:
    headers = {"Authorization": f"Bearer {make.api_key(ada).key}"}
    assert client.get("/api/v1/me", headers=headers).status_code == 200
    body = {"password": PASSWORD, "code": hand.code()}
    assert client.post(f"{MINE}/remove", json=body, headers=headers).status_code == 403


def test_taking_it_away_asks_for_both_factors(client: Any, auth: Any, ada: User, hand: AppInHand) -> None:
    headers = auth(ada)
    for body in ({"password": "no", "code": hand.code()}, {"password": PASSWORD, "code": _wrong(hand)}):
        assert client.post(f"{MINE}/remove", json=body, headers=headers).status_code == 403
    right = {"password": PASSWORD, "code": hand.code()}
    assert client.post(f"{MINE}/remove", json=right, headers=headers).status_code == 204
    assert client.post("/api/v1/auth/login", json={"login": "ada", "password": PASSWORD}).status_code == 200
    assert not db.session.scalars(select(RecoveryCode)).all()


def test_new_recovery_codes_end_the_old_ones(
    client: Any, auth: Any, ada: User, hand: AppInHand, ticket: Any, show: Any
) -> None:
    body = {"password": PASSWORD, "code": hand.code()}
    fresh = client.post(f"{MINE}/recovery-codes", json=body, headers=auth(ada)).json["recovery_codes"]
    assert show(ticket(), hand.recovery_codes[1]) == (401, "second-factor-invalid")
    assert show(ticket(), fresh[1]) == (200, "")


def test_an_administrator_takes_a_lost_one_away_and_its_owner_is_told(
    client: Any, auth: Any, ada: User, hand: AppInHand, make: Any, mailbox: Mailbox
) -> None:
    warden = make.user(is_operator=True)
    headers = auth(warden)
    rows = client.get("/api/v1/people", headers=headers).json["results"]
    listed = {row["username"]: row["has_second_factor"] for row in rows}
    assert listed == {"ada": True, warden.username: False}
    assert client.delete(f"/api/v1/people/{ada.id}/second-factor", headers=headers).status_code == 204
    assert client.post("/api/v1/auth/login", json={"login": "ada", "password": PASSWORD}).status_code == 200
    assert mailbox.messages()[-1]["To"] == ada.email
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "second-factor.off")).one()
    assert (entry.actor_id, entry.object_id) == (warden.id, ada.id)


def test_an_administrator_does_not_take_their_own_away_past_its_questions(client: Any, auth: Any, make: Any) -> None:
    warden = make.user(is_operator=True)
    make.second_factor(warden)
    answer = client.delete(f"/api/v1/people/{warden.id}/second-factor", headers=auth(warden))
    assert (answer.status_code, answer.json["code"]) == (409, "own-second-factor")


def test_the_command_line_lets_a_locked_out_administrator_back_in(app: Flask, ada: User, hand: AppInHand) -> None:
    runner = app.test_cli_runner()
    assert "password alone" in runner.invoke(args=["second-factor-off", "ada"]).output
    db.session.expire_all()
    assert db.session.get(SecondFactor, ada.id) is None
    assert "has no second factor" in runner.invoke(args=["second-factor-off", "ada"]).output
    assert "Nobody here" in runner.invoke(args=["second-factor-off", "bea"]).output


def test_one_sealed_under_another_secret_of_the_station_says_so(
    app: Flask, ada: User, hand: AppInHand, ticket: Any, show: Any
) -> None:
    code = hand.code()
    db.session.execute(update(SecondFactor).values(secret="gAAAAABsealed-elsewhere"))
    db.session.commit()
    assert show(ticket(), code) == (409, "second-factor-unreadable")
