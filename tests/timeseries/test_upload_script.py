"""scripts/upload_series.sh, run as people run it, against a real station with a real worker."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from core.config import ROOT
from tests import live
from tests.timeseries.conftest import logger_csv

pytestmark = pytest.mark.workers

SCRIPT = str(ROOT / "scripts" / "upload_series.sh")


@pytest.fixture(scope="module")
def station(tmp_path_factory: pytest.TempPathFactory, redis_address: str) -> Iterator[live.Station]:
    with live.running_station(tmp_path_factory.mktemp("series"), redis_address) as running:
        yield running


def run(station: live.Station, tmp_path: Path, *words: str | Path) -> tuple[int, dict[str, list[str]]]:
    """Exit code, and the line of each file."""
    done = subprocess.run(
        ["bash", SCRIPT, "--project", station.project_id, "--state", str(tmp_path / "state"), *(str(w) for w in words)],
        env=os.environ | {"FIELDSTATION_URL": station.url, "FIELDSTATION_API_KEY": station.key},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    told = {line.split("\t")[0]: line.split("\t")[1:] for line in done.stdout.splitlines()}
    assert done.returncode != 2, done.stderr
    return done.returncode, told


def get(station: live.Station, path: str) -> Any:
    answer = requests.get(f"{station.url}/api/v1{path}", headers=station.headers, timeout=10)
    answer.raise_for_status()
    return answer.json()


def test_a_folder_is_imported_with_a_verdict_for_every_file(station, tmp_path):
    folder = tmp_path / "loggers, north"
    folder.mkdir()
    (folder / "Wärme 1.csv").write_bytes(logger_csv(150))
    (folder / "ambiguous.csv").write_text(
        "time;a\n" + "".join(f"0{i % 9 + 1}.0{i % 7 + 1}.2026 00:{i:02}:00;{i}\n" for i in range(40))
    )
    (folder / "prose.csv").write_text("This is no table at all.\n" * 20)
    (folder / "notes.md").write_text("not of interest")
    code, told = run(station, tmp_path, "--zone", "UTC", "--chunk-mb", "1", folder)
    assert code == 1
    assert {name: line[0] for name, line in told.items()} == {
        "Wärme 1.csv": "imported",
        "ambiguous.csv": "asks",
        "prose.csv": "failed",
    }
    dataset = get(station, f"/datasets/{told['Wärme 1.csv'][1]}")
    assert (dataset["name"], dataset["current"]["n_rows"]) == ("Wärme 1", 150)


def test_what_is_here_already_is_told_and_kept_once(station, tmp_path):
    path = tmp_path / "again.csv"
    path.write_bytes(logger_csv(140))
    assert run(station, tmp_path, "--zone", "UTC", path)[1]["again.csv"][0] == "imported"
    assert run(station, tmp_path, "--zone", "UTC", path)[1]["again.csv"][0] == "already here"
    names = [row["name"] for row in get(station, "/datasets?limit=100")["results"]]
    assert names.count("again") == 1
