"""The Python client: each operation is reachable, uploads go on where they stopped, jobs are followed."""

import json
from contextlib import suppress
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.exceptions import HTTPException

from tests.databases import on_one_database


class Answer:
    """As much of an answer as the client reads."""

    def __init__(self, content: bytes = b"", status_code: int = 200) -> None:
        self.status_code = status_code
        self.content = content
        self.headers: dict[str, str] = {}

    def json(self) -> Any:
        return json.loads(self.content)


class Direct:
    """A session that asks the application itself; nothing travels."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()

    def request(self, method: str, address: str, **_options: Any) -> Answer:
        found = self.client.open(address.removeprefix("http://here"), method=method)
        return Answer(found.data, found.status_code)


class Noting:
    """A session that notes what would be asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, dict[str, Any]]] = []

    def request(self, method: str, address: str, **options: Any) -> Answer:
        self.asked.append((method, address.removeprefix("http://here"), options))
        return Answer()


@on_one_database
def test_each_operation_of_the_document_is_reachable(app: Flask) -> None:
    from fieldstation_client import Station

    operations = Station("http://here", session=Direct(app)).operations
    assert len(operations) > 350
    noting = Noting()
    station = Station("http://here", "fs_x", session=noting)
    station.operations = operations
    adapter = app.url_map.bind("here")
    for name, operation in operations.items():
        reached = set()
        for values in product(("00000000-0000-0000-0000-000000000001", "1"), repeat=len(operation.path_names)):
            station.call(name, **dict(zip(operation.path_names, values, strict=True)))
            method, path, options = noting.asked[-1]
            assert options["headers"]["Authorization"] == "Bearer fs_x"
            with suppress(HTTPException):
                reached.add(adapter.match(path, method=method)[0])
        assert name in reached, name


@on_one_database
def test_a_wrong_name_or_value_is_told_before_anything_is_sent(app: Flask) -> None:
    from fieldstation_client import Station, StationError

    station = Station("http://here", session=Direct(app))
    with pytest.raises(StationError, match=r"There is no operation jobs\.list_job"):
        station.call("jobs.list_job")
    with pytest.raises(StationError, match="needs id"):
        station.call("jobs.get_job")
    with pytest.raises(StationError, match="knows no colour"):
        station.call("jobs.list_jobs", colour="red")


@on_one_database
def test_a_refusal_carries_the_stations_words(lab: Any) -> None:
    from fieldstation_client import StationError

    with pytest.raises(StationError) as refused:
        lab.station.call("projects.create_project", body={"name": ""})
    assert (refused.value.status, refused.value.code) == (422, "validation-failed")
    assert refused.value.errors[0]["pointer"].startswith("/")
    assert refused.value.request_id


@on_one_database
def test_rows_come_from_all_pages(lab: Any, make: Any) -> None:
    group_id = lab.person.personal_group_id
    made = {str(make.job(type("Group", (), {"id": group_id})).id) for _ in range(5)}
    assert {row["id"] for row in lab.station.rows("jobs.list_jobs", limit=2, group_id=str(group_id))} == made


@pytest.fixture
def night(tmp_path: Path, make: Any) -> Path:
    folder = tmp_path / "night"
    (folder / "sub").mkdir(parents=True)
    for number, name in enumerate(("a.wav", "sub/b.wav")):
        (folder / name).write_bytes(make.wav(1.0 + number / 10))
    (folder / "notes.txt").write_text("not sound")
    (folder / "bad.wav").write_bytes(b"no sound in here")
    return folder


def outcomes(lab: Any, folder: Path) -> dict[str, str]:
    from fieldstation_client import sync

    return {sent.path.name: sent.state for sent in sync(lab.station, folder, fields={"project_id": lab.project})}


@on_one_database
@pytest.mark.usefixtures("worker")
def test_a_folder_is_sent_once(lab: Any, night: Path) -> None:
    assert outcomes(lab, night) == {"a.wav": "stored", "b.wav": "stored", "bad.wav": "rejected"}
    assert outcomes(lab, night) == {"a.wav": "already-here", "b.wav": "already-here", "bad.wav": "rejected"}
    (night / ".fieldstation-sync.json").unlink()
    assert outcomes(lab, night)["a.wav"] == "already-here"
    names = {row["file_name"] for row in lab.station.rows("recordings.get_recordings", project_id=lab.project)}
    assert names == {"a.wav", "b.wav"}


@on_one_database
@pytest.mark.usefixtures("worker")
def test_a_broken_off_upload_goes_on_where_it_stopped(lab: Any, night: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from fieldstation_client import StationError, uploads

    path, sent = night / "a.wav", []
    address = uploads.begin(lab.station, path, {"kind": "recording", "project_id": lab.project})
    plain = uploads._send_piece

    def cut(station: Any, to: str, offset: int, piece: bytes) -> int:
        sent.append((offset, len(piece)))
        if len(sent) == 2:
            raise KeyboardInterrupt
        return plain(station, to, offset, piece)

    monkeypatch.setattr(uploads, "_send_piece", cut)
    with pytest.raises(KeyboardInterrupt):
        uploads.send(lab.station, path, address, chunk_bytes=5000)
    assert uploads.offset_of(lab.station, address) == 5000
    uploads.send(lab.station, path, address, chunk_bytes=5000)
    assert sent[2][0] == 5000
    assert uploads.outcome(lab.station, address)["state"] == "stored"
    assert uploads.offset_of(lab.station, "/api/v1/uploads/00000000-0000-7000-8000-000000000000") is None
    assert StationError


@on_one_database
@pytest.mark.usefixtures("worker")
def test_the_command_line_syncs_runs_a_chain_follows_and_exports(
    lab: Any, night: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from fieldstation_client.cli import main

    assert main(["sync", str(night), "--project", lab.project], station=lab.station) == 1
    assert "2 stored" in capsys.readouterr().out
    assert main(["run", "--project", lab.project, "--preset", "auto"], station=lab.station) == 0
    assert "succeeded" in capsys.readouterr().out
    job = next(lab.station.rows("jobs.list_jobs"))["id"]
    assert main(["follow", job], station=lab.station) == 0
    table = tmp_path / "calls.csv"
    assert main(["export", "--project", lab.project, "--to", str(table)], station=lab.station) == 0
    assert table.read_text().startswith("recording")
    archive = tmp_path / "project.zip"
    words = ["export", "--project", lab.project, "--kind", "project-archive", "--to", str(archive)]
    assert main(words, station=lab.station) == 0
    assert archive.read_bytes().startswith(b"PK")


@on_one_database
def test_the_command_line_calls_any_operation(lab: Any, capsys: pytest.CaptureFixture[str]) -> None:
    from fieldstation_client.cli import main

    assert main(["call", "projects.read_project", f"id={lab.project}"], station=lab.station) == 0
    assert json.loads(capsys.readouterr().out)["id"] == lab.project
    body = json.dumps({"name": "Made here", "group_id": str(lab.person.personal_group_id)})
    assert main(["call", "projects.create_project", "--body", body], station=lab.station) == 0
    assert main(["call", "--all", "projects.list_projects"], station=lab.station) == 0
    assert "Made here" in capsys.readouterr().out
    assert main(["operations", "cancel"], station=lab.station) == 0
    assert "jobs.cancel_job" in capsys.readouterr().out
    assert main(["call", "jobs.get_job", "id=nonsense"], station=lab.station) == 2


def test_without_a_key_the_command_line_says_what_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    from fieldstation_client.cli import main

    assert main(["--key", "", "operations"]) == 2
    assert "FIELDSTATION_API_KEY" in capsys.readouterr().err
