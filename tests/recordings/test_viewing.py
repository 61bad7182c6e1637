"""Spectrogram tiles, outlines, playback and the HDF5 file over HTTP."""

import io
import threading
from collections.abc import Callable
from typing import Any

import h5py
import numpy as np
import pytest
import soundfile
from flask import Flask
from flask.testing import FlaskClient

from blueprints.recordings.models import Recording
from blueprints.recordings.service import tiles
from core.jobs.models import Job
from tests.factories import Factory
from tests.recordings.conftest import Lab


@pytest.fixture
def recording(lab: Lab, make: Factory) -> Recording:
    row: Recording = make.stored_recording(lab.project)
    return row


def test_a_tile_is_bytes_that_may_be_kept_for_ever(client: FlaskClient, lab: Lab, recording: Recording) -> None:
    grid = client.get(f"/api/v1/recordings/{recording.id}/spectrogram", headers=lab.viewer).json
    url = grid["tile_url_template"].format(level=0, index=1)
    assert recording.blob_sha256[:16] in url
    tile = client.get(url, headers=lab.viewer)
    assert len(tile.data) == grid["tile_columns"] * grid["n_bins"]
    assert tile.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert tile.headers["X-Tile-Final"] == "1"
    again = client.get(url, headers=lab.viewer | {"If-None-Match": tile.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert client.get(url, headers=lab.viewer).data == tile.data


def test_tiles_are_for_members_and_of_this_sound_only(client: FlaskClient, lab: Lab, recording: Recording) -> None:
    grid = client.get(f"/api/v1/recordings/{recording.id}/spectrogram", headers=lab.viewer).json
    url = grid["tile_url_template"].format(level=0, index=0)
    assert client.get(url).status_code == 401
    assert client.get(url, headers=lab.stranger).status_code == 404
    assert client.get(url.replace(recording.blob_sha256[:16], "0" * 16), headers=lab.viewer).status_code == 404
    assert client.get(url.replace("/v1-n", "/v9-n"), headers=lab.viewer).status_code == 410
    beyond = client.get(grid["tile_url_template"].format(level=0, index=9999), headers=lab.viewer)
    assert (beyond.status_code, beyond.json["code"]) == (422, "no-such-tile")


def test_parameters_out_of_range_are_refused(client: FlaskClient, lab: Lab, recording: Recording) -> None:
    for query in ("n_fft=500", "hop=8", "hop=1024", "channel=1", "channel=left"):
        response = client.get(f"/api/v1/recordings/{recording.id}/spectrogram?{query}", headers=lab.viewer)
        assert response.status_code == 422, query


def test_tiles_asked_for_at_once_are_computed_once(
    app: Flask, lab: Lab, recording: Recording, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tiles.Source(recording.blob_sha256, recording.sr_hz, recording.n_frames, 1, 1.0)
    grid = tiles.grid_of(source, n_fft=512, hop=128, channel=0)
    started, n_computed, found = threading.Event(), [0], []
    compute = tiles._compute

    def slow(*args: Any) -> Any:
        n_computed[0] += 1
        started.wait(5)
        return compute(*args)

    monkeypatch.setattr(tiles, "_compute", slow)

    def ask() -> None:
        with app.app_context():
            found.append(tiles.get_tile(source, grid, 0, 0).data)

    threads = [threading.Thread(target=ask) for _ in range(5)]
    for thread in threads:
        thread.start()
    started.set()
    for thread in threads:
        thread.join(10)
    assert n_computed == [1]
    assert len(found) == 5
    assert len(set(found)) == 1


def test_a_part_shows_its_window_of_the_whole(
    client: FlaskClient, lab: Lab, make: Factory, recording: Recording
) -> None:
    same = {name: getattr(recording, name) for name in ("blob_sha256", "n_frames", "sr_hz", "file_sr_hz")}
    part = make.recording(lab.project, parent_id=recording.id, offset_s=0.5, duration_s=0.5, **same)
    grid = client.get(f"/api/v1/recordings/{part.id}/spectrogram", headers=lab.viewer).json
    assert grid["window"] == {"from_s": 0.5, "to_s": 1.0}
    assert str(recording.id) in grid["tile_url_template"]


def test_an_outline_is_the_lowest_and_highest_sample_of_each_pixel(
    client: FlaskClient, lab: Lab, recording: Recording
) -> None:
    url = f"/api/v1/recordings/{recording.id}/waveform?from=0&to=1&width=100"
    body = client.get(url, headers=lab.viewer).json
    pairs = np.array(body["pairs"]).reshape(-1, 2)
    assert pairs.shape == (100, 2)
    assert body["is_final"] is True
    assert pairs[:, 1].max() == pytest.approx(0.4, abs=0.02)
    binary = client.get(url, headers=lab.viewer | {"Accept": "application/octet-stream"})
    assert np.frombuffer(binary.data, "<f4").reshape(-1, 2) == pytest.approx(pairs, abs=1e-6)


def test_playback_slows_ultrasound_into_hearing(client: FlaskClient, lab: Lab, recording: Recording) -> None:
    url = f"/api/v1/recordings/{recording.id}/audio?from=0&to=0.5&expand=10"
    response = client.get(url, headers=lab.viewer)
    assert response.content_type == "audio/wav"
    y, sr = soundfile.read(io.BytesIO(response.data))
    assert (sr, len(y) / sr) == (25_000, 5.0)


def test_playback_of_nothing_or_too_much_is_refused(client: FlaskClient, lab: Lab, recording: Recording) -> None:
    for query in ("from=5&to=6", "from=0&to=1&expand=99", "from=0.5&to=0.2", "from=0&to=1&mode=loud"):
        response = client.get(f"/api/v1/recordings/{recording.id}/audio?{query}", headers=lab.viewer)
        assert response.status_code == 422, query


def test_the_whole_spectrogram_comes_as_hdf5_once_it_is_written(
    client: FlaskClient, lab: Lab, recording: Recording, run_jobs: Callable[[], list[Job]]
) -> None:
    url = f"/api/v1/recordings/{recording.id}/spectrogram/file"
    assert client.get(url, headers=lab.viewer).status_code == 404
    assert client.post(url, json={}, headers=lab.annotator).status_code == 202
    (job,) = run_jobs()
    assert job.state == "succeeded", job.error_detail
    with h5py.File(io.BytesIO(client.get(url, headers=lab.viewer).data)) as file:
        assert file["spectrogram"].dtype == np.float16
        assert file["spectrogram"].shape == (257, -(-recording.n_frames // 128))
        assert file.attrs["sample_rate"] == 250_000


def test_a_file_the_storage_lacks_is_said_to_be_missing(
    client: FlaskClient, lab: Lab, make: Factory
) -> None:
    recording = make.recording(lab.project)
    url = f"/api/v1/recordings/{recording.id}"
    grid = client.get(f"{url}/spectrogram", headers=lab.viewer).json
    tile = grid["tile_url_template"].format(level=0, index=0)
    for address in (tile, f"{url}/waveform", f"{url}/audio?to=0.1", f"{url}/download"):
        answer = client.get(address, headers=lab.viewer)
        assert (answer.status_code, answer.json["code"]) == (503, "file-missing"), address
