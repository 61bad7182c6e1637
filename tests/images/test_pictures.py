"""Pictures in lists and on their page: what is shown, to whom, and what may be changed."""

import io

import pytest
from PIL import ExifTags
from PIL import Image as Pixels
from sqlalchemy import select

from blueprints.images.models import Image, ImageVersion
from core.clock import now
from core.db import db
from core.storage import storage
from core.storage.blobs import sweep_blobs
from tests.queries import recorded_queries

PRIVATE = (b"SN-4711", b"46.5", b"13.25", b"Exif")


@pytest.fixture
def located(bring, make):
    """A picture that says where it was taken and with which camera."""
    photo = make.photo(place=(46.5, 13.25), serial="SN-4711", seed=3)
    assert b"SN-4711" in photo
    return bring(photo).json


def test_nothing_served_to_a_colleague_tells_the_place_or_the_serial_number(client, hide, located):
    url = located["url"]
    pictures = ("picture", "picture?size=768", "picture?size=256", "picture?format=png")
    addresses = ["/api/v1/images", url, f"{url}/versions", *(f"{url}/{one}" for one in pictures)]
    for address in addresses:
        for person in (hide.colleague, hide.viewer):
            answer = client.get(address, headers=person)
            assert answer.status_code == 200, address
            assert not [word for word in PRIVATE if word in answer.data], address
            if answer.mimetype.startswith("image/"):
                shown = Pixels.open(io.BytesIO(answer.data))
                assert dict(shown.getexif()) == {}
                assert dict(shown.getexif().get_ifd(ExifTags.IFD.GPSInfo)) == {}
                assert not set(shown.info) & {"exif", "xmp", "comment", "icc_profile", "XML:com.adobe.xmp"}


def test_who_brought_it_sees_the_place_and_may_share_it(client, hide, located):
    assert (located["latitude"], located["longitude"]) == (46.5, 13.25)
    hidden = client.get(located["url"], headers=hide.viewer).json
    assert (hidden["latitude"], hidden["longitude"], hidden["accuracy_m"]) == (None, None, None)
    changed = client.patch(located["url"], json={"is_place_shared": True}, headers=hide.editor)
    assert changed.status_code == 200
    assert client.get(located["url"], headers=hide.viewer).json["latitude"] == 46.5


@pytest.mark.parametrize("change", [{"latitude": 1, "longitude": 2}, {"is_place_shared": True}])
def test_a_colleague_may_not_change_the_place(change, client, hide, located):
    answer = client.patch(located["url"], json=change, headers=hide.colleague)
    assert answer.status_code == 403
    assert client.get(located["url"], headers=hide.editor).json["latitude"] == 46.5


def test_the_original_is_for_the_one_who_brought_it(bring, client, hide, make):
    photo = make.photo(place=(46.5, 13.25), seed=3)
    url = f"{bring(photo).json['url']}/original"
    mine = client.get(url, headers=hide.editor)
    assert (mine.status_code, mine.data) == (200, photo)
    assert "no-store" in mine.headers["Cache-Control"]
    for person in (hide.colleague, hide.viewer, hide.stranger):
        assert client.get(url, headers=person).status_code == 404
    assert client.get(url).status_code == 401


def test_pictures_are_not_served_without_signing_in_or_to_strangers(client, hide, located):
    for address in (located["picture_url"], located["thumbnail_256_url"], located["thumbnail_768_url"]):
        assert client.get(address).status_code == 401
        assert client.get(address, headers=hide.stranger).status_code == 404


def test_a_browser_may_keep_a_picture_for_itself_alone(client, hide, located):
    answer = client.get(located["thumbnail_256_url"], headers=hide.viewer)
    assert answer.headers["Cache-Control"].startswith("private, max-age=")
    again = client.get(located["thumbnail_256_url"], headers=hide.viewer | {"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    unnamed = client.get(f"{located['url']}/picture", headers=hide.viewer)
    assert unnamed.headers["Cache-Control"] == "private, no-cache"


def test_the_lossless_picture_has_the_same_size_and_no_loss(bring, client, hide):
    buffer = io.BytesIO()
    Pixels.effect_noise((200, 100), 80).convert("RGB").save(buffer, "PNG")
    url = bring(buffer.getvalue(), name="noise.png").json["url"]
    png = client.get(f"{url}/picture?format=png", headers=hide.viewer)
    assert png.mimetype == "image/png"
    assert Pixels.open(io.BytesIO(png.data)).tobytes() == Pixels.open(buffer).tobytes()
    small = client.get(f"{url}/picture?format=png&size=256", headers=hide.viewer)
    assert small.status_code == 422


def test_the_list_narrows_sorts_and_searches(client, hide, make):
    site = make.site(hide.project)
    make.image(hide.group, name="Otter.jpg", project_id=hide.project.id, site_id=site.id, owner=hide.person)
    make.image(hide.group, name="badger.jpg", species_id=make.species(hide.group).id)
    make.image(name="elsewhere.jpg")

    def names(query: str) -> list[str]:
        answer = client.get(f"/api/v1/images?{query}", headers=hide.editor)
        assert answer.status_code == 200, answer.json
        return [one["name"] for one in answer.json["results"]]

    assert names("ordering=name") == ["badger.jpg", "Otter.jpg"]
    assert names("ordering=-name") == ["Otter.jpg", "badger.jpg"]
    assert names(f"site_id={site.id}") == names("mine=true") == names("search=OTT") == ["Otter.jpg"]
    assert names("identified=true") == ["badger.jpg"]
    assert names("identified=false") == names(f"project_id={hide.project.id}") == ["Otter.jpg"]


def test_a_list_asks_the_database_as_often_for_many_as_for_one(client, hide, make):
    for _ in range(2):
        make.image(hide.group, project_id=hide.project.id)
    with recorded_queries() as few:
        client.get("/api/v1/images", headers=hide.viewer)
    for _ in range(6):
        make.image(hide.group, project_id=hide.project.id)
    with recorded_queries() as many:
        assert len(client.get("/api/v1/images", headers=hide.viewer).json["results"]) == 8
    assert len(many) == len(few)


def test_corrections_are_kept_and_nobodys_are_lost(client, hide, make):
    url = f"/api/v1/images/{make.image(hide.group).id}"
    tag = client.get(url, headers=hide.editor).headers["ETag"]
    body = {"name": "Pine marten", "notes": "two of them", "taken_at": "2026-06-12T21:40:00Z"}
    changed = client.patch(url, json=body, headers=hide.editor | {"If-Match": tag})
    assert {key: changed.json[key] for key in ("name", "notes")} == {"name": "Pine marten", "notes": "two of them"}
    late = client.patch(url, json={"name": "Cat"}, headers=hide.colleague | {"If-Match": tag})
    assert (late.status_code, late.json["code"]) == (412, "version-conflict")
    assert [one["name"] for one in client.get("/api/v1/images?search=marten", headers=hide.viewer).json["results"]]


WRONG = [
    {"latitude": 91, "longitude": 0}, {"latitude": 5}, {"taken_at": "yesterday"}, {"name": ""}, {"utc_offset_min": 1e9},
]  # fmt: skip


@pytest.mark.parametrize("body", WRONG, ids=str)
def test_a_wrong_correction_changes_nothing(body, client, hide, make):
    image = make.image(hide.group, owner=hide.person)
    answer = client.patch(f"/api/v1/images/{image.id}", json=body, headers=hide.editor)
    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")


def test_a_deleted_picture_and_its_files_go(bring, client, hide):
    image = bring().json
    hashes = [db.session.scalars(select(Image)).one().blob_sha256]
    hashes += [row.standard_sha256 for row in db.session.scalars(select(ImageVersion))]
    assert client.delete(image["url"], headers=hide.editor).status_code == 204
    assert client.get(image["url"], headers=hide.editor).status_code == 404
    sweep_blobs(now())
    assert [storage().exists(sha256) for sha256 in hashes] == [False, False]


def test_files_of_a_picture_are_never_swept(bring, client, hide):
    image = bring().json
    sweep_blobs(now())
    for address in (image["picture_url"], image["thumbnail_256_url"], image["thumbnail_768_url"]):
        assert client.get(address, headers=hide.viewer).status_code == 200
    assert client.get(f"{image['url']}/original", headers=hide.editor).status_code == 200
