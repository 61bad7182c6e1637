"""The station's records: who reads, who edits, who verifies; names by language; filters."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from blueprints.accounts.models import AuditEntry, Group, User
from core.access import Role
from core.db import db
from tests.factories import Factory

SPECIES = "/api/v1/species"


def test_anyone_signed_in_reads_a_species_and_sees_no_other_groups_notes(
    client: FlaskClient, make: Factory, auth, group: Group
) -> None:
    species = make.species(group, notes="our secret roost")
    shown = client.get(f"{SPECIES}/{species.id}", headers=auth(make.user())).json
    assert (shown["scientific_name"], shown["notes"], shown["group_id"]) == (species.scientific_name, "", None)


def test_two_groups_share_a_species_and_keep_repertoires_of_their_own(
    client: FlaskClient, make: Factory, auth, group: Group, editor: User
) -> None:
    body = {"scientific_name": "Nyctalus noctula", "group_id": str(group.id), "notes": "ours"}
    first = client.post(SPECIES, headers=auth(editor), json=body).json
    other = make.group()
    stranger = make.member(other, Role.EDITOR)
    theirs = body | {"group_id": str(other.id), "notes": "theirs"}
    second = client.post(SPECIES, headers=auth(stranger), json=theirs).json
    assert first["id"] == second["id"]
    address = f"{SPECIES}/{first['id']}"
    client.post(f"{address}/call-types", headers=auth(editor), json={"name": "buzz"})
    assert client.get(address, headers=auth(editor)).json["notes"] == "ours"
    assert client.get(address, headers=auth(stranger)).json["notes"] == "theirs"
    assert client.get(f"{address}/call-types", headers=auth(stranger)).json["count"] == 0


def test_who_writes_for_several_groups_says_for_which(client: FlaskClient, make: Factory, auth, group: Group) -> None:
    other = make.group()
    person = make.member(group, Role.EDITOR)
    make.member(other, Role.EDITOR, user=person)
    for one in (group, other):
        make.species(one, scientific_name="Nyctalus noctula")
    species = make.species(scientific_name="Nyctalus noctula")
    address, headers = f"{SPECIES}/{species.id}", auth(person)
    unclear = client.patch(address, headers=headers, json={"notes": "x"})
    assert (unclear.status_code, unclear.json["errors"][0]["pointer"]) == (422, "/group_id")
    clear = client.patch(f"{address}?group_id={other.id}", headers=headers, json={"notes": "x"}).json
    assert (clear["group_id"], clear["notes"]) == (str(other.id), "x")


def test_verification_is_a_reviewers_act_and_closes_the_record(
    client: FlaskClient, make: Factory, auth, group: Group, editor: User
) -> None:
    species = make.species(group)
    address, headers = f"{SPECIES}/{species.id}", auth(editor)
    assert client.patch(address, headers=headers, json={"habitat": "woods"}).json["habitat"] == "woods"
    assert client.put(f"{address}/verification", headers=headers, json={}).status_code == 403
    reviewer = make.user(is_operator=True)
    verified = client.put(f"{address}/verification", headers=auth(reviewer), json={}).json
    assert (verified["verified_by"], verified["verified_at"] is not None) == (str(reviewer.id), True)
    assert client.patch(address, headers=headers, json={"habitat": "sea"}).status_code == 403
    assert client.patch(address, headers=headers, json={"notes": "ours still"}).status_code == 200
    actions = db.session.scalars(select(AuditEntry.action).where(AuditEntry.object_id == species.id)).all()
    assert {"species.changed", "species.verified"} <= set(actions)
    assert (
        client.put(f"{address}/verification", headers=auth(reviewer), json={"is_verified": False}).json["verified_at"]
        is None
    )


def test_filters_narrow_the_catalogue(client: FlaskClient, make: Factory, auth) -> None:
    make.species(scientific_name="Parus major", family="Paridae", iucn_status="LC", kingdom="Animalia")
    make.species(scientific_name="Abies alba", family="Pinaceae", iucn_status="NT", kingdom="Plantae")
    headers = auth(make.user())

    def names(query: str) -> list[str]:
        return [row["scientific_name"] for row in client.get(f"{SPECIES}?{query}", headers=headers).json["results"]]

    assert names("family=Paridae") == ["Parus major"]
    assert names("iucn_status=NT") == ["Abies alba"]
    assert names("kingdom=Animalia&is_seen=false") == ["Parus major"]
    assert names("is_verified=true") == []
    assert names("ordering=-scientific_name") == ["Parus major", "Abies alba"]


def test_a_species_is_found_by_a_common_name_of_any_language(
    client: FlaskClient, make: Factory, auth, group: Group, editor: User
) -> None:
    species = make.species(group, scientific_name="Parus major", common_name="Great tit")
    names = [
        {"language": "deu", "name": "Kohlmeise", "is_preferred": True},
        {"language": "fra", "name": "Mésange charbonnière", "is_preferred": False},
    ]
    put = client.put(f"{SPECIES}/{species.id}/names", headers=auth(editor), json={"names": names})
    assert put.json["names"] == names
    for search in ("kohlm", "mesange", "great"):
        found = client.get(f"{SPECIES}?search={search}", headers=auth(editor)).json["results"]
        assert [row["scientific_name"] for row in found] == ["Parus major"]


@pytest.mark.parametrize("name", ["Gone fishing", "Parus", "x"])
def test_a_species_is_not_renamed_to_what_is_no_name(
    client: FlaskClient, make: Factory, auth, group: Group, editor: User, name: str
) -> None:
    species = make.species(group, scientific_name="Parus major")
    answer = client.patch(f"{SPECIES}/{species.id}", headers=auth(editor), json={"scientific_name": name})
    assert answer.status_code == 422
