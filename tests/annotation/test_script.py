"""scripts/annotate_by_script.sh, run as people run it, against a real station: from the file to the table."""

import csv
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
import requests

from core.config import ROOT
from tests import live
from tests.factories import Factory
from tests.factories.recordings import SR, chirps, wav

pytestmark = pytest.mark.workers

SCRIPT = str(ROOT / "scripts" / "annotate_by_script.sh")

BY_TIME = r"""awk -F '\t' '
    n++ == 0 { print $1 "\t-" }
    n > 2 { print $1 "\t" ($3 < 1 ? "early \"one\"" : "late") }
'"""
"""Rejects the first task, leaves the second, and names the others by their onset."""


@pytest.fixture(scope="module")
def station(tmp_path_factory: pytest.TempPathFactory, redis_address: str) -> Iterator[live.Station]:
    with live.running_station(tmp_path_factory.mktemp("annotate"), redis_address) as running:
        yield running


@pytest.fixture(scope="module")
def classifier_id(station: live.Station) -> str:
    """A classifier of the station's group."""
    from blueprints.accounts.models import Group
    from blueprints.projects.models import Project
    from core.db import db

    project = db.session.get_one(Project, UUID(station.project_id))
    return str(Factory(station.app).classifier(db.session.get_one(Group, project.group_id)).id)


def run(station: live.Station, *words: str | Path, key: str | None = None) -> subprocess.CompletedProcess[str]:
    environment = {"FIELDSTATION_URL": station.url, "FIELDSTATION_API_KEY": key or station.key}
    command = ["bash", SCRIPT, *(str(word) for word in words)]
    return subprocess.run(command, env=os.environ | environment, text=True, capture_output=True, timeout=240)


def test_from_the_file_to_the_table_of_labels(station, classifier_id, tmp_path):
    (tmp_path / "night one.wav").write_bytes(wav(chirps(2.0)))
    target = tmp_path / "labels.csv"
    fixed = ("--project", station.project_id, "--classifier", classifier_id, "--name", "By script")
    done = run(station, *fixed, "--label-with", BY_TIME, "--export", target, tmp_path / "night one.wav")
    assert done.returncode == 0, done.stderr
    batches = requests.get(f"{station.url}/api/v1/task-batches", headers=station.headers, timeout=30).json()["results"]
    batch = next(row for row in batches if row["name"] == "By script")
    assert batch["n_tasks"] > 15
    assert (batch["n_done"], batch["n_skipped"]) == (batch["n_tasks"] - 1, 1)
    url = f"{station.url}/api/v1/task-batches/{batch['id']}/tasks?limit=100"
    tasks = requests.get(url, headers=station.headers, timeout=30).json()["results"]
    assert [task["state"] for task in tasks[:3]] == ["rejected", "skipped", "done"]
    for task in tasks[2:]:
        assert task["label"] == ('early "one"' if task["onset_s"] < 1 else "late")
    assert {row["name"] for row in batches} == {"By script"}
    with target.open(newline="") as file:
        words = [word for row in csv.reader(file) for word in row]
    assert words.count("late") == sum(task["label"] == "late" for task in tasks)


def test_a_wrong_key_is_told(station, classifier_id, tmp_path):
    (tmp_path / "a.wav").write_bytes(wav(chirps(0.3), SR))
    words = ("--project", station.project_id, "--classifier", classifier_id, "--label-with", "cat", tmp_path / "a.wav")
    done = run(station, *words, key="fs_wrong")
    assert done.returncode == 1
    assert "annotate_by_script:" in done.stderr


@pytest.mark.parametrize("words", [[], ["--unknown"], ["--project"], ["--project", "x", "a.wav"]])
def test_a_wrong_command_line_is_explained_before_anything_is_sent(station, words):
    done = run(station, *words)
    assert done.returncode == 2
    assert done.stderr.startswith("annotate_by_script: ")


def test_help_names_every_option(station):
    done = run(station, "--help")
    assert done.returncode == 0
    for option in ("--project", "--classifier", "--label-with", "--species", "--preset", "--name", "--export"):
        assert option in done.stdout
