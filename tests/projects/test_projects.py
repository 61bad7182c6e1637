"""Projects."""

import threading
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient

from blueprints.accounts.models import Group, User
from core.access import Role
from tests.factories import Factory
from tests.queries import recorded_queries

PROJECTS = "/api/v1/projects"
EMPTY = {"segment": None, "classify": None}


@pytest.fixture
def group(make: Factory) -> Group:
    return make.group()


@pytest.fixture
def editor(make: Factory, group: Group) -> User:
    return make.member(group, Role.EDITOR)


def test_an_editor_makes_a_project(client: FlaskClient, auth, group: Group, editor: User) -> None:
    headers = auth(editor)
    body = {"group_id": str(group.id), "name": "Hedgerows", "description": "Summer 2024"}
    answer = client.post(PROJECTS, headers=headers, json=body)
    assert answer.status_code == 201
    assert (answer.json["name"], answer.json["recipe"], answer.json["version"]) == ("Hedgerows", EMPTY, 1)
    assert answer.headers["ETag"] == '"1"'
    assert client.get(answer.headers["Location"], headers=headers).json == answer.json


def test_a_project_sent_twice_with_one_key_is_made_once(client: FlaskClient, auth, group: Group, editor: User) -> None:
    headers = auth(editor) | {"Idempotency-Key": "once"}
    body = {"group_id": str(group.id), "name": "Hedgerows"}
    first, second = (client.post(PROJECTS, headers=headers, json=body) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json == second.json
    assert second.headers["Idempotency-Replayed"] == "true"


def test_a_name_is_taken_once_in_a_group(client: FlaskClient, make: Factory, auth, group: Group, editor: User) -> None:
    make.project(group, name="Hedgerows")
    make.project(name="Elsewhere")
    headers = auth(editor)
    taken = client.post(PROJECTS, headers=headers, json={"group_id": str(group.id), "name": "Hedgerows"})
    assert (taken.status_code, taken.json["code"]) == (409, "name-taken")
    free = client.post(PROJECTS, headers=headers, json={"group_id": str(group.id), "name": "Elsewhere"})
    assert free.status_code == 201
    renamed = client.patch(f"{PROJECTS}/{free.json['id']}", headers=headers, json={"name": "Hedgerows"})
    assert (renamed.status_code, renamed.json["code"]) == (409, "name-taken")


def test_projects_are_filtered_searched_and_ordered(
    client: FlaskClient, make: Factory, auth, group: Group, editor: User
) -> None:
    for name in ("beta", "Alpha", "gamma"):
        make.project(group, name=name, description="bats" if name == "gamma" else "")
    other = make.project(make.group(admin=editor), name="other")
    headers = auth(editor)

    def names(query: str) -> list[str]:
        return [row["name"] for row in client.get(f"{PROJECTS}{query}", headers=headers).json["results"]]

    assert names("") == ["Alpha", "beta", "gamma", "other"]
    assert names(f"?group_id={group.id}&ordering=-name") == ["gamma", "beta", "Alpha"]
    assert names("?ordering=-created_at") == ["other", "gamma", "Alpha", "beta"]
    assert names("?search=BATS") == ["gamma"]
    assert names(f"?group_id={other.group_id}") == ["other"]
    assert names(f"?group_id={uuid4()}") == []


def test_a_list_is_paged_both_ways(client: FlaskClient, make: Factory, auth, group: Group, editor: User) -> None:
    for n in range(5):
        make.project(group, name=f"Project {n}")
    headers = auth(editor)
    first = client.get(f"{PROJECTS}?limit=2", headers=headers).json
    second = client.get(first["next"], headers=headers).json
    third = client.get(second["next"], headers=headers).json
    assert [row["name"] for page in (first, second, third) for row in page["results"]] == [
        f"Project {n}" for n in range(5)
    ]
    assert (first["count"], first["previous"], third["next"]) == (5, None, None)
    assert client.get(third["previous"], headers=headers).json["results"] == second["results"]


def test_a_page_of_projects_takes_the_same_queries_for_few_and_many(
    client: FlaskClient, make: Factory, auth, group: Group, editor: User
) -> None:
    headers = auth(editor)
    counts = []
    for _ in range(2):
        for _ in range(3):
            make.site(make.project(group))
        with recorded_queries() as statements:
            client.get(PROJECTS, headers=headers)
        counts.append(len(statements))
    # The token, the count, the page, the numbers of sites.
    assert counts == [4, 4]


@pytest.mark.parametrize(
    "query", ["?limit=0", "?limit=501", "?ordering=secret", "?cursor=x", "?unheard=1", "?group_id=x"]
)
def test_a_wrong_query_is_refused(client: FlaskClient, auth, editor: User, query: str) -> None:
    answer = client.get(f"{PROJECTS}{query}", headers=auth(editor))
    assert (answer.status_code, answer.json["code"]) == (422, "validation-failed")


RECIPES = [
    {"segment": {"method": "adaptive", "preset": "auto", "params": {"threshold_db": 12.0}}, "classify": None},
    {"segment": {"method": "energy", "preset": "bats", "params": {}}, "classify": {"classifier_id": str(uuid4())}},
    EMPTY,
]


@pytest.mark.parametrize("recipe", RECIPES)
def test_a_recipe_is_kept_as_given(
    client: FlaskClient, make: Factory, auth, group: Group, editor: User, recipe: dict
) -> None:
    address, headers = f"{PROJECTS}/{make.project(group).id}", auth(editor)
    changed = client.patch(address, headers=headers, json={"recipe": recipe})
    assert (changed.status_code, changed.json["recipe"]) == (200, recipe)
    client.patch(address, headers=headers, json={"description": "later"})
    assert client.get(address, headers=headers).json["recipe"] == recipe


@pytest.mark.parametrize(
    "recipe",
    [
        {"classify": {"classifier_id": str(uuid4())}},
        {"segment": {"method": "../x"}},
        {"segment": {"params": {"deep": {"deeper": 1}}}},
        {"segment": {"params": {f"p{n}": n for n in range(101)}}},
        {"segment": {}, "classify": {"classifier_id": "7"}},
        {"cluster": {}},
        [],
    ],
)
def test_a_wrong_recipe_is_refused(
    client: FlaskClient, make: Factory, auth, group: Group, editor: User, recipe: object
) -> None:
    address = f"{PROJECTS}/{make.project(group).id}"
    assert client.patch(address, headers=auth(editor), json={"recipe": recipe}).status_code == 422


def test_who_read_an_old_version_overwrites_nothing(
    client: FlaskClient, make: Factory, auth, group: Group, editor: User
) -> None:
    address, headers = f"{PROJECTS}/{make.project(group, name='Old').id}", auth(editor)
    tag = client.get(address, headers=headers).headers["ETag"]
    first = client.patch(address, headers=headers | {"If-Match": tag}, json={"name": "First"})
    late = client.patch(address, headers=headers | {"If-Match": tag}, json={"name": "Late"})
    assert (first.status_code, late.status_code, late.json["code"]) == (200, 412, "version-conflict")
    assert late.headers["ETag"] == first.headers["ETag"]
    assert client.get(address, headers=headers).json["name"] == "First"
    deleted = client.delete(address, headers=headers | {"If-Match": tag})
    assert deleted.status_code == 403


def test_an_administrator_removes_a_project_with_its_sites(
    client: FlaskClient, make: Factory, auth, group: Group
) -> None:
    admin = make.member(group, Role.ADMIN)
    project = make.project(group)
    site = f"/api/v1/sites/{make.site(project).id}"
    address, headers = f"{PROJECTS}/{project.id}", auth(admin)
    assert client.delete(address, headers=headers).status_code == 204
    assert client.get(address, headers=headers).status_code == 404
    assert client.get(site, headers=headers).status_code == 404


def test_of_two_changes_at_the_same_moment_one_is_told_to_read_again(
    app: Flask, make: Factory, auth, group: Group, editor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    from blueprints.projects.routes import projects

    address, headers = f"{PROJECTS}/{make.project(group).id}", auth(editor) | {"If-Match": '"1"'}
    both_have_read = threading.Barrier(2)
    check = projects.check_version

    def check_together(version: int) -> None:
        check(version)
        both_have_read.wait(5)

    monkeypatch.setattr(projects, "check_version", check_together)
    answers: list[tuple[int, str]] = []

    def change(text: str) -> None:
        answer = app.test_client().patch(address, headers=headers, json={"description": text})
        answers.append((answer.status_code, answer.json.get("code", "")))

    threads = [threading.Thread(target=change, args=(text,)) for text in ("first", "second")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # SQLite may refuse the second writer because it read before the first wrote; it is told to try again.
    refused = sorted(answers)[1]
    assert sorted(answers)[0][0] == 200
    assert refused in {(412, "version-conflict"), (503, "database-busy")}
