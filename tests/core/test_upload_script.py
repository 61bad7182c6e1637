"""scripts/upload_recordings.sh, run as people run it, against a real station."""

import os
import signal
import subprocess
import wave
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import requests

from core.config import ROOT
from tests import live, processes

pytestmark = pytest.mark.workers

SCRIPT = str(ROOT / "scripts" / "upload_recordings.sh")
SR = 48_000


@pytest.fixture(scope="module")
def station(tmp_path_factory: pytest.TempPathFactory, redis_address: str) -> Iterator[live.Station]:
    with live.running_station(tmp_path_factory.mktemp("script"), redis_address) as running:
        yield running


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "night one"
    made.mkdir()
    return made


def write_wav(path: Path, *, seconds: float = 0.5) -> Path:
    """A recording of noise, new each time."""
    noise = np.random.default_rng().normal(0, 3000, int(seconds * SR)).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SR)
        file.writeframes(noise.tobytes())
    return path


@pytest.fixture
def command(station: live.Station, tmp_path: Path) -> Callable[..., dict[str, Any]]:
    """Arguments of `subprocess` for the script."""

    def words(*arguments: str | Path, key: str | None = None, project: str | None = None) -> dict[str, Any]:
        fixed = ["--project", project or station.project_id, "--state", str(tmp_path / "state")]
        environment = {"FIELDSTATION_URL": station.url, "FIELDSTATION_API_KEY": key or station.key}
        return {
            "args": ["bash", SCRIPT, *fixed, *(str(one) for one in arguments)],
            "env": os.environ | environment,
            "text": True,
        }

    return words


def run(options: dict[str, Any]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(**options, capture_output=True, timeout=90)


def lines(done: subprocess.CompletedProcess[str]) -> dict[str, list[str]]:
    return {line.split("\t")[0]: line.split("\t")[1:] for line in done.stdout.splitlines()}


def uploads(station: live.Station) -> list[dict[str, Any]]:
    answer = requests.get(f"{station.url}/api/v1/uploads?limit=500", headers=station.headers, timeout=10)
    return answer.json()["results"]


def test_a_folder_is_uploaded_with_one_line_a_file(station, folder, command):
    (folder / "deeper").mkdir()
    write_wav(folder / "owl, 1.wav")
    write_wav(folder / "deeper" / "Nachtigall ü.WAV")
    (folder / "notes.txt").write_text("not sent")
    done = run(command(folder))
    assert done.returncode == 0, done.stderr
    found = lines(done)
    assert set(found) == {"owl, 1.wav", "Nachtigall ü.WAV"}
    for verdict, recording_id in found.values():
        assert verdict == "stored"
        answer = requests.get(f"{station.url}/api/v1/recordings/{recording_id}", headers=station.headers, timeout=10)
        assert answer.status_code == 200
    assert "2 on the station, 0 failed" in done.stderr


def test_a_second_run_says_that_everything_is_already_here(folder, command):
    write_wav(folder / "a.wav")
    first, second = run(command(folder)), run(command(folder))
    assert second.returncode == 0
    assert lines(second)["a.wav"] == ["already here", lines(first)["a.wav"][1]]


def test_a_file_that_is_no_recording_fails_and_the_others_do_not(folder, command):
    write_wav(folder / "good.wav")
    (folder / "text.wav").write_text("this is a text, not a sound")
    (folder / "empty.wav").write_text("")
    done = run(command(folder))
    assert done.returncode == 1
    found = lines(done)
    assert found["good.wav"][0] == "stored"
    assert found["text.wav"][0] == "failed"
    assert "not-audio" in found["text.wav"][1]
    assert "empty" in found["empty.wav"][1]


def test_a_script_killed_midway_goes_on_where_it_was(station, folder, command):
    path = write_wav(folder / "long.wav", seconds=200)
    broken = subprocess.Popen(
        **command("--chunk-mb", "1", path), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    processes.wait_until(lambda: _offset(station, "long.wav") > 3_000_000, what="the first pieces")
    os.killpg(broken.pid, signal.SIGKILL)
    broken.wait(10)
    begun = _offset(station, "long.wav")
    assert begun < path.stat().st_size
    done = run(command("--chunk-mb", "4", path))
    assert done.returncode == 0, done.stdout + done.stderr
    assert lines(done)["long.wav"][0] == "stored"
    assert len([row for row in uploads(station) if row["file_name"] == "long.wav"]) == 1


def _offset(station: live.Station, name: str) -> int:
    return max((row["offset"] for row in uploads(station) if row["file_name"] == name), default=0)


def test_a_server_killed_midway_is_waited_for(station, folder, command):
    path = write_wav(folder / "patient.wav", seconds=200)
    sender = subprocess.Popen(**command("--chunk-mb", "1", path), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    processes.wait_until(lambda: _offset(station, "patient.wav") > 3_000_000, what="the first pieces")
    station.restart_web()
    out, _ = sender.communicate(timeout=90)
    assert sender.returncode == 0, out
    assert out.startswith("patient.wav\tstored\t")
    assert len([row for row in uploads(station) if row["file_name"] == "patient.wav"]) == 1


def test_options_reach_the_recording(station, folder, command):
    path = write_wav(folder / "slow.wav")
    done = run(command("--time-expansion", "10", "--no-split", path))
    recording_id = lines(done)["slow.wav"][1]
    found = requests.get(f"{station.url}/api/v1/recordings/{recording_id}", headers=station.headers, timeout=10).json()
    assert found["time_expansion"] == 10
    assert found["sr_hz"] == 10 * SR


def test_a_wrong_key_or_project_is_told(folder, command):
    write_wav(folder / "a.wav")
    refused = run(command(folder, key="fs_wrong"))
    assert refused.returncode == 2
    assert "upload_recordings:" in refused.stderr
    lost = run(command(folder, project="019a0000-0000-7000-8000-000000000000"))
    assert lost.returncode == 1
    assert lines(lost)["a.wav"][0] == "failed"


@pytest.mark.parametrize(
    "arguments", [["--unknown"], [], ["--project"], ["--chunk-mb", "0", "x"], ["--chunk-mb", "ten", "x"]]
)
def test_a_wrong_command_line_is_explained_before_anything_is_sent(command, arguments):
    done = run(command(*arguments))
    assert done.returncode == 2
    assert done.stderr.startswith("upload_recordings: ")


def test_help_names_every_option(command):
    done = run(command("--help"))
    assert done.returncode == 0
    for option in ("--project", "--site", "--species", "--no-split", "--time-expansion", "FIELDSTATION_API_KEY"):
        assert option in done.stdout
