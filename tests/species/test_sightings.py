"""The station's own number of a species: given when it is first seen, without gaps."""

import threading

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from blueprints.species.models import Species
from blueprints.species.service import first_seen, look_up_or_create, note_observation
from core.db import db
from tests.factories import Factory

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def indexes() -> list[int]:
    rows = select(Species.creation_index).where(Species.creation_index.is_not(None))
    return sorted(db.session.scalars(rows))


def test_fifty_people_who_see_fifty_species_at_once_give_fifty_consecutive_numbers(app: Flask, make: Factory) -> None:
    ids = [make.species(scientific_name=f"Myotis {LETTERS[n % 26]}{LETTERS[n // 26]}inus").id for n in range(50)]
    barrier, faults = threading.Barrier(50), []

    def see(species_id) -> None:
        with app.app_context():
            barrier.wait(30)
            for _ in range(200):
                try:
                    first_seen(species_id)
                    db.session.commit()
                    break
                except OperationalError:
                    # SQLite's only writer was busy for longer than a web request waits: sent again, as a page does.
                    db.session.rollback()
            else:
                faults.append(species_id)
            db.session.remove()

    threads = [threading.Thread(target=see, args=(one,)) for one in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    db.session.rollback()
    assert faults == []
    assert indexes() == list(range(1, 51))


def test_people_who_see_one_species_at_once_give_it_one_number(app: Flask, make: Factory) -> None:
    species_id, barrier, given = make.species().id, threading.Barrier(8), []

    def see() -> None:
        with app.app_context():
            barrier.wait(30)
            for _ in range(200):
                try:
                    index = first_seen(species_id)
                    db.session.commit()
                    given.append(index)
                    break
                except OperationalError:
                    db.session.rollback()
            db.session.remove()

    threads = [threading.Thread(target=see) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    db.session.rollback()
    assert given == [1] * 8
    assert first_seen(make.species().id) == 2


def test_a_number_that_was_not_kept_is_given_again(make: Factory) -> None:
    first, second = make.species().id, make.species().id
    assert first_seen(first) == 1
    db.session.rollback()
    assert first_seen(second) == 1
    db.session.commit()
    assert first_seen(first) == 2


def test_observations_are_counted_and_the_first_gives_the_number(client: FlaskClient, make: Factory, auth) -> None:
    species = make.species()
    headers = auth(make.user())
    for change in (1, 1, -1):
        note_observation(species.id, change)
    db.session.commit()
    shown = client.get(f"/api/v1/species/{species.id}", headers=headers).json
    assert (shown["creation_index"], shown["n_observations"]) == (1, 1)
    for address in ("recent", "most-observed"):
        rows = client.get(f"/api/v1/species/{address}", headers=headers).json["results"]
        assert [row["id"] for row in rows] == [str(species.id)]


def test_a_species_is_found_again_whatever_its_capitals(make: Factory, app: Flask) -> None:
    first = look_up_or_create("parus major")
    again = look_up_or_create("*PARUS MAJOR* (Linnaeus, 1758)")
    assert (first.is_new, again.is_new, again.species.id) == (True, False, first.species.id)


HOSTILE = ["The animal is", "Unidentified bird", "No animals found", "Tabby", "Myotis cf. bechsteinii"]


@pytest.mark.parametrize("text", HOSTILE)
def test_prose_never_becomes_a_species(client: FlaskClient, make: Factory, auth, text: str) -> None:
    answer = client.post("/api/v1/species", headers=auth(make.user()), json={"scientific_name": text})
    assert (answer.status_code, answer.json["code"]) in {(422, "not-a-name"), (422, "name-is-open")}
    assert db.session.query(Species).count() == 0
