"""Sites and sightings on the map, and what of their places whom is shown."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from blueprints.accounts.models import Group, User
from blueprints.dex.models import DexEntry
from blueprints.dex.service.places import obscured, shown_columns
from blueprints.projects.models import Project
from core.access import Role
from core.db import db
from tests.factories import Factory


class Looker:
    """A person with a group, who looks at the map."""

    def __init__(self, client: FlaskClient, make: Factory) -> None:
        self.client, self.make = client, make
        self.group: Group = make.group()
        self.user: User = make.member(self.group, Role.VIEWER)
        self.project: Project = make.project(self.group)

    def get(self, path: str, **query: Any) -> Any:
        answer = self.client.get(f"/api/v1/map/{path}", query_string=query, headers=self.make.headers(self.user))
        assert answer.status_code == 200, answer.json
        return answer.json

    def cells(self, **query: Any) -> list[dict[str, Any]]:
        return list(self.get("cells", **query)["results"])

    def listed(self, **query: Any) -> list[dict[str, Any]]:
        """What lies in the cells that the same question finds."""
        found = ",".join(cell["cell"] for cell in self.cells(**query))
        query = {name: value for name, value in query.items() if name not in ("west", "south", "east", "north")}
        return list(self.get("sightings", cells=found, **query)["results"]) if found else []


@pytest.fixture
def me(client: FlaskClient, make: Factory) -> Looker:
    return Looker(client, make)


def test_a_site_comes_with_what_belongs_to_it(me: Looker) -> None:
    site = me.make.site(me.project, name="Mill pond", latitude=48.1, longitude=11.5)
    me.make.site(me.project)
    me.make.site(latitude=1.0, longitude=1.0)
    me.make.recording(me.project, site_id=site.id, n_segments=4)
    me.make.dataset(me.project, site_id=site.id)
    answer = me.get("sites")
    [found] = answer["results"]
    assert (found["id"], found["n_recordings"], found["n_calls"], found["n_datasets"]) == (str(site.id), 1, 4, 1)
    assert answer["n_without_place"] == 1


def test_sightings_near_each_other_are_one_cell_until_one_comes_closer(me: Looker) -> None:
    for longitude in (11.50, 11.52, 11.54):
        me.make.entry(me.user, latitude=48.1, longitude=longitude)
    [cell] = me.cells(zoom=4)
    assert (cell["n"], cell["counts"]) == (3, {"entries": 3})
    assert cell["longitude"] == pytest.approx(11.52)
    assert len(me.cells(zoom=14)) == 3


def test_a_part_of_the_world_may_lie_across_the_180th_meridian(me: Looker) -> None:
    for longitude in (179.5, -179.5, 0.0):
        me.make.entry(me.user, latitude=-17.0, longitude=longitude)
    assert len(me.cells(zoom=8, west=170, east=-170, south=-30, north=0)) == 2
    assert len(me.cells(zoom=8, west=-10, east=10, south=-30, north=0)) == 1


def test_the_edges_of_the_world_are_in_a_cell(me: Looker) -> None:
    me.make.entry(me.user, latitude=90.0, longitude=180.0)
    me.make.entry(me.user, latitude=-90.0, longitude=-180.0)
    assert sum(cell["n"] for cell in me.cells(zoom=3)) == 2
    assert len(me.listed(zoom=3)) == 2


@pytest.mark.parametrize("reason", ["chosen", "sensitive"])
def test_an_obscured_place_is_exact_for_its_owner_and_the_middle_of_a_cell_for_others(
    client: FlaskClient, me: Looker, reason: str
) -> None:
    animal = me.make.animal(is_sensitive=reason == "sensitive")
    me.make.entry(
        me.user, animal, latitude=47.5123, longitude=8.7321, visibility="public", is_obscured=reason == "chosen"
    )
    other = Looker(client, me.make)
    [mine], [theirs] = me.listed(zoom=10), other.listed(zoom=10)
    assert (mine["latitude"], mine["longitude"], mine["is_rough"]) == (47.5123, 8.7321, False)
    assert (theirs["latitude"], theirs["longitude"]) == pytest.approx(obscured(47.5123, 8.7321))
    assert theirs["is_rough"] is True
    [cell] = other.cells(zoom=10)
    assert (cell["latitude"], cell["longitude"]) == pytest.approx(obscured(47.5123, 8.7321))
    assert cell["n_rough"] == 1


def test_an_obscured_place_cannot_be_felt_out_by_narrowing_the_map(client: FlaskClient, me: Looker) -> None:
    me.make.entry(me.user, latitude=47.5123, longitude=8.7321, visibility="public", is_obscured=True)
    other = Looker(client, me.make)
    around = {"west": 8.73, "east": 8.735, "south": 47.51, "north": 47.515}
    assert len(me.cells(zoom=18, **around)) == 1
    assert other.cells(zoom=18, **around) == []
    latitude, longitude = obscured(47.5123, 8.7321)
    middle = {"west": longitude - 1e-4, "east": longitude + 1e-4, "south": latitude - 1e-4, "north": latitude + 1e-4}
    assert len(other.cells(zoom=18, **middle)) == 1


def test_the_database_obscures_as_the_station_does(me: Looker) -> None:
    places = [(90.0, 180.0), (-90.0, -180.0), (0.0, 0.0), (47.5999, 8.2), (-33.3, -70.65), (0.1, -0.1)]
    for latitude, longitude in places:
        me.make.entry(latitude=latitude, longitude=longitude, visibility="public", is_obscured=True)
    shown = shown_columns(me.user.id)
    rows = select(DexEntry, shown.latitude, shown.longitude).join(DexEntry.species)
    for entry, latitude, longitude in db.session.execute(rows):
        assert (latitude, longitude) == pytest.approx(obscured(entry.latitude, entry.longitude))


def test_private_entries_and_those_of_blocked_people_are_nowhere(client: FlaskClient, me: Looker) -> None:
    from blueprints.dex.service import friends

    me.make.entry(me.user, latitude=1.0, longitude=1.0, visibility="private")
    public = me.make.entry(me.user, latitude=2.0, longitude=2.0, visibility="public")
    other = Looker(client, me.make)
    assert [row["id"] for row in other.listed(zoom=8)] == [str(public.id)]
    friends.block(me.user.id, other.user.id)
    db.session.commit()
    assert other.cells(zoom=8) == []


def test_a_picture_is_where_its_owner_says_and_for_others_only_if_the_place_is_shared(me: Looker) -> None:
    place = {"latitude": 48.0, "longitude": 11.0, "created_by": me.user.id}
    shared = me.make.image(me.group, **place, is_place_shared=True)
    kept = me.make.image(me.group, **place)
    sensitive = me.make.image(me.group, **place, is_place_shared=True, species_id=me.make.animal(is_sensitive=True).id)
    assert {row["id"] for row in me.listed(zoom=5)} == {str(row.id) for row in (shared, kept, sensitive)}
    me.user = me.make.member(me.group, Role.VIEWER)
    found = {row["id"]: row for row in me.listed(zoom=5)}
    assert set(found) == {str(shared.id), str(sensitive.id)}
    assert found[str(shared.id)]["latitude"] == 48.0
    assert (found[str(sensitive.id)]["latitude"], found[str(sensitive.id)]["is_rough"]) == (48.1, True)


def test_recordings_stand_on_the_map_when_they_are_asked_for(me: Looker) -> None:
    recording = me.make.recording(me.project, name="night.wav", latitude=48.0, longitude=11.0)
    me.make.recording(latitude=48.0, longitude=11.0)
    assert me.cells(zoom=5) == []
    [found] = me.listed(zoom=5, layers="recordings")
    assert (found["id"], found["title"], found["layer"]) == (str(recording.id), "night.wav", "recordings")


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"family": "Felidae"}, {"cat"}),
        ({"whose": "mine"}, {"cat", "late"}),
        ({"whose": "friends"}, {"friend"}),
        ({"start": "2026-06-10T00:00:00Z"}, {"late"}),
        ({"stop": "2026-06-01T12:00:00Z"}, {"cat", "friend"}),
        ({"layers": "pictures"}, set()),
    ],
)
def test_the_map_is_narrowed(me: Looker, filters: dict[str, str], expected: set[str]) -> None:
    friend = me.make.user()
    me.make.friends(me.user, friend)
    wolf = me.make.animal(family="Canidae")
    place, early = {"latitude": 48.0, "longitude": 11.0}, "2026-06-01T10:00:00Z"
    made = {
        "cat": me.make.entry(me.user, **place, observed_at=early),
        "late": me.make.entry(me.user, wolf, **place, observed_at="2026-06-20T10:00:00Z"),
        "friend": me.make.entry(friend, wolf, **place, observed_at=early),
    }
    assert {row["id"] for row in me.listed(zoom=6, **filters)} == {str(made[name].id) for name in expected}


@pytest.mark.parametrize("query", [{"layers": "ghosts"}, {"zoom": 19}, {"west": 181}, {"start": "2026-06-10T00:00:00"}])
def test_a_question_that_makes_no_sense_is_refused(me: Looker, query: dict[str, Any]) -> None:
    answer = me.client.get("/api/v1/map/cells", query_string=query, headers=me.make.headers(me.user))
    assert answer.status_code == 422


def test_cells_are_named_by_two_numbers_and_few_at_a_time(me: Looker) -> None:
    for cells in ("", "1,2", "a.b", ",".join(["1.1"] * 61)):
        query = {"zoom": 3, "cells": cells}
        answer = me.client.get("/api/v1/map/sightings", query_string=query, headers=me.make.headers(me.user))
        assert answer.status_code == 422, cells
