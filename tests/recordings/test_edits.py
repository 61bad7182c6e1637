"""Edits of segments: all or none, on the version that was seen."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from blueprints.recordings.models import Recording, Segment, Segmentation
from core import signals
from core.db import db
from tests.factories import Factory
from tests.recordings.conftest import Lab


@pytest.fixture
def edit(client: FlaskClient, lab: Lab, segmentation: Segmentation) -> Callable[..., Any]:
    """`edit(*operations)` sends them on the present version."""

    def _edit(*operations: dict[str, Any], tag: str | None = None) -> Any:
        url = f"/api/v1/segmentations/{segmentation.id}"
        tag = tag or client.get(url, headers=lab.viewer).headers["ETag"]
        body = {"operations": list(operations)}
        return client.post(f"{url}/edits", json=body, headers=lab.annotator | {"If-Match": tag})

    return _edit


def spans() -> list[tuple[float, float]]:
    rows = db.session.query(Segment).populate_existing().order_by(Segment.onset_s)
    return [(row.onset_s, row.offset_s) for row in rows]


def test_a_box_is_drawn(edit: Callable[..., Any], segmentation: Segmentation) -> None:
    answer = edit({"op": "add", "ref": "new-1", "onset_s": 0.7, "offset_s": 0.71, "low_hz": 2e4, "high_hz": 5e4})
    assert answer.status_code == 200, answer.json
    (segment,) = answer.json["segments"]
    assert (segment["origin"], segment["onset_s"], segment["score"]) == ("person", 0.7, None)
    assert answer.json["ids"] == {"new-1": segment["id"]}
    assert (answer.json["n_segments"], answer.json["version"]) == (4, 2)
    assert answer.headers["ETag"] == '"2"'
    recording = db.session.get_one(Recording, segmentation.recording_id, populate_existing=True)
    assert recording.n_segments == 4


def test_an_edge_is_moved_and_the_machine_s_guess_is_a_person_s_word_now(
    edit: Callable[..., Any], ids: list[int]
) -> None:
    answer = edit({"op": "update", "id": str(ids[1]), "onset_s": 0.29, "label": "social", "high_hz": None})
    (segment,) = answer.json["segments"]
    assert (segment["onset_s"], segment["offset_s"], segment["label"]) == (0.29, 0.305, "social")
    assert (segment["high_hz"], segment["low_hz"], segment["origin"]) == (None, 40_000, "person")


def test_a_segment_is_split_and_its_right_part_named(edit: Callable[..., Any], ids: list[int]) -> None:
    answer = edit(
        {"op": "split", "id": ids[0], "at_s": 0.102, "ref": "right"},
        {"op": "update", "id": "right", "label": "echo"},
    )
    assert answer.status_code == 200, answer.json
    assert spans()[:2] == [(0.1, 0.102), (0.102, 0.105)]
    assert answer.json["segments"][1]["label"] == "echo"


def test_segments_are_merged_into_the_first(edit: Callable[..., Any], ids: list[int]) -> None:
    answer = edit({"op": "merge", "ids": [ids[1], ids[0]]})
    assert answer.json["deleted"] == [ids[1]]
    assert answer.json["segments"][0]["id"] == ids[0]
    assert spans() == [(0.1, 0.305), (0.5, 0.505)]


def test_many_are_relabelled_and_deleted_at_once(edit: Callable[..., Any], ids: list[int]) -> None:
    answer = edit({"op": "relabel", "ids": ids[:2], "label": "pip"}, {"op": "delete", "ids": ids[2:]})
    assert [segment["label"] for segment in answer.json["segments"]] == ["pip", "pip"]
    assert answer.json["deleted"] == ids[2:]


def test_what_was_added_and_removed_again_leaves_nothing(edit: Callable[..., Any]) -> None:
    answer = edit(
        {"op": "add", "ref": "new-1", "onset_s": 0.7, "offset_s": 0.71},
        {"op": "delete", "id": "new-1"},
        {"op": "add", "ref": "new-1", "onset_s": 0.8, "offset_s": 0.81},
    )
    assert answer.status_code == 200, answer.json
    assert list(answer.json["ids"]) == ["new-1"]
    assert spans()[-1] == (0.8, 0.81)
    assert len(spans()) == 4


REFUSED: dict[str, dict[str, Any]] = {
    "it ends before it begins": {"op": "add", "onset_s": 0.8, "offset_s": 0.7},
    "it is empty": {"op": "add", "onset_s": 0.8, "offset_s": 0.8},
    "it reaches past the end": {"op": "add", "onset_s": 0.8, "offset_s": 1.5},
    "it lies above half the rate": {"op": "add", "onset_s": 0.8, "offset_s": 0.9, "high_hz": 200_000},
    "its band is upside down": {"op": "add", "onset_s": 0.8, "offset_s": 0.9, "low_hz": 5e4, "high_hz": 4e4},
    "there is no such segment": {"op": "delete", "id": 999_999},
    "the cut lies outside": {"op": "split", "id": "first", "at_s": 0.9},
    "there is no such call type": {
        "op": "update", "id": "first", "call_type_id": "01a1fa79-b9ca-72be-9d5c-d484eac3da51",
    },
}  # fmt: skip


@pytest.mark.parametrize("why", REFUSED)
def test_one_operation_that_cannot_be_made_stops_them_all(
    why: str, edit: Callable[..., Any], ids: list[int]
) -> None:
    before = spans()
    wrong = {name: ids[0] if value == "first" else value for name, value in REFUSED[why].items()}
    answer = edit({"op": "delete", "id": ids[2]}, wrong)
    assert (answer.status_code, answer.json["code"]) == (422, "edit-refused"), answer.json
    assert answer.json["errors"][0]["pointer"].startswith(("/operations/1/", "/operations/0/call_type_id"))
    assert spans() == before
    assert db.session.query(Segmentation).populate_existing().one().version == 1


def test_values_that_are_no_numbers_are_refused(edit: Callable[..., Any]) -> None:
    for operation in (
        {"op": "add", "onset_s": -1, "offset_s": 1},
        {"op": "add", "onset_s": "NaN", "offset_s": 1},
        {"op": "add", "onset_s": 0.1},
        {"op": "paint", "id": 1},
        {"op": "delete"},
    ):
        assert edit(operation).status_code == 422, operation


def test_a_pixel_past_the_end_is_cut_there(edit: Callable[..., Any]) -> None:
    answer = edit({"op": "add", "onset_s": 0.9, "offset_s": 1.0004})
    assert answer.json["segments"][0]["offset_s"] == 1.0


def test_edits_need_the_version_that_was_seen(
    edit: Callable[..., Any], client: FlaskClient, lab: Lab, segmentation: Segmentation, ids: list[int]
) -> None:
    url = f"/api/v1/segmentations/{segmentation.id}/edits"
    body = {"operations": [{"op": "delete", "id": ids[0]}]}
    blind = client.post(url, json=body, headers=lab.annotator)
    assert (blind.status_code, blind.json["code"]) == (428, "if-match-needed")
    assert edit(*body["operations"], tag='"1"').status_code == 200
    late = edit({"op": "delete", "id": ids[1]}, tag='"1"')
    assert (late.status_code, late.json["code"]) == (412, "version-conflict")
    assert late.headers["ETag"] == '"2"'
    assert len(spans()) == 2


def test_segments_of_another_set_cannot_be_reached(
    edit: Callable[..., Any], lab: Lab, make: Factory
) -> None:
    other = make.segmentation(make.recording(lab.project))
    foreign = db.session.query(Segment).filter_by(segmentation_id=other.id).first()
    assert foreign is not None
    assert edit({"op": "delete", "id": foreign.id}).status_code == 422


def test_viewers_and_strangers_do_not_edit(
    client: FlaskClient, lab: Lab, segmentation: Segmentation, ids: list[int]
) -> None:
    url = f"/api/v1/segmentations/{segmentation.id}/edits"
    body = {"operations": [{"op": "delete", "id": ids[0]}]}
    for headers, status in ((lab.viewer, 403), (lab.stranger, 404)):
        assert client.post(url, json=body, headers=headers | {"If-Match": '"1"'}).status_code == status


def test_areas_above_hear_which_segments_changed(edit: Callable[..., Any], ids: list[int]) -> None:
    heard: list[list[int]] = []

    def listen(_sender: object, segment_ids: list[int], **_: Any) -> None:
        heard.append(sorted(segment_ids))

    signals.segmentation_changed.connect(listen)
    edit({"op": "update", "id": ids[0], "label": "pip"}, {"op": "delete", "id": ids[1]})
    signals.segmentation_changed.disconnect(listen)
    assert heard == [sorted(ids[:2])]


def test_thousands_of_operations_take_few_statements(
    edit: Callable[..., Any], lab: Lab, make: Factory, client: FlaskClient
) -> None:
    row = make.segmentation(make.recording(lab.project), segments=[(n / 5000, (n + 0.5) / 5000) for n in range(2000)])
    numbers = [s.id for s in db.session.query(Segment).filter_by(segmentation_id=row.id)]
    body = {"operations": [{"op": "update", "id": number, "label": "pip"} for number in numbers]}
    url = f"/api/v1/segmentations/{row.id}/edits"
    answer = client.post(url, json=body, headers=lab.annotator | {"If-Match": '"1"'})
    assert answer.status_code == 200
    assert len(answer.json["segments"]) == 2000
