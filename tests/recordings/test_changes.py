"""Correcting, moving, deleting and exporting recordings, one at a time and in bulk."""

import csv
import io
from collections.abc import Callable
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from blueprints.recordings.models import Recording, Segment
from core.access import Role
from core.db import db
from core.jobs.models import Job
from tests.factories import Factory
from tests.recordings.conftest import Lab


def test_a_correction_is_kept_and_its_source_is_the_person(client: FlaskClient, lab: Lab, make: Factory) -> None:
    url = f"/api/v1/recordings/{make.recording(lab.project).id}"
    seen = client.get(url, headers=lab.editor)
    body = {"name": "Evening", "recorded_at": "2024-06-01T22:00:00+02:00", "latitude": 52.5, "longitude": None}
    changed = client.patch(url, json=body, headers=lab.editor | {"If-Match": seen.headers["ETag"]})
    assert changed.status_code == 200, changed.json
    assert (changed.json["name"], changed.json["recorded_at"]) == ("Evening", "2024-06-01T20:00:00.000Z")
    assert changed.json["sources"]["recorded_at"] == "person"
    assert changed.headers["ETag"] != seen.headers["ETag"]
    found = client.get("/api/v1/recordings?search=evening", headers=lab.viewer).json
    assert found["count"] == 1


def test_a_correction_on_an_old_version_is_refused(client: FlaskClient, lab: Lab, make: Factory) -> None:
    url = f"/api/v1/recordings/{make.recording(lab.project).id}"
    headers = lab.editor | {"If-Match": client.get(url, headers=lab.editor).headers["ETag"]}
    assert client.patch(url, json={"notes": "first"}, headers=headers).status_code == 200
    late = client.patch(url, json={"notes": "second"}, headers=headers)
    assert (late.status_code, late.json["code"]) == (412, "version-conflict")
    assert client.get(url, headers=lab.editor).json["notes"] == "first"


def test_annotators_may_not_correct_or_delete(client: FlaskClient, lab: Lab, make: Factory) -> None:
    url = f"/api/v1/recordings/{make.recording(lab.project).id}"
    assert client.patch(url, json={"notes": "x"}, headers=lab.annotator).status_code == 403
    assert client.delete(url, headers=lab.annotator).status_code == 403


def test_time_expansion_corrected_later_moves_segments_with_the_sound(
    client: FlaskClient, lab: Lab, make: Factory
) -> None:
    recording = make.recording(lab.project, duration_s=100.0, n_frames=2_500_000, sr_hz=25_000, file_sr_hz=25_000)
    make.segmentation(recording, segments=[(10.0, 10.1)])
    url = f"/api/v1/recordings/{recording.id}"
    changed = client.patch(url, json={"time_expansion": 10}, headers=lab.editor).json
    assert (changed["sr_hz"], changed["duration_s"]) == (250_000, 10.0)
    segment = db.session.query(Segment).populate_existing().one()
    assert (segment.onset_s, segment.low_hz) == (1.0, 400_000.0)


def test_a_recording_goes_with_its_parts_and_segments(client: FlaskClient, lab: Lab, make: Factory) -> None:
    recording = make.recording(lab.project)
    make.recording(lab.project, parent_id=recording.id)
    make.segmentation(recording)
    assert client.delete(f"/api/v1/recordings/{recording.id}", headers=lab.editor).status_code == 204
    assert db.session.query(Recording).count() == 0
    assert db.session.query(Segment).count() == 0


def test_a_part_is_neither_changed_nor_deleted_by_itself(client: FlaskClient, lab: Lab, make: Factory) -> None:
    part = make.recording(lab.project, parent_id=make.recording(lab.project).id)
    assert client.delete(f"/api/v1/recordings/{part.id}", headers=lab.editor).status_code == 422
    assert client.patch(f"/api/v1/recordings/{part.id}", json={"notes": "x"}, headers=lab.editor).status_code == 422


def test_deleting_gives_up_the_jobs_that_still_wait(
    send: Callable[..., Any], client: FlaskClient, lab: Lab
) -> None:
    url = send().json["url"]
    assert client.delete(url, headers=lab.editor).status_code == 204
    assert {job.state for job in db.session.query(Job).all()} == {"cancelled"}


def test_bulk_delete_does_what_it_says(
    client: FlaskClient, lab: Lab, make: Factory, run_jobs: Callable[[], list[Job]]
) -> None:
    ids = [str(make.recording(lab.project).id) for _ in range(3)]
    body = {"action": "delete", "ids": ids[:2]}
    answer = client.post("/api/v1/recordings/bulk", json=body, headers=lab.editor)
    assert (answer.status_code, answer.json["n"]) == (202, 2)
    run_jobs()
    left = client.get("/api/v1/recordings", headers=lab.viewer).json["results"]
    assert [row["id"] for row in left] == ids[2:]


def test_bulk_move_by_filter_leaves_the_rest(
    client: FlaskClient, lab: Lab, make: Factory, run_jobs: Callable[[], list[Job]]
) -> None:
    other = make.project(lab.group)
    make.recording(lab.project, name="dawn.wav")
    make.recording(lab.project, name="dusk.wav")
    body = {"action": "move", "filter": {"search": "dusk"}, "project_id": str(other.id)}
    assert client.post("/api/v1/recordings/bulk", json=body, headers=lab.editor).status_code == 202
    run_jobs()
    moved = client.get(f"/api/v1/recordings?project_id={other.id}", headers=lab.viewer).json["results"]
    assert [row["name"] for row in moved] == ["dusk.wav"]


def test_bulk_segment_is_one_batch_with_a_job_a_recording(
    client: FlaskClient, lab: Lab, make: Factory, run_jobs: Callable[[], list[Job]]
) -> None:
    ids = [str(make.stored_recording(lab.project, content=make.wav(seed=n)).id) for n in range(2)]
    body = {"action": "segment", "ids": ids, "method": "adaptive", "preset": "echolocation"}
    answer = client.post("/api/v1/recordings/bulk", json=body, headers=lab.annotator)
    assert answer.status_code == 202, answer.json
    assert answer.json["job"]["kind"] == "batch"
    jobs = run_jobs()
    assert [job.state for job in jobs] == ["succeeded"] * 4
    assert all(row.n_segments for row in db.session.query(Recording).populate_existing())


def test_bulk_refuses_what_it_cannot_do(client: FlaskClient, lab: Lab, make: Factory) -> None:
    mine, hidden = str(make.recording(lab.project).id), str(make.recording().id)
    cases = [
        ({"action": "explode", "ids": [mine]}, lab.editor, 422),
        ({"action": "delete"}, lab.editor, 422),
        ({"action": "delete", "ids": [mine, hidden]}, lab.editor, 404),
        ({"action": "delete", "ids": [mine]}, lab.annotator, 403),
        ({"action": "segment", "ids": [mine], "method": "adaptive", "colour": "red"}, lab.editor, 422),
    ]
    for body, headers, status in cases:
        response = client.post("/api/v1/recordings/bulk", json=body, headers=headers)
        assert response.status_code == status, (body, response.json)
    assert db.session.query(Job).count() == 0


def test_export_gives_a_link_to_a_table_a_spreadsheet_can_trust(
    client: FlaskClient, lab: Lab, make: Factory
) -> None:
    recording = make.recording(lab.project, name="=cmd()", notes="two\nlines")
    body = {"action": "export", "ids": [str(recording.id)]}
    answer = client.post("/api/v1/recordings/bulk", json=body, headers=lab.viewer).json
    response = client.get(answer["url"])
    (row,) = csv.DictReader(io.StringIO(response.get_data(as_text=True)))
    assert (row["name"], row["notes"], row["project"]) == ("'=cmd()", "two\nlines", lab.project.name)
    assert client.get("/api/v1/recordings/links/" + "x" * 43).status_code == 410
    table = client.get(f"/api/v1/recordings/export?project_id={lab.project.id}", headers=lab.viewer)
    assert len(list(csv.DictReader(io.StringIO(table.get_data(as_text=True))))) == 1


def test_the_original_comes_back_byte_for_byte(client: FlaskClient, lab: Lab, make: Factory) -> None:
    content = make.wav()
    url = f"/api/v1/recordings/{make.stored_recording(lab.project, content=content, name='häher.wav').id}"
    response = client.get(f"{url}/download", headers=lab.viewer)
    assert response.data == content
    assert "h%C3%A4her.wav" in response.headers["Content-Disposition"]
    link = client.post(f"{url}/download-link", headers=lab.viewer).json["url"]
    piece = client.get(link, headers={"Range": "bytes=0-3"})
    assert (piece.status_code, piece.data) == (206, b"RIFF")


def test_missing_spectrograms_are_listed_and_asked_for(app: Flask, lab: Lab, make: Factory) -> None:
    make.stored_recording(lab.project)
    runner = app.test_cli_runner()
    assert "1 missing" in runner.invoke(args=["spectrograms", "build-missing", "--dry-run"]).output
    assert db.session.query(Job).count() == 0
    assert "1 submitted" in runner.invoke(args=["spectrograms", "build-missing"]).output
    assert [job.kind for job in db.session.query(Job)] == ["recordings.spectrogram-file"]


def test_a_project_that_holds_recordings_is_not_deleted(client: FlaskClient, lab: Lab, make: Factory) -> None:
    recording = make.recording(lab.project)
    admin = make.headers(make.member(lab.group, Role.ADMIN))
    answer = client.delete(f"/api/v1/projects/{lab.project.id}", headers=admin)
    assert (answer.status_code, answer.json["code"]) == (409, "project-not-empty")
    assert client.get(f"/api/v1/recordings/{recording.id}", headers=lab.viewer).status_code == 200
