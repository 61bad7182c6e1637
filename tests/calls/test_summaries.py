"""Results at a glance: nights with their sun, sequences and bouts, what was heard where."""

from datetime import UTC, datetime

import pytest

from blueprints.projects.models import Site
from blueprints.recordings.models import Segment
from core.db import db

BASE = "/api/v1"
BERLIN = {"latitude": 52.52, "longitude": 13.40}


@pytest.fixture
def night(lab, make):
    """A recording of 22:58 in Berlin's midsummer: a bout of four, a buzz of six, one call alone after midnight."""
    recording = make.recording(
        lab.project,
        recorded_at=datetime(2026, 6, 12, 20, 58, tzinfo=UTC),
        timeline_at=datetime(2026, 6, 12, 20, 58, tzinfo=UTC),
        utc_offset_min=120,
        duration_s=7200.0,
        n_frames=7200 * 250_000,
        **BERLIN,
    )
    search = [(1.0 + 0.1 * i, 1.005 + 0.1 * i) for i in range(4)]
    buzz = [(60.0 + 0.008 * i, 60.004 + 0.008 * i) for i in range(6)]
    segmentation = make.segmentation(recording, segments=[*search, *buzz, (6000.0, 6000.01)])
    make.run(segmentation, label="fall")
    segment = db.session.query(Segment).filter_by(onset_s=60.0).one()
    segment.label = "social"
    db.session.commit()
    return recording


def test_a_night_reaches_from_noon_to_noon_with_the_sun_of_its_place(client, lab, night):
    answer = client.get(f"{BASE}/results/nights?bin_min=60", headers=lab.viewer).json
    (row,) = answer["results"]
    assert row["night"] == "2026-06-12"
    assert {hour: n for hour, n in enumerate(row["counts"]) if n} == {10: 10, 12: 1}
    assert (row["n_calls"], row["n_labelled_by_people"]) == (11, 1)
    assert (row["first_at"], row["last_at"]) == ("2026-06-12T20:58:01.000Z", "2026-06-12T22:38:00.000Z")
    # The almanac of Berlin gives 21:29 and 04:43 local time; two minutes allow for the horizon it assumes.
    for name, expected in (("sunset_at", "2026-06-12T19:29"), ("sunrise_at", "2026-06-13T02:43")):
        assert abs(_minutes(row[name]) - _minutes(f"{expected}:00.000Z")) <= 2


def _minutes(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp() / 60


def test_a_night_without_a_place_has_no_sun(client, lab, make):
    make.segmentation(make.recording(lab.project, recorded_at=datetime(2026, 6, 12, 20, tzinfo=UTC)))
    answer = client.get(f"{BASE}/results/nights", headers=lab.viewer).json
    assert answer["place"] is None
    assert answer["results"][0]["sunset_at"] is None


def test_sequences_tell_bouts_and_buzzes(client, lab, night):
    answer = client.get(f"{BASE}/results/sequences", headers=lab.viewer).json
    assert (answer["n_calls"], answer["n_bouts"], answer["n_with_buzz"]) == (11, 3, 1)
    assert [(row["n_calls"], row["n_buzzes"]) for row in answer["results"]] == [(6, 1), (4, 0)]
    assert answer["results"][1]["median_interval_s"] == pytest.approx(0.1)
    by_label = {one["label"]: sum(one["counts"]) for one in answer["intervals"]["series"]}
    assert by_label == {"fall": 9, "social": 1}


def test_a_longer_silence_joins_bouts(client, lab, night):
    answer = client.get(f"{BASE}/results/sequences?max_gap_s=100", headers=lab.viewer).json
    assert answer["n_bouts"] == 2


def test_places_count_species_and_types(client, lab, make, night):
    site = Site(project_id=lab.project.id, name="Pond", **BERLIN)
    db.session.add(site)
    db.session.flush()
    species = make.species(lab.group, scientific_name="Myotis daubentonii")
    other = make.recording(lab.project, site_id=site.id, species_id=species.id)
    make.run(make.segmentation(other, segments=[(1.0, 1.1), (2.0, 2.1)]), label="rise")
    first, last = client.get(f"{BASE}/results/places", headers=lab.viewer).json["results"]
    assert (first["site_name"], first["n_calls"], first["n_recordings"]) == ("Pond", 2, 1)
    assert first["species"] == [{"name": "Myotis daubentonii", "n": 2}]
    assert first["labels"] == [{"label": "rise", "n": 2}]
    assert last["site_id"] is None
    assert {one["label"]: one["n"] for one in last["labels"]} == {"fall": 10, "social": 1}


@pytest.mark.parametrize(
    "path", ["nights?bin_min=7", "sequences?max_gap_s=0", "sequences?buzz_interval_s=x", "places?from=soon"]
)
def test_what_makes_no_sense_is_refused(client, lab, path):
    answer = client.get(f"{BASE}/results/{path}", headers=lab.viewer)
    assert (answer.status_code, answer.json["code"]) == (422, "validation-failed")
