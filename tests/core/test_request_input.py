"""What no request may hold, whatever its route: each is refused with a problem that names the place."""

import io
import json
from typing import Any

import pytest
from flask.testing import FlaskClient

from blueprints.accounts.models import User
from core.access import Role
from core.request_input import MAX_JSON_BYTES
from tests.factories import Factory

GROUPS = "/api/v1/groups"
PROJECTS = "/api/v1/projects"


@pytest.fixture
def user(make: Factory) -> User:
    return make.user()


@pytest.fixture
def headers(user: User, auth: Any) -> dict[str, str]:
    return auth(user)


@pytest.mark.parametrize(
    "body", [b"{", b"{'a': 1}", b'{"name": "\xff"}', b"[" * 100_000, b"\0", '{"name": "x"}'.encode("utf-16")]
)
def test_a_body_that_is_not_json_is_a_400(client: FlaskClient, headers: dict[str, str], body: bytes) -> None:
    answer = client.post(GROUPS, data=body, content_type="application/json", headers=headers)
    assert (answer.status_code, answer.mimetype) == (400, "application/problem+json")
    assert answer.json["code"] == "bad-request"


@pytest.mark.parametrize("media_type", ["text/plain", "application/x-www-form-urlencoded", "application/xml", None])
def test_a_body_of_another_type_is_a_415(client: FlaskClient, headers: dict[str, str], media_type: str | None) -> None:
    answer = client.post(GROUPS, data=b'{"name": "x"}', content_type=media_type, headers=headers)
    assert (answer.status_code, answer.json["code"]) == (415, "unsupported-media-type")


@pytest.mark.parametrize("body", [b"null", b"[]", b"1", b'"{\\"name\\": \\"x\\"}"'])
def test_a_body_that_is_no_object_is_a_422(client: FlaskClient, headers: dict[str, str], body: bytes) -> None:
    answer = client.post(GROUPS, data=body, content_type="application/json", headers=headers)
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "")


def test_a_missing_body_is_an_empty_object_and_what_it_lacks_is_named(
    client: FlaskClient, headers: dict[str, str]
) -> None:
    answer = client.post(GROUPS, headers=headers)
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "/name")


def test_a_body_beyond_the_limit_is_a_413(client: FlaskClient, headers: dict[str, str]) -> None:
    body = b'{"name": "' + b"x" * MAX_JSON_BYTES + b'"}'
    answer = client.post(GROUPS, data=body, content_type="application/json", headers=headers)
    assert (answer.status_code, answer.json["code"]) == (413, "too-large")


@pytest.mark.parametrize("text", ["\0", "a\0b", "\ud800", "a\udfff"])
def test_text_no_database_holds_is_named(client: FlaskClient, headers: dict[str, str], text: str) -> None:
    answer = client.post(GROUPS, json={"name": "x", "description": text}, headers=headers)
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "/description")


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "9" * 30])
def test_numbers_no_database_holds_are_named_however_deep_they_lie(
    client: FlaskClient, headers: dict[str, str], user: User, number: str
) -> None:
    recipe = f'{{"segment": {{"params": {{"threshold~/db": {number}}}}}}}'
    body = f'{{"group_id": "{user.personal_group_id}", "name": "x", "recipe": {recipe}}}'
    answer = client.post(PROJECTS, data=body, content_type="application/json", headers=headers)
    assert answer.status_code == 422
    assert answer.json["errors"][0]["pointer"] == "/recipe/segment/params/threshold~0~1db"


@pytest.mark.parametrize("body", ['{"name": {"a\\u0000": 1}}', '{"name": ' + "[" * 60 + "]" * 60 + "}"])
def test_names_and_depth_are_looked_at_too(client: FlaskClient, headers: dict[str, str], body: str) -> None:
    answer = client.post(GROUPS, data=body, content_type="application/json", headers=headers)
    assert (answer.status_code, answer.json["code"]) == (422, "validation-failed")


def test_a_large_whole_number_a_database_holds_is_taken(
    client: FlaskClient, headers: dict[str, str], user: User
) -> None:
    params = {"seed": 2**63 - 1}
    body = {"group_id": str(user.personal_group_id), "name": "x", "recipe": {"segment": {"params": params}}}
    answer = client.post(PROJECTS, json=body, headers=headers)
    assert answer.status_code == 201
    assert answer.json["recipe"]["segment"]["params"] == params


def test_a_pointer_leaves_out_the_name_of_a_choice(client: FlaskClient, headers: dict[str, str]) -> None:
    body = {"name": "x", "source": {"kind": "segments", "project_id": "no"}}
    answer = client.post("/api/v1/classifiers", json=body, headers=headers)
    assert [error["pointer"] for error in answer.json["errors"]] == ["/source/project_id"]
    missing = client.post("/api/v1/classifiers", json={"name": "x", "source": {"kind": "segments"}}, headers=headers)
    assert [error["pointer"] for error in missing.json["errors"]] == ["/source/project_id"]


@pytest.mark.parametrize("address", [f"{GROUPS}?search=%00", f"{GROUPS}?search=a%00b", f"{GROUPS}?%00=1"])
def test_a_query_with_nul_is_a_422(client: FlaskClient, headers: dict[str, str], address: str) -> None:
    answer = client.get(address, headers=headers)
    assert (answer.status_code, answer.json["code"]) == (422, "validation-failed")


@pytest.mark.parametrize("address", ["/api/v1/recordings/links/" + "x" * 30 + "%00", "/api/v1/gro%00ups", "/page%00"])
def test_an_address_with_nul_is_a_404(client: FlaskClient, headers: dict[str, str], address: str) -> None:
    answer = client.get(address, headers=headers)
    assert (answer.status_code, answer.json["code"]) == (404, "not-found")


@pytest.mark.parametrize("text", ["a\0b", '"\\u0000"', "[" * 5000, "1" * 5000, "x" * 30_000])
def test_a_form_field_nobody_can_read_is_a_422(
    client: FlaskClient, make: Factory, auth: Any, text: str
) -> None:
    group = make.group()
    project = make.project(group)
    form = {"project_id": str(project.id), "format": text, "file": (io.BytesIO(b"RIFF"), "a.wav")}
    answer = client.post("/api/v1/recordings", data=form, headers=auth(make.member(group, Role.EDITOR)))
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "/format")


def test_a_part_of_a_form_without_a_name_is_a_400(client: FlaskClient, headers: dict[str, str]) -> None:
    body = b"--x\r\nContent-Disposition: form-data\r\n\r\nwhat\r\n--x--\r\n"
    answer = client.post(
        "/api/v1/recordings", data=body, content_type="multipart/form-data; boundary=x", headers=headers
    )
    assert (answer.status_code, answer.json["code"]) == (400, "bad-request")


@pytest.mark.parametrize(("field", "address"), [("segments", "/api/v1/recordings"), ("file", "/api/v1/training-sets")])
def test_text_in_the_place_of_a_file_is_a_422(
    client: FlaskClient, make: Factory, auth: Any, field: str, address: str
) -> None:
    group = make.group()
    form = {"file": (io.BytesIO(b"RIFF"), "a.wav"), "project_id": str(make.project(group).id)} | {field: "text"}
    answer = client.post(address, data=form, headers=auth(make.member(group, Role.EDITOR)))
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, f"/{field}")


@pytest.mark.parametrize("name", ["Fledermäuse", "コウモリ", "🦇" * 100])
def test_every_script_is_welcome(client: FlaskClient, headers: dict[str, str], name: str) -> None:
    answer = client.post(GROUPS, data=json.dumps({"name": name}), content_type="application/json", headers=headers)
    assert (answer.status_code, answer.json["name"]) == (201, name)
