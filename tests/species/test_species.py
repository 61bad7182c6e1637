"""Species and call types."""

import pytest
from flask.testing import FlaskClient

from blueprints.accounts.models import Group, User
from core.access import Role
from tests.factories import Factory

SPECIES = "/api/v1/species"
PIP = {"scientific_name": "Pipistrellus pipistrellus", "common_name": "Common pipistrelle", "default_preset": "bats"}


def test_an_editor_makes_and_changes_a_species(client: FlaskClient, auth, group: Group, editor: User) -> None:
    headers = auth(editor)
    made = client.post(SPECIES, headers=headers, json=PIP | {"group_id": str(group.id)})
    assert made.status_code == 201
    assert {name: made.json[name] for name in PIP} == PIP
    address = made.headers["Location"]
    changed = client.patch(address, headers=headers, json={"notes": "45 kHz", "default_preset": None}).json
    assert (changed["notes"], changed["default_preset"], changed["common_name"]) == ("45 kHz", None, PIP["common_name"])


def test_a_name_is_taken_once_in_a_group(client: FlaskClient, make: Factory, auth, group: Group, editor: User) -> None:
    make.species(group, scientific_name="Nyctalus noctula")
    make.species(scientific_name=PIP["scientific_name"])
    headers, own = auth(editor), {"group_id": str(group.id)}
    taken = client.post(SPECIES, headers=headers, json=own | {"scientific_name": "Nyctalus noctula"})
    assert (taken.status_code, taken.json["code"]) == (409, "name-taken")
    assert client.post(SPECIES, headers=headers, json=own | PIP).status_code == 201


@pytest.mark.parametrize(
    "change",
    [{"scientific_name": ""}, {"scientific_name": "x" * 151}, {"default_preset": "../x"}, {"common_name": "a\nb"}],
)
def test_a_wrong_field_is_refused(client: FlaskClient, auth, group: Group, editor: User, change: dict) -> None:
    answer = client.post(SPECIES, headers=auth(editor), json=PIP | {"group_id": str(group.id)} | change)
    assert (answer.status_code, answer.json["code"]) == (422, "validation-failed")


def test_species_are_found_by_either_name(client: FlaskClient, make: Factory, auth, group: Group, editor: User) -> None:
    make.species(group, scientific_name="Nyctalus noctula", common_name="Noctule")
    make.species(group, scientific_name="Barbastella barbastellus", common_name="Barbastelle")
    headers = auth(editor)

    def names(query: str) -> list[str]:
        return [row["common_name"] for row in client.get(f"{SPECIES}{query}", headers=headers).json["results"]]

    assert names("") == ["Barbastelle", "Noctule"]
    assert names("?search=nyctalus") == ["Noctule"]
    assert names("?search=barbastelle&ordering=-common_name") == ["Barbastelle"]


def test_who_read_an_old_version_overwrites_nothing(
    client: FlaskClient, make: Factory, auth, group: Group, editor: User
) -> None:
    species = make.species(group)
    call_type = make.call_type(species)
    headers = auth(editor)
    for address in (f"{SPECIES}/{species.id}", f"/api/v1/call-types/{call_type.id}"):
        tag = client.get(address, headers=headers).headers["ETag"]
        assert client.patch(address, headers=headers | {"If-Match": tag}, json={"notes": "a"}).status_code == 200
        assert client.patch(address, headers=headers | {"If-Match": tag}, json={"notes": "b"}).status_code == 412


def test_call_types_keep_their_order_and_get_different_colours(
    client: FlaskClient, make: Factory, auth, group: Group, editor: User
) -> None:
    address, headers = f"{SPECIES}/{make.species(group).id}/call-types", auth(editor)
    for name in ("search", "approach", "feeding buzz"):
        assert client.post(address, headers=headers, json={"name": name}).status_code == 201
    listed = client.get(address, headers=headers).json["results"]
    assert [(row["name"], row["position"]) for row in listed] == [("search", 0), ("approach", 1), ("feeding buzz", 2)]
    assert len({row["colour"] for row in listed}) == 3
    first = f"/api/v1/call-types/{listed[0]['id']}"
    client.patch(first, headers=headers, json={"position": 9})
    assert [row["name"] for row in client.get(address, headers=headers).json["results"]][-1] == "search"


@pytest.mark.parametrize("body", [{"name": "search"}, {"name": "other", "key": "s"}])
def test_a_name_and_a_key_are_taken_once_in_a_repertoire(
    client: FlaskClient, make: Factory, auth, group: Group, editor: User, body: dict
) -> None:
    species = make.species(group)
    make.call_type(species, name="search", key="s")
    answer = client.post(f"{SPECIES}/{species.id}/call-types", headers=auth(editor), json=body)
    assert (answer.status_code, answer.json["code"]) == (409, "name-taken")
    elsewhere = f"{SPECIES}/{make.species(group).id}/call-types"
    assert client.post(elsewhere, headers=auth(editor), json=body).status_code == 201


def test_call_types_without_a_key_do_not_clash(
    client: FlaskClient, make: Factory, auth, group: Group, editor: User
) -> None:
    species = make.species(group)
    with_key = make.call_type(species, key="s")
    make.call_type(species)
    address, headers = f"/api/v1/call-types/{with_key.id}", auth(editor)
    assert client.patch(address, headers=headers, json={"key": None}).json["key"] is None


@pytest.mark.parametrize(
    "change", [{"key": "ab"}, {"key": "!"}, {"colour": "red"}, {"colour": "#FFF"}, {"position": -1}, {"name": ""}]
)
def test_a_wrong_call_type_is_refused(
    client: FlaskClient, make: Factory, auth, group: Group, editor: User, change: dict
) -> None:
    address = f"{SPECIES}/{make.species(group).id}/call-types"
    assert client.post(address, headers=auth(editor), json={"name": "search"} | change).status_code == 422


def test_a_species_goes_with_its_call_types(client: FlaskClient, make: Factory, auth, group: Group) -> None:
    species = make.species(group)
    call_type = f"/api/v1/call-types/{make.call_type(species).id}"
    address, headers = f"{SPECIES}/{species.id}", auth(make.member(group, Role.ADMIN))
    assert client.delete(address, headers=headers).status_code == 204
    assert client.get(call_type, headers=headers).status_code == 404
