"""Walks every route and every live room for everyone from the anonymous to the administrator."""

from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from socketio.exceptions import ConnectionError as SocketRefused
from werkzeug.test import TestResponse

from core import realtime
from tests.architecture.access import Actor, Door, Needs, World
from tests.architecture.access_table import DOORS, EVENTS, OUTSIDE_THE_API, ROOMS
from tests.architecture.sockets import connected, serving
from tests.databases import on_one_database
from tests.factories import Factory

MEMBERS = (Actor.VIEWER, Actor.ANNOTATOR, Actor.EDITOR, Actor.ADMIN)


@pytest.fixture
def world(make: Factory) -> World:
    return World(make)


def _method(app: Flask, endpoint: str, door: Door) -> str:
    methods = {m for rule in app.url_map.iter_rules(endpoint) for m in rule.methods or ()} - {"HEAD", "OPTIONS"}
    return door.method or sorted(methods)[0]


def _path(door: Door, world: World) -> dict[str, Any]:
    return door.path(world) if door.path else {}


def _ask(client: FlaskClient, endpoint: str, world: World, actor: Actor, **changes: Any) -> TestResponse:
    """One request as this actor; `path` and `body` replace what the table builds."""
    door, app = DOORS[endpoint], client.application
    path = changes.get("path") or _path(door, world)
    body = changes["body"] if "body" in changes else (door.body(world) if door.body else None)
    method = _method(app, endpoint, door)
    address = app.url_map.bind("localhost").build(endpoint, path, method=method, append_unknown=False)
    headers = door.headers(world)
    if actor is not Actor.ANONYMOUS:
        headers |= world.make.headers(world.people[actor])
    if door.form is not None:
        content: dict[str, Any] = {"data": door.form(world), "content_type": "multipart/form-data"}
    else:
        content = {"data": door.data} if door.data is not None else {"json": body} if door.body else {}
    return client.open(address, method=method, query_string=door.query(world), headers=headers, **content)


def _expected(door: Door, actor: Actor) -> int | None:
    """The status of a refusal, or None when the actor is to be admitted."""
    if door.needs is Needs.NOTHING:
        return None
    if actor is Actor.ANONYMOUS:
        return 401
    if door.needs is Needs.OPERATOR:
        return 403
    if door.needs in {Needs.SIGN_IN, Needs.OWNER}:
        return None
    if actor is Actor.STRANGER:
        return None if door.shows and door.path is None else 404
    return None if actor.rank >= Actor(door.needs.value).rank else 403


def _check(answer: TestResponse, endpoint: str, actor: Actor) -> None:
    door = DOORS[endpoint]
    expected, found = _expected(door, actor), answer.status_code
    told = f"{endpoint} as {actor}: {found} {answer.data[:300]!r}"
    if expected is not None:
        assert found == expected, f"expected {expected}, {told}"
        assert answer.content_type == "application/problem+json", told
    elif door.needs is Needs.NOTHING:
        assert found < 500 or found in door.also, told
        assert found == 204 or b"sign-in-needed" not in answer.data, told
    else:
        assert found < 400 or found in door.also, f"expected to be admitted, {told}"


def test_the_table_names_every_route_and_no_other(app: Flask) -> None:
    routes = {rule.endpoint for rule in app.url_map.iter_rules()} - OUTSIDE_THE_API
    assert routes - set(DOORS) == set(), "add these routes to tests/architecture/access_table.py"
    assert set(DOORS) - routes == set(), "these lines of the table belong to no route any more"


def test_every_address_outside_the_table_is_outside_the_api(app: Flask) -> None:
    rules = [rule.rule for rule in app.url_map.iter_rules() if rule.endpoint in OUTSIDE_THE_API - {"_unknown"}]
    assert not [rule for rule in rules if rule.startswith("/api/v1")]


@pytest.mark.parametrize("endpoint", sorted(DOORS))
def test_a_route_admits_whom_the_table_says(client: FlaskClient, world: World, endpoint: str) -> None:
    for actor in Actor:
        world.asking = actor
        _check(_ask(client, endpoint, world, actor), endpoint, actor)


def _of(*needs: Needs, lists: bool = False) -> list[str]:
    return sorted(name for name, door in DOORS.items() if door.needs in needs and bool(door.shows) == lists)


@on_one_database
@pytest.mark.parametrize("endpoint", _of(Needs.OWNER))
def test_what_belongs_to_one_person_does_not_exist_for_others(client: FlaskClient, world: World, endpoint: str) -> None:
    for actor in (Actor.STRANGER, Actor.VIEWER, Actor.EDITOR):
        world.asking = Actor.ADMIN
        path = _path(DOORS[endpoint], world)
        answer = _ask(client, endpoint, world, actor, path=path)
        assert answer.status_code == 404, f"{endpoint} as {actor}"


@pytest.mark.parametrize("endpoint", _of(*Needs, lists=True))
def test_a_list_shows_members_what_it_hides_from_strangers(client: FlaskClient, world: World, endpoint: str) -> None:
    door = DOORS[endpoint]
    assert door.shows is not None
    world.asking = Actor.VIEWER if door.needs is Needs.OWNER else Actor.ADMIN
    made = door.shows(world)
    assert made.encode() in _ask(client, endpoint, world, world.asking).data
    others = [Actor.STRANGER, Actor.ADMIN] if door.needs is Needs.OWNER else [Actor.STRANGER]
    for actor in others:
        assert made.encode() not in _ask(client, endpoint, world, actor).data, f"{endpoint} as {actor}"


WITH_IDS = sorted(
    name for name, door in DOORS.items() if door.has_missing and door.needs is not Needs.NOTHING and door.path
)


@on_one_database
@pytest.mark.parametrize("endpoint", WITH_IDS)
def test_what_does_not_exist_is_not_found(client: FlaskClient, world: World, endpoint: str) -> None:
    world.asking = Actor.ADMIN
    real = _path(DOORS[endpoint], world)
    for name in real:
        strange = 2**62 if isinstance(real[name], int) else uuid4()
        answer = _ask(client, endpoint, world, Actor.ADMIN, path=real | {name: strange})
        assert answer.status_code == 404, f"{endpoint} with an unknown {name}: {answer.data[:300]!r}"


@on_one_database
@pytest.mark.parametrize("endpoint", sorted(name for name, door in DOORS.items() if door.body and not door.takes_more))
def test_a_body_with_an_unknown_field_is_refused(client: FlaskClient, world: World, endpoint: str) -> None:
    world.asking = Actor.ADMIN
    build = DOORS[endpoint].body
    assert build is not None
    answer = _ask(client, endpoint, world, Actor.ADMIN, body=build(world) | {"no_such_field": 1})
    assert answer.status_code == 422, f"{endpoint}: {answer.data[:300]!r}"
    assert "/no_such_field" in [error["pointer"] for error in answer.json["errors"]]


@on_one_database
@pytest.mark.parametrize("endpoint", _of(Needs.VIEWER, Needs.ANNOTATOR, Needs.EDITOR, Needs.ADMIN))
def test_a_key_that_may_only_read_changes_nothing(client: FlaskClient, world: World, endpoint: str) -> None:
    from core.access import Scope

    world.asking = Actor.ADMIN
    door, app = DOORS[endpoint], client.application
    method = _method(app, endpoint, door)
    if method == "GET":
        return
    address = app.url_map.bind("localhost").build(endpoint, _path(door, world), method=method)
    key = world.make.api_key(world.people[Actor.ADMIN], Scope.READ).key
    answer = client.open(address, method=method, headers={"X-API-Key": key})
    assert (answer.status_code, answer.json["code"]) == (403, "forbidden")


def test_the_table_names_every_room_and_every_event(app: Flask) -> None:
    assert set(realtime.room_kinds()) == set(ROOMS), "ROOMS in tests/architecture/access_table.py"
    events = {handler[0] for handler in realtime.socketio.handlers}
    assert events == EVENTS, "EVENTS in tests/architecture/access_table.py"


def _may_join(needs: Needs, actor: Actor) -> bool:
    if needs in {Needs.SIGN_IN, Needs.OWNER}:
        return True
    return actor is not Actor.STRANGER and actor.rank >= Actor(needs.value).rank


def test_a_room_admits_whom_the_table_says(app: Flask, world: World) -> None:
    with serving(app) as address:
        for actor in (Actor.STRANGER, *MEMBERS):
            world.asking = actor
            token = world.make.tokens(world.people[actor]).access_token
            with connected(address, token) as socket:
                for kind, room in ROOMS.items():
                    answer = socket.call("join", {"room": f"{kind}:{room.key(world)}"}, timeout=5)
                    joined = answer.get("ok", False)
                    assert joined == _may_join(room.needs, actor), f"{kind} as {actor}: {answer}"
                    if not joined:
                        assert answer == {"error": "not-found"}


def test_nobody_joins_another_persons_or_an_unknown_room(app: Flask, world: World) -> None:
    world.asking = Actor.ADMIN
    token = world.make.tokens(world.people[Actor.STRANGER]).access_token
    names = [f"{kind}:{room.key(world)}" for kind, room in ROOMS.items()]
    names += [f"{kind}:{key}" for kind in ROOMS for key in (uuid4(), "", "*", "not-an-id")] + ["nokind:1", ":", ""]
    with serving(app) as address, connected(address, token) as socket:
        for name in names:
            assert socket.call("join", {"room": name}, timeout=5) == {"error": "not-found"}, name
        for strange in (None, [], {}, {"room": 5}, {"room": "x" * 300}):
            assert socket.call("join", strange, timeout=5) == {"error": "bad-room"}


@pytest.mark.parametrize("token", ["", "nonsense", "fs_nonsense"])
def test_the_anonymous_do_not_get_onto_the_live_channel(app: Flask, token: str) -> None:
    with serving(app) as address, pytest.raises(SocketRefused), connected(address, token):
        pass


def test_a_socket_proves_itself_again_only_with_a_good_token(app: Flask, world: World) -> None:
    user = world.people[Actor.VIEWER]
    with serving(app) as address, connected(address, world.make.tokens(user).access_token) as socket:
        assert socket.call("auth", {"token": world.make.tokens(user).access_token}, timeout=5) == {"ok": True}
        for strange in ({"token": "nonsense"}, {}, None, {"token": 5}):
            assert socket.call("auth", strange, timeout=5) == {"error": "token-invalid"}
        assert socket.call("leave", {"room": f"group:{world.group.id}"}, timeout=5) == {"ok": True}
