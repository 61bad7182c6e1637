"""Pictures come in by form, by resumable upload and in archives; the same again is named, near ones too."""

import base64
import io
import zipfile
from uuid import UUID

import pytest
from PIL import Image as Pixels
from sqlalchemy import select

from blueprints.images.models import Image
from core.db import db
from core.jobs.worker import run_job_now
from core.uploads import jobs  # noqa: F401 (what workers do with uploads)
from core.uploads.models import Upload
from tests.factories.images import paint

TUS = {"Tus-Resumable": "1.0.0"}


def test_a_picture_sent_in_a_form_is_there_at_once(bring, client, hide, make):
    photo = make.photo(orientation=6, offset="+02:00", place=(46.5, 13.25), seed=1)
    answer = bring(photo, name="dir/Waldkauz ü.jpg", project_id=hide.project.id)
    assert answer.status_code == 201, answer.json
    body = answer.json
    assert (body["name"], body["format"], body["width"], body["height"]) == ("Waldkauz ü.jpg", "jpeg", 120, 160)
    assert (body["taken_at"], body["utc_offset_min"]) == ("2026-06-12T19:40:00.000Z", 120)
    assert (body["camera"], body["version_number"], body["is_mine"]) == ("Acme TrailCam 3", 1, True)
    assert answer.headers["Location"] == body["url"]
    shown = client.get(body["picture_url"], headers=hide.viewer)
    assert (shown.status_code, shown.mimetype) == (200, "image/webp")
    assert Pixels.open(io.BytesIO(shown.data)).size == (120, 160)


def test_the_same_file_again_is_named(bring, hide, make):
    photo = make.photo(seed=1)
    first = bring(photo)
    again = bring(photo, name="copy.jpg", headers=hide.colleague)
    assert (again.status_code, again.json["code"]) == (409, "already-here")
    assert again.headers["Location"] == first.json["url"]


def test_another_group_may_have_the_same_file(bring, client, hide, make):
    photo = make.photo(seed=1)
    first = bring(photo)
    other = make.group(admin=hide.person)
    form = {"group_id": str(other.id), "file": (io.BytesIO(photo), "owl.jpg")}
    second = client.post("/api/v1/images", data=form, headers=hide.editor)
    assert second.status_code == 201
    assert second.json["id"] != first.json["id"]


def test_a_near_duplicate_is_taken_and_named(bring, client, hide):
    def encoded(quality: int) -> bytes:
        buffer = io.BytesIO()
        paint((320, 240), seed=5).save(buffer, "JPEG", quality=quality)
        return buffer.getvalue()

    first, second = bring(encoded(95)).json, bring(encoded(40)).json
    bring()
    near = client.get(second["url"], headers=hide.viewer).json["near_duplicates"]
    assert [found["id"] for found in near] == [first["id"]]
    assert near[0]["bits"] <= 6


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"<html>no picture</html>" * 40, "not-a-picture"), (b"\xff\xd8\xff\xe0" + b"\0" * 300, "picture-damaged")],
)
def test_a_file_that_is_no_picture_is_refused_and_leaves_nothing(content, code, bring):
    answer = bring(content)
    assert (answer.status_code, answer.json["code"]) == (422, code)
    assert db.session.scalars(select(Image)).all() == []


def test_a_cut_picture_is_refused(bring, make):
    whole = make.photo(size=(640, 480), seed=2)
    answer = bring(whole[: len(whole) // 2])
    assert (answer.status_code, answer.json["code"]) == (422, "picture-damaged")


def test_several_files_get_a_verdict_each(client, hide, make):
    files = [make.photo_file("a.jpg"), (io.BytesIO(b"text" * 100), "b.jpg"), make.photo_file("c.jpg")]
    form = {"group_id": str(hide.group.id), "file": files}
    answer = client.post("/api/v1/images", data=form, headers=hide.editor)
    assert answer.status_code == 207
    verdicts = [(one["file_name"], one["status"]) for one in answer.json["results"]]
    assert verdicts == [("a.jpg", "stored"), ("b.jpg", "rejected"), ("c.jpg", "stored")]
    assert answer.json["results"][1]["problem"]["code"] == "not-a-picture"


def test_a_picture_needs_a_place_to_go(client, hide, make):
    answer = client.post("/api/v1/images", data={"file": make.photo_file()}, headers=hide.editor)
    assert answer.status_code == 422


def test_a_site_of_another_project_is_refused(bring, hide, make):
    answer = bring(project_id=hide.project.id, site_id=make.site().id)
    assert answer.json["errors"][0]["pointer"] == "/site_id"


def _begin(client, hide, content, name, kind, **fields):
    said = {"kind": kind, "filename": name, "group_id": str(hide.group.id)} | fields
    header = ",".join(f"{key} {base64.b64encode(str(value).encode()).decode()}" for key, value in said.items())
    headers = hide.editor | TUS | {"Upload-Length": str(len(content)), "Upload-Metadata": header}
    created = client.post(
        "/api/v1/uploads", data=content, headers=headers, content_type="application/offset+octet-stream"
    )
    assert created.status_code == 201, created.json
    upload = db.session.get_one(Upload, UUID(created.json["id"]))
    db.session.refresh(upload)
    run_job_now(upload.job_id)
    db.session.expire_all()
    return upload


def test_a_resumable_upload_becomes_a_picture(client, hide, make):
    upload = _begin(client, hide, make.photo(seed=9), "owl.jpg", "image")
    assert (upload.state, upload.result["type"]) == ("stored", "image")
    assert client.get(upload.result["url"], headers=hide.viewer).json["file_name"] == "owl.jpg"


def test_a_file_above_the_limit_is_refused_before_it_is_sent(client, hide):
    said = f"kind {base64.b64encode(b'image').decode()},filename {base64.b64encode(b'a.jpg').decode()}"
    said += f",group_id {base64.b64encode(str(hide.group.id).encode()).decode()}"
    headers = hide.editor | TUS | {"Upload-Length": str(25 * 1024 * 1024 + 1), "Upload-Metadata": said}
    answer = client.post("/api/v1/uploads", headers=headers)
    assert (answer.status_code, answer.json["code"]) == (413, "too-large")


def test_an_archive_is_unpacked_with_what_its_table_says(client, hide, make):
    site = make.site(hide.project, name="Old oak", time_zone="America/Lima")
    table = (
        "filename,name,notes,taken_at,latitude,longitude,site\n"
        "a.jpg,Owl,at the nest,2026-06-12 21:40:00,46.5,13.25,Old oak\n"
        "B.JPG,,,2026-06-12T21:40:00+02:00,95,13,nowhere\n"
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("trap/a.jpg", make.photo(seed=1))
        archive.writestr("trap/b.jpg", make.photo(seed=2))
        archive.writestr("trap/broken.jpg", b"\xff\xd8\xff nothing")
        archive.writestr("trap/metadata.csv", table)
    upload = _begin(client, hide, packed.getvalue(), "trap.zip", "image-archive", project_id=hide.project.id)
    assert upload.state == "stored"
    members = client.get(f"/api/v1/uploads?parent_id={upload.id}", headers=hide.editor).json["results"]
    assert {one["file_name"]: one["state"] for one in members} == {
        "a.jpg": "stored", "b.jpg": "stored", "broken.jpg": "rejected",
    }  # fmt: skip
    rows = {row.file_name: row for row in db.session.scalars(select(Image))}
    owl, other = rows["a.jpg"], rows["b.jpg"]
    assert (owl.name, owl.notes, owl.latitude, owl.site_id) == ("Owl", "at the nest", 46.5, site.id)
    assert owl.taken_at.isoformat() == "2026-06-13T02:40:00+00:00"
    assert (other.name, other.latitude, other.longitude, other.site_id) == ("b.jpg", None, None, None)
    assert other.taken_at.isoformat() == "2026-06-12T19:40:00+00:00"
