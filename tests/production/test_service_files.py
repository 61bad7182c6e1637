"""Compose file, image and systemd units call commands that exist, set settings that exist, mount files that do."""

import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask

from core.config import ROOT, Settings
from tests.databases import on_one_database

DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
OURS = {name: service for name, service in COMPOSE["services"].items() if "build" in service}

FROM_OUTSIDE = {"OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "PATH", "PYTHONUNBUFFERED"}
"""Variables that libraries and Python read."""

FOR_COMPOSE = {"POSTGRES_PASSWORD", "HTTP_PORT", "WEB_PROCESSES", "WORKER_PROCESSES"}
"""Variables that the compose file itself reads."""

ROLES = {"cli", "worker", "scheduler", "ingest", "detection"}


def _commands() -> dict[str, str]:
    found = {f"compose {name}": service["command"] for name, service in OURS.items() if "command" in service}
    for unit in UNITS:
        line = re.search(r"^ExecStart=\S+/python -m (.+)$", unit.read_text(), re.MULTILINE)
        assert line is not None, unit
        found[unit.name] = line[1]
    return found


def _settings() -> set[str]:
    return {name.upper() for name in Settings.model_fields}


@on_one_database
@pytest.mark.parametrize("place", _commands())
def test_every_command_is_one_of_the_application(app: Flask, place: str) -> None:
    words = shlex.split(_commands()[place])
    if words == ["gunicorn"]:
        assert (ROOT / "gunicorn.conf.py").exists()
        return
    assert words[:2] == ["flask", "--app"]
    role = re.fullmatch(r"app:create_app\(role='(\w+)'\)", words[2])
    assert role is not None
    assert role[1] in ROLES
    told = app.test_cli_runner().invoke(args=[*words[3:], "--help"])
    assert told.exit_code == 0, told.output


def test_every_variable_set_for_the_application_is_a_setting() -> None:
    named = {name for service in OURS.values() for name in service["environment"]}
    for unit in UNITS:
        for line in re.findall(r"^Environment=(.+)$", unit.read_text(), re.MULTILINE):
            named |= {pair.partition("=")[0] for pair in shlex.split(line)}
    image = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
    for line in re.findall(r"^ENV (.+)$", image, re.MULTILINE):
        named |= {pair.partition("=")[0] for pair in line.split()}
    assert named - _settings() - FROM_OUTSIDE == set()


def test_the_example_names_every_variable_the_compose_file_reads() -> None:
    read = set(re.findall(r"\$\{(\w+)", (DEPLOY / "compose.yaml").read_text()))
    example = set(re.findall(r"^#? ?([A-Z_]+)=", (DEPLOY / "env.example").read_text(), re.MULTILINE))
    assert read <= example
    assert example <= _settings() | FOR_COMPOSE


def test_every_file_the_compose_file_mounts_is_there_and_every_volume_declared() -> None:
    for name, service in COMPOSE["services"].items():
        for source in [volume.partition(":")[0] for volume in service.get("volumes", [])]:
            if source.startswith("./"):
                assert source == "./run" or (DEPLOY / source).is_file(), (name, source)
            else:
                assert source in COMPOSE["volumes"], (name, source)
        for other in service.get("depends_on", {}):
            assert other in COMPOSE["services"]


def test_every_unit_that_is_started_by_name_is_there() -> None:
    units = {unit.stem.rstrip("@") for unit in UNITS}
    for text in ((DEPLOY / "deploy.sh").read_text(), (DEPLOY / "systemd" / "fieldstation.target").read_text()):
        assert set(re.findall(r"fieldstation-[a-z]+", text)) == units


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")
def test_systemd_finds_nothing_wrong_with_the_units(tmp_path: Path) -> None:
    for unit in [*UNITS, DEPLOY / "systemd" / "fieldstation.target"]:
        there = unit.read_text().replace("/srv/fieldstation/current/.venv/bin/python", "/bin/true")
        (tmp_path / unit.name).write_text(there)
    names = sorted(str(path) for path in tmp_path.iterdir())
    told = subprocess.run(
        ["systemd-analyze", "verify", *names], capture_output=True, text=True, check=False, timeout=60
    )
    ours = [line for line in told.stderr.splitlines() if "fieldstation" in line]
    assert ours == []
