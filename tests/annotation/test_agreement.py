"""Agreement of annotators, and the last word on what they see differently."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from flask.testing import FlaskClient

from blueprints.annotation.models import TaskBatch
from blueprints.recordings.models import LabelChange, Segment
from core.db import db
from tests.annotation.conftest import BASE, Lab
from tests.factories import Factory


@pytest.fixture
def batch(lab: Lab, make: Factory) -> TaskBatch:
    """Four calls, each to be answered by two people."""
    recording = make.recording(lab.project)
    segmentation = make.segmentation(recording, segments=[(0.1 * i + 0.01, 0.1 * i + 0.02) for i in range(4)])
    found: TaskBatch = make.task_batch(lab.project, segmentation=segmentation, n_annotators=2)
    return found


@pytest.fixture
def answer(
    lab: Lab, batch: TaskBatch, next_tasks: Callable[..., Any], decide: Callable[..., Any]
) -> Callable[..., Any]:
    """`answer(headers, labels)` answers the calls in order; None rejects one."""

    def _answer(headers: dict[str, str], labels: list[str | None]) -> None:
        for task, label in zip(next_tasks(batch, headers, n=20), labels, strict=False):
            fields = {"label": label} if label else {}
            outcome = decide(batch, headers, task["id"], "label" if label else "reject", **fields)
            assert outcome["outcome"] == "accepted", outcome

    return _answer


@pytest.fixture
def disputed(answer: Callable[..., Any], lab: Lab) -> list[int]:
    """Both have answered all four calls; they differ about the second and the fourth, whose numbers come back."""
    answer(lab.ann, ["fall", "fall", "rise", None])
    answer(lab.ben, ["fall", "rise", "rise", "rise"])
    ids = [row.id for row in db.session.query(Segment).order_by(Segment.onset_s)]
    return [ids[1], ids[3]]


def labels() -> list[str | None]:
    rows = db.session.query(Segment).populate_existing().order_by(Segment.onset_s)
    return ["(rejected)" if row.is_rejected else row.label for row in rows]


def test_agreement_is_told_of_pairs_and_of_all(
    disputed: list[int], client: FlaskClient, lab: Lab, batch: TaskBatch
) -> None:
    found = client.get(f"{BASE}/task-batches/{batch.id}/agreement", headers=lab.viewer).json
    assert (found["n_segments"], found["n_complete"], found["n_disagree"], found["n_adjudicated"]) == (4, 4, 2, 0)
    assert {one["n"] for one in found["annotators"]} == {4}
    (pair,) = found["pairs"]
    # Seen alike: 2 of 4. By chance: (2·1 + 1·3 + 1·0) / 16.
    assert (pair["n"], pair["n_agree"], pair["kappa"]) == (4, 2, pytest.approx((0.5 - 5 / 16) / (1 - 5 / 16)))
    # Fleiss: pairs agree in half; names are used 3, 4 and 1 times of 8.
    by_chance = (9 + 16 + 1) / 64
    assert found["fleiss_kappa"] == pytest.approx((0.5 - by_chance) / (1 - by_chance))
    cells = {(cell["a_label"], cell["b_label"]): cell["n"] for cell in found["confusion"]}
    assert sum(cells.values()) == 4
    assert cells[("fall", "fall")] == cells[("rise", "rise")] == 1


def test_agreement_on_nothing_is_not_defined(client: FlaskClient, lab: Lab, batch: TaskBatch) -> None:
    found = client.get(f"{BASE}/task-batches/{batch.id}/agreement", headers=lab.viewer).json
    assert (found["pairs"], found["fleiss_kappa"], found["n_complete"], found["annotators"]) == ([], None, 0, [])


def test_a_call_one_person_has_not_answered_is_no_disagreement(
    answer: Callable[..., Any], client: FlaskClient, lab: Lab, batch: TaskBatch
) -> None:
    answer(lab.ann, ["fall", "fall"])
    answer(lab.ben, ["rise"])
    page = client.get(f"{BASE}/task-batches/{batch.id}/disagreements", headers=lab.viewer).json
    assert page["count"] == 1
    found = client.get(f"{BASE}/task-batches/{batch.id}/agreement", headers=lab.viewer).json
    assert (found["n_complete"], found["n_disagree"]) == (1, 1)
    assert [pair["n"] for pair in found["pairs"]] == [1]


def test_disagreements_show_both_answers(disputed: list[int], client: FlaskClient, lab: Lab, batch: TaskBatch) -> None:
    page = client.get(f"{BASE}/task-batches/{batch.id}/disagreements", headers=lab.editor).json
    assert [row["segment_id"] for row in page["results"]] == disputed
    first, second = page["results"]
    assert {said["label"] for said in first["answers"]} == {"fall", "rise"}
    assert {(said["label"], said["is_rejected"]) for said in second["answers"]} == {("rise", False), (None, True)}
    assert all(said["user"]["display_name"] for said in first["answers"])
    assert first["adjudication"] is None


def test_an_adjudication_names_the_call_and_is_in_its_history(
    disputed: list[int], client: FlaskClient, lab: Lab, batch: TaskBatch
) -> None:
    url = f"{BASE}/task-batches/{batch.id}"
    assert labels() == ["fall", None, "rise", None]
    word = client.post(f"{url}/adjudications", json={"segment_id": disputed[0], "label": "rise"}, headers=lab.editor)
    assert (word.status_code, word.json["label"]) == (200, "rise")
    body = {"segment_id": disputed[1], "is_rejected": True}
    assert client.post(f"{url}/adjudications", json=body, headers=lab.editor).status_code == 200
    assert labels() == ["fall", "rise", "rise", "(rejected)"]
    assert db.session.query(LabelChange).filter_by(source="adjudication").count() == 2
    assert client.get(f"{url}/disagreements", headers=lab.editor).json["count"] == 0
    settled = client.get(f"{url}/disagreements?state=settled", headers=lab.editor).json["results"]
    assert [row["adjudication"]["is_rejected"] for row in settled] == [False, True]


def test_a_second_word_replaces_the_first_and_withdrawing_gives_what_was_before_both(
    disputed: list[int], client: FlaskClient, lab: Lab, batch: TaskBatch
) -> None:
    url = f"{BASE}/task-batches/{batch.id}/adjudications"
    for label in ("rise", "buzz"):
        client.post(url, json={"segment_id": disputed[0], "label": label}, headers=lab.editor)
    assert labels()[1] == "buzz"
    assert client.delete(f"{url}/{disputed[0]}", headers=lab.editor).status_code == 204
    assert labels()[1] is None
    assert client.delete(f"{url}/{disputed[0]}", headers=lab.editor).status_code == 404


@pytest.mark.parametrize(
    "body",
    [{}, {"label": "rise", "is_rejected": True}, {"call_type_id": str(uuid4())}, {"label": ""}],
)
def test_a_last_word_that_says_nothing_or_two_things_is_refused(
    disputed: list[int], client: FlaskClient, lab: Lab, batch: TaskBatch, body: dict[str, Any]
) -> None:
    url = f"{BASE}/task-batches/{batch.id}/adjudications"
    assert client.post(url, json={"segment_id": disputed[0]} | body, headers=lab.editor).status_code == 422


def test_only_calls_of_the_batch_are_adjudicated(client: FlaskClient, lab: Lab, batch: TaskBatch) -> None:
    url = f"{BASE}/task-batches/{batch.id}/adjudications"
    assert client.post(url, json={"segment_id": 99_999, "label": "x"}, headers=lab.editor).status_code == 404
