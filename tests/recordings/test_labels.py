"""Calls by number, naming many of them in one go, and taking it back."""

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from blueprints.recordings.models import LabelChange, Segment, Segmentation
from core.access import Role
from core.db import db
from tests.factories import Factory
from tests.recordings.conftest import Lab

LABELS = "/api/v1/segments/labels"


@pytest.fixture
def runs(lab: Lab, make: Factory) -> list[Segmentation]:
    """Two recordings with three calls each."""
    return [make.segmentation(make.recording(lab.project)) for _ in range(2)]


@pytest.fixture
def ids(make: Factory, runs: list[Segmentation]) -> list[int]:
    return [number for run in runs for number in make.segments_of(run)]


def words(ids: list[int]) -> list[tuple[str | None, bool]]:
    rows = {row.id: row for row in db.session.scalars(select(Segment)).all()}
    return [(rows[number].label, rows[number].is_rejected) for number in ids]


def name(client: FlaskClient, headers: dict[str, str], ids: list[int], **word: Any) -> Any:
    return client.post(LABELS, json={"segment_ids": ids, **word}, headers=headers)


def test_calls_are_read_by_number_in_the_order_asked_for(client: FlaskClient, lab: Lab, ids: list[int]) -> None:
    asked = [ids[4], 10**9, ids[0]]
    url = f"/api/v1/segments?ids={','.join(map(str, asked))}"
    found = client.get(url, headers=lab.viewer).json["results"]
    assert [row["id"] for row in found] == [ids[4], ids[0]]
    assert found[0]["recording_name"] != found[1]["recording_name"]
    assert (found[0]["sr_hz"], found[0]["low_hz"], found[0]["is_rejected"]) == (250_000, 40_000, False)
    assert client.get(url, headers=lab.stranger).json == {"results": []}


def test_calls_of_several_recordings_get_one_label_and_lose_it_again(
    client: FlaskClient, lab: Lab, ids: list[int], runs: list[Segmentation]
) -> None:
    chosen = [ids[0], ids[4]]
    answer = name(client, lab.annotator, chosen, label="song")
    assert (answer.status_code, answer.json["n_changed"]) == (200, 2)
    assert words(ids) == [("song" if number in chosen else None, False) for number in ids]
    assert all(db.session.get_one(Segmentation, run.id, populate_existing=True).is_edited for run in runs)
    undone = client.post(f"{LABELS}/{answer.json['action_id']}/undo", headers=lab.annotator)
    assert undone.json == {"n_changed": 2}
    assert words(ids) == [(None, False)] * 6
    changes = db.session.scalars(select(LabelChange)).all()
    assert [change.source for change in changes] == ["similarity"] * 4


def test_a_call_type_gives_its_name(client: FlaskClient, lab: Lab, make: Factory, ids: list[int]) -> None:
    kind = make.call_type(make.species(lab.group))
    assert name(client, lab.annotator, ids[:1], call_type_id=str(kind.id)).json["n_changed"] == 1
    segment = db.session.get_one(Segment, ids[0], populate_existing=True)
    assert (segment.label, segment.call_type_id) == (kind.name, kind.id)


def test_calls_are_rejected_and_named_anew(client: FlaskClient, lab: Lab, ids: list[int]) -> None:
    rejected = name(client, lab.annotator, ids[:2], is_rejected=True).json
    assert words(ids[:2]) == [(None, True)] * 2
    name(client, lab.annotator, ids[:1], label="song")
    undone = client.post(f"{LABELS}/{rejected['action_id']}/undo", headers=lab.annotator)
    assert undone.json == {"n_changed": 1}
    assert words(ids[:2]) == [("song", False), (None, False)]


def test_what_is_already_so_does_not_change(client: FlaskClient, lab: Lab, ids: list[int]) -> None:
    name(client, lab.annotator, ids[:1], label="song")
    assert name(client, lab.annotator, ids[:2], label="song").json["n_changed"] == 1


def test_only_annotators_of_the_group_label(client: FlaskClient, lab: Lab, make: Factory, ids: list[int]) -> None:
    assert client.post(LABELS, json={"segment_ids": ids}).status_code == 401
    assert name(client, lab.viewer, ids, label="song").status_code == 403
    assert name(client, lab.stranger, ids, label="song").status_code == 404
    theirs = make.segments_of(make.segmentation())
    assert name(client, lab.annotator, ids + theirs, label="song").status_code == 404
    assert words(ids) == [(None, False)] * 6


def test_another_annotators_action_is_undone_by_editors_only(
    client: FlaskClient, lab: Lab, make: Factory, ids: list[int]
) -> None:
    action_id = name(client, lab.annotator, ids, label="song").json["action_id"]
    url = f"{LABELS}/{action_id}/undo"
    colleague = make.headers(make.member(lab.group, Role.ANNOTATOR))
    assert client.post(url, headers=colleague).status_code == 403
    assert client.post(url, headers=lab.stranger).status_code == 404
    assert client.post(url, headers=lab.editor).json == {"n_changed": 6}
    assert client.post(f"{LABELS}/{lab.group.id}/undo", headers=lab.editor).status_code == 404


@pytest.mark.parametrize(
    "word",
    [
        {"label": "song", "is_rejected": True},
        {"label": "song", "call_type_id": "00000000-0000-0000-0000-000000000000"},
        {"call_type_id": "00000000-0000-0000-0000-000000000000"},
        {"label": "x" * 101},
    ],
)
def test_a_word_that_contradicts_itself_is_refused(
    client: FlaskClient, lab: Lab, ids: list[int], word: dict[str, Any]
) -> None:
    assert name(client, lab.annotator, ids, **word).status_code == 422


def test_a_call_that_is_not_there_is_not_found(client: FlaskClient, lab: Lab, ids: list[int]) -> None:
    assert name(client, lab.annotator, [*ids, 10**12], label="song").status_code == 404
    assert name(client, lab.annotator, [], label="song").status_code == 422
    assert client.get("/api/v1/segments?ids=x", headers=lab.viewer).status_code == 422
