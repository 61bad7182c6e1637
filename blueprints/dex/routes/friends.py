"""Friends: asked for, answered, ended; people one wants nothing to do with."""

from typing import Any

from flask import Response, current_app

from blueprints.accounts.models import User
from blueprints.dex.models import Friendship
from blueprints.dex.policy import Level, level_of, pair
from blueprints.dex.routes.area import api
from blueprints.dex.schemas.people import CodeOut, FriendRequestBody, FriendsOut, PersonCardOut, PersonPath, RelationOut
from blueprints.dex.service import awards, lists
from blueprints.dex.service import friends as service
from core.access import principal
from core.api import no_content
from core.config import Settings
from core.db import db
from core.documents import NOTHING
from core.errors import not_found


def _relation(row: Friendship, other: User) -> dict[str, Any]:
    return {
        "person": service.shape_person(other),
        "relation": service.shape_relation(principal().user_id, row),
    }


def _me() -> User:
    return db.session.get_one(User, principal().user_id)


@api.get("/friends", responses={200: FriendsOut})
def list_friends() -> dict[str, Any]:
    """Friends, requests both ways, and whom one has blocked"""
    me = principal().user_id
    found = service.friends(me)
    richness = lists.richness(me, [friend.user.id for friend in found])
    return {
        "friends": [service.shape_around(friend) | richness[friend.user.id] for friend in found],
        "requests_in": [service.shape_around(one) for one in service.requests_in(me)],
        "requests_out": [service.shape_around(one) for one in service.requests_out(me)],
        "blocked": [service.shape_around(one) for one in service.blocked(me)],
    }


@api.get("/friends/code", responses={200: CodeOut})
def read_code() -> dict[str, Any]:
    """One's own friend code"""
    return _code(_me().friend_code)


@api.post("/friends/code", responses={200: CodeOut})
def renew_code() -> dict[str, Any]:
    """Take a fresh friend code; the old one finds nobody any more"""
    code = service.renew_code(_me())
    db.session.commit()
    return _code(code)


def _code(code: str) -> dict[str, Any]:
    settings: Settings = current_app.config["SETTINGS"]
    return {"code": code, "link": f"{settings.base_url}/friends?code={code}"}


@api.post("/friends/requests", responses={200: RelationOut})
def ask(body: FriendRequestBody) -> dict[str, Any]:
    """Ask somebody to be friends, by code or user name; where they asked already, this says yes"""
    other = service.find_person(code=body.code, name=body.name)
    row = service.ask(_me(), other)
    db.session.commit()
    return _relation(row, other)


@api.post("/friends/requests/<uuid:user_id>/accept", responses={200: RelationOut})
def accept(path: PersonPath) -> dict[str, Any]:
    """Say yes to who asked"""
    row = service.accept(principal().user_id, path.user_id)
    db.session.commit()
    return _relation(row, db.session.get_one(User, path.user_id))


@api.post("/friends/requests/<uuid:user_id>/reject", responses={200: RelationOut})
def reject(path: PersonPath) -> dict[str, Any]:
    """Say no; they may ask again after a week"""
    row = service.reject(principal().user_id, path.user_id)
    db.session.commit()
    return _relation(row, db.session.get_one(User, path.user_id))


@api.delete("/friends/requests/<uuid:user_id>", responses={204: NOTHING})
def withdraw(path: PersonPath) -> Response:
    """Take back a request of one's own"""
    service.withdraw(principal().user_id, path.user_id)
    db.session.commit()
    return no_content()


@api.delete("/friends/<uuid:user_id>", responses={204: NOTHING})
def unfriend(path: PersonPath) -> Response:
    """End a friendship; what is for friends only leaves both people's sight"""
    service.unfriend(principal().user_id, path.user_id)
    db.session.commit()
    return no_content()


@api.put("/friends/blocked/<uuid:user_id>", responses={200: RelationOut})
def block(path: PersonPath) -> dict[str, Any]:
    """Hide two people from each other, until the one who did it lifts it"""
    row = service.block(principal().user_id, path.user_id)
    db.session.commit()
    return _relation(row, db.session.get_one(User, path.user_id))


@api.delete("/friends/blocked/<uuid:user_id>", responses={204: NOTHING})
def unblock(path: PersonPath) -> Response:
    """Lift a block one has set oneself"""
    service.unblock(principal().user_id, path.user_id)
    db.session.commit()
    return no_content()


@api.get("/people/<uuid:user_id>", responses={200: PersonCardOut})
def read_person(path: PersonPath) -> dict[str, Any]:
    """Somebody, as far as one may see; where a block stands between, nobody"""
    me = principal().user_id
    other = db.session.get(User, path.user_id)
    if other is None or level_of(me, other.id) == Level.NONE:
        raise not_found("person")
    low, high = pair(me, other.id)
    row = db.session.get(Friendship, (low, high))
    return {
        "person": service.shape_person(other),
        "relation": "self" if me == other.id else service.shape_relation(me, row),
        "bio": other.bio,
        "badges": awards.held(other.id),
        **lists.richness(me, [other.id])[other.id],
    }
