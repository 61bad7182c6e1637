"""Results: the table of calls, activity by hour and night, and files of them."""

import csv
import io
from datetime import UTC, datetime

import pytest

from blueprints.calls.models import Prediction
from blueprints.recordings.models import LabelSource, Segment
from blueprints.recordings.service.labels import Said, Word, name_segments
from core.db import db

BASE = "/api/v1"


@pytest.fixture
def calls(lab, make):
    """A recording of 22:58 local time with three calls: two in that hour, one in the next; one is labelled."""
    recording = make.recording(
        lab.project,
        name="=night.wav",
        recorded_at=datetime(2026, 6, 12, 20, 58, tzinfo=UTC),
        timeline_at=datetime(2026, 6, 12, 20, 58, tzinfo=UTC),
        utc_offset_min=120,
        duration_s=600.0,
        n_frames=600 * 250_000,
    )
    segmentation = make.segmentation(recording, segments=[(1.0, 1.01), (60.0, 60.01), (180.0, 180.01)])
    make.run(segmentation, label="fall")
    segment = db.session.query(Segment).filter_by(onset_s=60.0).one()
    segment.label = "social"
    db.session.commit()
    return recording


def test_the_table_shows_human_word_and_prediction_apart(client, lab, calls):
    page = client.get(f"{BASE}/results/calls?ordering=onset_s", headers=lab.viewer).json
    assert page["count"] == 3
    assert [(row["label"], row["predicted"]) for row in page["results"]] == [
        (None, "fall"),
        ("social", "fall"),
        (None, "fall"),
    ]
    assert page["results"][2]["at"] == "2026-06-12T21:01:00.000Z"


@pytest.mark.parametrize(
    ("query", "n"),
    [
        ("label=social", 1),
        ("label=fall", 2),
        ("labelled=true", 1),
        ("min_confidence=0.9", 0),
        ("from=2026-06-12T00:00:00Z&to=2026-06-13T00:00:00Z", 3),
        ("from=2026-06-13T00:00:00Z", 0),
        ("search=night", 3),
        ("search=SOC", 1),
        ("search=all", 2),
        ("search=moth", 0),
    ],
)
def test_filters_narrow_the_table(client, lab, calls, query, n):
    assert client.get(f"{BASE}/results/calls?{query}", headers=lab.viewer).json["count"] == n


def test_activity_counts_in_the_recorders_own_hours(client, lab, calls):
    rows = client.get(f"{BASE}/results/activity?by=hour", headers=lab.viewer).json["results"]
    found = {(row["label"], row["hour"]): row["n_calls"] for row in rows}
    assert found == {("fall", 22): 1, ("social", 22): 1, ("fall", 23): 1}


def test_activity_by_night_runs_from_noon_to_noon(client, lab, calls):
    rows = client.get(f"{BASE}/results/activity?by=night", headers=lab.viewer).json["results"]
    assert {row["night"] for row in rows} == {"2026-06-12"}


def test_a_stranger_sees_no_call(client, lab, calls):
    assert client.get(f"{BASE}/results/calls", headers=lab.stranger).json["count"] == 0
    assert client.get(f"{BASE}/results/activity", headers=lab.stranger).json["results"] == []
    lines = client.get(f"{BASE}/results/calls/export?format=csv", headers=lab.stranger).data.decode().splitlines()
    assert len(lines) == 1


def test_the_csv_holds_human_labels_only_in_its_label_column_and_no_formula(client, lab, calls):
    answer = client.get(f"{BASE}/results/calls/export?format=csv", headers=lab.viewer)
    assert "attachment" in answer.headers["Content-Disposition"]
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert [row["label"] for row in rows] == ["", "social", ""]
    assert {row["predicted"] for row in rows} == {"fall"}
    assert {row["project"] for row in rows} == {lab.project.name}
    assert not any(row["recording"].startswith("=") for row in rows)


def test_a_call_unlike_all_that_was_learned_is_counted_and_exported_as_unknown(client, lab, calls):
    segment = db.session.query(Segment).filter_by(onset_s=1.0).one()
    db.session.query(Prediction).filter_by(segment_id=segment.id).one().is_unknown = True
    db.session.commit()
    cells = client.get(f"{BASE}/results/activity", headers=lab.viewer).json["results"]
    assert {cell["label"]: cell["n_calls"] for cell in cells} == {"unknown": 1, "social": 1, "fall": 1}
    assert client.get(f"{BASE}/results/calls?label=unknown", headers=lab.viewer).json["count"] == 1
    text = client.get(f"{BASE}/results/calls/export?format=csv", headers=lab.viewer).data.decode("utf-8-sig")
    assert [row["predicted"] for row in csv.DictReader(io.StringIO(text))] == ["unknown", "fall", "fall"]


@pytest.mark.parametrize("name", ["csv", "csv-full", "raven", "audacity", "json", "xlsx"])
def test_every_format_comes_as_a_file(client, lab, calls, name):
    url = f"{BASE}/results/calls/export?format={name}&recording_id={calls.id}"
    answer = client.get(url, headers=lab.viewer)
    assert answer.status_code == 200
    assert len(answer.data) > 50


def test_an_unknown_format_is_named(client, lab, calls):
    answer = client.get(f"{BASE}/results/calls/export?format=wordperfect", headers=lab.viewer)
    assert answer.status_code == 422
    assert "raven" in answer.json["detail"]


def test_an_export_says_who_named_a_call_and_when(client, lab, calls, make):
    segment = db.session.query(Segment).filter_by(onset_s=60.0).one()
    ann = make.user(display_name="Ann Otter")
    name_segments({segment.id: Word("fall")}, Said(make.user().id, LabelSource.TASK))
    name_segments({segment.id: Word("social")}, Said(ann.id, LabelSource.TASK))
    db.session.commit()
    text = client.get(f"{BASE}/results/calls/export?format=csv", headers=lab.viewer).text
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [(row["annotator"], bool(row["labelled_at"])) for row in rows] == [
        ("", False),
        ("Ann Otter", True),
        ("", False),
    ]
