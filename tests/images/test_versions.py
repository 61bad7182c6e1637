"""Edits of pictures: each makes a version with its parent, undo goes back, the original stays."""

import io

import pytest
from PIL import Image as Pixels

from tests.processing.images.scenes import BLUE, GREEN, RED, YELLOW, alike, corners, scene


@pytest.fixture
def image(bring):
    buffer = io.BytesIO()
    scene().save(buffer, "PNG")
    return bring(buffer.getvalue(), name="scene.png").json


def _shown(client, hide, image, address="picture"):
    answer = client.get(f"{image['url']}/{address}", headers=hide.viewer)
    return Pixels.open(io.BytesIO(answer.data))


def _edit(client, hide, image, *steps, **more):
    return client.post(f"{image['url']}/versions", json={"transformations": list(steps)} | more, headers=hide.editor)


TURN = {"op": "rotate", "degrees": 90}


def test_an_edit_makes_a_version_and_shows_it(client, hide, image):
    made = _edit(client, hide, image, TURN)
    assert made.status_code == 201, made.json
    assert (made.json["number"], made.json["parent_id"], made.json["width"]) == (2, image["version_id"], 160)
    for address in ("picture", "picture?size=256", "picture?format=png"):
        assert alike(corners(_shown(client, hide, image, address)), [BLUE, RED, YELLOW, GREEN])
    first = client.get(image["picture_url"], headers=hide.viewer)
    assert alike(corners(Pixels.open(io.BytesIO(first.data))), [RED, GREEN, BLUE, YELLOW])


def test_an_edit_goes_on_from_the_version_that_is_shown(client, hide, image):
    _edit(client, hide, image, TURN)
    second = _edit(client, hide, image, TURN, {"op": "crop", "x": 0, "y": 0, "width": 0.5, "height": 0.5})
    assert [one["op"] for one in second.json["transformations"]] == ["rotate", "rotate", "crop"]
    assert alike(corners(_shown(client, hide, image)), [YELLOW] * 4)


def test_undo_shows_the_parent_and_keeps_the_undone(client, hide, image):
    made = _edit(client, hide, image, TURN).json
    undone = client.post(f"{image['url']}/undo", headers=hide.editor)
    assert (undone.status_code, undone.json["id"]) == (200, image["version_id"])
    assert alike(corners(_shown(client, hide, image)), [RED, GREEN, BLUE, YELLOW])
    versions = client.get(f"{image['url']}/versions", headers=hide.viewer).json["results"]
    assert [(one["number"], one["is_current"]) for one in versions] == [(1, True), (2, False)]
    again = client.put(f"{image['url']}/current-version", json={"version_id": made["id"]}, headers=hide.editor)
    assert again.json["number"] == 2
    client.post(f"{image['url']}/undo", headers=hide.editor)
    nothing = client.post(f"{image['url']}/undo", headers=hide.editor)
    assert (nothing.status_code, nothing.json["code"]) == (409, "nothing-to-undo")


def test_an_edit_may_start_from_any_version(client, hide, image):
    _edit(client, hide, image, TURN)
    branch = _edit(client, hide, image, {"op": "flip", "axis": "vertical"}, parent_id=image["version_id"])
    assert (branch.json["number"], branch.json["parent_id"]) == (3, image["version_id"])
    assert alike(corners(_shown(client, hide, image)), [BLUE, YELLOW, RED, GREEN])


def test_another_pictures_version_is_no_parent(bring, client, hide, image):
    other = bring().json
    assert _edit(client, hide, image, TURN, parent_id=other["version_id"]).status_code == 404
    body = {"version_id": other["version_id"]}
    assert client.put(f"{image['url']}/current-version", json=body, headers=hide.editor).status_code == 404


@pytest.mark.parametrize(
    "step",
    [
        {"op": "explode"}, {"op": "rotate", "degrees": "ninety"}, {"op": "rotate", "degrees": 1e300}, {"op": "crop"},
        {"op": "crop", "x": 0.6, "y": 0, "width": 0.5, "height": 1}, {"op": "brightness", "factor": -1},
        {"op": "crop", "x": 0, "y": 0, "width": 0.01, "height": 0.01}, "rotate", None,
    ],
    ids=str,
)  # fmt: skip
def test_a_wrong_edit_is_refused_in_json_and_changes_nothing(step, client, hide, make):
    image = make.stored_image(hide.group)
    answer = client.post(
        f"/api/v1/images/{image.id}/versions", json={"transformations": [step]}, headers=hide.editor
    )
    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")
    versions = client.get(f"/api/v1/images/{image.id}/versions", headers=hide.viewer).json
    assert versions["count"] == 1


def test_an_edit_of_what_someone_else_changed_meanwhile_is_refused(client, hide, image):
    tag = client.get(image["url"], headers=hide.editor).headers["ETag"]
    _edit(client, hide, image, TURN)
    late = client.post(
        f"{image['url']}/versions", json={"transformations": [TURN]}, headers=hide.colleague | {"If-Match": tag}
    )
    assert late.status_code == 412
