"""Lists of recordings: filters, orderings, search, pages."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from tests.factories import Factory
from tests.queries import recorded_queries
from tests.recordings.conftest import Lab


@pytest.fixture
def names(client: FlaskClient, lab: Lab) -> Any:
    """`names(**query)` gives the names a list shows, in order."""

    def _names(**query: Any) -> list[str]:
        response = client.get(f"/api/v1/recordings?{urlencode(query)}", headers=lab.viewer)
        assert response.status_code == 200, response.json
        return [row["name"] for row in response.json["results"]]

    return _names


def test_a_list_shows_ones_own_groups_only(names: Any, lab: Lab, make: Factory) -> None:
    make.recording(lab.project, name="ours.wav")
    make.recording(name="theirs.wav")
    assert names() == ["ours.wav"]


FILTERS: list[tuple[dict[str, Any], list[str]]] = [
    ({"state": "failed"}, ["a.wav"]),
    ({"min_sr_hz": 300_000}, ["b.wav"]),
    ({"max_sr_hz": 300_000}, ["a.wav"]),
    ({"min_duration_s": 10}, ["a.wav"]),
    ({"max_duration_s": 10}, ["b.wav"]),
    ({"classified": "true"}, ["b.wav"]),
    ({"segmented": "true"}, ["b.wav"]),
    ({"segmented": "false"}, ["a.wav"]),
    ({"from": "2024-06-02T00:00:00Z"}, ["b.wav"]),
    ({"from": "2024-06-01", "to": "2024-06-01"}, ["a.wav"]),
    ({"search": "B.W"}, ["b.wav"]),
    ({"search": "%"}, []),
    ({"ordering": "name"}, ["a.wav", "b.wav"]),
    ({"ordering": "-name"}, ["b.wav", "a.wav"]),
    ({"ordering": "duration_s"}, ["b.wav", "a.wav"]),
    ({"ordering": "-sr_hz"}, ["b.wav", "a.wav"]),
    ({"ordering": "-recorded_at"}, ["b.wav", "a.wav"]),
]


@pytest.mark.parametrize(("query", "expected"), FILTERS, ids=lambda value: str(value))
def test_a_filter_narrows_and_an_ordering_sorts(
    query: dict[str, Any], expected: list[str], names: Any, lab: Lab, make: Factory
) -> None:
    early, late = datetime(2024, 6, 1, 22, tzinfo=UTC), datetime(2024, 6, 2, 3, tzinfo=UTC)
    make.recording(lab.project, name="a.wav", state="failed", duration_s=60.0, recorded_at=early, timeline_at=early)
    busy = make.recording(
        lab.project, name="b.wav", sr_hz=384_000, recorded_at=late, timeline_at=late, is_classified=True
    )
    make.segmentation(busy)
    assert names(**query) == expected


def test_unknown_filters_and_orderings_are_refused(client: FlaskClient, lab: Lab) -> None:
    for query in ("colour=red", "ordering=size", "state=lost", "from=yesterday", "limit=501", "cursor=rubbish"):
        response = client.get(f"/api/v1/recordings?{query}", headers=lab.viewer)
        assert (response.status_code, response.json["code"]) == (422, "validation-failed"), query


def test_pages_lead_through_the_list_and_back(client: FlaskClient, lab: Lab, make: Factory) -> None:
    for number in range(5):
        make.recording(lab.project, name=f"n{number}.wav")
    first = client.get("/api/v1/recordings?ordering=name&limit=2", headers=lab.viewer).json
    second = client.get(first["next"], headers=lab.viewer).json
    back = client.get(second["previous"], headers=lab.viewer).json
    assert first["count"] == 5
    assert [row["name"] for row in second["results"]] == ["n2.wav", "n3.wav"]
    assert back["results"] == first["results"]


def test_a_page_costs_the_same_statements_however_long(client: FlaskClient, lab: Lab, make: Factory) -> None:
    site, species = make.site(lab.project), make.species(group=lab.group)
    counts = []
    for _ in range(2):
        for _ in range(4):
            make.recording(lab.project, site_id=site.id, species_id=species.id)
        with recorded_queries() as statements:
            client.get("/api/v1/recordings", headers=lab.viewer)
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_names_of_project_site_and_species_come_along(client: FlaskClient, lab: Lab, make: Factory) -> None:
    site, species = make.site(lab.project, name="Lake"), make.species(group=lab.group, common_name="Noctule")
    make.recording(lab.project, site_id=site.id, species_id=species.id)
    (row,) = client.get("/api/v1/recordings", headers=lab.viewer).json["results"]
    assert (row["site"]["name"], row["species"]["common_name"]) == ("Lake", "Noctule")
