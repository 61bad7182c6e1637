"""Runs of detectors, what becomes current, previews, imports, exports, comparisons."""

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from blueprints.recordings.models import Recording, Segment, Segmentation
from core.db import db
from core.jobs.models import Job
from core.jobs.queue import retry
from tests.factories import Factory
from tests.recordings.conftest import Lab


@pytest.fixture
def recording(lab: Lab, make: Factory) -> Recording:
    row: Recording = make.stored_recording(lab.project)
    return row


@pytest.fixture
def run(client: FlaskClient, lab: Lab, recording: Recording, run_jobs: Callable[[], list[Job]]) -> Callable[..., Any]:
    """`run(**body)` asks for a run, carries it out and gives the segmentations, the newest first."""

    def _run(**body: Any) -> list[dict[str, Any]]:
        url = f"/api/v1/recordings/{recording.id}/segmentations"
        answer = client.post(url, json={"preset": "echolocation"} | body, headers=lab.annotator)
        assert answer.status_code == 202, answer.json
        jobs = run_jobs()
        assert jobs[-1].state == "succeeded", jobs[-1].error_detail
        found: list[dict[str, Any]] = client.get(url, headers=lab.viewer).json["results"]
        return found

    return _run


def test_a_run_keeps_everything_that_made_it(
    run: Callable[..., Any], client: FlaskClient, lab: Lab, recording: Recording
) -> None:
    (row,) = run(params={"rise_db": 12.0})
    assert row["is_current"] is True
    assert (row["method"], row["preset"], row["channel"]) == ("adaptive", "echolocation", 0)
    assert row["params"]["rise_db"] == 12.0
    assert len(row["params"]) > 5
    assert row["code_version"]
    found = client.get(f"{row['url']}/segments", headers=lab.viewer).json
    assert found["count"] == row["n_segments"] == 10
    onsets = [segment["onset_s"] for segment in found["results"]]
    assert onsets == sorted(onsets)
    assert onsets[0] == pytest.approx(0.05, abs=0.003)
    shown = client.get(f"/api/v1/recordings/{recording.id}", headers=lab.viewer).json
    assert (shown["n_segments"], shown["current_segmentation_id"]) == (10, row["id"])


def test_a_second_run_stands_beside_the_first_and_is_shown(run: Callable[..., Any]) -> None:
    run()
    newest, oldest = run(method="energy", preset="auto")
    assert (newest["is_current"], oldest["is_current"]) == (True, False)
    assert oldest["n_segments"] == 10


def test_what_a_person_has_edited_stays_shown(run: Callable[..., Any], client: FlaskClient, lab: Lab) -> None:
    (first,) = run()
    segment = client.get(f"{first['url']}/segments", headers=lab.viewer)
    body = {"operations": [{"op": "delete", "id": segment.json["results"][0]["id"]}]}
    headers = lab.annotator | {"If-Match": segment.headers["ETag"]}
    assert client.post(f"{first['url']}/edits", json=body, headers=headers).status_code == 200
    newest, oldest = run()
    assert (newest["is_current"], oldest["is_current"], oldest["is_edited"]) == (False, True, True)
    assert db.session.query(Job).order_by(Job.created_at.desc()).first().results[0]["rel"] == "segmentation-aside"
    assert run(make_current=True)[0]["is_current"] is True


def test_a_run_repeated_replaces_its_own_result_only(run: Callable[..., Any]) -> None:
    run()
    run()
    job = db.session.query(Job).order_by(Job.created_at.desc()).first()
    job.state = "failed"
    db.session.commit()
    retry(job)
    db.session.commit()
    from core.jobs.worker import run_job_now

    run_job_now(job.id)
    assert db.session.query(Segmentation).count() == 2
    assert db.session.query(Segment).count() == 20
    assert db.session.query(Segmentation).filter_by(is_current=True).one().job_id == job.id


def test_a_method_preset_or_parameter_that_is_not_known_is_refused_at_once(
    client: FlaskClient, lab: Lab, recording: Recording
) -> None:
    url = f"/api/v1/recordings/{recording.id}/segmentations"
    for body in ({"method": "magic"}, {"preset": "dragons"}, {"params": {"shininess": 3}}, {"channel": 4},
                 {"params": {"rise_db": -5}}):  # fmt: skip
        assert client.post(url, json=body, headers=lab.annotator).status_code == 422, body
    assert client.post(url, json={}, headers=lab.viewer).status_code == 403
    assert client.post(url, json={}, headers=lab.stranger).status_code == 404
    assert db.session.query(Job).count() == 0


def test_a_preview_agrees_with_the_run(
    run: Callable[..., Any], client: FlaskClient, lab: Lab, recording: Recording
) -> None:
    (row,) = run()
    window = {"from": 0.2, "to": 0.6, "preset": "echolocation"}
    url = f"/api/v1/recordings/{recording.id}/segmentations/preview"
    found = client.post(url, json=window, headers=lab.viewer).json["results"]
    whole = client.get(f"{row['url']}/segments?from=0.2&to=0.6", headers=lab.viewer).json["results"]
    assert [segment["onset_s"] for segment in found] == pytest.approx([s["onset_s"] for s in whole], abs=1e-6)
    beyond = client.post(url, json={"from": 5, "to": 6}, headers=lab.viewer)
    assert (beyond.status_code, beyond.json["code"]) == (422, "empty")


def test_the_methods_describe_themselves(client: FlaskClient, lab: Lab) -> None:
    body = client.get("/api/v1/segmentation-methods", headers=lab.viewer).json
    methods = {method["name"]: method for method in body["methods"]}
    assert {"adaptive", "threshold", "energy"} <= set(methods)
    assert {"name", "label", "unit", "minimum", "maximum", "default"} <= set(methods["adaptive"]["parameters"][0])
    assert body["presets"]
    assert "raven" in body["import_formats"]


def test_an_empty_set_is_drawn_by_hand(client: FlaskClient, lab: Lab, recording: Recording) -> None:
    url = f"/api/v1/recordings/{recording.id}/segmentations"
    made = client.post(url, json={"origin": "person"}, headers=lab.annotator)
    assert (made.status_code, made.json["n_segments"], made.json["is_current"]) == (201, 0, True)


def test_a_set_may_begin_as_a_copy(client: FlaskClient, lab: Lab, make: Factory, recording: Recording) -> None:
    source = make.segmentation(recording)
    url = f"/api/v1/recordings/{recording.id}/segmentations"
    made = client.post(url, json={"origin": "person", "based_on_id": str(source.id)}, headers=lab.annotator).json
    assert (made["n_segments"], made["based_on_id"]) == (3, str(source.id))
    other = make.segmentation(make.recording(lab.project))
    wrong = client.post(url, json={"origin": "person", "based_on_id": str(other.id)}, headers=lab.annotator)
    assert wrong.status_code == 422


def test_one_of_several_is_chosen_renamed_and_deleted(
    client: FlaskClient, lab: Lab, make: Factory, recording: Recording
) -> None:
    shown, kept = make.segmentation(recording), make.segmentation(recording, is_current=False, segments=[(0.1, 0.2)])
    url = f"/api/v1/segmentations/{kept.id}"
    changed = client.patch(url, json={"is_current": True, "name": "Mine"}, headers=lab.annotator)
    assert (changed.status_code, changed.json["is_current"], changed.json["name"]) == (200, True, "Mine")
    assert client.get(f"/api/v1/segmentations/{shown.id}", headers=lab.viewer).json["is_current"] is False
    about = client.get(f"/api/v1/recordings/{recording.id}", headers=lab.viewer).json
    assert (about["n_segments"], about["is_segmented"]) == (1, True)
    assert client.delete(url, headers=lab.viewer).status_code == 403
    assert client.delete(url, headers=lab.annotator).status_code == 204
    about = client.get(f"/api/v1/recordings/{recording.id}", headers=lab.viewer).json
    assert (about["n_segments"], about["is_segmented"]) == (None, False)


def test_segments_come_in_pages_and_windows(client: FlaskClient, lab: Lab, make: Factory, recording: Recording) -> None:
    row = make.segmentation(recording, segments=[(n / 100, n / 100 + 0.005) for n in range(50)])
    url = f"/api/v1/segmentations/{row.id}/segments"
    page = client.get(f"{url}?limit=20", headers=lab.viewer).json
    following = client.get(page["next"], headers=lab.viewer).json
    assert (page["count"], len(page["results"]), following["results"][0]["onset_s"]) == (50, 20, 0.2)
    window = client.get(f"{url}?from=0.102&to=0.121", headers=lab.viewer).json["results"]
    assert [segment["onset_s"] for segment in window] == [0.1, 0.11, 0.12]
    assert client.get(f"{url}?cursor=x", headers=lab.viewer).status_code == 422
    assert client.get(url, headers=lab.stranger).status_code == 404


RAVEN = (
    "Selection\tView\tChannel\tBegin Time (s)\tEnd Time (s)\tLow Freq (Hz)\tHigh Freq (Hz)\tAnnotation\n"
    "1\tSpectrogram 1\t1\t0.100\t0.105\t40000\t80000\tpip\n"
    "2\tSpectrogram 1\t1\t0.300\t0.200\t40000\t80000\tpip\n"
)


def test_an_import_keeps_what_it_can_and_says_what_it_could_not(
    client: FlaskClient, lab: Lab, make: Factory, recording: Recording
) -> None:
    response = client.post(
        f"/api/v1/recordings/{recording.id}/segmentations/import",
        data={"file": make.file(RAVEN.encode(), "night.txt")},
        headers=lab.annotator,
        content_type="multipart/form-data",
    )
    assert response.status_code == 201, response.json
    assert (response.json["origin"], response.json["n_segments"], response.json["format"]) == ("import", 1, "raven")
    assert [finding["code"] for finding in response.json["findings"]] == ["ends-before-it-begins"]
    (segment,) = client.get(f"{response.json['url']}/segments", headers=lab.viewer).json["results"]
    assert (segment["label"], segment["origin"], segment["high_hz"]) == ("pip", "person", 80_000)


def test_a_pickle_that_would_run_code_is_not_run(
    client: FlaskClient, lab: Lab, make: Factory, recording: Recording
) -> None:
    evil = b"cos\nsystem\n(S'echo oops > /tmp/fieldstation-evil'\ntR."
    response = client.post(
        f"/api/v1/recordings/{recording.id}/segmentations/import",
        data={"file": make.file(evil, "segments.pickle"), "format": "pickle"},
        headers=lab.annotator,
        content_type="multipart/form-data",
    )
    assert response.status_code == 422
    assert db.session.query(Segmentation).count() == 0


def test_segments_may_come_along_with_their_recording(client: FlaskClient, lab: Lab, make: Factory) -> None:
    response = client.post(
        "/api/v1/recordings",
        data={
            "project_id": str(lab.project.id),
            "file": make.file(),
            "segments": make.file(RAVEN.encode(), "night.txt"),
        },
        headers=lab.editor,
        content_type="multipart/form-data",
    )
    assert response.status_code == 201, response.json
    assert response.json["segments"]["n_segments"] == 1
    assert response.json["n_segments"] == 1


def test_what_is_exported_can_be_imported(client: FlaskClient, lab: Lab, make: Factory, recording: Recording) -> None:
    row = make.segmentation(recording)
    for name in ("raven", "audacity"):
        exported = client.get(f"/api/v1/segmentations/{row.id}/export?format={name}", headers=lab.viewer)
        assert exported.status_code == 200
        imported = client.post(
            f"/api/v1/recordings/{recording.id}/segmentations/import",
            data={"file": make.file(exported.data, "segments.txt")},
            headers=lab.annotator,
            content_type="multipart/form-data",
        )
        assert (imported.json["format"], imported.json["n_segments"]) == (name, 3)
    assert client.get(f"/api/v1/segmentations/{row.id}/export?format=papyrus", headers=lab.viewer).status_code == 422


def test_methods_are_compared_side_by_side(client: FlaskClient, lab: Lab, make: Factory, recording: Recording) -> None:
    right = make.segmentation(recording)
    found = make.segmentation(recording, is_current=False, segments=[(0.1, 0.105), (0.7, 0.705)])
    body = {"reference_id": str(right.id), "ids": [str(found.id)]}
    (row,) = client.post("/api/v1/segmentations/compare", json=body, headers=lab.viewer).json["results"]
    assert row["overlap"]["precision"] == 0.5
    assert row["overlap"]["recall"] == pytest.approx(1 / 3)
    other = make.segmentation(make.recording(lab.project))
    mixed = {"reference_id": str(right.id), "ids": [str(other.id)]}
    assert client.post("/api/v1/segmentations/compare", json=mixed, headers=lab.viewer).status_code == 422
    hidden = {"reference_id": str(right.id), "ids": [str(make.segmentation().id)]}
    assert client.post("/api/v1/segmentations/compare", json=hidden, headers=lab.viewer).status_code == 404


def test_times_in_milliseconds_are_read_as_such_when_the_sender_says_so(
    client: FlaskClient, lab: Lab, make: Factory, recording: Recording
) -> None:
    response = client.post(
        f"/api/v1/recordings/{recording.id}/segmentations/import",
        data={"file": make.file(b"onset,offset,label\n100,105,pip\n", "calls.csv"), "time_unit": "ms"},
        headers=lab.annotator,
        content_type="multipart/form-data",
    )
    (segment,) = client.get(f"{response.json['url']}/segments", headers=lab.viewer).json["results"]
    assert (segment["onset_s"], segment["offset_s"]) == (0.1, 0.105)
