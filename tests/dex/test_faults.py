"""Faults of the program this one replaces; each would come back through one of these doors."""

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from blueprints.dex.models import DexPicture
from core.clock import now
from core.db import db
from core.storage import storage
from core.storage.blobs import Blob, sweep_blobs
from tests.factories import Factory


def test_nobody_lists_edits_or_deletes_the_accounts_of_others(client: FlaskClient, auth: Any, make: Factory) -> None:
    other, headers = make.user(), auth(make.user())
    for method in ("GET", "PUT", "PATCH", "DELETE", "POST"):
        for path in ("/users", f"/users/{other.id}", f"/accounts/{other.id}"):
            assert client.open(f"/api/v1{path}", method=method, headers=headers).status_code in (404, 405)
    for method in ("PUT", "PATCH", "DELETE"):
        assert client.open(f"/api/v1/people/{other.id}", method=method, headers=headers).status_code == 405
    shown = client.get(f"/api/v1/people/{other.id}", headers=headers).json
    assert "email" not in shown["person"] and "friend_code" not in shown["person"]  # noqa: PT018 (both at once)


def test_the_clean_up_leaves_the_pictures_of_finished_entries(make: Factory) -> None:
    """Also when the picture it was made from is gone, and however old the files are."""
    picture = make.entry_picture(make.entry())
    hashes = [picture.standard_sha256, picture.thumbnail_768_sha256, picture.thumbnail_256_sha256]
    for blob in db.session.query(Blob):
        blob.created_at = now() - timedelta(days=400)
    db.session.commit()
    sweep_blobs()
    assert all(storage().exists(sha256) for sha256 in hashes)


def test_an_entry_keeps_its_own_picture_when_the_one_it_was_made_from_is_deleted(
    client: FlaskClient, auth: Any, make: Factory
) -> None:
    me = make.user()
    image = make.stored_image(created_by=me.id, group_id=me.personal_group_id)
    entry = make.entry(me, pictures=[{"image_id": image.id}])
    kept = db.session.query(DexPicture).filter_by(entry_id=entry.id).one()
    before = client.get(f"/api/v1/dex/entries/{entry.id}/pictures/{kept.id}", headers=auth(me)).data
    assert client.delete(f"/api/v1/images/{image.id}", headers=auth(me)).status_code == 204
    after = client.get(f"/api/v1/dex/entries/{entry.id}/pictures/{kept.id}", headers=auth(me))
    assert (after.status_code, after.data) == (200, before)


@pytest.mark.parametrize("size", ["256", "768", "standard"])
def test_a_picture_is_served_to_nobody_who_may_not_see_the_entry(
    client: FlaskClient, auth: Any, make: Factory, size: str
) -> None:
    me, friend = make.user(), make.user()
    make.friends(me, friend)
    entry = make.entry(me)
    path = f"/api/v1/dex/entries/{entry.id}/pictures/{make.entry_picture(entry).id}?size={size}"
    assert client.get(path).status_code == 401
    assert client.get(path, headers=auth(make.user())).status_code == 404
    assert client.get(path, headers=auth(friend)).status_code == 200


def test_a_picture_of_one_entry_is_not_served_under_another(client: FlaskClient, auth: Any, make: Factory) -> None:
    me = make.user()
    secret, shown = make.entry(visibility="private"), make.entry(me)
    picture = make.entry_picture(secret)
    assert client.get(f"/api/v1/dex/entries/{shown.id}/pictures/{picture.id}", headers=auth(me)).status_code == 404


def test_nobody_puts_a_strangers_picture_on_their_card(client: FlaskClient, auth: Any, make: Factory) -> None:
    other, me = make.user(), make.user()
    image = make.image(created_by=other.id, group_id=other.personal_group_id)
    body = {"species_id": str(make.animal().id), "pictures": [{"image_id": str(image.id)}]}
    assert client.post("/api/v1/dex/entries", json=body, headers=auth(me)).status_code == 404


@pytest.mark.parametrize(
    "query", ["limit=abc", "limit=-1", "limit=1e9", "species_id=1", "from=soon", "ordering=password"]
)
def test_numbers_that_are_none_get_a_problem_and_no_page_of_html(
    client: FlaskClient, auth: Any, make: Factory, query: str
) -> None:
    answer = client.get(f"/api/v1/dex/entries?{query}", headers=auth(make.user()))
    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")


def test_asking_again_after_a_no_is_answered_and_never_fails(client: FlaskClient, auth: Any, make: Factory) -> None:
    me, other = make.user(), make.user()
    for _ in range(2):
        client.post("/api/v1/friends/requests", json={"name": other.username}, headers=auth(me))
        client.post(f"/api/v1/friends/requests/{me.id}/reject", headers=auth(other))
    answer = client.post("/api/v1/friends/requests", json={"name": other.username}, headers=auth(me))
    assert (answer.status_code, answer.json["code"]) == (409, "asked-recently")
