"""What collections come to: numbers, badges, who stands where."""

from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from blueprints.accounts.models import User
from blueprints.dex.service import entries
from blueprints.dex.service.awards import BADGES, Facts, longest_streak, progress
from core.db import db
from tests.factories import Factory


@pytest.fixture
def me(make: Factory) -> User:
    return make.user()


@pytest.fixture
def get(client: FlaskClient, auth: Any, me: User) -> Any:
    headers = auth(me)
    return lambda path: client.get(f"/api/v1{path}", headers=headers).json


def test_statistics_count_species_by_month_year_and_family(get: Any, make: Factory, me: User) -> None:
    animal = make.animal()
    for day in ("2024-06-01T00:00:00Z", "2025-06-02T00:00:00Z", "2025-07-01T00:00:00Z"):
        make.entry(me, animal, observed_at=day, n_individuals=2)
    make.entry(me, make.animal(family="Canidae"), observed_at="2025-07-09T00:00:00Z")
    found = get("/dex/statistics")
    assert (found["n_species"], found["n_entries"], found["n_individuals"]) == (2, 4, 7)
    assert [row["n_species"] for row in found["by_month"][5:7]] == [1, 2]
    assert found["by_year"] == [
        {"year": 2024, "n_species": 1, "n_entries": 1, "n_new": 1},
        {"year": 2025, "n_species": 2, "n_entries": 3, "n_new": 1},
    ]
    assert {row["name"]: row["n_known"] for row in found["by_family"]} == {"Felidae": 1, "Canidae": 1}
    assert [row["place"] for row in get("/dex/life-list")["results"]] == [1, 2]


def test_statistics_of_others_count_what_one_may_see(get: Any, make: Factory) -> None:
    other = make.user()
    make.entry(other, visibility="public")
    make.entry(other, visibility="private")
    assert get(f"/dex/statistics?owner_id={other.id}")["n_entries"] == 1


def test_the_leaderboard_is_of_friends_and_of_what_they_show(get: Any, make: Factory, me: User) -> None:
    friend = make.user()
    make.friends(me, friend)
    make.entry(friend)
    make.entry(friend, visibility="private")
    make.entry(me)
    make.entry(me)
    make.entry(visibility="public")
    assert [(row["is_me"], row["n_species"]) for row in get("/dex/leaderboard")["results"]] == [(True, 2), (False, 1)]


def test_a_badge_once_reached_is_kept(get: Any, make: Factory, me: User) -> None:
    made = make.entry(me)
    assert "first-entry" in [badge["id"] for badge in get("/dex/badges")["badges"] if badge["awarded_at"]]
    entries.remove(made)
    db.session.commit()
    assert "first-entry" in [badge["id"] for badge in get("/dex/badges")["badges"] if badge["awarded_at"]]


def test_a_family_found_whole_earns_its_badge_and_lists_nothing_missing(get: Any, make: Factory, me: User) -> None:
    cats = [make.animal() for _ in range(3)]
    for cat in cats[:2]:
        make.entry(me, cat)
    locked = get("/dex/locked")["results"][0]
    assert (locked["n_found"], locked["n_known"], [one["id"] for one in locked["missing"]]) == (2, 3, [str(cats[2].id)])
    assert get("/dex/badges")["next_family"] == {"family": "Felidae", "n_found": 2, "n_known": 3}
    make.entry(me, cats[2])
    assert get("/dex/badges")["whole_families"] == ["Felidae"]


@pytest.mark.parametrize(("gaps", "longest"), [([], 0), ([0], 1), ([0, 1, 2, 5, 6], 3), ([0, 1, 2, 3, 4, 5, 6], 7)])
def test_a_streak_is_of_days_running(gaps: list[int], longest: int) -> None:
    start = date(2025, 12, 29)
    assert longest_streak(start + timedelta(days=gap) for gap in gaps) == longest


def test_every_badge_has_a_measure() -> None:
    nothing = Facts(0, 0, {}, 0, 0, 0, 0, 0, 0, [], None)
    assert progress(nothing) == {badge.id: 0 for badge in BADGES}


def test_a_family_is_measured_against_the_checklist(get: Any, make: Factory, me: User) -> None:
    make.checklist()
    make.entry(me, make.animal(scientific_name="Parus major", family="Paridae", genus="Parus"))
    found = get("/tree/statistics")["completeness"]
    assert found == {"n_found": 1, "n_known": 2, "families": [{"name": "Paridae", "n_found": 1, "n_known": 2}]}
