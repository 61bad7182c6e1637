"""Lists: every row once however the pages are cut and whatever is added meanwhile; cursors nobody can abuse."""

import base64
import json
from itertools import chain
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from blueprints.accounts.models import Group
from core.access import Role
from core.paging import MAX_LIMIT
from tests.factories import Factory

PROJECTS = "/api/v1/projects"


@pytest.fixture
def group(make: Factory) -> Group:
    return make.group()


@pytest.fixture
def headers(make: Factory, group: Group, auth: Any) -> dict[str, str]:
    return auth(make.member(group, Role.EDITOR))


def names(page: dict[str, Any]) -> list[str]:
    return [row["name"] for row in page["results"]]


def walk(client: FlaskClient, headers: dict[str, str], address: str, towards: str = "next") -> list[list[str]]:
    """Names page by page, following the links to their end."""
    pages = []
    while address:
        page = client.get(address, headers=headers).json
        pages.append(names(page))
        address = page[towards]
    return pages


def cursor_of(*fields: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(fields).encode()).decode().rstrip("=")


@pytest.mark.parametrize("ordering", ["name", "-name", "created_at", "-created_at"])
def test_pages_hold_every_row_once_in_order(
    client: FlaskClient, make: Factory, group: Group, headers: dict[str, str], ordering: str
) -> None:
    wanted = [make.project(group, name=f"P{n}").name for n in range(7)]
    pages = walk(client, headers, f"{PROJECTS}?limit=3&ordering={ordering}")
    assert [len(page) for page in pages] == [3, 3, 1]
    assert list(chain(*pages)) == (wanted[::-1] if ordering.startswith("-") else wanted)


def test_the_way_back_shows_the_same_pages(
    client: FlaskClient, make: Factory, group: Group, headers: dict[str, str]
) -> None:
    for n in range(7):
        make.project(group, name=f"P{n}")
    forth = []
    address = f"{PROJECTS}?limit=3"
    while address:
        page = client.get(address, headers=headers).json
        forth.append(names(page))
        last, address = address, page["next"]
    back = walk(client, headers, last, towards="previous")
    assert back == forth[::-1]


def test_rows_of_equal_value_are_neither_lost_nor_doubled(
    client: FlaskClient, make: Factory, group: Group, headers: dict[str, str]
) -> None:
    for n in range(6):
        make.species(group, scientific_name=f"Genus species{n}", common_name="bat")
    address, found = "/api/v1/species?limit=2&ordering=common_name", []
    while address:
        page = client.get(address, headers=headers).json
        found += [row["id"] for row in page["results"]]
        address = page["next"]
    assert len(found) == len(set(found)) == 6


def test_what_is_added_meanwhile_moves_nothing(
    client: FlaskClient, make: Factory, group: Group, headers: dict[str, str]
) -> None:
    for name in ("B", "D", "F", "H"):
        make.project(group, name=name)
    first = client.get(f"{PROJECTS}?limit=2", headers=headers).json
    make.project(group, name="A")
    make.project(group, name="C")
    make.project(group, name="G")
    rest = walk(client, headers, first["next"])
    assert names(first) == ["B", "D"]
    assert list(chain(*rest)) == ["F", "G", "H"]


def test_what_is_removed_meanwhile_hides_nothing_else(
    client: FlaskClient, make: Factory, group: Group, headers: dict[str, str]
) -> None:
    rows = {name: make.project(group, name=name) for name in "ABCDE"}
    first = client.get(f"{PROJECTS}?limit=2", headers=headers).json
    admin = make.headers(make.member(group, Role.ADMIN))
    assert client.delete(f"{PROJECTS}/{rows['B'].id}", headers=admin).status_code == 204
    assert list(chain(*walk(client, headers, first["next"]))) == ["C", "D", "E"]


def test_a_link_keeps_the_filters(client: FlaskClient, make: Factory, group: Group, headers: dict[str, str]) -> None:
    for n in range(4):
        make.project(group, name=f"Bat & co {n}")
        make.project(group, name=f"Owl {n}")
    address = f"{PROJECTS}?limit=2&search=Bat+%26&group_id={group.id}"
    pages = walk(client, headers, address)
    assert list(chain(*pages)) == [f"Bat & co {n}" for n in range(4)]
    link = client.get(address, headers=headers).json["next"]
    assert {k: v for k, v in parse_qs(urlsplit(link).query).items() if k != "cursor"} == {
        "limit": ["2"], "search": ["Bat &"], "group_id": [str(group.id)],
    }  # fmt: skip


def test_long_names_of_any_script_can_be_paged_by(
    client: FlaskClient, make: Factory, group: Group, headers: dict[str, str]
) -> None:
    project = make.project(group)
    for n in range(3):
        name = "🦇" * 254 + str(n)
        make.recording(project, name=name, file_name=name, search_text="")
    pages = walk(client, headers, "/api/v1/recordings?limit=1&ordering=name")
    assert [len(page) for page in pages] == [1, 1, 1]


@pytest.mark.parametrize("query", ["limit=0", "limit=-1", f"limit={MAX_LIMIT + 1}", "limit=x", "limit=1e3", "nope=1"])
def test_an_impossible_limit_or_unknown_filter_is_named(
    client: FlaskClient, headers: dict[str, str], query: str
) -> None:
    answer = client.get(f"{PROJECTS}?{query}", headers=headers)
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, f"/{query.partition('=')[0]}")


def test_an_unknown_ordering_is_refused_with_the_choices(client: FlaskClient, headers: dict[str, str]) -> None:
    answer = client.get(f"{PROJECTS}?ordering=colour", headers=headers)
    assert answer.status_code == 422
    assert "created_at, name, updated_at" in answer.json["detail"]


ID = "0198f2a4-0000-7000-8000-000000000000"


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "é",
        "AAAA",
        "a" * 2001,
        cursor_of(),
        cursor_of("name"),
        cursor_of("name", False, "a"),
        cursor_of("name", False, "a", "no id"),
        cursor_of("name", False, "a\0b", ID),
        cursor_of("name", False, "\ud800", ID),
        cursor_of("-name", False, "a", ID),
        base64.urlsafe_b64encode(b"[" * 1400).decode(),
        base64.urlsafe_b64encode(b'{"a": 1}').decode(),
        base64.urlsafe_b64encode(b"\xff\xfe").decode(),
    ],
)
def test_a_made_up_cursor_is_refused(client: FlaskClient, headers: dict[str, str], cursor: str) -> None:
    answer = client.get(PROJECTS, query_string={"cursor": cursor, "ordering": "name"}, headers=headers)
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "/cursor")


@pytest.mark.parametrize("value", ["yesterday", "2026-06-12T10:00:00", "0001-01-01T00:00:00+14:00"])
def test_a_cursor_with_an_impossible_moment_is_refused(
    client: FlaskClient, headers: dict[str, str], value: str
) -> None:
    cursor = cursor_of("created_at", False, value, ID)
    answer = client.get(PROJECTS, query_string={"cursor": cursor, "ordering": "created_at"}, headers=headers)
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "/cursor")


@pytest.mark.parametrize("number", [2**63, -(2**70), "9" * 40])
def test_a_cursor_with_a_number_no_database_holds_is_refused(
    client: FlaskClient, headers: dict[str, str], number: object
) -> None:
    cursor = cursor_of("-id", False, number, number)
    answer = client.get("/api/v1/results/calls", query_string={"cursor": cursor}, headers=headers)
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "/cursor")
