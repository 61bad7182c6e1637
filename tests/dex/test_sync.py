"""Synchronisation: nothing lost, nothing repeated, nothing shown that may not be seen."""

import threading
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from blueprints.accounts.models import User
from blueprints.dex.schemas.entries import EntryBody
from blueprints.dex.service import entries, friends
from blueprints.dex.service.sync import Cursor, changes_since, read_cursor
from core.db import db
from tests.dex.simulation import run
from tests.factories import Factory
from tests.queries import recorded_queries


@pytest.fixture
def me(make: Factory) -> User:
    return make.user()


def read(viewer: User, owner: User, cursor: str | None = None, limit: int = 500) -> tuple[list[tuple[str, str]], str]:
    """Kind and id of each change, and the cursor."""
    page = changes_since(viewer.id, owner.id, cursor, limit)
    return [(change["kind"], change["id"]) for change in page.changes], page.cursor


def test_changes_come_in_order_and_once(make: Factory, me: User) -> None:
    made = [make.entry(me) for _ in range(5)]
    first, cursor = read(me, me, limit=3)
    second, cursor = read(me, me, cursor)
    assert [key for _, key in first + second] == [str(entry.id) for entry in made]
    assert read(me, me, cursor) == ([], cursor)


def test_a_favourite_is_a_change(client: FlaskClient, auth: Any, make: Factory, me: User) -> None:
    entry = make.entry(me)
    _, cursor = read(me, me)
    client.patch(f"/api/v1/dex/entries/{entry.id}", json={"is_favourite": True}, headers=auth(me))
    assert read(me, me, cursor)[0] == [("entry", str(entry.id))]


def test_a_deletion_is_told_even_after_the_entry_is_gone_for_good(make: Factory, me: User) -> None:
    entry = make.entry(me)
    entry_id = str(entry.id)
    _, cursor = read(me, me)
    entries.remove(entry)
    db.session.commit()
    entries.purge(entry.deleted_at.replace(year=2199))
    assert read(me, me, cursor)[0] == [("tombstone", entry_id)]


def test_a_device_that_begins_is_not_told_of_what_it_never_had(make: Factory, me: User) -> None:
    entries.remove(make.entry(me))
    db.session.commit()
    assert read(me, me)[0] == []


def test_what_is_made_private_leaves_a_friend_and_what_always_was_is_never_named(make: Factory, me: User) -> None:
    friend = make.user()
    make.friends(me, friend)
    shown, secret = make.entry(me), make.entry(me, visibility="private")
    _, cursor = read(friend, me)
    who = make.principal(me)
    entries.change(who, shown, {"visibility": "private"})
    entries.change(who, secret, {"notes": "still nobody's business"})
    db.session.commit()
    assert read(friend, me, cursor)[0] == [("tombstone", str(shown.id))]


@pytest.mark.parametrize("ending", ["unfriend", "block", "blocked"])
def test_the_end_of_a_friendship_takes_back_what_was_for_friends(make: Factory, me: User, ending: str) -> None:
    friend = make.user()
    make.friends(me, friend)
    for_friends, for_all = make.entry(me), make.entry(me, visibility="public")
    _, cursor = read(friend, me)
    if ending == "unfriend":
        friends.unfriend(me.id, friend.id)
    elif ending == "block":
        friends.block(me.id, friend.id)
    else:
        friends.block(friend.id, me.id)
    db.session.commit()
    changes, cursor = read(friend, me, cursor)
    gone = {key for kind, key in changes if kind == "tombstone"}
    assert gone == {str(for_friends.id)} | ({str(for_all.id)} if ending != "unfriend" else set())
    assert read(friend, me, cursor)[0] == []


def test_a_new_friendship_brings_what_was_there_before(make: Factory, me: User) -> None:
    other = make.user()
    entry = make.entry(me)
    _, cursor = read(other, me)
    make.friends(me, other)
    assert read(other, me, cursor)[0] == [("entry", str(entry.id))]


def test_a_cursor_made_up_by_a_stranger_names_no_private_entry(make: Factory, me: User) -> None:
    make.entry(me, visibility="private")
    entries.remove(make.entry(me, visibility="private"))
    db.session.commit()
    for made_up in (Cursor(0, 0, 0, 0), Cursor(0, 1, 0, 0), Cursor(0, 2, 0, 0)):
        assert read(make.user(), me, made_up.text())[0] == []


@pytest.mark.parametrize("cursor", ["x", "W10", "bnVsbA", "WzEsMCw5LDAsMF0", "WzEsLTEsMCwwLDBd", "[" * 300])
def test_what_is_no_cursor_is_refused(client: FlaskClient, auth: Any, me: User, cursor: str) -> None:
    answer = client.get("/api/v1/dex/sync", query_string={"cursor": cursor}, headers=auth(me))
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "/cursor")


def test_several_collections_come_in_one_request_of_bounded_size(
    client: FlaskClient, auth: Any, make: Factory, me: User
) -> None:
    friend = make.user()
    make.friends(me, friend)
    for owner in (me, friend, friend):
        make.entry(owner)
    body: dict[str, Any] = {"collections": [{"owner_id": str(me.id)}, {"owner_id": str(friend.id)}], "limit": 2}
    results = client.post("/api/v1/dex/sync/batch", json=body, headers=auth(me)).json["results"]
    assert [len(page["changes"]) for page in results] == [1, 1]
    assert [page["has_more"] for page in results] == [False, True]


def test_the_hash_of_a_picture_is_read_and_not_computed(
    client: FlaskClient, auth: Any, make: Factory, me: User
) -> None:
    headers = auth(me)
    client.get("/api/v1/dex/sync", headers=headers)
    with recorded_queries() as queries:
        changes_since(me.id, me.id, Cursor(0, 0, 0, 0).text(), 500)
    assert len(queries) <= 2


def test_an_empty_step_is_two_queries_however_large_the_collection(make: Factory, me: User) -> None:
    friend = make.user()
    make.friends(me, friend)
    for _ in range(3):
        make.entry(friend)
    _, cursor = read(me, friend)
    with recorded_queries() as queries:
        assert read(me, friend, cursor)[0] == []
    assert len(queries) == 2


def test_a_change_committed_late_is_not_missed_by_who_read_meanwhile(
    app: Flask, database: str, make: Factory, me: User
) -> None:
    """Two devices write at once; the first to begin commits last. Nothing may be read past what is still open."""
    if database != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    who, species_id = make.principal(me), make.animal().id
    body = EntryBody.model_validate({"species_id": species_id})
    slow = entries.create(who, body)
    slow_id = str(slow.id)
    done = threading.Event()

    def write() -> None:
        with app.app_context():
            entries.create(who, body)
            db.session.commit()
            done.set()

    other = threading.Thread(target=write)
    other.start()
    early = done.wait(0.3)
    seen: list[str] = []
    cursor: str | None = None

    def look() -> None:
        nonlocal cursor
        with app.app_context():
            changes, cursor = read(me, me, cursor)
            seen.extend(key for _, key in changes)

    for _ in range(2):
        reader = threading.Thread(target=look)
        reader.start()
        reader.join()
        if not done.is_set():
            db.session.commit()
            other.join()
    assert not early
    assert slow_id in seen
    assert len(seen) == 2


@pytest.mark.parametrize("seed", [1, 2])
def test_devices_of_three_people_end_with_exactly_what_each_may_see(make: Factory, database: str, seed: int) -> None:
    """The bench of synchronisation runs ten thousand operations; here as many as a suite may take."""
    n = 1_000 if database == "sqlite" and seed == 1 else 250
    people, species = [make.user() for _ in range(3)], [make.animal() for _ in range(4)]
    world = run(people, species, n, seed=seed, commit_every=100 if n == 1_000 else 1)
    for who, device in enumerate(world.devices):
        assert device.held == world.expected(who)
    assert read_cursor(world.devices[0].cursors[0]).quiet == 0
