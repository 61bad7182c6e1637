"""Detectors that learn from corrections."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from flask.testing import FlaskClient

from blueprints.recordings.models import Segment
from core.db import db
from core.jobs.models import Job
from tests.factories import Factory
from tests.recordings.conftest import Lab

URL = "/api/v1/learned-detectors"


@pytest.fixture
def corrected(client: FlaskClient, lab: Lab, make: Factory, run_jobs: Callable[[], list[Job]]) -> list[str]:
    """Two recordings of four seconds whose every other detection a person has deleted."""
    urls = []
    for seed in range(2):
        recording = make.stored_recording(lab.project, content=make.wav(4.0, seed=seed))
        url = f"/api/v1/recordings/{recording.id}/segmentations"
        assert client.post(url, json={"preset": "echolocation"}, headers=lab.editor).status_code == 202
        run_jobs()
        (row,) = client.get(url, headers=lab.editor).json["results"]
        numbers = [s.id for s in db.session.query(Segment).filter_by(segmentation_id=UUID(row["id"]))]
        body = {"operations": [{"op": "delete", "ids": sorted(numbers)[::2]}]}
        assert client.post(f"{row['url']}/edits", json=body, headers=lab.editor | {"If-Match": "*"}).status_code == 200
        urls.append(f"/api/v1/recordings/{recording.id}")
    return urls


def test_corrections_train_a_detector_that_can_be_run(
    corrected: list[str], client: FlaskClient, lab: Lab, make: Factory, run_jobs: Callable[[], list[Job]]
) -> None:
    asked = client.post(URL, json={"project_id": str(lab.project.id), "name": "Ours"}, headers=lab.editor)
    assert asked.status_code == 202, asked.json
    job = run_jobs()[-1]
    assert job.state == "succeeded", job.error_detail
    (learned,) = client.get(URL, headers=lab.viewer).json["results"]
    assert (learned["name"], learned["preset"], learned["n_recordings"]) == ("Ours", "echolocation", 2)
    recording = make.stored_recording(lab.project, content=make.wav(2.0, seed=9))
    url = f"/api/v1/recordings/{recording.id}/segmentations"
    body: dict[str, Any] = {"method": "learned", "model_id": learned["id"]}
    assert client.post(url, json=body, headers=lab.annotator).status_code == 202
    job = run_jobs()[-1]
    assert job.state == "succeeded", job.error_detail
    (run,) = client.get(url, headers=lab.viewer).json["results"]
    assert (run["method"], run["model_id"]) == ("learned", learned["id"])
    assert run["params"]["model_sha256"] == learned["sha256"]
    assert client.delete(learned["url"], headers=lab.annotator).status_code == 403
    assert client.delete(learned["url"], headers=lab.editor).status_code == 204
    (kept,) = client.get(url, headers=lab.viewer).json["results"]
    assert (kept["model_id"], kept["params"]["model_sha256"]) == (None, learned["sha256"])


def test_nothing_corrected_is_nothing_to_learn(client: FlaskClient, lab: Lab, make: Factory) -> None:
    make.segmentation(make.recording(lab.project))
    answer = client.post(URL, json={"project_id": str(lab.project.id)}, headers=lab.editor)
    assert (answer.status_code, answer.json["code"]) == (422, "no-corrections")
    foreign = make.segmentation()
    body = {"project_id": str(lab.project.id), "segmentation_ids": [str(foreign.id)]}
    assert client.post(URL, json=body, headers=lab.editor).status_code == 404


def test_the_learned_method_needs_a_detector_of_the_group(client: FlaskClient, lab: Lab, make: Factory) -> None:
    recording = make.recording(lab.project)
    url = f"/api/v1/recordings/{recording.id}/segmentations"
    foreign = make.learned_detector()
    for body in ({"method": "learned"}, {"method": "learned", "model_id": str(foreign.id)}):
        answer = client.post(url, json=body, headers=lab.annotator)
        assert (answer.status_code, answer.json["errors"][0]["code"]) == (422, "needs-model")
    window = {"from": 0, "to": 0.5, "method": "learned"}
    assert client.post(f"{url}/preview", json=window, headers=lab.annotator).status_code == 422


def test_too_few_corrections_are_refused_with_the_number(
    client: FlaskClient, lab: Lab, make: Factory, run_jobs: Callable[[], list[Job]]
) -> None:
    recording = make.stored_recording(lab.project)
    make.segmentation(recording, is_edited=True, segments=[(0.05, 0.055)])
    client.post(URL, json={"project_id": str(lab.project.id)}, headers=lab.editor)
    (job,) = run_jobs()
    assert (job.state, job.error_code) == ("failed", "too-few-calls")
