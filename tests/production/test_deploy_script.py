"""The deploy script: versions come into service one web process after the other, or not at all.

A release here is a folder whose `python` answers the commands the script gives with a file for a database; a web
process is a server that says that it is ready unless its version is bad.
"""

import os
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from werkzeug.serving import BaseWSGIServer, make_server
from werkzeug.wrappers import Request, Response

from core.config import ROOT

SCRIPT = ROOT / "deploy" / "deploy.sh"

PYTHON = """#!/usr/bin/env bash
# flask --app ... COMMAND of this release, on the database $DATABASE
shift 4
case "$*" in
    "db current") cat "$DATABASE" ;;
    "db heads") echo "$(cat "$(dirname "$0")/../../head") (head)" ;;
    "db upgrade") cp "$(dirname "$0")/../../head" "$DATABASE" ;;
    "db downgrade "*) echo "$3" >"$DATABASE" ;;
    "backup create") echo "backup of $(cat "$DATABASE")" >>"$CALLS" ;;
    *) exit 9 ;;
esac
"""

SYSTEMCTL = """#!/usr/bin/env bash
if [ -e "$MAINTENANCE_FILE" ]; then page=" (maintenance)"; else page=""; fi
echo "$*$page" >>"$CALLS"
"""


@dataclass
class Machine:
    """A machine with two web processes, and what was done on it."""

    folder: Path
    env: dict[str, str]

    def make_version(self, name: str, revision: str, *, is_good: bool = True) -> Path:
        source = self.folder / name
        (source / ".venv" / "bin").mkdir(parents=True)
        (source / "app.py").touch()
        (source / "head").write_text(f"{revision}\n")
        (source / "is_good").write_text(str(int(is_good)))
        python = source / ".venv" / "bin" / "python"
        python.write_text(PYTHON)
        python.chmod(0o755)
        return source

    def run(self, *words: object) -> subprocess.CompletedProcess[str]:
        """The script with these words; forgets what was called before."""
        (self.folder / "calls").write_text("")
        return subprocess.run(
            [SCRIPT, *map(str, words)], env=self.env, capture_output=True, text=True, timeout=60, check=False
        )

    @property
    def calls(self) -> list[str]:
        return (self.folder / "calls").read_text().splitlines()

    @property
    def database(self) -> str:
        return (self.folder / "database").read_text().strip()

    @property
    def in_service(self) -> str:
        """Revision of the version in service."""
        return (self.folder / "home" / "current" / "head").read_text().strip()

    @property
    def has_maintenance(self) -> bool:
        return (self.folder / "maintenance").exists()


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    home = tmp_path / "home"

    @Request.application
    def web(request: Request) -> Response:
        is_good = (home / "current" / "is_good").read_text() == "1"
        return Response(status=200 if is_good else 503)

    servers = [make_server("127.0.0.1", 0, web) for _ in range(2)]
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    yield _machine(tmp_path, servers)
    for server in servers:
        server.shutdown()


def _machine(folder: Path, servers: list[BaseWSGIServer]) -> Machine:
    (folder / "database").write_text("")
    (folder / "settings").write_text(f"DATABASE={folder}/database\n")
    systemctl = folder / "systemctl"
    systemctl.write_text(SYSTEMCTL)
    systemctl.chmod(0o755)
    env = os.environ | {
        "FIELDSTATION_HOME": str(folder / "home"),
        "FIELDSTATION_ENV_FILE": str(folder / "settings"),
        "MAINTENANCE_FILE": str(folder / "maintenance"),
        "SYSTEMCTL": str(systemctl),
        "CALLS": str(folder / "calls"),
        "WEB_PORTS": " ".join(str(server.port) for server in servers),
        "WORKERS": "1",
        "DEPLOY_WAIT_S": "1",
    }
    return Machine(folder, env)


def test_the_first_version_makes_the_database_and_comes_into_service(machine):
    done = machine.run("release", machine.make_version("a", "0001"))
    assert done.returncode == 0, done.stderr
    assert (machine.database, machine.in_service) == ("0001", "0001")
    assert not machine.has_maintenance


def test_a_version_that_leaves_the_database_alone_is_reloaded_without_a_pause(machine):
    machine.run("release", machine.make_version("a", "0001"))
    assert machine.run("release", machine.make_version("b", "0001")).returncode == 0
    ports = machine.env["WEB_PORTS"].split()
    assert machine.calls == [
        *(f"restart fieldstation-web@{port}" for port in ports),
        "restart fieldstation-worker@1 fieldstation-scheduler fieldstation-ingest fieldstation-detection",
    ]


def test_while_the_database_changes_everything_stands_behind_the_maintenance_page_after_a_backup(machine):
    machine.run("release", machine.make_version("a", "0001"))
    assert machine.run("release", machine.make_version("b", "0002")).returncode == 0
    assert machine.database == "0002"
    assert "backup of 0001" in machine.calls
    assert all(call.endswith("(maintenance)") for call in machine.calls if call.startswith(("stop", "restart")))
    assert not machine.has_maintenance


def test_a_version_that_is_not_well_is_taken_back_with_its_database(machine):
    machine.run("release", machine.make_version("a", "0001"))
    done = machine.run("release", machine.make_version("b", "0002", is_good=False))
    assert done.returncode == 1
    assert (machine.database, machine.in_service) == ("0001", "0001")
    assert not machine.has_maintenance


def test_the_former_version_comes_back_when_asked_for(machine):
    machine.run("release", machine.make_version("a", "0001"))
    machine.run("release", machine.make_version("b", "0002"))
    assert machine.run("rollback").returncode == 0
    assert (machine.database, machine.in_service) == ("0001", "0001")


def test_what_is_no_version_changes_nothing(machine):
    machine.run("release", machine.make_version("a", "0001"))
    (machine.folder / "nothing").mkdir()
    assert machine.run("release", machine.folder / "nothing").returncode == 2
    assert machine.run("sideways").returncode == 2
    assert machine.in_service == "0001"


def test_of_old_versions_some_stay(machine):
    machine.env["KEEP_RELEASES"] = "2"
    for name in "abcd":
        machine.run("release", machine.make_version(name, "0001"))
    assert len(list((machine.folder / "home" / "releases").iterdir())) == 2


def test_the_status_says_which_process_is_not_well(machine):
    machine.run("release", machine.make_version("a", "0001"))
    assert machine.run("status").returncode == 0
    (machine.folder / "home" / "current" / "is_good").write_text("0")
    done = machine.run("status")
    assert done.returncode == 1
    assert "is not well" in done.stdout
