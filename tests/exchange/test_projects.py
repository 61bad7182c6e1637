"""A project leaves one station and arrives at another: the same answers, new identifiers, or nothing at all."""

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from blueprints.exchange.models import ProjectImport
from blueprints.projects.models import Project
from blueprints.recordings.models import LabelChange, Recording
from core.access import Role
from core.db import db
from core.jobs.models import Job
from tests.conftest import empty_tables
from tests.exchange.conftest import Lab
from tests.factories import Factory

BASE = "/api/v1"

ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def send(client: FlaskClient, headers: dict[str, str], group_id: Any, archive: bytes) -> Any:
    data = {"group_id": str(group_id), "file": (io.BytesIO(archive), "project.zip")}
    return client.post(f"{BASE}/project-imports", headers=headers, data=data, content_type="multipart/form-data")


def changed(archive: bytes, change: Callable[[dict[str, bytes]], None], *, is_listed: bool = True) -> bytes:
    """The archive with other members, listed as they are now."""
    with zipfile.ZipFile(io.BytesIO(archive)) as source:
        members = {name: source.read(name) for name in source.namelist()}
    change(members)
    manifest = json.loads(members.pop("manifest.json"))
    if is_listed:
        media = {path: entry["media_type"] for path, entry in manifest["files"].items()}
        manifest["files"] = {
            path: {
                "sha256": hashlib.sha256(content).hexdigest(),
                "size_bytes": len(content),
                "media_type": media.get(path),
            }
            for path, content in members.items()
        }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in members.items():
            target.writestr(name, content)
        target.writestr("manifest.json", json.dumps(manifest))
    return buffer.getvalue()


def with_rows(table: str, change: Callable[[list[dict[str, Any]]], None]) -> Callable[[dict[str, bytes]], None]:
    def _change(members: dict[str, bytes]) -> None:
        path = f"tables/{table}.jsonl"
        rows = [json.loads(line) for line in members[path].splitlines()]
        change(rows)
        members[path] = b"".join(json.dumps(row).encode() + b"\n" for row in rows)

    return _change


def plain(value: Any, names: dict[str, str]) -> Any:
    """An answer without what differs by its nature: identifiers become their order of appearance, addresses go."""
    if isinstance(value, dict):
        gone = {"url", "group_id", "job_id", "next", "previous", "created_by", "locked_until", "version"}
        return {key: plain(part, names) for key, part in value.items() if key not in gone}
    if isinstance(value, list):
        return [plain(part, names) for part in value]
    if isinstance(value, str):
        return ID.sub(lambda found: names.setdefault(found[0], f"id {len(names)}"), value)
    return value


def answers(client: FlaskClient, headers: dict[str, str], project_id: str) -> dict[str, Any]:
    """What the API says of a project, its segment numbers by rank."""

    def get(path: str) -> Any:
        answer = client.get(f"{BASE}{path}", headers=headers)
        assert answer.status_code == 200, (path, answer.json)
        return answer.json

    recordings = get(f"/recordings?project_id={project_id}&ordering=name&parts=include")
    root = next(row for row in recordings["results"] if row["name"] == "night.wav")
    segmentations = get(f"/recordings/{root['id']}/segmentations")
    segments = get(f"/segmentations/{segmentations['results'][0]['id']}/segments")
    calls = get(f"/results/calls?project_id={project_id}&ordering=onset_s")
    numbers = {row["id"]: rank for rank, row in enumerate(segments["results"])}
    batches = get(f"/task-batches?project_id={project_id}")
    tasks = get(f"/task-batches/{batches['results'][0]['id']}/tasks")
    histories = [get(f"/segments/{number}/history") for number in numbers]
    species = get("/species")["results"]
    found = {
        "project": get(f"/projects/{project_id}"),
        "sites": get(f"/sites?project_id={project_id}"),
        "recordings": recordings,
        "recording": get(f"/recordings/{root['id']}"),
        "segmentations": segmentations,
        "segments": [row | {"id": numbers[row["id"]]} for row in segments["results"]],
        "calls": [row | {"id": numbers[row["id"]]} for row in calls["results"]],
        "batches": [row | {"source": row["source"]["kind"]} for row in batches["results"]],
        "n_tasks": tasks["count"],
        "histories": histories,
        "species": species,
        "call_types": get(f"/species/{species[0]['id']}/call-types"),
        "classifiers": get("/classifiers"),
    }
    sound = client.get(f"{BASE}/recordings/{root['id']}/download", headers=headers)
    found["sound"] = hashlib.sha256(sound.data).hexdigest()
    return dict(plain(found, {}))


def test_an_empty_station_answers_as_the_one_the_project_left(
    client: FlaskClient,
    make: Factory,
    lab: Lab,
    full_project: Project,
    exported: Callable[..., bytes],
    run_jobs: Callable[[], list[Job]],
) -> None:
    archive = exported(full_project)
    before = answers(client, lab.editor, str(full_project.id))
    email, name = lab.person.email, lab.person.display_name
    old_ids = {str(row.id) for row in db.session.query(Recording)}
    db.session.rollback()
    empty_tables()

    group = make.group()
    editor = make.headers(make.member(group, Role.EDITOR, user=make.user(email=email, display_name=name)))
    sent = send(client, editor, group.id, archive)
    assert sent.status_code == 202, sent.json
    run_jobs()
    done = client.get(sent.headers["Location"], headers=editor).json
    assert (done["state"], done["problem"], done["notes"]) == ("ready", None, [])
    assert (done["counts"]["segments"], done["counts"]["tasks"], done["counts"]["predictions"]) == (3, 3, 3)
    assert answers(client, editor, done["project_id"]) == before
    assert not old_ids & {str(row.id) for row in db.session.query(Recording)}


def test_people_species_and_types_that_are_here_are_found_again(
    client: FlaskClient, make: Factory, full_project: Project, exported: Callable[..., bytes], run_jobs: Any
) -> None:
    archive = exported(full_project)
    group = make.group()
    known = make.species(group, scientific_name="Nyctalus noctula")
    buzz = make.call_type(known, name="buzz", key="z")
    make.call_type(known, name="other", key="f")
    make.project(group, name=full_project.name)
    editor = make.headers(make.member(group, Role.EDITOR))
    sent = send(client, editor, group.id, archive)
    run_jobs()
    done = client.get(sent.headers["Location"], headers=editor).json
    assert done["state"] == "ready", done
    assert (
        client.get(f"{BASE}/projects/{done['project_id']}", headers=editor).json["name"] == f"{full_project.name} (2)"
    )
    types = client.get(f"{BASE}/species/{known.id}/call-types", headers=editor).json["results"]
    assert {(row["name"], row["key"]) for row in types} == {("buzz", "z"), ("other", "f"), ("fall", None)}
    calls = client.get(f"{BASE}/results/calls?project_id={done['project_id']}&labelled=true", headers=editor).json
    assert [row["label"] for row in calls["results"]] == ["buzz"]
    changes = db.session.query(LabelChange).filter_by(call_type_id=buzz.id).all()
    assert [change.user_id for change in changes] == [None], "a person who is no member of this group is nobody here"
    assert "Not members of this group" in done["notes"][0]


def test_an_archive_without_sound_gives_away_no_file_by_its_hash(
    client: FlaskClient, make: Factory, full_project: Project, exported: Callable[..., bytes], run_jobs: Any
) -> None:
    archive = exported(full_project, with_sound=False)
    sha256 = db.session.query(Recording).filter_by(project_id=full_project.id).first().blob_sha256
    assert f"files/{sha256}" not in zipfile.ZipFile(io.BytesIO(archive)).namelist()
    group = make.group()
    editor = make.headers(make.member(group, Role.EDITOR))
    sent = send(client, editor, group.id, archive)
    run_jobs()
    done = client.get(sent.headers["Location"], headers=editor).json
    assert done["state"] == "ready", done
    rows = db.session.query(Recording).filter_by(group_id=group.id).all()
    assert {(row.state, row.problem_code) for row in rows} == {("failed", "sound-not-included")}
    assert sha256 not in {row.blob_sha256 for row in rows}
    assert client.get(f"{BASE}/recordings/{rows[0].id}/download", headers=editor).status_code == 503


def refused(client: FlaskClient, make: Factory, run_jobs: Any, archive: bytes) -> str:
    """The code an archive is refused with; nothing of it may be kept."""
    group = make.group()
    editor = make.headers(make.member(group, Role.EDITOR))
    sent = send(client, editor, group.id, archive)
    if sent.status_code != 202:
        return str(sent.json["code"])
    run_jobs()
    done = client.get(sent.headers["Location"], headers=editor).json
    assert done["state"] == "failed"
    db.session.rollback()
    assert db.session.query(Project).filter_by(group_id=group.id).count() == 0
    assert db.session.query(Recording).filter_by(group_id=group.id).count() == 0
    return str(done["problem"]["code"])


def of_version(number: int) -> Callable[[dict[str, bytes]], None]:
    def _change(members: dict[str, bytes]) -> None:
        members["manifest.json"] = json.dumps(json.loads(members["manifest.json"]) | {"version": number}).encode()

    return _change


def spoilt_sound(members: dict[str, bytes]) -> None:
    """Another sound under the name of its own hash, which rows then name."""
    old = next(name for name, content in members.items() if content[:4] == b"RIFF")
    content = members.pop(old)[:-20_000]
    new = hashlib.sha256(content).hexdigest()
    members[f"files/{new}"] = content
    path = "tables/recordings.jsonl"
    members[path] = members[path].replace(old.removeprefix("files/").encode(), new.encode())
    manifest = json.loads(members["manifest.json"])
    manifest["files"][f"files/{new}"] = manifest["files"][old]
    members["manifest.json"] = json.dumps(manifest).encode()


@pytest.mark.parametrize(
    ("change", "is_listed", "code"),
    [
        (of_version(2), True, "project-archive-version"),
        (lambda m: m.update({"manifest.json": b'{"format": "other", "version": 1}'}), False, "not-a-project-archive"),
        (lambda m: m.update({"tables/segments.jsonl": b""}), False, "project-archive-damaged"),
        (lambda m: m.update({"files/../../etc/passwd": b"x"}), True, "archive-unsafe-name"),
        (lambda m: m.update({"tables/segments.jsonl": b" " * 90_000_000}), True, "archive-bomb"),
        (lambda m: m.update({f"files/{'0' * 64}": b"x"}), True, "project-archive-damaged"),
        (lambda m: m.update({"tables/segments.jsonl": b"[1]\n"}), True, "project-archive-damaged"),
        (with_rows("segments", lambda r: r[0].update(onset_s="0")), True, "project-archive-damaged"),
        (with_rows("segments", lambda r: r[0].update(onset_s=5, offset_s=1)), True, "project-archive-damaged"),
        (with_rows("segments", lambda r: r[0].update(label="x" * 101)), True, "project-archive-damaged"),
        (with_rows("segments", lambda r: r[0].update(origin="elf")), True, "project-archive-damaged"),
        (with_rows("segments", lambda r: r[0].update(segmentation_id="x")), True, "project-archive-damaged"),
        (with_rows("predictions", lambda r: r[0].update(probabilities="AAAA")), True, "project-archive-damaged"),
        (with_rows("projects", lambda r: r.append(r[0])), True, "project-archive-damaged"),
        (with_rows("projects", lambda r: r.clear()), True, "project-archive-damaged"),
        (with_rows("recordings", lambda r: r[0].update(sr_hz=1)), True, "project-archive-damaged"),
        (with_rows("recordings", lambda r: r[0].update(blob_sha256="../x")), True, "project-archive-damaged"),
        (spoilt_sound, True, "project-archive-damaged"),
    ],
)
def test_a_hostile_or_broken_archive_is_refused_whole(
    client: FlaskClient,
    make: Factory,
    full_project: Project,
    exported: Callable[..., bytes],
    run_jobs: Any,
    change: Callable[[dict[str, bytes]], None],
    is_listed: bool,
    code: str,
) -> None:
    archive = changed(exported(full_project), change, is_listed=is_listed)
    assert refused(client, make, run_jobs, archive) == code


def test_a_member_that_differs_from_its_listed_hash_is_refused(
    client: FlaskClient, make: Factory, full_project: Project, exported: Callable[..., bytes], run_jobs: Any
) -> None:
    def other_note(members: dict[str, bytes]) -> None:
        members["tables/tasks.jsonl"] = members["tables/tasks.jsonl"].replace(b"=odd", b"=Odd")

    archive = changed(exported(full_project), other_note, is_listed=False)
    assert refused(client, make, run_jobs, archive) == "project-archive-damaged"


def test_an_import_is_for_editors_of_the_group(
    client: FlaskClient, make: Factory, lab: Lab, full_project: Project, exported: Callable[..., bytes]
) -> None:
    archive = exported(full_project)
    assert send(client, lab.annotator, lab.group.id, archive).status_code == 403
    assert send(client, lab.stranger, lab.group.id, archive).status_code == 404
    assert db.session.query(ProjectImport).count() == 0
