"""What administrators are told of: full disks, faults of jobs, mail that waits."""

import json
from typing import Any

import pytest

from blueprints.accounts.models import Notification
from blueprints.ops import service, tallies, watch
from core.clock import now
from core.db import db
from core.disk import DiskSpace
from core.jobs import memory_dump
from core.jobs.ending import end
from core.jobs.kinds import JobState

FAULTS = "/api/v1/status/faults"


@pytest.fixture
def mails(app: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Subjects of the mail to the operator so far."""
    settings = app.config["SETTINGS"]
    monkeypatch.setattr(settings, "operator_email", "operator@example.org")
    folder = settings.data_dir / "mail"
    for old in folder.glob("*.eml"):
        old.unlink()

    def subjects() -> list[str]:
        texts = [path.read_text() for path in sorted(folder.glob("*.eml"))]
        return [text.split("Subject: ")[1].split("\n\n")[0].split("\n")[0] for text in texts if "operator@" in text]

    return subjects


def fill(monkeypatch: pytest.MonkeyPatch, used_percent: float) -> None:
    space = DiskSpace(1000, round(1000 - 10 * used_percent))
    monkeypatch.setattr(service, "disks", lambda: {"data": space})


def test_an_almost_full_disk_is_told_of_once_a_day(make: Any, mails: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    operator, person = make.user(is_operator=True), make.user()
    fill(monkeypatch, 91)
    assert watch.watch_disks() == ["data"]
    assert watch.watch_disks() == []
    rows = db.session.query(Notification).all()
    assert [(row.user_id, row.kind) for row in rows] == [(operator.id, "disk-almost-full")]
    assert rows[0].user_id != person.id
    assert mails() == ["Fieldstation: the disk of data is 91 % full"]


def test_a_disk_that_fills_a_second_time_is_told_of_again(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    make.user(is_operator=True)
    for used, told in ((95, ["data"]), (50, []), (95, ["data"])):
        fill(monkeypatch, used)
        assert watch.watch_disks() == told


def failed(make: Any, code: str, kind: str = "recordings.segment") -> None:
    job = make.job(state="running", kind=kind, started_at=now())
    end(job, JobState.FAILED, error_code=code, error_detail="It broke.")
    db.session.commit()


def test_a_fault_of_the_station_is_mailed_once_an_hour_for_each_kind(make: Any, mails: Any) -> None:
    for _ in range(3):
        failed(make, "memory-limit")
    failed(make, "internal")
    assert mails() == [
        "Fieldstation: recordings.segment failed (memory-limit)",
        "Fieldstation: recordings.segment failed (internal)",
    ]


def test_a_fault_of_the_input_is_not_mailed_to_the_operator(make: Any, mails: Any) -> None:
    failed(make, "truncated")
    assert mails() == []


def test_failures_of_the_last_day_are_counted_by_kind_and_code(client: Any, auth: Any, make: Any, app: Any) -> None:
    for code in ("truncated", "truncated", "internal"):
        failed(make, code)
    body = client.get(FAULTS, headers=auth(make.user(is_operator=True))).json
    assert [(row["kind"], row["code"], row["n"]) for row in body["failures"]] == [
        ("recordings.segment", "truncated", 2),
        ("recordings.segment", "internal", 1),
    ]
    assert (body["mail_waiting"], body["is_mail_set_up"], body["operator_email"]) == (0, False, None)


def test_only_administrators_see_faults(client: Any, auth: Any, make: Any) -> None:
    assert client.get(FAULTS, headers=auth(make.user())).status_code == 403


def test_sums_of_an_empty_station_are_zero(app: Any) -> None:
    assert tallies.oldest_waiting_s() == 0.0
    assert tallies.readings_flow() == (0.0, 0)
    assert tallies.vision_spending() == []


def test_the_oldest_waiting_job_is_the_oldest_that_could_start(make: Any) -> None:
    make.job(n_waiting=1, created_at=now().replace(year=2020))
    assert tallies.oldest_waiting_s() == 0.0
    make.job()
    assert 0 <= tallies.oldest_waiting_s() < 60


def test_a_dump_tells_what_fills_the_memory(tmp_path: Any, make: Any) -> None:
    import tracemalloc

    memory_dump.begin_tracing()
    ballast = [bytes(1000) for _ in range(5000)]
    path = memory_dump.dump(tmp_path, job_id=make.job().id, kind="x.y", used_mb=2100.0, limit_mb=2048)
    tracemalloc.stop()
    found = json.loads(path.read_text())
    assert found["job"]["kind"] == "x.y"
    assert (found["process"]["resident_mb"], found["process"]["limit_mb"]) == (2100.0, 2048)
    assert found["allocations"][0]["mb"] >= 1.0
    assert any("test_watch" in line for one in found["allocations"] for line in one["where"])
    assert found["objects"]
    assert found["threads"]
    assert path.stat().st_mode & 0o077 == 0
    assert len(ballast) == 5000


def test_only_the_newest_dumps_are_kept(tmp_path: Any, monkeypatch: pytest.MonkeyPatch, make: Any) -> None:
    monkeypatch.setattr(memory_dump, "N_KEPT", 2)
    monkeypatch.setattr(memory_dump, "MOST_OBJECTS", 10)
    for _ in range(4):
        memory_dump.dump(tmp_path, job_id=make.job().id, kind="x", used_mb=1, limit_mb=1)
    assert len(list(tmp_path.glob("*.json"))) == 2
