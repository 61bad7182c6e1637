"""The tree of life: whose sightings it is made of, and what it says of them."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from blueprints.accounts.models import User
from blueprints.dex.service import entries, friends
from core.db import db
from tests.factories import Factory


@pytest.fixture
def me(make: Factory) -> User:
    return make.user()


@pytest.fixture
def get(client: FlaskClient, auth: Any, me: User) -> Any:
    """`get(path)` as me."""
    headers = auth(me)
    return lambda address, /, **query: client.get(f"/api/v1{address}", query_string=query, headers=headers).json


def names(get: Any, **query: Any) -> set[str]:
    tile = get("/tree/tiles", z=5, x=0, y=0, layout="tidy", **query)
    tiles = [tile, get("/tree/tiles", z=5, x=-1, y=0, layout="tidy", **query)]
    return {name for one in tiles for name, depth in zip(one["name"], one["depth"], strict=True) if depth == 7}


def test_a_private_entry_never_shows_through_a_friends_tree(get: Any, make: Factory, me: User) -> None:
    friend = make.user()
    make.friends(me, friend)
    shown, secret = (
        make.animal(scientific_name="Lynx lynx", genus="Lynx"),
        make.animal(scientific_name="Felis silvestris"),
    )
    make.entry(friend, shown)
    make.entry(friend, secret, visibility="private")
    for scope in ({"scope": "friends"}, {"scope": "station"}, {"scope": "people", "people": str(friend.id)}):
        assert names(get, **scope) == {"Lynx lynx"}
        assert get("/tree", **scope)["n_species"] == 1
        assert get("/tree/search", search="Felis", **scope)["results"] == []
        assert [node["name"] for node in get("/tree/graph", **scope)["nodes"]] == ["Lynx lynx"]
    assert names(get, scope="mine") == set()


def test_the_end_of_a_friendship_takes_the_friends_leaves(get: Any, make: Factory, me: User) -> None:
    friend = make.user()
    make.friends(me, friend)
    make.entry(friend)
    assert get("/tree", scope="friends")["friends"] == 1
    friends.unfriend(me.id, friend.id)
    db.session.commit()
    assert get("/tree", scope="friends")["n_species"] == 0
    assert get("/tree", scope="station")["n_species"] == 0


def test_a_tree_counts_oneself_friends_and_all_and_follows_changes(get: Any, make: Factory, me: User) -> None:
    friend, animal = make.user(), make.animal()
    make.friends(me, friend)
    mine = make.entry(me, animal)
    make.entry(friend, animal)
    make.entry(make.user(), animal, visibility="public")
    tree = get("/tree", scope="station")
    assert (tree["own"], tree["friends"], tree["total"]) == (1, 1, 3)
    entries.remove(mine)
    db.session.commit()
    tree = get("/tree", scope="station")
    assert (tree["own"], tree["total"], tree["n_species"]) == (0, 2, 1)


def test_a_node_names_who_of_those_one_may_see_found_it_first(get: Any, make: Factory, me: User) -> None:
    animal, stranger = make.animal(), make.user()
    make.entry(stranger, animal, visibility="private", observed_at="2020-01-01T00:00:00Z")
    first = make.entry(stranger, animal, visibility="public", observed_at="2022-01-01T00:00:00Z")
    make.entry(me, animal, observed_at="2023-01-01T00:00:00Z")
    node = get("/tree/node", scope="station", path="Animalia>Chordata>Mammalia>Carnivora>Felidae")
    assert (node["first"]["entry_id"], node["n_species"], node["total"]) == (str(first.id), 1, 2)
    assert node["first"]["person"]["id"] == str(stranger.id)


def test_statistics_tell_diversity_and_completeness(get: Any, make: Factory, me: User) -> None:
    make.entry(me, make.animal())
    make.animal()
    found = get("/tree/statistics")
    assert (found["n_species"], found["n_families"], found["shannon"]) == (1, 1, 0)
    assert (found["completeness"]["n_found"], found["completeness"]["n_known"]) == (1, 2)


def test_a_search_tells_where_to_fly(get: Any, make: Factory, me: User) -> None:
    make.entry(me, make.animal(scientific_name="Lynx lynx", genus="Lynx"))
    found = get("/tree/search", search="lynx lynx", layout="tidy")["results"][0]
    assert (found["x"], found["y"], found["depth"]) == (0.0, 7.0, 7)


def test_the_graph_is_kept_until_something_changes(get: Any, make: Factory, me: User) -> None:
    make.entry(me)
    first = get("/tree/graph")["metadata"]["state"]
    assert get("/tree/graph")["metadata"]["state"] == first
    make.entry(me)
    assert len(get("/tree/graph")["nodes"]) == 2


@pytest.mark.parametrize("query", [{"z": 99}, {"x": "a"}, {"people": "x"}, {"layout": "round"}])
def test_numbers_that_cannot_be_are_refused(get: Any, query: dict[str, Any]) -> None:
    assert get("/tree/tiles", **({"z": 1, "x": 0, "y": 0} | query))["code"] == "validation-failed"
