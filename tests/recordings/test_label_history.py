"""What people say segments are: every way to say it keeps what was said before, and rejected ones are no calls."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from blueprints.recordings.models import LabelChange, LabelSource, Segment, Segmentation
from blueprints.recordings.service.labels import Said, Word, name_segments, take_back, word_of
from blueprints.recordings.service.segmentations import intervals_of
from core.db import db
from tests.factories import Factory
from tests.recordings.conftest import Lab

CSV = b"start_s,end_s,label\n0.1,0.105,social\n0.2,0.205,\n0.3,0.305,buzz\n"


@pytest.fixture
def edit(client: FlaskClient, lab: Lab, segmentation: Segmentation) -> Callable[..., Any]:
    """`edit(*operations)` makes them as the annotator."""

    def _edit(*operations: dict[str, Any]) -> Any:
        url = f"/api/v1/segmentations/{segmentation.id}/edits"
        answer = client.post(url, json={"operations": operations}, headers=lab.annotator | {"If-Match": "*"})
        assert answer.status_code == 200, answer.json
        return answer.json

    return _edit


def words() -> dict[int, Word]:
    """What the segments say now."""
    return {segment.id: word_of(segment) for segment in db.session.query(Segment).populate_existing()}


def replayed() -> dict[int, Word]:
    """What the history says the segments are: the last change of each, without those that say nothing."""
    changes = db.session.scalars(select(LabelChange).order_by(LabelChange.id)).all()
    last = {row.segment_id: Word(row.label, row.call_type_id, row.is_rejected) for row in changes}
    return {number: word for number, word in last.items() if word != Word()}


def said() -> dict[int, Word]:
    return {number: word for number, word in words().items() if word != Word()}


def test_the_history_of_edits_ends_with_what_the_segments_say(edit: Callable[..., Any], ids: list[int]) -> None:
    edit({"op": "update", "id": ids[0], "label": "social"}, {"op": "relabel", "ids": ids[1:], "label": "buzz"})
    assert replayed() == said() == {ids[0]: Word("social"), ids[1]: Word("buzz"), ids[2]: Word("buzz")}
    edit({"op": "add", "ref": "a", "onset_s": 0.7, "offset_s": 0.8, "label": "rise"})
    edit({"op": "split", "id": ids[0], "at_s": 0.102}, {"op": "merge", "ids": ids[1:]})
    assert replayed() == said()
    edit({"op": "delete", "ids": [ids[0]]}, {"op": "update", "id": ids[1], "label": None})
    assert replayed() == said()
    assert {row.source for row in db.session.query(LabelChange)} == {LabelSource.EDITOR}


def test_an_edit_keeps_who_changed_what_before(edit: Callable[..., Any], ids: list[int], lab: Lab) -> None:
    edit({"op": "update", "id": ids[0], "label": "social"})
    edit({"op": "update", "id": ids[0], "label": "buzz"})
    first, second = db.session.scalars(select(LabelChange).order_by(LabelChange.id)).all()
    assert (first.label_before, first.label, second.label_before, second.label) == (None, "social", "social", "buzz")
    assert first.user_id == second.user_id is not None


def test_an_edit_that_changes_no_word_leaves_no_trace_in_the_history(edit: Callable[..., Any], ids: list[int]) -> None:
    edit({"op": "update", "id": ids[0], "offset_s": 0.11}, {"op": "delete", "ids": [ids[1]]})
    assert db.session.query(LabelChange).count() == 0


def test_a_segment_is_named_or_rejected_never_both(edit: Callable[..., Any], ids: list[int]) -> None:
    edit({"op": "update", "id": ids[0], "label": "social"})
    (rejected,) = edit({"op": "update", "id": ids[0], "is_rejected": True})["segments"]
    assert (rejected["label"], rejected["is_rejected"]) == (None, True)
    (named,) = edit({"op": "relabel", "ids": [ids[0]], "label": "buzz"})["segments"]
    assert (named["label"], named["is_rejected"]) == ("buzz", False)
    assert replayed() == said()


def test_half_a_rejected_segment_is_rejected_too(edit: Callable[..., Any], ids: list[int]) -> None:
    edit({"op": "update", "id": ids[0], "is_rejected": True})
    halves = edit({"op": "split", "id": ids[0], "at_s": 0.102})["segments"]
    assert [half["is_rejected"] for half in halves] == [True, True]
    assert replayed() == said()


def test_imported_labels_and_copies_are_in_the_history(
    client: FlaskClient, lab: Lab, make: Factory, segmentation: Segmentation
) -> None:
    url = f"/api/v1/recordings/{segmentation.recording_id}/segmentations"
    answer = client.post(
        f"{url}/import", data={"file": make.file(CSV, "calls.csv")}, headers=lab.annotator,
        content_type="multipart/form-data",
    )  # fmt: skip
    assert answer.status_code == 201, answer.json
    assert {word.label for word in said().values()} == {"social", "buzz"}
    assert replayed() == said()
    copied = client.post(url, json={"origin": "person", "based_on_id": answer.json["id"]}, headers=lab.annotator)
    assert copied.status_code == 201, copied.json
    assert len(said()) == 4
    assert replayed() == said()


def test_naming_marks_the_segmentation_as_edited(segmentation: Segmentation, ids: list[int]) -> None:
    name_segments({ids[0]: Word("social")}, Said(None, LabelSource.REVIEW))
    db.session.commit()
    assert db.session.get_one(Segmentation, segmentation.id, populate_existing=True).is_edited


def test_a_segment_read_before_shows_its_new_name(ids: list[int]) -> None:
    segment = db.session.get_one(Segment, ids[0])
    assert name_segments({ids[0]: Word("social"), ids[1]: Word()}, Said(None, LabelSource.REVIEW)) == 1
    assert segment.label == "social"


def test_an_action_is_taken_back_save_where_someone_said_something_since(ids: list[int]) -> None:
    action_id = uuid4()
    name_segments({ids[0]: Word("rise")}, Said(None, LabelSource.EDITOR))
    name_segments({number: Word("social") for number in ids}, Said(None, LabelSource.REVIEW, action_id))
    name_segments({ids[2]: Word(is_rejected=True)}, Said(None, LabelSource.TASK))
    assert take_back(action_id, None) == ids[:2]
    db.session.commit()
    assert said() == {ids[0]: Word("rise"), ids[2]: Word(is_rejected=True)}
    assert replayed() == said()
    assert take_back(uuid4(), None) == []


def test_what_people_rejected_is_no_call(
    edit: Callable[..., Any], ids: list[int], segmentation: Segmentation, client: FlaskClient, lab: Lab, make: Factory
) -> None:
    run = make.run(segmentation)
    name_segments({ids[1]: Word(is_rejected=True)}, Said(None, LabelSource.TASK))
    db.session.commit()
    assert [interval.onset_s for interval in intervals_of(segmentation.id)] == [0.1, 0.5]
    page = client.get("/api/v1/results/calls?ordering=onset_s", headers=lab.viewer).json
    assert (page["count"], [row["onset_s"] for row in page["results"]]) == (2, [0.1, 0.5])
    labelled = client.get("/api/v1/results/calls?label=fall", headers=lab.viewer).json
    assert labelled["count"] == 2
    summary = client.get(f"/api/v1/classification-runs/{run.id}/summary", headers=lab.viewer).json
    assert (summary["n_calls"], summary["types"][0]["n_calls"]) == (2, 2)
    for url in (
        f"/api/v1/segmentations/{segmentation.id}/export?format=csv",
        "/api/v1/results/calls/export?format=csv",
    ):
        assert len(client.get(url, headers=lab.viewer).data.decode().strip().splitlines()) == 3, url
    shown = client.get(f"/api/v1/segmentations/{segmentation.id}/segments", headers=lab.viewer).json["results"]
    assert [row["is_rejected"] for row in shown] == [False, True, False]


def test_history_tells_who_said_what_when(
    edit: Callable[..., Any], ids: list[int], client: FlaskClient, lab: Lab
) -> None:
    edit({"op": "update", "id": ids[0], "label": "social"})
    edit({"op": "update", "id": ids[0], "is_rejected": True})
    answer = client.get(f"/api/v1/segments/{ids[0]}/history", headers=lab.viewer)
    assert answer.status_code == 200, answer.json
    latest, first = answer.json["results"]
    assert (first["label_before"], first["label"], first["source"]) == (None, "social", "editor")
    assert (latest["label_before"], latest["label"], latest["was_rejected"], latest["is_rejected"]) == (
        "social", None, False, True,
    )  # fmt: skip
    assert UUID(first["user"]["id"])
    assert first["user"]["display_name"]


def test_the_history_of_a_deleted_segment_is_still_there(
    edit: Callable[..., Any], ids: list[int], client: FlaskClient, lab: Lab
) -> None:
    edit({"op": "update", "id": ids[0], "label": "social"})
    edit({"op": "delete", "ids": [ids[0]]})
    rows = client.get(f"/api/v1/segments/{ids[0]}/history", headers=lab.viewer).json["results"]
    assert [row["label"] for row in rows] == [None, "social"]
    assert client.get(f"/api/v1/segments/{ids[0]}/history", headers=lab.stranger).status_code == 404
