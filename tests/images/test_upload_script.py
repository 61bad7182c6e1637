"""scripts/upload_images.sh, run as people run it, against a real station."""

import io
import os
import subprocess
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from core.config import ROOT
from tests import live
from tests.factories.images import exif_of, paint

pytestmark = pytest.mark.workers

SCRIPT = str(ROOT / "scripts" / "upload_images.sh")


@pytest.fixture(scope="module")
def station(tmp_path_factory: pytest.TempPathFactory, redis_address: str) -> Iterator[live.Station]:
    with live.running_station(tmp_path_factory.mktemp("pictures"), redis_address) as running:
        yield running


@pytest.fixture
def send(station: live.Station, tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    def run(*arguments: str | Path, key: str | None = None) -> subprocess.CompletedProcess[str]:
        words = ["--state", tmp_path / "state", *arguments]
        environment = {"FIELDSTATION_URL": station.url, "FIELDSTATION_API_KEY": key or station.key}
        return subprocess.run(
            ["bash", SCRIPT, *map(str, words)], env=os.environ | environment, text=True, capture_output=True, timeout=90
        )

    return run


def _photo(seed: int, kind: str = "JPEG", **saving: Any) -> bytes:
    buffer = io.BytesIO()
    paint(seed=seed).save(buffer, kind, **saving)
    return buffer.getvalue()


def _lines(done: subprocess.CompletedProcess[str]) -> dict[str, list[str]]:
    return {line.split("\t")[0]: line.split("\t")[1:] for line in done.stdout.splitlines()}


def _picture(station: live.Station, image_id: str) -> dict[str, Any]:
    return requests.get(f"{station.url}/api/v1/images/{image_id}", headers=station.headers, timeout=10).json()


def test_a_card_is_uploaded_with_one_line_a_file_and_sent_once(station, send, tmp_path):
    card = tmp_path / "DCIM" / "100 TRAP"
    card.mkdir(parents=True)
    (card / "IMG 1.JPG").write_bytes(_photo(1, exif=exif_of(orientation=6)))
    (card / "Fuchs ü.png").write_bytes(_photo(2, "PNG"))
    (card / "broken.jpg").write_bytes(_photo(3)[:400])
    (card / "notes.txt").write_text("not sent")
    first = send("--project", station.project_id, tmp_path / "DCIM")
    found = _lines(first)
    assert (first.returncode, set(found)) == (1, {"IMG 1.JPG", "Fuchs ü.png", "broken.jpg"})
    assert found["broken.jpg"][0] == "failed"
    assert "picture-damaged" in found["broken.jpg"][1]
    shown = _picture(station, found["IMG 1.JPG"][1])
    assert (shown["width"], shown["height"], shown["project_id"]) == (120, 160, station.project_id)
    (card / "broken.jpg").unlink()
    again = send("--project", station.project_id, tmp_path / "DCIM")
    assert (again.returncode, {verdict for verdict, _ in _lines(again).values()}) == (0, {"already here"})


def test_an_archive_is_unpacked_by_the_station(station, send, tmp_path):
    packed = tmp_path / "trap.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.jpg", _photo(11))
        archive.writestr("metadata.csv", "filename,notes\na.jpg,at the den\n")
    done = send("--project", station.project_id, packed)
    assert (done.returncode, _lines(done)["trap.zip"][0]) == (0, "stored"), done.stderr
    found = requests.get(f"{station.url}/api/v1/images?search=den", headers=station.headers, timeout=10).json()
    assert [one["notes"] for one in found["results"]] == ["at the den"]


@pytest.mark.parametrize("arguments", [["x.jpg"], ["--group"], ["--unknown"], ["--group", "1"]])
def test_a_wrong_command_line_is_explained_before_anything_is_sent(send, arguments):
    done = send(*arguments)
    assert done.returncode == 2
    assert done.stderr.startswith("upload_images: ")


def test_help_names_every_option(send):
    done = send("--help")
    assert done.returncode == 0
    for option in ("--project", "--group", "--site", "--no-hash", "FIELDSTATION_API_KEY"):
        assert option in done.stdout
