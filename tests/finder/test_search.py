"""One search over all areas: what it finds, in which order, and for whom."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from blueprints.accounts.models import Group, User
from blueprints.dex.service import friends
from blueprints.finder.service.kinds import KINDS
from blueprints.forecasting.models import ForecastSession
from blueprints.projects.models import Project
from blueprints.species.models import SpeciesName
from blueprints.timeline.models import Timeline
from core.access import Role
from core.db import db
from tests.databases import on_one_database
from tests.factories import Factory
from tests.queries import recorded_queries


class Searcher:
    """A person with a group, who searches."""

    def __init__(self, client: FlaskClient, make: Factory) -> None:
        self.client, self.make = client, make
        self.group: Group = make.group()
        self.user: User = make.member(self.group, Role.VIEWER)
        self.project: Project = make.project(self.group, name="Wetlands")

    def answer(self, text: str, **query: Any) -> Any:
        headers = self.make.headers(self.user)
        return self.client.get("/api/v1/search", query_string={"q": text} | query, headers=headers)

    def find(self, text: str, **query: Any) -> list[tuple[str, str]]:
        """Kinds and ids of what is found, the best first."""
        answer = self.answer(text, **query)
        assert answer.status_code == 200, answer.json
        return [(row["kind"], row["id"]) for row in answer.json["results"]]


@pytest.fixture
def me(client: FlaskClient, make: Factory) -> Searcher:
    return Searcher(client, make)


def _one_of_each(me: Searcher) -> dict[str, str]:
    """A thing of every kind with the word in its name; its id by kind."""
    make, group, project = me.make, me.group, me.project
    species = make.species(group, scientific_name="Zephyrus zephyrus", common_name="Zephyr bat")
    recording = make.recording(project, name="zephyr.wav")
    detector = make.detector(make.channel(make.source(project, name="Zephyr feed"), name="Zephyr speed"), name="Zephyr")
    made = {
        "project": make.project(group, name="Zephyr project"),
        "site": make.site(project, name="Zephyr hill"),
        "recording": recording,
        "call-type": make.call_type(species, name="zephyr call"),
        "classifier": make.classifier(group, name="Zephyr model"),
        "batch": make.task_batch(project, name="Zephyr batch"),
        "clustering": make.clustering_run(project, name="Zephyr clusters"),
        "species": species,
        "picture": make.image(group, name="zephyr.jpg", search_text="zephyr.jpg"),
        "entry": make.entry(me.user, species),
        "dashboard": make.dashboard(me.user, group, name="Zephyr board"),
        "dataset": make.dataset(project, name="Zephyr logger"),
        "person": make.member(group, Role.EDITOR, user=make.user(display_name="Zephyr Miller")),
        "forecast": make.save(ForecastSession(group_id=group.id, project_id=project.id, name="Zephyr tomorrow")),
        "timeline": make.save(
            Timeline(group_id=group.id, project_id=project.id, owner_id=me.user.id, name="Zephyr nights")
        ),
        "job": make.job(group, title="Search zephyr.wav for calls"),
        "detector": detector,
    }
    found = {kind: str(row.id) for kind, row in made.items()}
    found["channel"] = str(detector.channel_ids[0])
    return found


def test_a_thing_of_every_kind_is_found_by_its_name(me: Searcher) -> None:
    made = _one_of_each(me)
    found = dict(me.find("zephyr", limit=1))
    assert set(found) == set(KINDS)
    assert {kind: found[kind] for kind in made} == made


def test_a_stranger_finds_the_species_of_the_station_and_nothing_else(client: FlaskClient, me: Searcher) -> None:
    made = _one_of_each(me)
    stranger = Searcher(client, me.make)
    assert stranger.find("zephyr") == [("species", made["species"])]


def test_every_word_must_occur_somewhere(me: Searcher) -> None:
    both = me.make.dataset(me.project, name="Pond temperature")
    me.make.dataset(me.project, name="Pond level")
    assert me.find("temp pond") == [("dataset", str(both.id))]


def test_a_name_that_begins_so_comes_before_one_that_holds_it(me: Searcher) -> None:
    held, begun = (str(me.make.dataset(me.project, name=name).id) for name in ("Windmill", "Mill pond"))
    assert me.find("mill") == [("dataset", begun), ("dataset", held)]
    assert me.find("mill", limit=1) == [("dataset", begun)]


def test_a_species_is_found_by_a_common_name_of_any_language_and_without_accents(me: Searcher) -> None:
    species = me.make.animal(scientific_name="Thymallus thymallus", common_name="Grayling")
    me.make.save(SpeciesName(species_id=species.id, language="deu", name="Äsche", name_key="asche"))
    assert me.find("äsche") == me.find("Asche") == [("species", str(species.id))]


def test_letters_beyond_ascii_are_found_in_either_case(me: Searcher) -> None:
    site = me.make.site(me.project, name="Ämtler Öhrchen")
    assert me.find("ämtler öhrchen") == me.find("ÄMTLER") == [("site", str(site.id))]


def test_wildcards_of_the_database_are_letters_like_others(me: Searcher) -> None:
    percent = me.make.dataset(me.project, name="Load 50%")
    me.make.dataset(me.project, name="Load 50 kW")
    assert me.find("50%") == [("dataset", str(percent.id))]
    assert me.find("_") == []


def test_parts_of_a_recording_do_not_stand_beside_it(me: Searcher) -> None:
    whole = me.make.recording(me.project, name="zephyr.wav")
    me.make.recording(me.project, name="zephyr part", parent_id=whole.id, blob_sha256=whole.blob_sha256)
    assert me.find("zephyr") == [("recording", str(whole.id))]


def test_what_a_kind_has_beyond_the_limit_is_told_with_where_it_is_listed(me: Searcher) -> None:
    for n in range(3):
        me.make.dataset(me.project, name=f"Pond {n}")
    kinds = me.answer("pond", limit=2).json["kinds"]
    assert kinds == [{"kind": "dataset", "has_more": True, "href": "/datasets?search=pond"}]


def test_only_the_kinds_asked_for_are_searched(me: Searcher) -> None:
    _one_of_each(me)
    assert {kind for kind, _id in me.find("zephyr", kinds="dataset,site")} == {"dataset", "site"}


def test_a_kind_nobody_knows_is_refused(me: Searcher) -> None:
    answer = me.answer("pond", kinds="dataset,unicorn")
    assert answer.status_code == 422
    assert "unicorn" in answer.json["errors"][0]["message"]


def test_a_group_leaves_out_what_belongs_to_others(me: Searcher) -> None:
    other = me.make.group(admin=me.user)
    there = me.make.dataset(me.make.project(other), name="Pond there")
    me.make.dataset(me.project, name="Pond here")
    assert me.find("pond", group_id=str(other.id)) == [("dataset", str(there.id))]


def test_the_place_of_an_obscured_entry_leads_nobody_but_its_owner_to_it(client: FlaskClient, me: Searcher) -> None:
    place = {"latitude": 47.5, "longitude": 8.7, "place_name": "Barn of Uster", "visibility": "public"}
    secret = me.make.entry(me.user, **place, is_obscured=True)
    sensitive = me.make.entry(me.user, me.make.animal(is_sensitive=True), **place)
    told = me.make.entry(me.user, **place)
    mine = {str(row.id) for row in (secret, sensitive, told)}
    assert {found for _kind, found in me.find("uster")} == mine
    assert Searcher(client, me.make).find("uster") == [("entry", str(told.id))]


def test_nobody_is_found_by_address_nor_by_those_they_have_blocked(me: Searcher) -> None:
    person = me.make.member(me.group, Role.EDITOR, user=me.make.user(display_name="Cleo Marsh"))
    assert me.find("cleo") == [("person", str(person.id))]
    assert me.find(person.email) == []
    friends.block(person.id, me.user.id)
    db.session.commit()
    assert me.find("cleo") == []


@on_one_database
def test_a_search_asks_the_database_once_for_each_kind(me: Searcher) -> None:
    _one_of_each(me)
    me.find("zephyr")
    with recorded_queries() as queries:
        me.find("zephyr")
    asked = [query for query in queries if "LIMIT" in query and "ORDER BY CASE" in query]
    assert len(asked) == len(KINDS)
    assert len(queries) < len(KINDS) + 8
