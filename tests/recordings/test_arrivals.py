"""From a file to a ready recording: what is read, what runs, what duplicates do."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask.testing import FlaskClient

from blueprints.recordings.models import Recording
from core.db import db
from core.jobs.models import Job
from tests.factories import Factory
from tests.recordings.conftest import Lab

GUANO = """GUANO|Version: 1.0
Timestamp: 2024-06-21T22:15:04+02:00
Loc Position: 52.5200 13.4050
Make: Batloggers
Model: M2
Temperature Int: 14.5
"""


def test_a_sound_file_becomes_a_recording_with_what_it_says_of_itself(
    send: Callable[..., Any], client: FlaskClient, lab: Lab, make: Factory
) -> None:
    response = send(make.wav(guano=GUANO), "PIPI_night.wav")
    assert response.status_code == 201, response.json
    body = response.json
    assert response.headers["Location"] == body["url"]
    assert body["state"] == "processing"
    assert (body["sr_hz"], body["n_channels"], body["bit_depth"], body["duration_s"]) == (250_000, 1, 16, 1.0)
    assert body["recorded_at"] == "2024-06-21T20:15:04.000Z"
    assert (body["latitude"], body["longitude"], body["temperature_c"]) == (52.52, 13.405, 14.5)
    assert body["project"]["name"] == lab.project.name
    details = client.get(body["url"], headers=lab.viewer).json
    assert details["metadata"]["guano"]["Make"] == "Batloggers"
    assert details["sources"]["recorded_at"] == "guano"


def test_ingest_measures_the_sound_and_makes_the_recording_ready(
    send: Callable[..., Any], client: FlaskClient, lab: Lab, run_jobs: Callable[[], list[Job]]
) -> None:
    url = send().json["url"]
    jobs = run_jobs()
    assert {job.state for job in jobs} == {"succeeded"}, [(j.kind, j.state, j.error_detail) for j in jobs]
    body = client.get(url, headers=lab.viewer).json
    assert body["state"] == "ready"
    assert body["indices"]["h"] is not None
    assert body["n_parts"] == 0
    grid = client.get(f"{url}/spectrogram", headers=lab.viewer).json
    assert grid["is_pyramid_ready"] is True


def test_the_chain_is_one_batch_whose_children_are_known_from_the_start(
    send: Callable[..., Any], lab: Lab, run_jobs: Callable[[], list[Job]]
) -> None:
    lab.project.recipe = {"segment": {"method": "adaptive", "preset": "echolocation", "params": {}}, "classify": None}
    db.session.commit()
    body = send().json
    chain = db.session.get_one(Job, UUID(body["job_id"]))
    assert chain.kind == "chain"
    kinds = [job.kind for job in db.session.query(Job).filter_by(parent_id=chain.id).order_by(Job.created_at)]
    assert kinds == ["recordings.ingest", "recordings.segment", "recordings.pyramid"]
    run_jobs()
    assert db.session.get_one(Recording, UUID(body["id"])).n_segments > 0
    assert db.session.get_one(Job, chain.id).state == "succeeded"


def test_the_same_sound_is_refused_in_the_project_and_named(send: Callable[..., Any]) -> None:
    first = send()
    again = send(name="copy.wav")
    assert (again.status_code, again.json["code"]) == (409, "already-here")
    assert again.headers["Location"] == first.json["url"]
    assert db.session.query(Recording).count() == 1


def test_the_same_sound_may_be_in_another_project(send: Callable[..., Any], lab: Lab, make: Factory) -> None:
    assert send().status_code == 201
    other = make.project(lab.group)
    assert send(project_id=str(other.id)).status_code == 201


def test_a_long_recording_is_shown_in_parts_that_share_its_file(
    send: Callable[..., Any], client: FlaskClient, lab: Lab, make: Factory, run_jobs: Callable[[], list[Job]]
) -> None:
    url = send(make.wav(150.0, sr=8000)).json["url"]
    run_jobs()
    parts = client.get(f"{url}/parts", headers=lab.viewer).json["results"]
    assert [(part["offset_s"], part["duration_s"]) for part in parts] == [(0, 60), (60, 60), (120, 30)]
    assert {part["parent_id"] for part in parts} == {url.rsplit("/", 1)[-1]}
    listed = client.get("/api/v1/recordings", headers=lab.viewer).json
    assert listed["count"] == 1
    assert client.get("/api/v1/recordings?parts=only", headers=lab.viewer).json["count"] == 3


def test_splitting_is_off_when_the_upload_says_so(
    send: Callable[..., Any], client: FlaskClient, lab: Lab, make: Factory, run_jobs: Callable[[], list[Job]]
) -> None:
    url = send(make.wav(70.0, sr=8000), auto_split="false").json["url"]
    run_jobs()
    assert client.get(url, headers=lab.viewer).json["n_parts"] == 0


def test_time_expansion_gives_real_time(send: Callable[..., Any]) -> None:
    body = send(time_expansion="2").json
    assert (body["file_sr_hz"], body["sr_hz"], body["duration_s"]) == (250_000, 500_000, 0.5)


def test_several_files_have_a_verdict_each(client: FlaskClient, lab: Lab, make: Factory) -> None:
    files = [make.file(name="a.wav"), make.file(b"not a sound at all", "b.wav"), make.file(make.wav(seed=2), "c.wav")]
    response = client.post(
        "/api/v1/recordings",
        data={"project_id": str(lab.project.id), "file": files},
        headers=lab.editor,
        content_type="multipart/form-data",
    )
    assert response.status_code == 207
    verdicts = response.json["results"]
    assert [verdict["status"] for verdict in verdicts] == ["stored", "rejected", "stored"]
    assert verdicts[1]["problem"]["code"] == "not-audio"


def test_a_recording_whose_file_is_gone_fails_with_a_reason_and_stays(
    send: Callable[..., Any], client: FlaskClient, lab: Lab, run_jobs: Callable[[], list[Job]], monkeypatch: Any
) -> None:
    from processing.errors import SignalError

    def broken(*_args: Any, **_kwargs: Any) -> None:
        raise SignalError("unreadable", "the disk gave back other bytes")

    monkeypatch.setattr("blueprints.recordings.jobs.ingest.assess", broken)
    url = send().json["url"]
    run_jobs()
    body = client.get(url, headers=lab.viewer).json
    assert body["state"] == "failed"
    assert body["problem"] == {"code": "unreadable", "detail": "the disk gave back other bytes"}
