"""What a backup holds, what it refuses, and what goes when it is old."""

import gzip
import json
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import numpy as np
import pytest
from sqlalchemy import select, update

from blueprints.ops import backups
from blueprints.ops.schemas import BACKUP
from blueprints.telemetry.ingest.spool import Envelope, Lane, lanes, read_records, spool_folder
from core.backup import checks, create, reading, turn, upkeep
from core.backup.place import open_place
from core.clock import new_id, now
from core.db import db
from core.jobs.models import Job
from core.jobs.worker import run_job_now
from core.storage.blobs import Blob, sweep_blobs
from tests.backup.conftest import command_line
from tests.databases import on_one_database
from tests.factories.recordings import wav

pytestmark = on_one_database


@pytest.fixture
def settings(app, tmp_path, monkeypatch):
    found = app.config["SETTINGS"]
    monkeypatch.setattr(found, "backup_target", str(tmp_path / "backups"))
    return found


@pytest.fixture
def place(settings):
    return open_place(settings)


@pytest.fixture
def recording(make):
    return make.stored_recording()


def another_recording(make):
    return make.stored_recording(content=wav(np.linspace(-0.5, 0.5, 1000 + make.number(), dtype=np.float32), 96_000))


def files_of(folder: str) -> list[Path]:
    return [path for path in Path(folder).rglob("*") if path.is_file()]


def test_a_second_backup_stores_only_the_files_that_are_new(place, recording, make):
    create.create(place)
    n_before = len(files_of(f"{place.address}/files"))
    another_recording(make)
    manifest = create.create(place)
    assert manifest.n_stored_files == 2
    assert len(files_of(f"{place.address}/files")) == n_before + 1
    assert reading.verify(place, manifest) == []


def test_a_changed_byte_anywhere_is_found(place, recording):
    manifest = create.create(place)
    tables = next(table for found in manifest.sets for table in found.tables if table.name == "recordings")
    path = Path(place.address) / tables.text.key
    path.write_bytes(gzip.compress(b"something else"))
    (wrong,) = reading.verify(place, manifest)
    assert tables.text.key in wrong


def test_a_changed_or_lost_stored_file_is_found(place, recording, make):
    another_recording(make)
    manifest = create.create(place)
    one, other = files_of(f"{place.address}/files")
    one.chmod(0o644)
    one.write_bytes(b"changed")
    other.unlink()
    assert len(reading.verify(place, manifest)) == 2


def test_a_damaged_backup_is_not_restored_and_leaves_the_installation_empty(
    app, settings, place, recording, empty_settings
):
    manifest = create.create(place)
    table = manifest.sets[-1].tables[-1]
    (Path(place.address) / table.text.key).write_bytes(b"")
    db.session.remove()
    run = command_line(empty_settings("sqlite"))
    assert "is not what was written" in run("restore", "--place", place.address, fails=True)
    assert " 0 rows" in run("create", "--place", f"{place.address}-2")


def test_a_manifest_that_was_touched_is_no_backup(place, recording):
    manifest = create.create(place)
    path = Path(place.address) / "backups" / manifest.name / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"missing": ["x"]}))
    with pytest.raises(Exception, match="is not what was written"):
        reading.read_manifest(place, manifest.name)


def test_an_installation_with_people_in_it_is_never_overwritten(app, settings, place, recording):
    create.create(place)
    db.session.remove()
    run = command_line(settings)
    assert "Restore into an empty database" in run("restore", "--place", place.address, fails=True)


def test_old_backups_go_with_the_files_only_they_held(place, recording, make):
    first = create.create(place)
    for _ in range(2):
        another_recording(make)
        last = create.create(place)
    gone = upkeep.prune(place, keep=1)
    assert first.name in gone
    assert reading.names(place) == [last.name]
    assert len(files_of(f"{place.address}/files")) == last.n_stored_files


def test_what_a_broken_off_backup_left_is_swept_by_the_next(place, recording):
    left = Path(place.address) / "backups" / "20200101T000000Z-abcdef" / "database"
    left.mkdir(parents=True)
    (left / "users.gz").write_bytes(b"half")
    create.create(place)
    assert not left.exists()


def test_files_are_not_swept_while_a_backup_runs(settings, recording):
    make_old = update(Blob).values(created_at=now() - timedelta(days=9))
    db.session.execute(make_old)
    db.session.add(Blob(sha256="0" * 64, size_bytes=1, media_type="x", created_at=now() - timedelta(days=9)))
    db.session.commit()
    with turn.Turn(settings):
        assert sweep_blobs() == 0
    assert sweep_blobs() == 1


def test_two_backups_at_once_are_refused(settings, place):
    with turn.Turn(settings), pytest.raises(Exception, match="Another backup"):
        create.create(place)


def test_readings_that_wait_to_be_stored_are_saved_with_the_rest(app, settings, place, empty_settings):
    lane = Lane(spool_folder(settings))
    source_id = new_id()
    lane.append(Envelope(source_id, "ndjson", False, 1), b"waiting")
    create.create(place)
    lane.close()
    db.session.remove()
    other = empty_settings("sqlite")
    command_line(other)("restore", "--place", place.address)
    # The process that runs the tests may have a lane of its own from an earlier one.
    (restored,) = [found for found in lanes(spool_folder(other)) if found.name == lane.folder.name]
    (record,) = read_records(restored, 1, 0)
    assert (record.envelope.source_id, record.body) == (source_id, b"waiting")


def test_another_secret_key_is_told_of(app, place, empty_settings):
    create.create(place)
    db.session.remove()
    said = command_line(empty_settings("sqlite", secret_key="z" * 43))("restore", "--place", place.address)
    assert "SECRET_KEY is another" in said


class TestPage:
    """Backups as administrators of the station see them."""

    @pytest.fixture
    def headers(self, make):
        return make.headers(make.user(is_operator=True))

    @pytest.fixture
    def listed(self, client, headers):
        return lambda: client.get("/api/v1/backups", headers=headers).json

    def test_without_a_backup_one_is_due_now(self, settings, listed):
        found = listed()
        assert (found["results"], found["place"], found["every_days"]) == ([], settings.backup_target, 7)
        assert datetime.fromisoformat(found["next_at"]) <= now()

    def test_the_next_is_due_a_week_after_the_newest_or_never(self, place, listed, settings, monkeypatch):
        manifest = create.create(place)
        found = listed()
        assert datetime.fromisoformat(found["next_at"]) - manifest.made_at == pytest.approx(
            timedelta(days=7), abs=timedelta(milliseconds=1)
        )
        assert found["is_same_disk"] is True
        assert found["results"][0]["own_bytes"] == sum(saved.size_bytes for saved in manifest.objects())
        monkeypatch.setattr(settings, "backup_every_days", 0)
        assert listed()["next_at"] is None

    def test_a_check_reads_all_of_it_and_is_noted_beside_the_backup(self, client, headers, place, recording, listed):
        import blueprints.ops.jobs  # noqa: F401 (attaches the function, as a worker does)

        name = create.create(place).name
        assert listed()["results"][0]["checked_at"] is None
        asked = client.post(f"/api/v1/backups/{name}/check", headers=headers)
        assert listed()["job_id"] == asked.json["id"]
        again = client.post(f"/api/v1/backups/{name}/check", headers=headers)
        assert (again.status_code, again.json["code"]) == (409, "backup-running")
        run_job_now(UUID(asked.json["id"]))
        (row,) = listed()["results"]
        assert (row["n_wrong"], row["checked_at"] is None) == (0, False)
        assert upkeep.prune(place, keep=1) == []
        assert checks.last_check(place, name).n_wrong == 0

    def test_a_damaged_backup_fails_its_check_and_the_operator_hears_of_it(
        self, app, make, place, recording, settings, listed, monkeypatch
    ):
        import blueprints.ops.jobs  # noqa: F401 (as above)

        monkeypatch.setattr(settings, "operator_email", "ranger@example.org")
        name = create.create(place).name
        files_of(f"{place.address}/files")[0].unlink()
        job = backups.request_check(name, make.user().id)
        db.session.commit()
        run_job_now(job.id)
        found = db.session.get_one(Job, job.id, populate_existing=True)
        assert (found.state, found.error_code) == ("failed", "backup-damaged")
        assert listed()["results"][0]["n_wrong"] == 1
        mails = [path.read_text() for path in (settings.data_dir / "mail").glob("*.eml")]
        assert any("cannot be relied on" in mail and name in mail for mail in mails)

    def test_a_backup_whose_list_is_damaged_does_not_hide_the_others(self, place, listed):
        first, second = create.create(place), create.create(place)
        (Path(place.address) / "backups" / first.name / "manifest.json").write_text("{}")
        rows = listed()["results"]
        assert [(row["name"], row["n_wrong"]) for row in rows] == [(second.name, None), (first.name, 1)]


class TestSchedule:
    """Backups by the clock."""

    def test_one_is_due_when_there_is_none_or_the_newest_is_old(self, place):
        assert upkeep.is_due(place, every_days=7)
        create.create(place)
        assert not upkeep.is_due(place, every_days=7)
        assert upkeep.is_due(place, every_days=0)

    def test_the_scheduler_asks_once_for_a_backup_that_a_worker_then_makes(self, app, settings, recording):
        backups.back_up_when_due()
        backups.back_up_when_due()
        (job,) = db.session.scalars(select(Job).where(Job.kind == BACKUP.name)).all()
        import blueprints.ops.jobs  # noqa: F401 (attaches the function, as a worker does)

        run_job_now(job.id)
        assert db.session.get_one(Job, job.id, populate_existing=True).state == "succeeded"
        assert [facts.n_stored_files for facts in backups.list_backups()] == [1]
        backups.back_up_when_due()
        assert db.session.query(Job).filter_by(kind=BACKUP.name).count() == 1

    def test_a_failed_backup_is_mailed_to_the_operator(self, app, settings, recording, monkeypatch):
        import blueprints.ops.jobs  # noqa: F401 (as above)

        monkeypatch.setattr(settings, "operator_email", "ranger@example.org")
        for path in settings.blob_dir.rglob("*"):
            if path.is_file():
                path.unlink()
        job = backups.request_backup(None)
        db.session.commit()
        run_job_now(job.id)
        found = db.session.get_one(Job, job.id, populate_existing=True)
        assert (found.state, found.error_code) == ("failed", "backup-files-missing")
        mails = [path.read_text() for path in (settings.data_dir / "mail").glob("*.eml")]
        assert any("ranger@example.org" in mail and "backup-files-missing" in mail for mail in mails)
