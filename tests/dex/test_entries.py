"""Entries: who sees and changes them, and what they say of places."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from blueprints.accounts.models import User
from blueprints.dex.models import DexEntry, JournalLine
from blueprints.dex.service.entries import purge
from blueprints.dex.service.places import obscured
from blueprints.species.models import Species
from core.clock import now
from core.db import db
from tests.factories import Factory


@pytest.fixture
def me(make: Factory) -> User:
    return make.user()


@pytest.fixture
def mine(auth: Any, me: User) -> dict[str, str]:
    return auth(me)


def test_an_entry_by_hand_numbers_its_species_and_earns_the_first_badge(
    client: FlaskClient, mine: dict[str, str], make: Factory
) -> None:
    animal = make.animal()
    answer = client.post("/api/v1/dex/entries", json={"species_id": str(animal.id)}, headers=mine)
    assert answer.status_code == 201
    assert answer.json["species"]["number"] == 1
    assert answer.json["new_badges"] == ["first-entry"]
    assert answer.json["is_first_of_species"]
    db.session.expire_all()
    assert db.session.get(Species, animal.id).n_observations == 1


def test_an_entry_by_name_makes_the_species_and_prose_makes_none(client: FlaskClient, mine: dict[str, str]) -> None:
    made = client.post("/api/v1/dex/entries", json={"scientific_name": "Parus major"}, headers=mine)
    assert made.json["species"]["scientific_name"] == "Parus major"
    refused = client.post("/api/v1/dex/entries", json={"scientific_name": "The animal is brown"}, headers=mine)
    assert refused.status_code == 422
    assert db.session.query(Species).count() == 1


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"species_id": str(uuid4())},
        {"latitude": 91, "longitude": 0},
        {"latitude": 45},
        {"n_individuals": 0},
        {"visibility": "everybody"},
        {"card_style": {"colour": "red"}},
        {"observed_at": "yesterday"},
        {"latitude": "NaN", "longitude": 3},
        {"pictures": [{}]},
    ],
)
def test_what_cannot_be_is_refused_with_a_field(
    client: FlaskClient, mine: dict[str, str], make: Factory, fields: dict[str, Any]
) -> None:
    start = {} if not fields or "species_id" in fields else {"species_id": str(make.animal().id)}
    answer = client.post("/api/v1/dex/entries", json=start | fields, headers=mine)
    assert (answer.status_code, answer.json["code"]) == (422, "validation-failed")
    assert db.session.query(DexEntry).count() == 0


def test_the_same_client_id_again_is_the_same_entry(client: FlaskClient, mine: dict[str, str], make: Factory) -> None:
    body = {"species_id": str(make.animal().id), "client_id": "phone-1"}
    ids = {client.post("/api/v1/dex/entries", json=body, headers=mine).json["id"] for _ in range(2)}
    assert len(ids) == 1


@pytest.mark.parametrize(
    ("visibility", "friend_sees", "stranger_sees"),
    [("private", 404, 404), ("friends", 200, 404), ("public", 200, 200)],
)
def test_others_see_what_is_meant_for_them(
    client: FlaskClient, auth: Any, make: Factory, me: User, visibility: str, friend_sees: int, stranger_sees: int
) -> None:
    friend, stranger = make.user(), make.user()
    make.friends(me, friend)
    entry = make.entry(me, visibility=visibility)
    for person, expected in ((friend, friend_sees), (stranger, stranger_sees)):
        assert client.get(f"/api/v1/dex/entries/{entry.id}", headers=auth(person)).status_code == expected
        listed = client.get(f"/api/v1/dex/entries?owner_id={me.id}", headers=auth(person)).json["count"]
        assert listed == (1 if expected == 200 else 0)


def test_nobody_else_changes_or_deletes_a_public_entry(client: FlaskClient, auth: Any, make: Factory, me: User) -> None:
    entry, other = make.entry(me, visibility="public"), auth(make.user())
    path = f"/api/v1/dex/entries/{entry.id}"
    assert client.patch(path, json={"notes": "mine now"}, headers=other).status_code == 404
    assert client.delete(path, headers=other).status_code == 404
    assert client.get(path, headers=other).json["notes"] == ""


def test_a_change_against_an_old_version_is_refused(
    client: FlaskClient, mine: dict[str, str], make: Factory, me: User
) -> None:
    path = f"/api/v1/dex/entries/{make.entry(me).id}"
    etag = client.get(path, headers=mine).headers["ETag"]
    first = client.patch(path, json={"notes": "a"}, headers=mine | {"If-Match": etag})
    assert first.json["version"] == 2
    assert client.patch(path, json={"notes": "b"}, headers=mine | {"If-Match": etag}).status_code == 412
    again = client.patch(path, json={"notes": "a"}, headers=mine | {"If-Match": first.headers["ETag"]})
    assert again.json["version"] == 2


def test_a_deleted_entry_comes_back_within_thirty_days_and_then_no_more(
    client: FlaskClient, mine: dict[str, str], make: Factory, me: User
) -> None:
    entry_id = make.entry(me).id
    path = f"/api/v1/dex/entries/{entry_id}"
    assert client.delete(path, headers=mine).status_code == 204
    assert client.get(path, headers=mine).status_code == 404
    assert client.get("/api/v1/dex/entries?deleted=true", headers=mine).json["count"] == 1
    assert client.post(f"{path}/restore", headers=mine).status_code == 200
    client.delete(path, headers=mine)
    db.session.get(DexEntry, entry_id).deleted_at = now() - timedelta(days=31)
    db.session.commit()
    assert purge() == 1
    assert client.post(f"{path}/restore", headers=mine).status_code == 404
    assert db.session.get(JournalLine, entry_id) is not None


def test_a_place_is_shown_to_others_as_the_middle_of_its_cell_and_without_its_name(
    client: FlaskClient, auth: Any, mine: dict[str, str], make: Factory, me: User
) -> None:
    place = {"latitude": 47.512345, "longitude": 8.743, "place_name": "Behind the barn", "visibility": "public"}
    chosen = make.entry(me, **place, is_obscured=True)
    sensitive = make.entry(me, make.animal(is_sensitive=True), **place)
    open_one = make.entry(me, **place)
    other = auth(make.user())
    for entry in (chosen, sensitive):
        shown = client.get(f"/api/v1/dex/entries/{entry.id}", headers=other).json
        assert (shown["latitude"], shown["longitude"], shown["place_name"]) == (47.5, 8.7, "")
        assert shown["accuracy_m"] >= 11_000
        assert client.get(f"/api/v1/dex/entries/{entry.id}", headers=mine).json["latitude"] == 47.512345
    assert client.get(f"/api/v1/dex/entries/{open_one.id}", headers=other).json["latitude"] == 47.512345
    points = client.get(f"/api/v1/dex/map?owner_id={me.id}", headers=other).json["results"]
    assert sorted(point["latitude"] for point in points) == [47.5, 47.5, 47.512345]


def test_the_name_of_a_hidden_place_cannot_be_felt_out_by_searching(
    client: FlaskClient, auth: Any, mine: dict[str, str], make: Factory, me: User
) -> None:
    make.entry(me, place_name="Behind the barn", is_obscured=True, visibility="public")
    path = f"/api/v1/dex/entries?owner_id={me.id}&search=barn"
    assert client.get(path, headers=auth(make.user())).json["count"] == 0
    assert client.get(path, headers=mine).json["count"] == 1


@pytest.mark.parametrize(
    ("exact", "shown"),
    [
        ((0.0, 0.0), (0.1, 0.1)),
        ((-0.05, -0.05), (-0.1, -0.1)),
        ((90, 180), (89.9, 179.9)),
        ((-90, -180), (-89.9, -179.9)),
    ],
)
def test_cells_cover_the_globe(exact: tuple[float, float], shown: tuple[float, float]) -> None:
    assert obscured(*exact) == shown


def test_private_fields_are_for_the_owner(client: FlaskClient, auth: Any, make: Factory, me: User) -> None:
    entry = make.entry(me, visibility="public", is_favourite=True)
    shown = client.get(f"/api/v1/dex/entries/{entry.id}", headers=auth(make.user())).json
    assert not {"is_favourite", "client_id", "vision_job_id"} & set(shown)


def test_the_calendar_counts_days(client: FlaskClient, mine: dict[str, str], make: Factory, me: User) -> None:
    for day in ("2025-06-01T10:00:00Z", "2025-06-01T20:00:00Z", "2024-01-01T00:00:00Z"):
        make.entry(me, observed_at=day)
    shown = client.get("/api/v1/dex/calendar", headers=mine).json
    assert shown == {"years": [2025, 2024], "days": [{"day": "2025-06-01", "n": 2, "n_species": 2}]}


def test_a_list_sorts_by_the_number_of_the_species(
    client: FlaskClient, mine: dict[str, str], make: Factory, me: User
) -> None:
    ids = [str(make.entry(me).id) for _ in range(3)]
    listed = client.get("/api/v1/dex/entries?ordering=number&limit=2", headers=mine).json
    rest = client.get(listed["next"], headers=mine).json
    assert [row["id"] for row in listed["results"] + rest["results"]] == ids
