"""Sites."""

import json
import math

import pytest
from flask.testing import FlaskClient

from blueprints.accounts.models import User
from blueprints.projects.models import Project
from core.access import Role
from tests.factories import Factory

SITES = "/api/v1/sites"
OAK = {"name": "Old oak", "latitude": 52.52, "longitude": 13.405, "time_zone": "Europe/Berlin", "habitat": "park"}


@pytest.fixture
def project(make: Factory) -> Project:
    return make.project()


@pytest.fixture
def editor(make: Factory, project: Project) -> User:
    from blueprints.accounts.models import Group
    from core.db import db

    group = db.session.get(Group, project.group_id)
    assert group is not None
    return make.member(group, Role.EDITOR)


def test_an_editor_makes_a_site(client: FlaskClient, auth, project: Project, editor: User) -> None:
    headers = auth(editor)
    answer = client.post(SITES, headers=headers, json=OAK | {"project_id": str(project.id)})
    assert answer.status_code == 201
    assert {name: answer.json[name] for name in OAK} == OAK
    assert client.get(answer.headers["Location"], headers=headers).json == answer.json
    listed = client.get(f"/api/v1/projects/{project.id}", headers=headers).json
    assert listed["n_sites"] == 1


@pytest.mark.parametrize(
    "change",
    [
        {"latitude": 90.1},
        {"longitude": -180.1},
        {"latitude": None},
        {"latitude": "north"},
        {"time_zone": "Berlin"},
        {"time_zone": "../etc/passwd"},
        {"time_zone": ""},
        {"name": ""},
    ],
)
def test_a_wrong_field_is_refused(client: FlaskClient, auth, project: Project, editor: User, change: dict) -> None:
    answer = client.post(SITES, headers=auth(editor), json=OAK | {"project_id": str(project.id)} | change)
    assert (answer.status_code, answer.json["code"]) == (422, "validation-failed")


def test_not_a_number_is_no_latitude(client: FlaskClient, auth, project: Project, editor: User) -> None:
    body = json.dumps({"project_id": str(project.id), "name": "x", "latitude": math.nan, "longitude": 1})
    answer = client.post(SITES, headers=auth(editor), data=body, content_type="application/json")
    assert answer.status_code == 422


@pytest.mark.parametrize("place", [(90, 180), (-90, -180), (0, 0)])
def test_the_ends_of_the_earth_are_places(
    client: FlaskClient, auth, project: Project, editor: User, place: tuple[float, float]
) -> None:
    body = {"project_id": str(project.id), "name": "End", "latitude": place[0], "longitude": place[1]}
    assert client.post(SITES, headers=auth(editor), json=body).status_code == 201


def test_a_site_may_be_without_a_place_and_is_then_in_utc(
    client: FlaskClient, auth, project: Project, editor: User
) -> None:
    answer = client.post(SITES, headers=auth(editor), json={"project_id": str(project.id), "name": "Unknown"})
    assert (answer.json["latitude"], answer.json["time_zone"]) == (None, "UTC")


def test_a_site_is_changed_and_its_place_taken_away(
    client: FlaskClient, make: Factory, auth, project: Project, editor: User
) -> None:
    address, headers = f"{SITES}/{make.site(project, **OAK).id}", auth(editor)
    renamed = client.patch(address, headers=headers, json={"name": "Young oak"}).json
    assert (renamed["name"], renamed["latitude"]) == ("Young oak", 52.52)
    bare = client.patch(address, headers=headers, json={"latitude": None, "longitude": None}).json
    assert (bare["latitude"], bare["longitude"], bare["habitat"]) == (None, None, "park")
    half = client.patch(address, headers=headers, json={"latitude": 1})
    assert half.status_code == 422


def test_who_read_an_old_version_overwrites_nothing(
    client: FlaskClient, make: Factory, auth, project: Project, editor: User
) -> None:
    address, headers = f"{SITES}/{make.site(project).id}", auth(editor)
    tag = client.get(address, headers=headers).headers["ETag"]
    assert client.patch(address, headers=headers | {"If-Match": tag}, json={"habitat": "wet"}).status_code == 200
    assert client.patch(address, headers=headers | {"If-Match": tag}, json={"habitat": "dry"}).status_code == 412


def test_a_name_is_taken_once_in_a_project(
    client: FlaskClient, make: Factory, auth, project: Project, editor: User
) -> None:
    make.site(project, name="Old oak")
    answer = client.post(SITES, headers=auth(editor), json={"project_id": str(project.id), "name": "Old oak"})
    assert (answer.status_code, answer.json["code"]) == (409, "name-taken")


def test_sites_are_filtered_and_searched(
    client: FlaskClient, make: Factory, auth, project: Project, editor: User
) -> None:
    make.site(project, name="Oak", habitat="park")
    make.site(project, name="Beech", habitat="forest")
    other = make.site(make.project(make.group(admin=editor)), name="Other")
    headers = auth(editor)

    def names(query: str) -> list[str]:
        return [row["name"] for row in client.get(f"{SITES}{query}", headers=headers).json["results"]]

    assert names("") == ["Beech", "Oak", "Other"]
    assert names(f"?project_id={project.id}") == ["Beech", "Oak"]
    assert names(f"?group_id={project.group_id}&search=FOREST") == ["Beech"]
    assert names(f"?project_id={other.project_id}") == ["Other"]
