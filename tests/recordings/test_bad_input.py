"""Files that are not what they claim: each is refused with a clear problem, and nothing is stored."""

import base64
import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
import pytest
import soundfile
from flask import Flask
from flask.testing import FlaskClient

from blueprints.recordings.models import Recording
from core.db import db
from core.jobs.models import Job
from core.storage.blobs import Blob
from core.uploads.models import Upload
from tests.factories import Factory
from tests.recordings.conftest import Lab


@pytest.fixture
def nothing_stored(app: Flask) -> Callable[[], None]:
    """Asserts that there is no recording, no blob row, no stored and no staged file more than before."""
    settings = app.config["SETTINGS"]

    def files() -> set[Path]:
        folders = (settings.blob_dir, settings.chunk_dir)
        return {path for folder in folders if folder.exists() for path in folder.rglob("*") if path.is_file()}

    before = files()

    def check() -> None:
        assert db.session.query(Recording).count() == 0
        assert db.session.query(Blob).count() == 0
        assert files() == before

    return check


def header(*, n_channels: int = 1, sr: int = 250_000, data_bytes: int = 100, claimed: int | None = None) -> bytes:
    """A WAV file of silence whose header says what is asked."""
    block = 2 * max(n_channels, 1)
    chunks = b"fmt " + struct.pack("<IHHIIHH", 16, 1, n_channels, sr, sr * block, block, 16)
    chunks += b"data" + struct.pack("<I", data_bytes if claimed is None else claimed) + b"\0" * data_bytes
    return b"RIFF" + struct.pack("<I", 4 + len(chunks)) + b"WAVE" + chunks


def with_nan() -> bytes:
    y = np.zeros(5000, np.float32)
    y[4321] = np.nan
    file = io.BytesIO()
    soundfile.write(file, y, 48_000, format="WAV", subtype="FLOAT")
    return file.getvalue()


def hour_of_silence() -> bytes:
    file = io.BytesIO()
    with soundfile.SoundFile(file, "w", 48_000, 1, format="FLAC", subtype="PCM_16") as sound:
        for _ in range(60):
            sound.write(np.zeros(60 * 48_000, np.int16))
    return file.getvalue()


BAD_FILES = {
    "a text file named .wav": (b"Dear diary, tonight I heard nothing.\n" * 10, "not-audio"),
    "a file cut short": (header(data_bytes=4000)[:2000], "truncated"),
    "144 bytes that claim 4 GB": (header(data_bytes=100, claimed=0xFFFFFF00), "too-long-claim"),
    "no channels": (header(n_channels=0), "no-channels"),
    "a rate of zero": (header(sr=0), "bad-rate"),
    "a header without samples": (header(data_bytes=0), "empty"),
    "no bytes at all": (b"", "validation-failed"),
}


@pytest.mark.parametrize("what", BAD_FILES)
def test_a_bad_file_is_refused_and_leaves_nothing(
    what: str, send: Callable[..., Any], nothing_stored: Callable[[], None]
) -> None:
    content, code = BAD_FILES[what]
    response = send(content)
    assert response.content_type == "application/problem+json"
    assert (response.status_code, response.json["code"]) == (422, code), response.json
    nothing_stored()


def test_not_a_number_anywhere_in_the_samples_is_refused(
    send: Callable[..., Any], nothing_stored: Callable[[], None]
) -> None:
    response = send(with_nan())
    assert (response.status_code, response.json["code"]) == (422, "not-finite")
    nothing_stored()


def test_an_hour_of_packed_silence_is_refused_without_unpacking_it(
    send: Callable[..., Any], nothing_stored: Callable[[], None]
) -> None:
    response = send(hour_of_silence(), "silence.flac")
    assert (response.status_code, response.json["code"]) == (422, "only-silence")
    nothing_stored()


def test_a_short_silence_is_a_recording_with_a_finding(
    send: Callable[..., Any], client: FlaskClient, lab: Lab, run_jobs: Callable[[], list[Job]]
) -> None:
    url = send(header(data_bytes=100_000)).json["url"]
    run_jobs()
    body = client.get(url, headers=lab.viewer).json
    assert body["state"] == "ready"
    assert "silence" in {finding["code"] for finding in body["findings"]}


def test_another_groups_project_looks_as_if_it_did_not_exist(
    send: Callable[..., Any], make: Factory, nothing_stored: Callable[[], None]
) -> None:
    response = send(project_id=str(make.project().id))
    assert (response.status_code, response.json["code"]) == (404, "not-found")
    nothing_stored()


def test_another_groups_site_or_species_is_refused(
    send: Callable[..., Any], make: Factory, nothing_stored: Callable[[], None]
) -> None:
    for field, thing in (("site_id", make.site()), ("species_id", make.species())):
        response = send(**{field: str(thing.id)})
        assert response.status_code == 422
        assert response.json["errors"][0]["pointer"] == f"/{field}"
    nothing_stored()


def test_a_missing_field_is_named(
    client: FlaskClient, lab: Lab, make: Factory, nothing_stored: Callable[[], None]
) -> None:
    response = client.post(
        "/api/v1/recordings", data={"file": make.file()}, headers=lab.editor, content_type="multipart/form-data"
    )
    assert (response.status_code, response.json["code"]) == (422, "validation-failed")
    assert response.json["errors"][0]["pointer"] == "/project_id"
    missing = client.post(
        "/api/v1/recordings",
        data={"project_id": str(lab.project.id)},
        headers=lab.editor,
        content_type="multipart/form-data",
    )
    assert missing.json["errors"][0]["pointer"] == "/file"
    nothing_stored()


def test_a_viewer_may_not_upload(send: Callable[..., Any], lab: Lab, nothing_stored: Callable[[], None]) -> None:
    assert send(headers=lab.viewer).status_code == 403
    assert send(headers=lab.stranger).status_code == 404
    nothing_stored()


@pytest.fixture
def send_resumable(
    client: FlaskClient, lab: Lab, run_jobs: Callable[[], list[Job]]
) -> Callable[[bytes, str, str], dict[str, Any]]:
    """Uploads bytes of a kind by tus in one request, runs its jobs and returns the upload."""

    def _send(content: bytes, kind: str, name: str) -> dict[str, Any]:
        pairs = {"filename": name, "kind": kind, "project_id": str(lab.project.id)}
        metadata = ",".join(f"{k} {base64.b64encode(v.encode()).decode()}" for k, v in pairs.items())
        headers = lab.editor | {
            "Tus-Resumable": "1.0.0",
            "Upload-Length": str(len(content)),
            "Upload-Metadata": metadata,
            "Content-Type": "application/offset+octet-stream",
        }
        made = client.post("/api/v1/uploads", data=content, headers=headers)
        assert made.status_code == 201, made.json
        run_jobs()
        upload: dict[str, Any] = client.get(made.headers["Location"], headers=lab.editor).json
        return upload

    return _send


@pytest.fixture
def send_archive(
    send_resumable: Callable[[bytes, str, str], dict[str, Any]],
) -> Callable[[bytes], dict[str, Any]]:
    return lambda content: send_resumable(content, "archive", "night.zip")


def zipped(files: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()


def test_an_archive_becomes_one_recording_a_member_with_a_verdict_each(
    send_archive: Callable[[bytes], dict[str, Any]], client: FlaskClient, lab: Lab, make: Factory
) -> None:
    table = "filename,latitude,longitude,notes,temperature_c\na.wav,47.5,8.5,By the lake,warm\n"
    content = zipped(
        {"night/a.wav": make.wav(), "night/b.wav": b"no sound in here", "metadata.csv": table.encode()}
    )
    upload = send_archive(content)
    assert upload["state"] == "stored"
    members = client.get(f"/api/v1/uploads?parent_id={upload['id']}", headers=lab.editor).json["results"]
    assert {m["file_name"]: (m["state"], (m["problem"] or {}).get("code")) for m in members} == {
        "a.wav": ("stored", None),
        "b.wav": ("rejected", "not-audio"),
    }
    (recording,) = client.get("/api/v1/recordings", headers=lab.viewer).json["results"]
    assert (recording["latitude"], recording["notes"]) == (47.5, "By the lake")
    findings = client.get(f"{recording['url']}/findings", headers=lab.viewer).json["results"]
    assert "table-value-unreadable" in {finding["code"] for finding in findings}


def test_an_archive_with_names_that_lead_elsewhere_is_refused_whole(
    send_archive: Callable[[bytes], dict[str, Any]], make: Factory, nothing_stored: Callable[[], None]
) -> None:
    upload = send_archive(zipped({"../../evil.wav": make.wav(), "good.wav": make.wav()}))
    assert (upload["state"], upload["problem"]["code"]) == ("rejected", "archive-unsafe-name")
    nothing_stored()


def test_an_archive_that_unpacks_to_far_more_than_it_holds_is_refused_whole(
    send_archive: Callable[[bytes], dict[str, Any]], nothing_stored: Callable[[], None]
) -> None:
    upload = send_archive(zipped({"bomb.wav": bytes(64 << 20)}))
    assert (upload["state"], upload["problem"]["code"]) == ("rejected", "archive-bomb")
    nothing_stored()


def test_a_bad_file_by_tus_is_rejected_with_its_reason(
    send_resumable: Callable[[bytes, str, str], dict[str, Any]], nothing_stored: Callable[[], None]
) -> None:
    upload = send_resumable(BAD_FILES["a file cut short"][0], "recording", "cut.wav")
    assert (upload["state"], upload["problem"]["code"]) == ("rejected", "truncated")
    assert db.session.query(Upload).count() == 1
    nothing_stored()


def test_ids_of_another_group_and_ids_of_nothing_answer_alike(
    client: FlaskClient, lab: Lab, make: Factory
) -> None:
    hidden = make.recording().id
    answers = [client.get(f"/api/v1/recordings/{one}", headers=lab.editor) for one in (hidden, uuid4())]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].json["detail"] == answers[1].json["detail"]
